//! The log of a server, as it is written.

use vault_sys::monitor::Level;
use vault_sys_tests::{RaftServer, both_clients};

use crate::given::{Dev, Raft, TokenInNamespace, unique};
use crate::until::{LIMIT, until};

both_clients! {
    fn what_is_logged_comes_as_lines(given = Dev, vault, send) {
        let mut lines = send!(help: vault.monitor().read().items(LIMIT)).unwrap();
        let mount = unique("monitored");
        send!(vault.mounts().enable(&mount, "kv")).unwrap();
        let line = loop {
            let line = send!(help: lines.next()).expect("no end").unwrap();
            if line.contains(&mount) {
                break line;
            }
        };
        assert!(line.contains(" [INFO]  core: successful mount: "), "{line}");
        send!(vault.mounts().disable(&mount)).unwrap();
    }

    fn what_is_logged_comes_as_records(given = Dev, vault, send) {
        let call = vault.monitor().read_json().log_level(Level::Info);
        let mut records = send!(help: call.items(LIMIT)).unwrap();
        let mount = unique("monitored");
        send!(vault.mounts().enable(&mount, "kv")).unwrap();
        let record = loop {
            let record = send!(help: records.next()).expect("no end").unwrap();
            if record.rest.get("path").is_some_and(|path| *path == format!("{mount}/")) {
                break record;
            }
        };
        assert_eq!((record.level, record.module.as_deref()), (Level::Info, Some("core")));
        assert_eq!((record.message.as_str(), record.caller), ("successful mount", None));
        assert_eq!(record.rest["type"], "kv");
        send!(vault.mounts().disable(&mount)).unwrap();
    }

    fn a_level_hides_what_matters_less(given = Dev, vault, send) {
        let call = vault.monitor().read_json().log_level(Level::Warn);
        let mut warnings = send!(help: call.items(LIMIT)).unwrap();
        let mut all = send!(help: vault.monitor().read_json().items(LIMIT)).unwrap();
        let mount = unique("monitored");
        send!(vault.mounts().enable(&mount, "kv")).unwrap();
        // A mount whose kind nobody knows is logged as an error.
        assert!(send!(vault.mounts().enable(format!("{mount}-x"), "nothing")).is_err());
        let first = send!(help: all.next()).expect("no end").unwrap();
        assert!(!matches!(first.level, Level::Trace | Level::Debug), "{first:?}");
        let warning = send!(help: warnings.next()).expect("no end").unwrap();
        assert!(matches!(warning.level, Level::Warn | Level::Error), "{warning:?}");
        send!(vault.mounts().disable(&mount)).unwrap();
    }

    fn the_log_ends_when_the_server_is_sealed(
        given = Raft::unsealed(RaftServer::start()), vault, send
    ) {
        let mut lines = send!(help: vault.monitor().read().items(LIMIT)).unwrap();
        let mut records = send!(help: vault.monitor().read_json().items(LIMIT)).unwrap();
        send!(vault.seal().seal()).unwrap();
        let mut all = Vec::new();
        until!("the end", {
            let line = send!(help: lines.next());
            let is_end = line.is_none();
            all.extend(line.map(Result::unwrap));
            is_end.then_some(())
        });
        assert!(all.iter().any(|line| line.ends_with("core: marked as sealed")), "{all:?}");
        until!("the end", send!(help: records.next()).map(Result::unwrap).is_none().then_some(()));
    }

    fn an_unknown_level_is_refused(given = Dev, vault, send) {
        let loud = || Level::Other("loud".into());
        let call = vault.monitor().read().log_level(loud());
        let error = send!(help: call.items(LIMIT)).unwrap_err();
        assert_eq!(error.errors(), ["unknown log level"]);
        // Waiting for the end comes to an end here.
        let error = send!(vault.monitor().read_json().log_level(loud())).unwrap_err();
        assert_eq!(error.errors(), ["unknown log level"]);
    }

    fn the_log_is_for_the_root_namespace_only(given = TokenInNamespace::new(), vault, send) {
        let inside = vault.with_namespace(&given.namespace);
        let error = send!(inside.monitor().read()).unwrap_err();
        assert_eq!(error.errors(), ["operation only available in root namespace"]);
        let nobody = vault.with_token("s.nobody");
        let error = send!(help: nobody.monitor().read_json().items(LIMIT)).unwrap_err();
        assert!(error.is_permission_denied());
    }
}
