//! Feeds over a websocket, against a server made of the same library's other half.

use std::{
    net::{TcpListener, TcpStream},
    thread,
};

use tokio_tungstenite::tungstenite::{
    self, Message,
    handshake::server::{Request, Response},
};
use vault_sys::{
    Client, Encoder, Endpoint, Error, ErrorKind, Feed, Method, Operation, Reply, Subscription,
    blocking,
};

use crate::canned::Canned;

#[derive(Debug, PartialEq, serde::Deserialize)]
struct Event {
    id: String,
}

#[derive(Clone)]
struct Watch;

impl Endpoint for Watch {
    type Response = Event;

    const OPERATION: Operation = Operation::new("test.watch", Method::Get, "sys/watch");

    fn encode(&self, request: &mut Encoder<'_>) {
        request.query("json", &true);
    }

    fn decode(reply: &Reply<'_>) -> Result<Event, Error> {
        reply.body()
    }
}

impl Feed for Watch {}

/// A server that sends these messages to whoever comes, and closes the connection or drops it.
fn server(messages: &'static [&'static str], close: bool) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            // Who has read enough may leave at any time: the next one is served all the same.
            let _ = serve(connection, messages, close);
        }
    });
    address
}

fn serve(connection: TcpStream, messages: &[&str], close: bool) -> tungstenite::Result<()> {
    #[allow(clippy::result_large_err, reason = "the library chose the type")]
    let check = |request: &Request, response: Response| {
        assert_eq!(request.uri(), "/v1/sys/watch?json=true");
        assert_eq!(request.headers()["x-vault-token"], "s.token");
        assert_eq!(request.headers()["x-vault-namespace"], "team");
        Ok(response)
    };
    let mut socket = tungstenite::accept_hdr(connection, check).unwrap();
    socket.send(Message::Ping("are you there".into()))?;
    // Read before more is sent: a connection that is dropped with something unread is reset, and
    // a client that still has to answer never gets to what came before.
    assert_eq!(socket.read()?, Message::Pong("are you there".into()));
    for message in messages {
        socket.send(Message::text(*message))?;
    }
    socket.send(Message::binary(&b"{\"id\":\"last\"}"[..]))?;
    if close {
        socket.close(None)?;
        while socket.read().is_ok() {}
    }
    Ok(())
}

/// What both clients read of a server: the same.
fn both(address: &str) -> Vec<Result<Event, Error>> {
    let client = Client::new(address).unwrap().with_token("s.token").with_namespace("team");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let events = runtime.block_on(async {
        let mut events = client.subscribe(Watch).connect().await?;
        let mut all = Vec::new();
        while let Some(event) = events.next().await {
            all.push(event);
        }
        Ok(all)
    });
    let events: Vec<_> = events.unwrap_or_else(|error| vec![Err(error)]);
    let client = blocking::Client::new(address).unwrap();
    let client = client.with_token("s.token").with_namespace("team");
    let again = client.subscribe(Watch).connect();
    let again: Vec<_> = again.map_or_else(|error| vec![Err(error)], Iterator::collect);
    let shown = |events: &[Result<Event, Error>]| {
        let show = |event: &Result<Event, Error>| match event {
            Ok(event) => event.id.clone(),
            Err(error) => error.to_string(),
        };
        events.iter().map(show).collect::<Vec<_>>()
    };
    assert_eq!(shown(&events), shown(&again));
    events
}

#[test]
fn messages_come_in_their_order_until_the_server_closes() {
    let address = server(&["{\"id\":\"first\"}", "{\"id\":\"second\",\"more\":1}"], true);
    let ids: Vec<_> = both(&address).into_iter().map(|event| event.unwrap().id).collect();
    assert_eq!(ids, ["first", "second", "last"]);
}

#[test]
fn a_connection_that_is_lost_is_an_error_and_no_end() {
    let events = both(&server(&["{\"id\":\"first\"}"], false));
    assert_eq!(events[0].as_ref().unwrap().id, "first");
    assert_eq!(events.last().unwrap().as_ref().unwrap_err().kind(), ErrorKind::Transport);
}

#[test]
fn a_message_that_is_none_is_the_last_one() {
    let events = both(&server(&["{\"id\":1}"], true));
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].as_ref().unwrap_err().kind(), ErrorKind::Reply);
}

#[test]
fn a_refusal_is_the_servers_own_error() {
    let server = Canned::new("403 Forbidden", "", "{\"errors\":[\"permission denied\"]}");
    let events = both(&server.address);
    assert!(events[0].as_ref().unwrap_err().is_permission_denied());
}

#[test]
fn a_server_that_knows_no_websocket_is_an_error() {
    let switching = "101 Switching Protocols";
    let headers = "connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-accept: x\r\n";
    for server in [Canned::json("{\"id\":\"first\"}"), Canned::new(switching, headers, "")] {
        let events = both(&server.address);
        assert!(events[0].is_err());
    }
}

#[test]
fn a_subscription_is_a_value() {
    let client = Client::new("http://127.0.0.1:1").unwrap();
    let subscription: Subscription<'_, _, Watch> = client.subscribe(Watch);
    let _: Watch = subscription.into_request();
}

#[test]
fn one_subscription_has_its_own_token_namespace_and_headers() {
    let address = server(&[], true);
    let client = Client::new(&address).unwrap();
    let subscription = client.subscribe(Watch).with_token("s.token").with_namespace("team");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    // To the end, as the server takes one connection after the other.
    let all = runtime.block_on(async {
        let mut events = subscription.clone().with_header("x-one", "1").connect().await.unwrap();
        let mut all = 0;
        while let Some(event) = events.next().await {
            event.unwrap();
            all += 1;
        }
        all
    });
    assert_eq!(all, 1);
    let error = runtime.block_on(subscription.with_header("upgrade", "x").connect()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Argument);
    let client = blocking::Client::new(&address).unwrap();
    let subscription = client.subscribe(Watch).with_token("s.token").with_namespace("team");
    assert_eq!(subscription.connect().unwrap().map(Result::unwrap).count(), 1);
}
