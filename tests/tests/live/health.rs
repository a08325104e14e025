//! Health in the states that one server can be in.

use vault_sys_tests::{RaftServer, both_clients};

use crate::given::{Fresh, Raft};

both_clients! {
    fn an_uninitialised_server_answers(given = Fresh::start(), vault, send) {
        let health = send!(vault.health().read()).unwrap();
        assert!(!health.initialized && health.sealed);
        assert_eq!(health.cluster_id, None);
    }

    fn a_sealed_server_answers(given = Raft::sealed(), vault, send) {
        let health = send!(vault.health().read()).unwrap();
        assert!(health.initialized && health.sealed);
    }

    fn an_active_server_answers(given = Raft::unsealed(RaftServer::start()), vault, send) {
        let health = send!(vault.health().read()).unwrap();
        assert!(health.initialized && !health.sealed && !health.standby);
        assert!(health.cluster_id.is_some());
        assert!(health.server_time_utc > 1_700_000_000);
    }
}
