use std::time::Duration;

use bytes::Bytes;
use vault_sys::{Client, Download, Encoder, Endpoint, Error, ErrorKind, Method, Operation, Reply};

use crate::{canned::Canned, script::Script};

struct Read;

impl Endpoint for Read {
    type Response = Bytes;

    const OPERATION: Operation = Operation::new("test.read", Method::Get, "sys/large");

    fn decode(reply: &Reply<'_>) -> Result<Bytes, Error> {
        reply.content()
    }
}

impl Download for Read {}

struct Write {
    name: String,
}

impl Endpoint for Write {
    type Response = ();

    const OPERATION: Operation = Operation::new("test.write", Method::Post, "sys/large/{name}");

    fn encode(&self, request: &mut Encoder<'_>) {
        request.path("name", &self.name);
    }

    fn decode(reply: &Reply<'_>) -> Result<(), Error> {
        reply.none()
    }
}

/// A writer that takes so much and no more.
struct Full(usize);

impl std::io::Write for Full {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let count = bytes.len().min(self.0);
        self.0 -= count;
        Ok(count)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl tokio::io::AsyncWrite for Full {
    fn poll_write(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
        bytes: &[u8],
    ) -> std::task::Poll<std::io::Result<usize>> {
        std::task::Poll::Ready(std::io::Write::write(&mut *self, bytes))
    }

    fn poll_flush(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<std::io::Result<()>> {
        std::task::Poll::Ready(Ok(()))
    }

    fn poll_shutdown(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<std::io::Result<()>> {
        std::task::Poll::Ready(Ok(()))
    }
}

fn large() -> String {
    "0123456789".repeat(100_000)
}

fn broken_off() -> Canned {
    Canned::new("200 OK\r\ncontent-length: 2000000", "", &large())
}

fn refused() -> Canned {
    Canned::new("403 Forbidden", "", r#"{"errors":["permission denied"]}"#)
}

#[tokio::test]
async fn a_reply_is_written_as_it_comes() {
    let server = Canned::json(&large());
    let vault = Client::new(&server.address).unwrap();
    let mut out = Vec::new();
    assert_eq!(vault.call(Read).to_writer(&mut out).await.unwrap(), 1_000_000);
    assert_eq!(out, large().as_bytes());
    assert_eq!(vault.call(Read).await.unwrap(), large());
}

#[tokio::test]
async fn a_reply_that_does_not_arrive_whole_is_an_error() {
    let server = broken_off();
    let vault = Client::new(&server.address).unwrap();
    let error = vault.call(Read).to_writer(&mut Vec::new()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    let server = refused();
    let vault = Client::new(&server.address).unwrap();
    let mut out = Vec::new();
    let error = vault.call(Read).to_writer(&mut out).await.unwrap_err();
    assert!(error.is_permission_denied() && out.is_empty());
    let server = Canned::json(&large());
    let vault = Client::new(&server.address).unwrap();
    let error = vault.call(Read).to_writer(&mut Full(70_000)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Local);
}

#[tokio::test]
async fn a_body_is_read_as_it_is_sent() {
    let server = Canned::new("204 No Content", "", "");
    let vault = Client::new(&server.address).unwrap().with_token("s.token");
    let write = Write { name: "it".into() };
    vault.upload(write).from_reader(std::io::Cursor::new(large())).await.unwrap();
    let request = server.request();
    assert_eq!(request.line, "POST /v1/sys/large/it HTTP/1.1");
    assert_eq!(request.header("x-vault-token"), Some("s.token"));
    assert_eq!(request.body, large());
    let error = vault.upload(Write { name: "..".into() }).from_reader(&b""[..]).await.unwrap_err();
    assert_eq!((error.kind(), server.unseen()), (ErrorKind::Argument, 0));
}

#[cfg(feature = "blocking")]
mod blocking {
    use super::*;
    use vault_sys::blocking::Client;

    #[test]
    fn a_reply_is_written_as_it_comes() {
        let server = Canned::json(&large());
        let vault = Client::new(&server.address).unwrap();
        let mut out = Vec::new();
        assert_eq!(vault.call(Read).to_writer(&mut out).unwrap(), 1_000_000);
        assert_eq!(out, large().as_bytes());
        assert_eq!(vault.call(Read).send().unwrap(), large());
    }

    #[test]
    fn a_reply_that_does_not_arrive_whole_is_an_error() {
        let server = broken_off();
        let vault = Client::new(&server.address).unwrap();
        let error = vault.call(Read).to_writer(&mut Vec::new()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Transport);
        let server = refused();
        let vault = Client::new(&server.address).unwrap();
        let error = vault.call(Read).to_writer(&mut Vec::new()).unwrap_err();
        assert!(error.is_permission_denied());
        let server = Canned::json(&large());
        let vault = Client::new(&server.address).unwrap();
        let error = vault.call(Read).to_writer(&mut Full(70_000)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Local);
    }

    #[test]
    fn a_body_is_read_as_it_is_sent() {
        let server = Canned::new("204 No Content", "", "");
        let vault = Client::new(&server.address).unwrap();
        let write = Write { name: "it".into() };
        vault.upload(write).from_reader(std::io::Cursor::new(large())).unwrap();
        assert_eq!(server.request().body, large());
    }
}

#[test]
fn a_server_that_falls_silent_is_given_up() {
    let server = Script::held("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf");
    let pause = Duration::from_millis(300);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let vault = Client::new(&server.address).unwrap();
        let mut out = Vec::new();
        let error = vault.call(Read).with_timeout(pause).to_writer(&mut out).await.unwrap_err();
        assert!(error.is_timeout(), "{error}");
    });
    #[cfg(feature = "blocking")]
    {
        let vault = vault_sys::blocking::Client::new(&server.address).unwrap();
        let mut out = Vec::new();
        let error = vault.call(Read).with_timeout(pause).to_writer(&mut out).unwrap_err();
        assert!(error.is_timeout(), "{error}");
    }
}
