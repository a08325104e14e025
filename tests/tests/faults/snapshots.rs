//! Half a snapshot, either way.

use std::io::Cursor;

use vault_sys::{Bytes, ErrorKind};
use vault_sys_tests::{Fault, both_clients};

use crate::{behind::Behind, cluster::Node};

const RULES: &str = r#"path "secret/*" { capabilities = ["read"] }"#;

/// Some lengths from nothing to almost everything, the first and the last ones close together.
fn some_below(length: usize) -> impl Iterator<Item = usize> {
    let middle = (0..20).map(move |part| length * part / 20);
    middle.chain(0..20).chain(length - 20..length)
}

both_clients! {
    fn half_a_snapshot_is_no_snapshot(given = Behind::new(Node::active()), vault, send) {
        let (raft, proxy) = (vault.raft(), &given.proxy);
        let mut whole = Vec::new();
        send!(help: raft.take_snapshot().to_writer(&mut whole)).unwrap();
        assert!(whole.len() > 1000);
        // The server compresses each one anew, so that they differ by a few bytes.
        let length = given.only().reply.unwrap() - 200;
        for count in some_below(length) {
            proxy.set(Fault::CutReply(count));
            let mut part = Vec::new();
            let error = send!(help: raft.take_snapshot().to_writer(&mut part)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Transport, "after {count} bytes");
            assert!(part.len() < whole.len());
            let error = send!(raft.take_snapshot()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Transport, "after {count} bytes");
        }
    }

    fn half_a_snapshot_restores_nothing(given = Behind::new(Node::active()), vault, send) {
        let (raft, acl, proxy) = (vault.raft(), vault.policies().acl(), &given.proxy);
        let snapshot = send!(raft.take_snapshot()).unwrap();
        send!(acl.write("later", RULES)).unwrap();
        // The connection ends, and the file does, on our side.
        for part in [1, 3, 9] {
            let half = snapshot.len() * part / 10;
            proxy.set(Fault::CutRequest(half));
            let _ = proxy.take_seen();
            let file = Cursor::new(snapshot.clone());
            let error = send!(help: raft.restore_snapshot().from_reader(file)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Transport, "after {half} bytes");
            given.only();
            proxy.set(Fault::None);
            let file: Cursor<Bytes> = Cursor::new(snapshot.slice(..half));
            send!(help: raft.restore_snapshot().from_reader(file)).unwrap_err();
            assert_eq!(send!(acl.read("later")).unwrap().policy, RULES);
        }
    }
}
