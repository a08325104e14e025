//! How much a reply may have, and how long it may take.

use std::{
    fmt::Write as _,
    time::{Duration, Instant},
};

use vault_sys::ErrorKind;

use crate::{
    both::both,
    play::{Act, Play},
};

const LIMIT: usize = 100_000;
const TIME: Duration = Duration::from_millis(300);
/// Anything that has not come to an end by then hangs.
const HANGS: Duration = Duration::from_secs(30);

/// A list that makes a reply of so many bytes.
fn list(length: usize) -> String {
    let around = r#"{"data":{"keys":[""]}}"#.len();
    format!(r#"{{"data":{{"keys":["{}"]}}}}"#, "x".repeat(length - around))
}

fn chunked(status: &str, body: &str) -> Vec<u8> {
    let mut answer = format!("HTTP/1.1 {status}\r\ntransfer-encoding: chunked\r\n\r\n");
    for chunk in body.as_bytes().chunks(1000) {
        let chunk = std::str::from_utf8(chunk).unwrap();
        write!(answer, "{:x}\r\n{chunk}\r\n", chunk.len()).unwrap();
    }
    answer.push_str("0\r\n\r\n");
    answer.into_bytes()
}

both! {
    fn a_reply_may_be_as_long_as_the_limit(Vault, send) {
        for (length, fits) in [(LIMIT - 1, true), (LIMIT, true), (LIMIT + 1, false)] {
            let plain = Play::always(move || Act::json(&list(length)));
            let pieces = Play::always(move || Act::Last(chunked("200 OK", &list(length))));
            let endless = Play::always(move || {
                Act::Last(format!("HTTP/1.1 200 OK\r\n\r\n{}", list(length)).into_bytes())
            });
            for server in [plain, pieces, endless] {
                let vault = Vault::builder(&server.address).reply_limit(LIMIT).build().unwrap();
                match send!(vault.leases().list("a")) {
                    Ok(keys) => assert!(fits && keys.len() == 1, "{length}"),
                    Err(error) => {
                        assert!(!fits, "{error}");
                        assert_eq!(error.kind(), ErrorKind::Reply);
                        assert_eq!(error.status().unwrap(), 200);
                        assert!(error.to_string().contains("longer than 100000 bytes"), "{error}");
                        assert!(error.to_string().contains("`reply_limit`"), "{error}");
                        assert_eq!(server.count(), 1, "it was asked for again");
                    }
                }
            }
        }
    }

    fn a_length_that_is_a_lie_takes_no_memory(Vault, send) {
        let length = usize::MAX / 2;
        let lie = move || {
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n");
            // More than one piece, as the first is kept as it comes.
            Act::Last((head + &" ".repeat(LIMIT)).into_bytes())
        };
        let server = Play::always(lie);
        let vault = Vault::builder(&server.address).retries(0);
        let error = send!(vault.build().unwrap().leases().list("a")).unwrap_err();
        assert!(error.to_string().contains("longer than 134217728 bytes"), "{error}");
        // Nobody could have that much.
        let vault = Vault::builder(&server.address).retries(0).reply_limit(usize::MAX);
        let error = send!(vault.build().unwrap().leases().list("a")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Transport);
    }

    fn a_refusal_is_one_however_long_it_is(Vault, send) {
        let page = "<html>".repeat(LIMIT);
        for bytes in [
            chunked("502 Bad Gateway", &page),
            format!("HTTP/1.1 502 X\r\ncontent-length: {}\r\n\r\n{page}", page.len()).into_bytes(),
            format!("HTTP/1.1 502 X\r\ncontent-length: 9{}\r\n\r\n{page}", page.len()).into_bytes(),
        ] {
            let server = Play::always(move || Act::Last(bytes.clone()));
            let vault = Vault::builder(&server.address).retries(0).reply_limit(LIMIT);
            let error = send!(vault.build().unwrap().leases().list("a")).unwrap_err();
            assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Refused, 502));
            assert!(error.errors()[0].starts_with("<html><html>"), "{error}");
            assert!(error.errors()[0].len() <= 1024);
        }
    }

    fn a_server_that_says_nothing_is_given_up(Vault, send) {
        let head = "HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{\"data\":";
        let silent = Play::always(|| Act::Hold);
        let stalled = Play::new(move |before, _| match before {
            0 => Act::Bytes(head.into()),
            _ => Act::Hold,
        });
        for server in [silent, stalled] {
            let vault = Vault::builder(&server.address).timeout(TIME).build().unwrap();
            let start = Instant::now();
            let error = send!(vault.leases().list("a")).unwrap_err();
            assert!(error.is_timeout() && start.elapsed() < HANGS, "{error}");
            let start = Instant::now();
            assert!(send!(vault.leases().revoke("a")).unwrap_err().is_timeout());
            assert!(start.elapsed() < HANGS);
            assert_eq!(server.count(), 2, "{:?}", server.lines());
        }
    }

    fn an_upload_that_nobody_takes_is_given_up(Vault, send) {
        // More than the buffers of a connection hold, to a server that answers never.
        let server = Play::always(|| Act::Hold);
        let vault = Vault::builder(&server.address).timeout(TIME).build().unwrap();
        let start = Instant::now();
        let call = vault.raft().restore_snapshot();
        let error = send!(upload: call, "snapshot").unwrap_err();
        assert!(error.is_timeout() && start.elapsed() < HANGS, "{error}");
        let deaf = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", deaf.local_addr().unwrap());
        let vault = Vault::builder(&address).timeout(TIME).build().unwrap();
        let start = Instant::now();
        let call = vault.raft().restore_snapshot();
        let error = send!(upload: call, vec![7; 64 * 1024 * 1024]).unwrap_err();
        assert!(error.is_timeout() && start.elapsed() < HANGS, "{error}");
    }

    fn waiting_for_a_server_that_says_nothing_has_an_end(Vault, send) {
        let server = Play::always(|| Act::Hold);
        let vault = Vault::new(&server.address).unwrap();
        let start = Instant::now();
        let error = send!(help: vault.health().wait_until_active(TIME)).unwrap_err();
        assert!(error.is_timeout() && error.kind() == ErrorKind::Timeout, "{error}");
        let error = send!(help: vault.seal().wait_until_unsealed(TIME)).unwrap_err();
        assert!(error.is_timeout() && error.kind() == ErrorKind::Timeout, "{error}");
        let error = send!(help: vault.mounts().wait_until_moved("id", TIME)).unwrap_err();
        assert!(error.is_timeout() && error.kind() == ErrorKind::Timeout, "{error}");
        let error = send!(help: vault.namespaces().wait_until_deleted("a", TIME)).unwrap_err();
        assert!(error.is_timeout() && error.kind() == ErrorKind::Timeout, "{error}");
        assert!(start.elapsed() < HANGS);
    }

    fn a_body_that_cannot_be_read_is_the_callers_own_failure(Vault, send) {
        let server = Play::always(|| Act::Hold);
        let vault = Vault::builder(&server.address).build().unwrap();
        let error = send!(reader: vault.raft().restore_snapshot(), Broken).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Local);
        let mut source = std::error::Error::source(&error);
        let mut told = false;
        while let Some(error) = source {
            told |= error.to_string().contains("worn out");
            source = error.source();
        }
        assert!(told, "{error:?}");
    }
}

/// A reader that cannot be read.
struct Broken;

impl std::io::Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        Err(std::io::Error::other("worn out"))
    }
}

impl tokio::io::AsyncRead for Broken {
    fn poll_read(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
        _: &mut tokio::io::ReadBuf<'_>,
    ) -> std::task::Poll<std::io::Result<()>> {
        std::task::Poll::Ready(Err(std::io::Error::other("worn out")))
    }
}
