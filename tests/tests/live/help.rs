//! Helpers that take more than one call.

use std::time::Duration;

use secrecy::ExposeSecret as _;
use vault_sys::ErrorKind;
use vault_sys_tests::both_clients;

use crate::given::{Dev, Fresh, Raft, unique};

const LIMIT: Duration = Duration::from_secs(30);

both_clients! {
    fn a_server_is_unsealed_with_many_shares(given = Raft::sealed(), vault, send) {
        assert!(send!(help: vault.init().is_initialized()).unwrap());
        assert!(send!(help: vault.seal().is_sealed()).unwrap());
        let error = send!(help: vault.seal().wait_until_unsealed(Duration::ZERO)).unwrap_err();
        assert!(error.is_timeout() && error.kind() == ErrorKind::Timeout, "{error}");

        let none: [&str; 0] = [];
        assert!(send!(help: vault.seal().unseal_with(none)).unwrap().sealed);
        let few = send!(help: vault.seal().unseal_with(given.keys[..2].to_vec())).unwrap();
        assert_eq!((few.sealed, few.progress), (true, 2));
        // The first of these is enough, so the others are not sent: two of them are no shares.
        let rest = [given.keys[2].expose_secret(), "no share", "no share"];
        assert!(!send!(help: vault.seal().unseal_with(rest)).unwrap().sealed);

        send!(help: vault.seal().wait_until_unsealed(LIMIT)).unwrap();
        let health = send!(help: vault.health().wait_until_active(LIMIT)).unwrap();
        assert!(!health.standby);
        assert!(!send!(help: vault.seal().is_sealed()).unwrap());
    }

    fn an_error_tells_how_far_unsealing_got(given = Raft::sealed(), vault, send) {
        let shares = [given.keys[0].expose_secret(), given.keys[1].expose_secret(), "no share"];
        let error = send!(help: vault.seal().unseal_with(shares)).unwrap_err();
        assert!(error.to_string().ends_with("(2 shares were taken before)"), "{error}");
        assert_eq!(send!(vault.seal().status()).unwrap().progress, 2);
    }

    fn an_uninitialised_server_is_known(given = Fresh::start(), vault, send) {
        assert!(!send!(help: vault.init().is_initialized()).unwrap());
        assert!(send!(help: vault.seal().is_sealed()).unwrap());
        let error = send!(help: vault.health().wait_until_active(Duration::ZERO)).unwrap_err();
        assert!(error.is_timeout(), "{error}");
    }

    fn a_deleted_namespace_is_waited_for(given = Dev, vault, send) {
        let name = unique("gone");
        send!(vault.namespaces().create(&name)).unwrap();
        let still = vault.namespaces();
        let error = send!(help: still.wait_until_deleted(&name, Duration::ZERO)).unwrap_err();
        assert!(error.is_timeout(), "{error}");
        send!(vault.namespaces().delete(&name)).unwrap();
        send!(help: vault.namespaces().wait_until_deleted(&name, LIMIT)).unwrap();
        let left = send!(vault.namespaces().list()).unwrap();
        assert!(!left.keys.contains(&format!("{name}/")), "{left:?}");
    }

    fn the_state_is_one_of_several(given = Raft::sealed(), vault, send) {
        use vault_sys::State;
        assert_eq!(send!(vault.health().read()).unwrap().state(), State::Sealed);
        let status = send!(vault.health().check()).unwrap();
        assert_eq!(State::from_status(status), Some(State::Sealed));
        send!(help: vault.seal().unseal_with(given.keys.clone())).unwrap();
        let health = send!(help: vault.health().wait_until_active(LIMIT)).unwrap();
        assert_eq!(health.state(), State::Active);
    }

    fn a_move_is_waited_for(given = Dev, vault, send) {
        let (from, to) = (unique("from"), unique("to"));
        send!(vault.mounts().enable(&from, "kv")).unwrap();
        let id = send!(vault.mounts().remount(&from, &to)).unwrap();
        let moved = send!(help: vault.mounts().wait_until_moved(&id.migration_id, LIMIT)).unwrap();
        assert_eq!(moved.migration_info.status, vault_sys::mounts::MigrationState::Success);
        assert!(send!(vault.mounts().read(&to)).is_ok());
    }

    fn an_engine_is_mounted_where_its_type_says(given = Dev, vault, send) {
        let namespaces = unique("option");
        send!(vault.namespaces().create(&namespaces)).unwrap();
        let vault = vault.with_namespace(&namespaces);
        send!(vault.mounts().enable_at_type("kv").options([("version", "2")])).unwrap();
        let version = send!(help: vault.mounts().option("kv", "version")).unwrap();
        assert_eq!(version.as_deref(), Some("2"));
        send!(vault.auth().enable_at_type("userpass")).unwrap();
        assert_eq!(send!(vault.auth().read("userpass")).unwrap().type_, "userpass");
        assert_eq!(send!(help: vault.mounts().option("kv/", "colour")).unwrap(), None);
        assert_eq!(send!(help: vault.mounts().option("none", "x")).unwrap_err().status().unwrap(), 400);
    }
}
