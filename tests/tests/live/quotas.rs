//! What holds for all quotas. It is one thing for the whole server, so each test has its own.

use vault_sys_tests::{DevServer, Given, both_clients};

use crate::given::{Dev, TokenInNamespace, unique};

/// A server of its own.
struct Own(DevServer);

impl Own {
    fn start() -> Self {
        Self(DevServer::start())
    }
}

impl Given for Own {
    fn address(&self) -> &str {
        self.0.address()
    }

    fn token(&self) -> &str {
        self.0.token()
    }
}

/// Longer than any test.
const HOUR: std::time::Duration = std::time::Duration::from_secs(3600);

both_clients! {
    fn the_configuration_is_replaced_as_a_whole(given = Own::start(), vault, send) {
        let quotas = vault.quotas();
        let before = send!(quotas.read_config()).unwrap();
        assert!(before.rate_limit_exempt_paths.iter().any(|path| path == "sys/health"));
        assert!(!before.enable_rate_limit_audit_logging);
        assert!(!before.enable_rate_limit_response_headers);

        let write = quotas.write_config().rate_limit_exempt_paths(["sys/health", "sys/é %2F"]);
        let write = write.absolute_rate_limit_exempt_paths(["team/sys/health"]);
        send!(write.enable_rate_limit_audit_logging(true)).unwrap();
        let config = send!(quotas.read_config()).unwrap();
        assert_eq!(config.rate_limit_exempt_paths, ["sys/health", "sys/é %2F"]);
        assert!(config.enable_rate_limit_audit_logging);
        // OpenBao knows none of these.
        assert_eq!(config.absolute_rate_limit_exempt_paths, None);

        send!(quotas.write_config().enable_rate_limit_response_headers(true)).unwrap();
        let config = send!(quotas.read_config()).unwrap();
        assert!(config.rate_limit_exempt_paths.is_empty());
        assert!(config.enable_rate_limit_response_headers);
        assert!(!config.enable_rate_limit_audit_logging);
    }

    fn without_exempt_paths_health_is_limited_too(given = Own::start(), vault, send) {
        send!(vault.quotas().write_config()).unwrap();
        send!(vault.quotas().rate_limit().write("all", 1.0).interval(HOUR)).unwrap();
        send!(vault.health().read()).unwrap();
        // A standby answers health with this status as well, but with another body.
        let error = send!(vault.health().read()).unwrap_err();
        assert_eq!(error.status().unwrap(), 429);
        assert!(error.errors()[0].contains("rate limit quota exceeded"), "{error}");
    }

    fn exempt_paths_are_not_limited(given = Own::start(), vault, send) {
        let inside = vault.with_namespace("team");
        send!(vault.namespaces().create("team")).unwrap();
        let exempt = ["sys/health", "sys/policies/"];
        send!(vault.quotas().write_config().rate_limit_exempt_paths(exempt)).unwrap();
        send!(vault.quotas().rate_limit().write("all", 1.0).interval(HOUR)).unwrap();
        send!(vault.mounts().list()).unwrap();
        for _ in 0..3 {
            send!(vault.health().read()).unwrap();
            send!(vault.policies().acl().list()).unwrap();
            send!(inside.policies().acl().read("default")).unwrap();
        }
        assert_eq!(send!(vault.mounts().list()).unwrap_err().status().unwrap(), 429);
        assert_eq!(send!(inside.mounts().list()).unwrap_err().status().unwrap(), 429);
    }

    fn quotas_are_for_the_root_namespace(given = TokenInNamespace::new(), vault, send) {
        let inside = vault.with_namespace(&given.namespace);
        let says = ["operation only available in root namespace"];
        assert_eq!(send!(inside.quotas().read_config()).unwrap_err().errors(), says);
        assert_eq!(send!(inside.quotas().write_config()).unwrap_err().errors(), says);
        assert_eq!(send!(inside.quotas().rate_limit().list()).unwrap_err().errors(), says);
        let write = inside.quotas().rate_limit().write(unique("quota"), 10.0);
        assert_eq!(send!(write).unwrap_err().errors(), says);
    }

    fn lease_count_quotas_are_a_clear_error(given = Dev, vault, send) {
        let quotas = vault.quotas().lease_count();
        // An empty list would be wrong.
        let list = send!(quotas.list()).unwrap_err();
        let read = send!(quotas.read("all")).unwrap_err();
        let write = send!(quotas.write("all", 1000).path("auth/token")).unwrap_err();
        let delete = send!(quotas.delete("all")).unwrap_err();
        for error in [list, read, write, delete] {
            assert!(error.is_not_found());
            assert!(error.errors()[0].contains("unsupported path"), "{error}");
        }
    }
}
