//! The floor: one connection of hyper's, requests as it wants them, and nothing read from what comes
//! back but that it has come.

use std::convert::Infallible;

use bench_common::{Call, LEASE, POLICY, RULES, SNAPSHOT, Start, TOKEN, Task};
use bytes::Bytes;
use futures_util::stream;
use http_body_util::{BodyExt as _, Full, StreamBody, combinators::BoxBody};
use hyper::{
    Request,
    body::{Frame, Incoming},
    client::conn::http1::{SendRequest, handshake},
};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

type Body = BoxBody<Bytes, Infallible>;

fn main() {
    let task = Task::from_arguments();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(run(&task));
}

async fn run(task: &Task) {
    let host = task.address.strip_prefix("http://").expect("an address without TLS");
    let stream = TcpStream::connect(host).await.expect("a server");
    stream.set_nodelay(true).expect("a socket of our own");
    let (mut sender, connection) = handshake(TokioIo::new(stream)).await.expect("a connection");
    tokio::spawn(connection);
    send(&mut sender, host, "GET", "/v1/sys/mounts", text(String::new())).await;
    let policy = format!("/v1/sys/policies/acl/{POLICY}");
    let start = Start::now();
    for number in 0..task.times {
        let (method, path, body) = match task.call {
            Call::Lease => {
                ("POST", "/v1/sys/leases/lookup", text(format!(r#"{{"lease_id":"{LEASE}"}}"#)))
            }
            Call::Mounts => ("GET", "/v1/sys/mounts", text(String::new())),
            Call::Keys => ("GET", "/v1/sys/policies/acl?list=true", text(String::new())),
            Call::Policy => {
                let rules = RULES.replace('"', "\\\"");
                ("POST", policy.as_str(), text(format!(r#"{{"policy":"{rules}"}}"#)))
            }
            Call::Listing | Call::Streamed => {
                ("GET", "/v1/sys/leases/lookup/huge?list=true", text(String::new()))
            }
            Call::Revoke => {
                let body = text(format!(r#"{{"lease_id":"aws/creds/deploy/{number}"}}"#));
                ("POST", "/v1/sys/leases/revoke", body)
            }
            Call::Down => ("GET", "/v1/sys/storage/raft/snapshot", text(String::new())),
            Call::Up => ("POST", "/v1/sys/storage/raft/snapshot", snapshot()),
        };
        let length = send(&mut sender, host, method, path, body).await;
        match task.call {
            Call::Policy | Call::Revoke | Call::Up => assert_eq!(length, 0),
            Call::Down => assert_eq!(length, SNAPSHOT),
            _ => assert!(length > 100),
        }
    }
    start.report();
}

fn text(text: String) -> Body {
    Full::new(text.into()).boxed()
}

fn snapshot() -> Body {
    const PIECE: usize = 64 * 1024;
    let piece = Bytes::from(vec![0x5a; PIECE]);
    let count = usize::try_from(SNAPSHOT).expect("fits") / PIECE;
    let pieces = (0..count).map(move |_| Ok(Frame::data(piece.clone())));
    StreamBody::new(stream::iter(pieces)).boxed()
}

async fn send(
    sender: &mut SendRequest<Body>,
    host: &str,
    method: &str,
    path: &str,
    body: Body,
) -> u64 {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("host", host)
        .header("x-vault-token", TOKEN)
        .body(body)
        .expect("a request");
    sender.ready().await.expect("a connection");
    let response = sender.send_request(request).await.expect("a response");
    assert!(response.status().is_success());
    read(response.into_body()).await
}

async fn read(mut body: Incoming) -> u64 {
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        length += frame.expect("a piece").data_ref().map_or(0, Bytes::len) as u64;
    }
    length
}
