use std::error::Error as _;

use vault_sys::{Client, Error, ErrorKind, ExposeSecret as _, Method};

use crate::canned::Canned;

async fn refusal(status: &str, body: &str) -> Error {
    let server = Canned::new(status, "", body);
    Client::new(&server.address).unwrap().mounts().list().await.unwrap_err()
}

#[tokio::test]
async fn a_refusal_keeps_what_the_server_said() {
    let body = r#"{"errors":["first","second"],"warnings":["careful"]}"#;
    let error = refusal("403 Forbidden", body).await;
    assert_eq!(error.kind(), ErrorKind::Refused);
    assert_eq!(error.status().unwrap(), 403);
    assert_eq!(error.errors(), ["first", "second"]);
    assert_eq!(error.warnings(), ["careful"]);
    assert_eq!(error.method(), Some(Method::Get));
    assert_eq!(error.path(), Some("sys/mounts"));
    assert!(error.is_permission_denied() && !error.is_not_found() && !error.is_sealed());
    assert_eq!(
        error.to_string(),
        "mounts.list (GET sys/mounts): the server answered 403 Forbidden: first; second"
    );
}

#[tokio::test]
async fn a_refusal_without_json_keeps_its_text() {
    let error = refusal("502 Bad Gateway", "<html>bad\u{7} gateway</html>").await;
    assert_eq!(error.errors(), [r"<html>bad\u{7} gateway</html>"]);
    let error = refusal("500 Internal Server Error", &"x".repeat(100_000)).await;
    assert_eq!(error.errors()[0].len(), 1024);
    let error = refusal("409 Conflict", "").await;
    assert!(error.errors().is_empty());
    assert!(error.to_string().ends_with("no reason given"), "{error}");
}

#[tokio::test]
async fn a_sealed_server_is_told_from_one_that_is_busy() {
    let sealed = refusal("503 Service Unavailable", r#"{"errors":["Vault is sealed"]}"#).await;
    assert!(sealed.is_sealed());
    let busy = refusal("503 Service Unavailable", r#"{"errors":["try later"]}"#).await;
    assert!(!busy.is_sealed());
}

#[tokio::test]
async fn an_empty_list_is_told_from_an_unknown_path() {
    let list = async |body| {
        let server = Canned::new("404 Not Found", "", body);
        Client::new(&server.address).unwrap().leases().list("a").await
    };
    assert!(list(r#"{"errors":[]}"#).await.unwrap().is_empty());
    assert!(list(r#"{"errors":["unsupported path"]}"#).await.unwrap_err().is_not_found());
    assert!(list("404 page not found").await.unwrap_err().is_not_found());
    assert!(list("{}").await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn a_reply_of_another_shape_is_an_error_that_tells_where() {
    for (body, problem) in [
        ("", "nothing"),
        ("<html>", "not JSON at line 1 column 1"),
        (r#"{"data":{}}"#, "missing field `counts` at line 1 column 10"),
        (r#"{"other":1}"#, "missing field `data` at line 1 column 11"),
        (r#"{"data":{"lease_count":"hvs.secret"}}"#, "expected u64 at line 1 column 35"),
    ] {
        let server = Canned::json(body);
        let vault = Client::new(&server.address).unwrap();
        let error = vault.leases().count_irrevocable().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Reply);
        let text = error.to_string();
        assert!(text.ends_with(problem), "{text}");
        assert!(!format!("{error:?} {error}").contains("hvs.secret"));
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_cannot_be_connected_to() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let vault = Client::new(&address).unwrap();
    let error = vault.leases().renew_by_url("my/lease").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(error.is_connect() && !error.is_timeout());
    let mut sources = String::new();
    let mut source = error.source();
    while let Some(error) = source {
        sources.extend([error.to_string(), "; ".into()]);
        source = error.source();
    }
    assert!(sources.to_lowercase().contains("connection refused"), "{sources}");
    // The filled path stays out of what is logged.
    assert!(!format!("{error} {error:?} {sources}").contains("my/lease"));
}

#[tokio::test]
async fn a_connection_that_breaks_off_is_an_error() {
    let server = Canned::new("200 OK\r\ncontent-length: 1000", "", "");
    let vault = Client::new(&server.address).unwrap();
    let error = vault.mounts().list().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
}

/// An operation whose reply exists once, and one for which every status is an answer.
mod odd {
    use vault_sys::{Encoder, Endpoint, Error, Method, Operation, Reply};

    pub(super) struct Once;
    pub(super) struct Always;

    impl Endpoint for Once {
        type Response = Vec<String>;

        const OPERATION: Operation = Operation::new("test.once", Method::Post, "sys/once").once();

        fn encode(&self, _: &mut Encoder<'_>) {}

        fn decode(reply: &Reply<'_>) -> Result<Vec<String>, Error> {
            reply.keys()
        }
    }

    impl Endpoint for Always {
        type Response = Vec<u8>;

        const OPERATION: Operation =
            Operation::new("test.always", Method::Get, "sys/always").always_answers();

        fn decode(reply: &Reply<'_>) -> Result<Vec<u8>, Error> {
            reply.body()
        }
    }
}

#[tokio::test]
async fn a_reply_that_exists_once_is_not_lost() {
    let body = r#"{"data":{"keys":"changed-hvs.key"}}"#;
    let server = Canned::json(body);
    let vault = Client::new(&server.address).unwrap();
    let error = vault.call(odd::Once).await.unwrap_err();
    let shown = format!("{error} {error:?}");
    assert!(shown.contains("kept in this error") && !shown.contains("hvs.key"), "{shown}");
    let kept = error.into_body().unwrap();
    assert_eq!(kept.expose_secret(), body.as_bytes());
    // What the server tells again is not kept, and neither is a refusal.
    assert!(vault.mounts().list().await.unwrap_err().into_body().is_none());
    let error = refusal("400 Bad Request", body).await;
    assert!(error.into_body().is_none());
}

#[tokio::test]
async fn every_status_can_be_an_answer_but_not_every_body() {
    let call = async |status, body| {
        let server = Canned::new(status, "", body);
        Client::new(&server.address).unwrap().call(odd::Always).await
    };
    assert_eq!(call("503 Service Unavailable", "[1,2]").await.unwrap(), [1, 2]);
    let error = call("400 Bad Request", r#"{"errors":["no number"]}"#).await.unwrap_err();
    assert_eq!((error.kind(), error.errors().len()), (ErrorKind::Refused, 1));
    assert_eq!(call("200 OK", "{}").await.unwrap_err().kind(), ErrorKind::Reply);
}

#[tokio::test]
async fn what_stands_twice_is_read_where_the_server_means_it() {
    // As a capability of a path called `data` comes, and one of a path called `warnings`.
    let body = r#"{"data":["x"],"warnings":["read"],"request_id":"7",
                   "data":{"keys":["a"]},"warnings":null}"#;
    let server = Canned::json(body);
    let vault = Client::new(&server.address).unwrap();
    let reply = vault.call(odd::Once).detailed().await.unwrap();
    assert_eq!(reply.value, ["a"]);
    assert_eq!((reply.request_id.as_deref(), reply.warnings.len()), (Some("7"), 0));
}
