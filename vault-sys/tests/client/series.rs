//! Replies that are many items.

use std::time::Duration;

use vault_sys::{
    Client, Endpoint, Error, ErrorKind, Line, Method, Operation, Reply, Series, blocking,
};

use crate::{canned::Canned, script::Script};

#[derive(Debug, PartialEq, serde::Deserialize)]
struct Record {
    number: u64,
}

struct Export;

impl Endpoint for Export {
    type Response = Vec<Record>;

    const OPERATION: Operation = Operation::new("test.export", Method::Get, "sys/export");

    fn decode(reply: &Reply<'_>) -> Result<Vec<Record>, Error> {
        reply.series::<Self>()
    }
}

impl Series for Export {
    type Item = Record;

    fn item(line: &Line<'_>) -> Result<Record, Error> {
        line.json()
    }
}

const PAUSE: Duration = Duration::from_secs(20);

async fn collect(client: &Client) -> (Vec<u64>, Option<Error>) {
    let mut items = match client.call(Export).items(PAUSE).await {
        Ok(items) => items,
        Err(error) => return (Vec::new(), Some(error)),
    };
    let mut numbers = Vec::new();
    while let Some(item) = items.next().await {
        match item {
            Ok(record) => numbers.push(record.number),
            Err(error) => {
                assert!(items.next().await.is_none(), "an item came after an error");
                return (numbers, Some(error));
            }
        }
    }
    (numbers, None)
}

fn collect_blocking(client: &blocking::Client) -> (Vec<u64>, Option<Error>) {
    let mut items = match client.call(Export).items(PAUSE) {
        Ok(items) => items,
        Err(error) => return (Vec::new(), Some(error)),
    };
    let mut numbers = Vec::new();
    while let Some(item) = items.next() {
        match item {
            Ok(record) => numbers.push(record.number),
            Err(error) => {
                assert!(items.next().is_none(), "an item came after an error");
                return (numbers, Some(error));
            }
        }
    }
    (numbers, None)
}

/// What both clients get of a server at this address: the same.
fn both(address: &str) -> (Vec<u64>, Option<Error>) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let client = Client::new(address).unwrap();
    let (numbers, error) = runtime.block_on(collect(&client));
    let (again, error_again) = collect_blocking(&blocking::Client::new(address).unwrap());
    assert_eq!(numbers, again);
    assert_eq!(error.as_ref().map(Error::kind), error_again.as_ref().map(Error::kind));
    (numbers, error)
}

#[test]
fn items_come_one_by_one_and_together() {
    let body = "{\"number\":1}\n\n{\"number\":2}\n{\"number\":3}";
    let server = Canned::json(body);
    let (numbers, error) = both(&server.address);
    assert_eq!(numbers, [1, 2, 3]);
    assert!(error.is_none());
    let client = blocking::Client::new(&server.address).unwrap();
    let all: Vec<_> = client.call(Export).send().unwrap();
    assert_eq!(all, [1, 2, 3].map(|number| Record { number }));
}

#[test]
fn a_line_that_is_none_ends_the_series_with_an_error() {
    let server = Canned::json("{\"number\":1}\n{\"number\":\"s.secret\"}\n{\"number\":3}\n");
    let (numbers, error) = both(&server.address);
    let error = error.unwrap();
    assert_eq!(numbers, [1]);
    assert_eq!(error.kind(), ErrorKind::Reply);
    assert!(!format!("{error} {error:?}").contains("secret"), "{error:?}");
}

#[test]
fn a_refusal_is_the_servers_own_error() {
    let server = Canned::new("403 Forbidden", "", "{\"errors\":[\"permission denied\"]}");
    let (numbers, error) = both(&server.address);
    assert!(numbers.is_empty());
    assert!(error.unwrap().is_permission_denied());
}

#[test]
fn a_connection_that_breaks_off_is_an_error_and_no_end() {
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n";
    let server = Script::once_each(&format!("{head}{{\"number\":1}}\n{{\"number\":2}}"));
    let (numbers, error) = both(&server.address);
    assert_eq!(numbers, [1]);
    assert_eq!(error.unwrap().kind(), ErrorKind::Transport);
}

#[test]
fn the_first_item_is_there_before_the_last_has_been_sent() {
    let server = Script::held("HTTP/1.1 200 OK\r\n\r\n{\"number\":1}\n");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let client = Client::new(&server.address).unwrap();
        let mut items = client.call(Export).items(Duration::MAX).await.unwrap();
        assert_eq!(items.next().await.unwrap().unwrap(), Record { number: 1 });
    });
    let client = blocking::Client::new(&server.address).unwrap();
    let mut items = client.call(Export).items(Duration::MAX).unwrap();
    assert_eq!(items.next().unwrap().unwrap(), Record { number: 1 });
}

#[test]
fn a_server_that_falls_silent_is_given_up() {
    let server = Script::held("HTTP/1.1 200 OK\r\n\r\n{\"number\":1}\n");
    let pause = Duration::from_millis(300);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let client = Client::new(&server.address).unwrap();
        let mut items = client.call(Export).items(pause).await.unwrap();
        assert!(items.next().await.unwrap().is_ok());
        assert!(items.next().await.unwrap().unwrap_err().is_timeout());
        assert!(items.next().await.is_none());
    });
    let client = blocking::Client::new(&server.address).unwrap();
    let mut items = client.call(Export).items(pause).unwrap();
    assert!(items.next().unwrap().is_ok());
    assert!(items.next().unwrap().unwrap_err().is_timeout());
    assert!(items.next().is_none());
}
