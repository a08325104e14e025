//! Lists of names that are read as they come.

use std::time::Duration;

use vault_sys::{Client, Error, ErrorKind, blocking};

use crate::{canned::Canned, script::Script};

/// What came, and what ended it if that was no end.
type Came = (Vec<String>, Option<Error>);

async fn stream(client: &Client) -> Came {
    let mut keys = match client.leases().list("aws/creds").stream().await {
        Ok(keys) => keys,
        Err(error) => return (Vec::new(), Some(error)),
    };
    let mut names = Vec::new();
    while let Some(name) = keys.next().await {
        match name {
            Ok(name) => names.push(name),
            Err(error) => {
                assert!(keys.next().await.is_none(), "a name came after an error");
                return (names, Some(error));
            }
        }
    }
    assert!(keys.next().await.is_none(), "a name came after the end");
    (names, None)
}

fn stream_blocking(client: &blocking::Client) -> Came {
    let mut keys = match client.leases().list("aws/creds").stream() {
        Ok(keys) => keys,
        Err(error) => return (Vec::new(), Some(error)),
    };
    let mut names = Vec::new();
    while let Some(name) = keys.next() {
        match name {
            Ok(name) => names.push(name),
            Err(error) => {
                assert!(keys.next().is_none(), "a name came after an error");
                return (names, Some(error));
            }
        }
    }
    assert!(keys.next().is_none(), "a name came after the end");
    (names, None)
}

/// What both clients get of a server at this address: the same.
fn both(address: &str) -> Came {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let client = Client::builder(address).retries(0).build().unwrap();
    let (names, error) = runtime.block_on(stream(&client));
    let client = blocking::Client::builder(address).retries(0).build().unwrap();
    let (again, error_again) = stream_blocking(&client);
    assert_eq!(names, again);
    assert_eq!(error.as_ref().map(Error::to_string), error_again.as_ref().map(Error::to_string));
    (names, error)
}

/// The error of the same call when its reply is waited for as a whole.
fn collected(address: &str) -> Error {
    let client = blocking::Client::builder(address).retries(0).build().unwrap();
    client.leases().list("aws/creds").send().unwrap_err()
}

const LIST: &str =
    r#"{"request_id":"x","data":{"keys":["a","b/","c"],"key_info":{"a":{}}},"warnings":null}"#;

#[test]
fn names_come_one_by_one() {
    let server = Canned::json(LIST);
    let (names, error) = both(&server.address);
    assert_eq!(names, ["a", "b/", "c"]);
    assert!(error.is_none(), "{error:?}");
    let request = server.request();
    assert_eq!(request.line, "GET /v1/sys/leases/lookup/aws/creds?list=true HTTP/1.1");
}

#[test]
fn a_list_of_nothing_is_an_empty_stream() {
    let server = Canned::new("404 Not Found", "", r#"{"errors":[]}"#);
    let (names, error) = both(&server.address);
    assert!(names.is_empty() && error.is_none(), "{error:?}");
    let server = Canned::json(r#"{"data":{"keys":[]}}"#);
    let (names, error) = both(&server.address);
    assert!(names.is_empty() && error.is_none(), "{error:?}");
}

#[test]
fn a_refusal_is_the_same_error_as_without_a_stream() {
    for (status, body) in [
        ("403 Forbidden", r#"{"errors":["permission denied"]}"#),
        ("404 Not Found", r#"{"errors":["no handler for route"]}"#),
        ("404 Not Found", "<html>"),
        ("503 Service Unavailable", r#"{"errors":["Vault is sealed"]}"#),
        ("307 Temporary Redirect\r\nlocation: http://127.0.0.1:1/", ""),
    ] {
        let server = Canned::new(status, "", body);
        let (names, error) = both(&server.address);
        let (error, expected) = (error.unwrap(), collected(&server.address));
        assert!(names.is_empty());
        assert_eq!(format!("{error} {error:?}"), format!("{expected} {expected:?}"));
        assert_eq!(error.kind(), ErrorKind::Refused);
    }
}

#[test]
fn what_is_no_list_is_an_error_that_quotes_nothing() {
    for (body, names) in [
        ("<html>secret</html>", 0),
        ("", 0),
        (r#"{"data":{"secret":["a"]}}"#, 0),
        (r#"{"data":{"keys":["a","b",{"secret":1}]}}"#, 2),
        (r#"{"data":{"keys":["a"]}} secret"#, 1),
        (r#"{"data":{"keys":["a"]}"#, 1),
    ] {
        let server = Canned::json(body);
        let (came, error) = both(&server.address);
        let error = error.unwrap_or_else(|| panic!("{body} was taken for a list"));
        assert_eq!((came.len(), error.kind()), (names, ErrorKind::Reply), "{body}");
        assert_eq!(error.status().unwrap(), 200);
        assert!(!format!("{error} {error:?}").contains("secret"), "{error:?}");
        assert_eq!(collected(&server.address).kind(), ErrorKind::Reply);
    }
}

#[test]
fn a_connection_that_breaks_off_is_an_error_and_no_end() {
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n";
    let server = Script::once_each(&format!("{head}{{\"data\":{{\"keys\":[\"a\",\"b"));
    let (names, error) = both(&server.address);
    assert_eq!(names, ["a"]);
    assert_eq!(error.unwrap().kind(), ErrorKind::Transport);
    // Also if all names have come.
    let server = Script::once_each(&format!("{head}{LIST}"));
    let (names, error) = both(&server.address);
    assert_eq!(names, ["a", "b/", "c"]);
    assert_eq!(error.unwrap().kind(), ErrorKind::Transport);
    // A chunk that is cut off.
    let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    let server = Script::once_each(&format!("{head}{:x}\r\n{LIST}\r\n", LIST.len()));
    assert_eq!(both(&server.address).1.unwrap().kind(), ErrorKind::Transport);
}

#[test]
fn the_first_name_is_there_before_the_last_has_been_sent() {
    let server = Script::held("HTTP/1.1 200 OK\r\n\r\n{\"data\":{\"keys\":[\"a\",\"b");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let client = Client::new(&server.address).unwrap();
        let mut keys = client.leases().list_root().stream().await.unwrap();
        assert_eq!(keys.next().await.unwrap().unwrap(), "a");
    });
    let client = blocking::Client::new(&server.address).unwrap();
    let mut keys = client.leases().list_root().stream().unwrap();
    assert_eq!(keys.next().unwrap().unwrap(), "a");
}

#[test]
fn a_server_that_falls_silent_is_given_up() {
    let server = Script::held("HTTP/1.1 200 OK\r\n\r\n{\"data\":{\"keys\":[\"a\",\"b");
    let pause = Duration::from_millis(300);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let client = Client::new(&server.address).unwrap();
        let call = client.leases().list_root().with_timeout(pause);
        let mut keys = call.stream().await.unwrap();
        assert!(keys.next().await.unwrap().is_ok());
        assert!(keys.next().await.unwrap().unwrap_err().is_timeout());
        assert!(keys.next().await.is_none());
    });
    let client = blocking::Client::new(&server.address).unwrap().with_timeout(pause);
    let mut keys = client.leases().list_root().stream().unwrap();
    assert!(keys.next().unwrap().is_ok());
    assert!(keys.next().unwrap().unwrap_err().is_timeout());
    assert!(keys.next().is_none());
}

#[test]
fn what_is_not_held_has_no_bound() {
    let names: Vec<_> = (0..1000).map(|number| format!("\"{number}\"")).collect();
    let server = Canned::json(&format!("{{\"data\":{{\"keys\":[{}]}}}}", names.join(",")));
    let client = blocking::Client::builder(&server.address).reply_limit(1000).build().unwrap();
    let error = client.leases().list_root().send().unwrap_err();
    assert!(error.to_string().contains("reply_limit"), "{error}");
    let came: Result<Vec<_>, _> = client.leases().list_root().stream().unwrap().collect();
    assert_eq!(came.unwrap().len(), 1000);
}

#[test]
fn a_call_that_cannot_be_sent_is_not() {
    let server = Canned::json(LIST);
    let client = blocking::Client::new(&server.address).unwrap();
    let error = client.leases().list("a/../b").stream().unwrap_err();
    assert_eq!((error.kind(), server.unseen()), (ErrorKind::Argument, 0));
}
