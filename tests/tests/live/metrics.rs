//! What a server measures of itself.

use vault_sys_tests::{RaftServer, both_clients};

use crate::given::{Dev, Raft};

both_clients! {
    fn metrics_are_numbers_with_names(given = Dev, vault, send) {
        let metrics = send!(vault.metrics().read()).unwrap();
        let active = metrics.gauges.iter().find(|gauge| gauge.name == "vault.core.active").unwrap();
        assert!((active.value - 1.0).abs() < f64::EPSILON, "{active:?}");
        assert!(active.labels.contains_key("cluster"), "{active:?}");
        assert!(metrics.timestamp.ends_with("UTC"), "{}", metrics.timestamp);
        for summary in metrics.counters.iter().chain(&metrics.samples) {
            assert!(summary.count > 0 && summary.min <= summary.max, "{summary:?}");
        }
    }

    fn prometheus_gets_text(given = Dev, vault, send) {
        let text = send!(vault.metrics().prometheus()).unwrap();
        assert!(text.contains("\n# TYPE go_goroutines gauge\n"), "{text}");
        let is_active = |line: &str| line.starts_with("vault_core_active{") && line.ends_with(" 1");
        assert!(text.lines().any(is_active), "{text}");
    }

    fn metrics_want_a_token_and_prometheus_a_setting(
        given = Raft::unsealed(RaftServer::start()), vault, send
    ) {
        let error = send!(vault.metrics().prometheus()).unwrap_err();
        assert_eq!(error.status().unwrap(), 400);
        assert_eq!(error.errors(), ["prometheus is not enabled"]);
        assert!(!send!(vault.metrics().read()).unwrap().gauges.is_empty());
        // A server in development mode tells everybody.
        let nobody = vault.with_token("s.nobody");
        assert!(send!(nobody.metrics().read()).unwrap_err().is_permission_denied());
        assert!(send!(nobody.metrics().prometheus()).unwrap_err().is_permission_denied());
    }
}
