//! Moving mounts.

use std::{
    thread,
    time::{Duration, Instant},
};

use vault_sys::mounts::MigrationState;
use vault_sys_tests::both_clients;

use crate::given::{Dev, unique};

const LIMIT: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(20);

/// Waits until a move is over, and gives what is known of it then.
macro_rules! finished {
    ($vault:expr, $send:ident, $id:expr) => {{
        let start = Instant::now();
        loop {
            let status = $send!($vault.mounts().remount_status($id)).unwrap();
            assert_eq!(&status.migration_id, $id);
            if status.migration_info.status != MigrationState::InProgress {
                break status.migration_info;
            }
            assert!(start.elapsed() < LIMIT, "the move does not end");
            thread::sleep(PAUSE);
        }
    }};
}

both_clients! {
    fn an_engine_is_moved(given = Dev, vault, send) {
        let (from, to) = (unique("from"), unique("to/there"));
        send!(vault.mounts().enable(&from, "kv").description("moved")).unwrap();
        let before = send!(vault.mounts().read(&from)).unwrap();

        let started = send!(vault.mounts().remount(&from, format!("{to}/")).detailed()).unwrap();
        assert!(started.warnings[0].contains("queued"), "{:?}", started.warnings);
        let info = finished!(vault, send, &started.value.migration_id);
        assert_eq!(info.status, MigrationState::Success);
        assert_eq!(info.source_mount, format!("{from}/"));
        assert_eq!(info.target_mount, format!("{to}/"));

        assert_eq!(send!(vault.mounts().read(&to)).unwrap(), before);
        assert_eq!(send!(vault.mounts().read(&from)).unwrap_err().status().unwrap(), 400);
    }

    fn an_auth_method_stays_one(given = Dev, vault, send) {
        let (from, to) = (unique("from"), unique("to"));
        send!(vault.auth().enable(&from, "approle")).unwrap();
        let elsewhere = send!(vault.mounts().remount(format!("auth/{from}"), &to)).unwrap_err();
        assert!(elsewhere.errors()[0].contains("non-auth mount"), "{elsewhere}");
        let call = vault.mounts().remount(format!("auth/{from}"), format!("auth/{to}"));
        let id = send!(call).unwrap().migration_id;
        assert_eq!(finished!(vault, send, &id).status, MigrationState::Success);
        assert_eq!(send!(vault.auth().read(&to)).unwrap().type_, "approle");
        assert!(send!(vault.auth().read(&from)).is_err());
    }

    fn an_engine_is_moved_into_a_namespace(given = Dev, vault, send) {
        let (from, namespace) = (unique("from"), unique("moved"));
        send!(vault.namespaces().create(&namespace)).unwrap();
        send!(vault.mounts().enable(&from, "kv")).unwrap();
        let id = send!(vault.mounts().remount(&from, format!("{namespace}/kv"))).unwrap().migration_id;
        let info = finished!(vault, send, &id);
        assert_eq!(info.status, MigrationState::Success);
        assert_eq!(info.target_mount, format!("{namespace}/kv/"));
        let inside = vault.with_namespace(&namespace);
        assert_eq!(send!(inside.mounts().read("kv")).unwrap().type_, "kv");
    }

    fn what_cannot_be_moved_is_refused(given = Dev, vault, send) {
        let (here, missing) = (unique("here"), unique("nothing"));
        send!(vault.mounts().enable(&here, "kv")).unwrap();
        let error = send!(vault.mounts().remount(&missing, unique("to"))).unwrap_err();
        assert_eq!(error.status().unwrap(), 400);
        assert_eq!(error.errors(), [format!("no matching mount at \"{missing}/\"")]);
        let error = send!(vault.mounts().remount(&here, &here)).unwrap_err();
        assert_eq!(error.errors(), [format!("path already in use at \"{here}/\"")]);
        for (own, to) in [("sys", "elsewhere"), ("auth/token", "auth/elsewhere")] {
            let error = send!(vault.mounts().remount(own, to)).unwrap_err();
            assert_eq!(error.errors(), [format!("cannot remount \"{own}/\"")]);
        }
        let unknown = send!(vault.mounts().remount_status("nothing")).unwrap_err();
        assert!(unknown.is_not_found() && unknown.errors().is_empty(), "{unknown}");
    }
}
