//! The key that encrypts what the server stores, and its rotation.

use std::time::Duration;

use vault_sys_tests::{both_clients, endpoints::CreateToken};

use crate::given::{Dev, unique};
use crate::shares::Alone;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

both_clients! {
    fn rotating_installs_a_new_key(given = Alone::start(), vault, send) {
        let first = send!(vault.keys().status()).unwrap();
        assert_eq!(first.term, 1);
        assert!(first.encryptions.unwrap() > 0);
        send!(vault.rotate().rotate()).unwrap();
        let second = send!(vault.keys().status()).unwrap();
        assert_eq!(second.term, 2);
        assert!(second.install_time > first.install_time);
        send!(vault.rotate().rotate_keyring()).unwrap();
        assert_eq!(send!(vault.keys().status()).unwrap().term, 3);
        // What the older keys encrypted is still there.
        assert!(send!(vault.mounts().list()).is_ok());
    }

    fn rotating_needs_sudo(given = Dev, vault, send) {
        let policy = unique("no-sudo");
        let rules = r#"path "sys/*" { capabilities = ["create", "read", "update", "delete"] }"#;
        send!(vault.policy().write(&policy, rules)).unwrap();
        let create = CreateToken { policies: vec![policy], ttl: "1h".into() };
        let token = send!(vault.call(create)).unwrap().client_token;
        let vault = vault.with_token(token);
        assert!(send!(vault.rotate().rotate()).unwrap_err().is_permission_denied());
        assert!(send!(vault.rotate().rotate_keyring()).unwrap_err().is_permission_denied());
        assert!(send!(vault.rotate().root().rotate()).unwrap_err().is_permission_denied());
        send!(vault.keys().status()).unwrap();
        send!(vault.rotate().read_config()).unwrap();
        let nobody = vault.with_token("");
        assert!(send!(nobody.keys().status()).unwrap_err().is_permission_denied());
    }

    fn what_is_left_out_of_the_config_stays(given = Alone::start(), vault, send) {
        let default = send!(vault.rotate().read_config()).unwrap();
        assert!(default.enabled);
        assert_eq!((default.interval, default.max_operations), (Duration::ZERO, 3_865_470_566));

        let call = vault.rotate().write_config().interval(2 * DAY).max_operations(2_000_000);
        send!(call.enabled(false)).unwrap();
        let config = send!(vault.rotate().read_config()).unwrap();
        assert_eq!((config.interval, config.max_operations), (2 * DAY, 2_000_000));
        assert!(!config.enabled);

        send!(vault.rotate().write_keyring_config().enabled(true)).unwrap();
        let config = send!(vault.rotate().read_keyring_config()).unwrap();
        assert_eq!((config.interval, config.max_operations), (2 * DAY, 2_000_000));
        assert!(config.enabled);

        send!(vault.rotate().write_keyring_config().interval(Duration::ZERO)).unwrap();
        assert_eq!(send!(vault.rotate().read_keyring_config()).unwrap().interval, Duration::ZERO);
    }

    fn a_config_out_of_range_is_refused(given = Dev, vault, send) {
        let call = vault.rotate().write_config().interval(DAY / 2);
        let error = send!(call).unwrap_err();
        assert_eq!(error.errors(), ["interval must be greater or equal to 24h0m0s"]);
        let error = send!(vault.rotate().write_keyring_config().max_operations(5)).unwrap_err();
        assert!(error.errors()[0].starts_with("max_operations must be in the range"), "{error}");
        let half = Duration::from_millis(86_400_500);
        let error = send!(vault.rotate().write_config().interval(half)).unwrap_err();
        assert_eq!(error.argument_name(), Some("interval"));
    }

    fn a_namespace_without_keys_of_its_own_says_so(given = Dev, vault, send) {
        let namespace = unique("keyless");
        send!(vault.namespaces().create(&namespace)).unwrap();
        let inside = vault.with_namespace(&namespace);
        let no_keys = ["namespace is not sealable"];
        assert_eq!(send!(inside.keys().status()).unwrap_err().errors(), no_keys);
        assert_eq!(send!(inside.rotate().rotate()).unwrap_err().errors(), no_keys);
        assert_eq!(send!(inside.rotate().read_config()).unwrap_err().errors(), no_keys);
        let error = send!(inside.rotate().root().start(1, 1)).unwrap_err();
        assert_eq!(error.errors(), no_keys);
        let error = send!(inside.generate_root_token().start()).unwrap_err();
        assert_eq!(error.errors(), no_keys);
        let error = send!(inside.rotate().root().rotate()).unwrap_err();
        assert!(error.errors()[0].contains("namespace is not sealable"), "{error}");
        assert_eq!(send!(inside.rekey().read_backup()).unwrap_err().status().unwrap(), 400);
        send!(vault.keys().status()).unwrap();
    }
}
