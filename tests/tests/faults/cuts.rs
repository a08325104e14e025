//! The connection ends after each byte of a request, and after each byte of a reply.

use vault_sys::ErrorKind;
use vault_sys_tests::{Fault, both_clients};

use crate::behind::{Behind, Dev, unique};

const RULES: &str = r#"path "secret/*" { capabilities = ["read"] }"#;

both_clients! {
    fn a_reply_that_is_cut_is_no_reply(given = Behind::new(Dev), vault, send) {
        let (acl, proxy) = (vault.policies().acl(), &given.proxy);
        let name = unique("read");
        send!(acl.write(&name, RULES)).unwrap();
        let _ = proxy.take_seen();
        let whole = send!(acl.read(&name)).unwrap();
        let length = given.only().reply.unwrap();
        assert!(length > 400, "{length}");
        for count in 0..length {
            proxy.set(Fault::CutReply(count));
            let error = send!(acl.read(&name)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Transport, "after {count} bytes");
        }
        proxy.set(Fault::CutReply(length));
        assert_eq!(send!(acl.read(&name)).unwrap(), whole);
    }

    fn a_request_that_is_cut_does_nothing(given = Behind::new(Dev), vault, send) {
        let (acl, proxy) = (vault.policies().acl(), &given.proxy);
        let (name, other) = (unique("never"), unique("other"));
        send!(acl.write(&other, RULES)).unwrap();
        let length = given.only().request + name.len() - other.len();
        for count in 0..length {
            proxy.set(Fault::CutRequest(count));
            let error = send!(acl.write(&name, RULES)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Transport, "after {count} bytes");
            assert!(given.only().request <= count);
        }
        proxy.set(Fault::None);
        assert!(send!(acl.read(&name)).unwrap_err().is_not_found());
    }

    fn a_write_whose_reply_is_cut_is_not_sent_again(given = Behind::new(Dev), vault, send) {
        let (acl, proxy) = (vault.policies().acl(), &given.proxy);
        let name = unique("written");
        // Only the first of its kind is taken, so a second one would fail in another way.
        let write = |count| acl.write(format!("{name}/{count:04}"), RULES).cas(-1);
        send!(write(9999)).unwrap();
        let length = given.only().reply.unwrap();
        for count in 0..length {
            proxy.set(Fault::CutReply(count));
            let error = send!(write(count)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Transport, "after {count} bytes");
            given.only();
        }
        // What was reported as unknown has happened, each once.
        proxy.set(Fault::None);
        assert_eq!(send!(acl.list_below(&name)).unwrap().len(), length + 1);
        let last = send!(acl.read(format!("{name}/{:04}", length - 1))).unwrap();
        assert_eq!(last.version, Some(1));
    }

    fn a_connection_that_was_kept_and_is_gone_costs_no_write(given = Behind::new(Dev), vault, send) {
        let (acl, proxy) = (vault.policies().acl(), &given.proxy);
        for round in 0..50 {
            let name = unique("again");
            // The whole reply, and then the end: the next call finds its connection closed, or
            // closing, and fails, or takes another one.
            proxy.set(Fault::CutReply(usize::MAX));
            let first = send!(acl.write(&name, RULES).cas(-1));
            let second = send!(acl.write(&name, RULES));
            let seen = proxy.take_seen();
            let written = [&first, &second].map(Result::is_ok);
            assert!(seen.len() <= 2, "round {round}: {seen:?}");
            proxy.set(Fault::None);
            // Reads may be tried again.
            let there = loop {
                match send!(acl.read(&name)) {
                    Err(error) if error.kind() == ErrorKind::Transport => {}
                    found => break found,
                }
            };
            let _ = proxy.take_seen();
            let version = there.map_or(0, |policy| policy.version.unwrap());
            let succeeded = written.into_iter().filter(|ok| *ok).count();
            assert_eq!(usize::try_from(version).unwrap(), succeeded, "round {round}: {seen:?}");
        }
    }
}
