//! Every status with every kind of body, as an error that says what there is to say.

use std::error::Error as _;

use vault_sys::{Error, ErrorKind, Method};

use crate::{
    both::both,
    play::{Act, Play},
};

/// What comes as a body, and what an error should know of it.
struct Body {
    name: &'static str,
    bytes: Vec<u8>,
    /// What the server says the length is, if it is not so.
    length: Option<usize>,
    errors: &'static [&'static str],
    warnings: &'static [&'static str],
}

fn bodies() -> Vec<Body> {
    let body = |name, bytes: &[u8], errors, warnings| Body {
        name,
        bytes: bytes.to_vec(),
        length: None,
        errors,
        warnings,
    };
    vec![
        body(
            "errors",
            br#"{"errors":["one","two"],"warnings":["three"]}"#,
            &["one", "two"],
            &["three"],
        ),
        body("JSON without errors", br#"{"a":[1,2],"warnings":null}"#, &[], &[]),
        body("JSON that is no object", b"[1,2]", &["[1,2]"], &[]),
        body("HTML", b"<html>\r\nno</html>\n", &[r"<html>\r\nno</html>"], &[]),
        body("nothing", b"", &[], &[]),
        body("cut off", br#"{"errors":["on"#, &[r#"{\"errors\":[\"on"#], &[]),
        body("binary", b"\x00\xff\x1b[2J", &["\\0\u{fffd}\\u{1b}[2J"], &[]),
        Body { length: Some(1000), ..body("broken off", b"half a pa", &["half a pa"], &[]) },
    ]
}

/// Statuses that a server can end a request with.
fn statuses() -> impl Iterator<Item = u16> {
    (200..600).filter(|status| ![204, 205, 304].contains(status))
}

fn act(status: u16, body: &Body) -> Act {
    let length = body.length.unwrap_or(body.bytes.len());
    let mut answer =
        format!("HTTP/1.1 {status} Status\r\ncontent-length: {length}\r\n\r\n").into_bytes();
    answer.extend(&body.bytes);
    if body.length.is_some() { Act::Last(answer) } else { Act::Bytes(answer) }
}

fn check(error: &Error, status: u16, body: &Body) {
    let what = format!("{status} with {}: {error:?}", body.name);
    assert_eq!(error.status().map(|status| status.as_u16()), Some(status), "{what}");
    assert_eq!(error.method(), Some(Method::Get), "{what}");
    assert_eq!(error.path(), Some("sys/internal/counters/tokens"), "{what}");
    assert!(error.to_string().starts_with("test.count (GET sys/internal/"), "{what}");
    assert!(!error.is_timeout() && !error.is_connect() && !error.is_redirect(), "{what}");
    assert_eq!(error.is_not_found(), status == 404, "{what}");
    assert_eq!(error.is_permission_denied(), status == 403, "{what}");
    assert_eq!(error.is_rate_limited(), status == 429, "{what}");
    assert_eq!(error.is_unavailable(), [502, 503, 504].contains(&status), "{what}");
    assert!(!error.is_sealed() && !error.is_standby(), "{what}");
    if status < 300 {
        let kind = if body.length.is_some() { ErrorKind::Transport } else { ErrorKind::Reply };
        assert_eq!(error.kind(), kind, "{what}");
        assert!(!error.to_string().contains("two"), "{what}");
    } else {
        assert_eq!(error.kind(), ErrorKind::Refused, "{what}");
        assert_eq!(error.errors(), body.errors, "{what}");
        assert_eq!(error.warnings(), body.warnings, "{what}");
    }
    if body.length.is_some() {
        let mut deepest = error.source().expect("what ended the connection");
        while let Some(source) = deepest.source() {
            deepest = source;
        }
        assert!(
            deepest.to_string().contains("before message completed")
                || deepest.to_string().contains("end of file"),
            "{deepest}"
        );
    }
}

/// A read of which nothing but an object with `data` is an answer.
struct Count;

impl vault_sys::Endpoint for Count {
    type Response = Vec<u64>;

    const OPERATION: vault_sys::Operation =
        vault_sys::Operation::new("test.count", Method::Get, "sys/internal/counters/tokens");

    fn decode(reply: &vault_sys::Reply<'_>) -> Result<Vec<u64>, Error> {
        reply.data()
    }
}

both! {
    fn every_status_with_every_body_is_an_error_that_tells(Vault, send) {
        for (index, body) in bodies().iter().enumerate() {
            // The status is asked for by a header that servers do not know.
            let server = Play::new(move |_, request| {
                let status = request.header("x-vault-namespace").unwrap().parse().unwrap();
                act(status, &bodies()[index])
            });
            let vault = Vault::builder(&server.address).retries(0).build().unwrap();
            for status in statuses() {
                let vault = vault.with_namespace(&status.to_string());
                check(&send!(vault.call(Count)).unwrap_err(), status, body);
            }
        }
    }

    fn statuses_without_a_body_are_errors_too(Vault, send) {
        for status in [204, 205, 304] {
            let length = if status == 205 { "content-length: 0\r\n" } else { "" };
            let answer = format!("HTTP/1.1 {status} Status\r\n{length}\r\n");
            let server = Play::always(move || Act::Bytes(answer.clone().into_bytes()));
            let vault = Vault::new(&server.address).unwrap();
            let error = send!(vault.call(Count)).unwrap_err();
            assert_eq!(error.status().unwrap(), status);
            let refused = if status == 304 { ErrorKind::Refused } else { ErrorKind::Reply };
            assert_eq!(error.kind(), refused);
        }
    }

    fn who_does_not_speak_http_is_a_connection_that_failed(Vault, send) {
        for bytes in ["SSH-2.0-OpenSSH_9.6\r\n", "HTTP/1.1 9999 X\r\n\r\n", "\0\0\0\0", "HTTP/1.1 2"] {
            let server = Play::always(move || Act::Last(bytes.into()));
            let vault = Vault::builder(&server.address).retries(0).build().unwrap();
            let error = send!(vault.call(Count)).unwrap_err();
            assert_eq!((error.kind(), error.status()), (ErrorKind::Transport, None), "{bytes:?}");
            assert!(error.source().unwrap().source().is_some(), "{error:?}");
        }
    }

    fn an_election_is_told_from_other_failures(Vault, send) {
        let body = r#"{"errors":["local node not active but active cluster node not found"]}"#;
        let server = Play::always(move || Act::answer("500 Internal Server Error", "", body));
        let vault = Vault::builder(&server.address).retries(0).build().unwrap();
        assert!(send!(vault.call(Count)).unwrap_err().is_standby());
    }
}
