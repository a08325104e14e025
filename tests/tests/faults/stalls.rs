//! Replies that stop coming: no call takes longer than it may.

use std::time::{Duration, Instant};

use vault_sys::{Error, ErrorKind};
use vault_sys_tests::{Fault, both_clients};

use crate::{
    behind::{Behind, Dev, unique},
    cluster::Node,
};

const RULES: &str = r#"path "secret/*" { capabilities = ["read"] }"#;
const TIMEOUT: Duration = Duration::from_millis(300);
/// What a busy machine may take to notice.
const SLACK: Duration = Duration::from_secs(10);

fn is_too_late<T: std::fmt::Debug>(start: Instant, result: Result<T, Error>) {
    let error = result.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(error.is_timeout(), "{error:?}");
    assert!((TIMEOUT..TIMEOUT + SLACK).contains(&start.elapsed()), "{:?}", start.elapsed());
}

both_clients! {
    fn a_reply_that_stalls_is_too_late(given = Behind::impatient(Dev, TIMEOUT), vault, send) {
        let acl = vault.policies().acl();
        let name = unique("stalled");
        send!(acl.write(&name, RULES)).unwrap();
        send!(acl.read(&name)).unwrap();
        let length = given.proxy.take_seen()[1].reply.unwrap();
        // Times lose the zeros at their end, so the next reply may be a little shorter.
        for count in [0, 1, 10, length / 2, length - 40] {
            given.proxy.set(Fault::StallReply(count));
            let start = Instant::now();
            is_too_late(start, send!(acl.read(&name)));
            let _ = given.proxy.take_seen();
            let start = Instant::now();
            // The reply to a write may be shorter than that.
            match send!(acl.write(&name, RULES)) {
                Ok(()) => assert!(count > 80, "{count}"),
                late => is_too_late(start, late),
            }
            given.only();
        }
    }

    fn a_reply_in_drops_is_too_late(given = Behind::impatient(Dev, TIMEOUT), vault, send) {
        let acl = vault.policies().acl();
        let name = unique("drops");
        send!(acl.write(&name, RULES)).unwrap();
        // Something comes all the time, and yet it is too slow.
        given.proxy.set(Fault::SlowReply(1, Duration::from_millis(20)));
        let start = Instant::now();
        is_too_late(start, send!(acl.read(&name)));
    }

    fn half_a_snapshot_that_stalls_is_too_late(
        given = Behind::impatient(Node::active(), TIMEOUT),
        vault,
        send,
    ) {
        let raft = vault.raft();
        send!(raft.take_snapshot()).unwrap();
        let length = given.only().reply.unwrap();
        given.proxy.set(Fault::StallReply(length / 2));
        let start = Instant::now();
        is_too_late(start, send!(raft.take_snapshot()));
        let start = Instant::now();
        let mut part = Vec::new();
        is_too_late(start, send!(help: raft.take_snapshot().to_writer(&mut part)));
    }

    fn a_read_is_tried_again_and_a_write_is_not(given = Behind::persistent(Dev), vault, send) {
        let acl = vault.policies().acl();
        let name = unique("again");
        send!(acl.write(&name, RULES)).unwrap();
        let _ = given.proxy.take_seen();
        given.proxy.set(Fault::CutReply(10));
        assert_eq!(send!(acl.read(&name)).unwrap_err().kind(), ErrorKind::Transport);
        assert_eq!(given.proxy.take_seen().len(), 3);
        assert_eq!(send!(acl.write(&name, RULES)).unwrap_err().kind(), ErrorKind::Transport);
        given.only();
    }
}
