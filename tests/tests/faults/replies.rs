//! Replies that no server gives.

use std::time::Duration;

use vault_sys::ErrorKind;
use vault_sys_tests::{Fault, both_clients};

use crate::behind::{Behind, Dev, unique};

const RULES: &str = r#"path "secret/*" { capabilities = ["read"] }"#;

/// What comes instead of a reply. None of it tells what was asked for.
fn garbage() -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = [
        "\r\n\r\n",
        "\0\0\0\0",
        "SSH-2.0-OpenSSH_9.2\r\n",
        "HTTP/1.1",
        "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\n<html>",
        "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nnull",
        "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\ncontent-length: 99999999999999999999\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nffffffffffffffff1\r\n{}",
        "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\n\r\n",
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 999 Odd\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 20 Short\r\n\r\n",
        "HTTP/9.9 200 OK\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nbad header\r\n\r\n{}",
        "HTTP/1.1 307 Elsewhere\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n",
    ]
    .map(Into::into)
    .into();
    all.push(Vec::new());
    all.push(vec![b'a'; 1 << 20]);
    all.push([b"HTTP/1.1 200 OK\r\n".to_vec(), b"a: b\r\n".repeat(100_000)].concat());
    all.push(b"HTTP/1.1 100 Continue\r\n\r\n".repeat(1000));
    all.push((0..=255).cycle().take(10_000).collect());
    all
}

both_clients! {
    fn garbage_is_an_error(given = Behind::new(Dev), vault, send) {
        for garbage in garbage() {
            let what = String::from_utf8_lossy(&garbage[..garbage.len().min(80)]).into_owned();
            given.proxy.set(Fault::Garbage(garbage));
            let error = send!(vault.leases().count_irrevocable()).expect_err(&what);
            let kinds = [ErrorKind::Transport, ErrorKind::Reply, ErrorKind::Refused];
            assert!(kinds.contains(&error.kind()), "{what}: {error}");
            // Nor is it a reason to send a write again.
            let _ = given.proxy.take_seen();
            let _ = send!(vault.policies().acl().write(unique("garbage"), RULES));
            let seen = given.proxy.take_seen();
            // It may have found its connection closed, and then nothing was sent.
            assert!(seen.len() <= 1, "{what}: {seen:?}");
        }
    }

    fn a_reply_with_bytes_changed_neither_hangs_nor_panics(given = Behind::new(Dev), vault, send) {
        let reply = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 39\r\n\r\n\
                      {\"data\":{\"lease_count\":7,\"counts\":null}}";
        let mut random = fastrand::Rng::with_seed(5);
        let mut read = 0;
        for _ in 0..1000 {
            let mut changed = reply.to_vec();
            for _ in 0..random.usize(1..4) {
                let at = random.usize(..changed.len());
                changed[at] = random.u8(..);
            }
            given.proxy.set(Fault::Garbage(changed));
            if send!(vault.leases().count_irrevocable()).is_ok() {
                read += 1;
            }
        }
        // Some changes are to what nobody looks at.
        assert!(read < 1000);
    }

    fn a_wrong_length_is_an_error_and_spoils_no_other_call(given = Behind::new(Dev), vault, send) {
        let acl = vault.policies().acl();
        let name = unique("length");
        send!(acl.write(&name, RULES)).unwrap();
        let whole = send!(acl.read(&name)).unwrap();
        for more in [1, 2, 1000, -1, -2, -20, -100_000] {
            for _ in 0..10 {
                given.proxy.set(Fault::Length(more));
                // One byte too few is the end of the line that follows the JSON.
                match send!(acl.read(&name)) {
                    Ok(policy) => assert!(more == -1 && policy == whole, "{more}"),
                    Err(error) => assert_ne!(error.kind(), ErrorKind::Refused, "{more}: {error}"),
                }
                given.proxy.set(Fault::None);
                assert_eq!(send!(acl.read(&name)).unwrap(), whole, "{more}");
            }
        }
    }

    fn a_slow_reply_is_read_all_the_same(given = Behind::new(Dev), vault, send) {
        let acl = vault.policies().acl();
        let name = unique("slow");
        send!(acl.write(&name, RULES)).unwrap();
        let whole = send!(acl.read(&name)).unwrap();
        given.proxy.set(Fault::SlowReply(7, Duration::from_millis(1)));
        assert_eq!(send!(acl.read(&name)).unwrap(), whole);
    }
}
