//! What the server's configuration says, and what of it can be read again.

use vault_sys::config::Subsystem;
use vault_sys_tests::{RaftServer, both_clients};

use crate::given::{Dev, Raft, TokenInNamespace};

both_clients! {
    fn a_server_tells_its_configuration(given = Raft::unsealed(RaftServer::builder()
        .extra_hcl(CONFIGURATION).start()), vault, send) {
        let config = send!(vault.config().state().read()).unwrap();
        let storage = config.storage.unwrap();
        assert_eq!(storage.type_, "raft");
        assert_eq!(storage.raft, Some([("max_entry_size".into(), String::new())].into()));
        assert_eq!((storage.redirect_addr, storage.disable_clustering), (config.api_addr, false));
        assert_eq!(config.seals.unwrap()[0].type_, "shamir");
        let listener = &config.listeners.unwrap()[0];
        assert_eq!((listener.type_.as_str(), &listener.config["tls_disable"]), ("tcp", &true.into()));
        assert!(config.audits.is_none() && config.ha_storage.is_none());

        // Some times are in seconds, others in nanoseconds.
        let (default, max) = (config.default_lease_ttl, config.max_lease_ttl);
        assert_eq!((default.as_secs(), max.as_secs()), (1800, 3600));
        assert_eq!(config.default_max_request_nanoseconds, 90_000_000_000);
        let telemetry = config.telemetry.unwrap();
        assert_eq!(telemetry.dogstatsd_tags, ["a:b"]);
        assert_eq!(telemetry.prometheus_retention_nanoseconds, 30_000_000_000);
        let lockouts = config.user_lockout_configs.unwrap();
        assert_eq!((lockouts[0].type_.as_str(), lockouts[0].lockout_threshold), ("all", 7));
        assert_eq!(lockouts[0].lockout_nanoseconds, 600_000_000_000);
    }

    fn a_server_without_telemetry_tags_tells_its_configuration_too(given = Dev, vault, send) {
        let config = send!(vault.config().state().read()).unwrap();
        assert_eq!(config.storage.unwrap().type_, "inmem");
        assert!(config.telemetry.unwrap().dogstatsd_tags.is_empty());
        assert_eq!((config.user_lockout_configs, config.disable_mlock), (None, None));
        // It is on all the same, as the server is in development mode.
        assert_eq!((config.raw_storage_endpoint, config.introspection_endpoint), (false, Some(false)));
    }

    fn nothing_can_be_read_again(given = Dev, vault, send) {
        for subsystem in [Subsystem::License, Subsystem::Other("listener".into())] {
            let error = send!(vault.config().reload(subsystem)).unwrap_err();
            assert!(error.is_not_found());
            assert!(error.errors()[0].contains("unsupported path"), "{error}");
        }
    }

    fn the_configuration_is_only_in_the_root_namespace(
        given = TokenInNamespace::new(), vault, send,
    ) {
        let inside = vault.with_namespace(&given.namespace);
        let only = ["operation only available in root namespace"];
        assert_eq!(send!(inside.config().state().read()).unwrap_err().errors(), only);
        assert_eq!(send!(inside.config().cors().read()).unwrap_err().errors(), only);
        assert_eq!(send!(inside.config().ui_headers().list()).unwrap_err().errors(), only);
    }
}

const CONFIGURATION: &str = r#"
    max_lease_ttl = "1h"
    default_lease_ttl = "30m"
    default_max_request_duration = "90s"
    user_lockout "all" {
      lockout_threshold = "7"
      lockout_duration = "10m"
    }
    telemetry {
      dogstatsd_tags = ["a:b"]
      prometheus_retention_time = "30s"
    }
"#;
