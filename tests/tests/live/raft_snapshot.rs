//! Snapshots of a whole server.

use std::io::Cursor;

use vault_sys::{Bytes, Error, raft::snapshot_auto::StorageType};
use vault_sys_tests::{Given, RaftServer, both_clients};

use crate::given::{Dev, Raft};
use crate::until::until;

const RULES: &str = r#"path "secret/*" { capabilities = ["read"] }"#;
/// What every archive that gzip made begins with.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// A server, and a snapshot of another one with a policy `foreign`.
struct Stranger {
    here: Raft,
    there: Raft,
    snapshot: Bytes,
}

impl Stranger {
    fn start() -> Self {
        let there = Raft::unsealed(RaftServer::start());
        let vault = there.client();
        vault.policies().acl().write("foreign", RULES).send().unwrap();
        let snapshot = vault.raft().take_snapshot().send().unwrap();
        Self { here: Raft::unsealed(RaftServer::start()), there, snapshot }
    }
}

impl Given for Stranger {
    fn address(&self) -> &str {
        self.here.address()
    }

    fn token(&self) -> &str {
        self.here.token()
    }
}

both_clients! {
    fn a_snapshot_brings_data_back(given = Raft::unsealed(RaftServer::start()), vault, send) {
        let (raft, acl) = (vault.raft(), vault.policies().acl());
        send!(acl.write("kept", RULES)).unwrap();
        let snapshot = send!(raft.take_snapshot()).unwrap();
        assert_eq!(snapshot[..2], GZIP);
        let mut written = Vec::new();
        let length = send!(help: raft.take_snapshot().to_writer(&mut written)).unwrap();
        assert_eq!(length, written.len() as u64);
        assert_eq!(written[..2], GZIP);

        send!(acl.delete("kept")).unwrap();
        send!(acl.write("later", RULES)).unwrap();
        send!(help: raft.restore_snapshot().from_reader(Cursor::new(snapshot))).unwrap();
        // The server may be gone for a moment.
        until!("what was deleted", send!(acl.read("kept")).ok());
        until!("what came later to be gone", {
            send!(acl.read("later")).err().filter(Error::is_not_found)
        });
    }

    fn a_foreign_snapshot_takes_force_and_its_own_keys(given = Stranger::start(), vault, send) {
        let (raft, snapshot) = (vault.raft(), || Cursor::new(given.snapshot.clone()));
        let error = send!(help: raft.restore_snapshot().from_reader(snapshot())).unwrap_err();
        assert_eq!(error.status().unwrap(), 400);
        assert!(error.errors()[0].contains("different set of unseal keys"), "{error}");

        send!(help: raft.restore_snapshot_force().from_reader(snapshot())).unwrap();
        until!("the server to seal itself", {
            send!(vault.seal().status()).ok().filter(|status| status.sealed)
        });
        for key in &given.there.keys[..3] {
            send!(vault.seal().unseal(key.clone())).unwrap();
        }
        let theirs = vault.with_token(given.there.root_token.clone());
        until!("foreign data", send!(theirs.policies().acl().read("foreign")).ok());
    }

    fn what_is_no_snapshot_is_refused(given = Raft::unsealed(RaftServer::start()), vault, send) {
        let raft = vault.raft();
        let junk = || &b"no snapshot"[..];
        let error = send!(help: raft.restore_snapshot().from_reader(junk())).unwrap_err();
        assert_eq!(error.status().unwrap(), 500);
        assert!(error.errors()[0].contains("failed to decompress snapshot"), "{error}");
        let error = send!(help: raft.restore_snapshot_force().from_reader(junk())).unwrap_err();
        assert!(error.errors()[0].contains("failed to decompress snapshot"), "{error}");
        assert!(send!(help: raft.restore_snapshot().from_reader(&b""[..])).is_err());
        assert_eq!(send!(vault.policies().acl().list()).unwrap(), ["default", "root"]);

        // Not everybody gets one, and an error is not taken for a snapshot.
        let nobody = vault.with_token("s.nobody");
        let mut written = Vec::new();
        let call = nobody.raft().take_snapshot();
        let error = send!(help: call.to_writer(&mut written)).unwrap_err();
        assert!(error.is_permission_denied());
        assert_eq!((error.errors(), written.len()), (&["permission denied".to_owned()][..], 0));
        let call = nobody.raft().restore_snapshot();
        assert!(send!(help: call.from_reader(junk())).unwrap_err().is_permission_denied());
    }

    fn servers_without_raft_have_no_snapshots(given = Dev, vault, send) {
        let error = send!(vault.raft().take_snapshot()).unwrap_err();
        assert!(error.is_not_found());
        assert!(error.errors()[0].contains("unsupported path"), "{error}");
        let restore = vault.raft().restore_snapshot_force();
        assert!(send!(help: restore.from_reader(&b"a"[..])).unwrap_err().is_not_found());
    }

    fn what_vault_has_only_is_a_clear_error(given = Dev, vault, send) {
        let (auto, load) = (vault.raft().snapshot_auto(), vault.raft().snapshot_load());
        let day = std::time::Duration::from_secs(86_400);
        let write = auto.write("nightly", day, "/tmp/", StorageType::Local);
        let errors = [
            // Empty lists would be wrong.
            send!(auto.list()).unwrap_err(),
            send!(load.list()).unwrap_err(),
            send!(auto.read("nightly")).unwrap_err(),
            send!(write.local_max_space(1_000_000)).unwrap_err(),
            send!(auto.delete("nightly")).unwrap_err(),
            send!(auto.status("nightly")).unwrap_err(),
            send!(auto.load("nightly", "https://vault.example/a.snap")).unwrap_err(),
            send!(load.read("a")).unwrap_err(),
            send!(load.unload("a").force(true)).unwrap_err(),
        ];
        for error in errors {
            assert!(error.is_not_found());
            assert!(error.errors()[0].contains("unsupported path"), "{error}");
        }
        // The server looks at the body first, and that is no JSON.
        let error = send!(help: load.load().from_reader(&b"\x1f\x8b"[..])).unwrap_err();
        assert_eq!(error.status().unwrap(), 400);
        assert!(error.errors()[0].contains("failed to decode JSON input"), "{error}");
    }
}
