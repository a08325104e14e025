//! Which server of a cluster is the active one, and how it gives up its place.

use std::{
    thread,
    time::{Duration, Instant},
};

use vault_sys_tests::{RaftServer, both_clients, endpoints::CreateToken};

use crate::given::{Dev, Raft};

const LIMIT: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(100);

fn alone() -> Raft {
    Raft::unsealed(RaftServer::start())
}

both_clients! {
    fn a_server_that_is_no_cluster_says_so(given = Dev, vault, send) {
        let status = send!(vault.leader().status()).unwrap();
        assert!(!status.ha_enabled);
        assert_eq!((status.is_self, status.leader_address), (None, None));
        assert_eq!((status.active_time, status.raft_applied_index), (None, None));
        let nodes = send!(vault.leader().nodes()).unwrap().nodes;
        assert_eq!(nodes.len(), 1);
        assert!(nodes[0].active_node && nodes[0].last_echo.is_none());
        assert_eq!(nodes[0].upgrade_version, None);
        // There is nothing to give up, which is no error.
        send!(vault.leader().step_down()).unwrap();
        assert!(!send!(vault.health().read()).unwrap().standby);
    }

    fn the_active_server_knows_itself(given = alone(), vault, send) {
        // Nobody needs a token to ask.
        let status = send!(vault.with_token("").leader().status()).unwrap();
        assert_eq!((status.ha_enabled, status.is_self), (true, Some(true)));
        assert_eq!(status.leader_address.as_deref(), Some(given.server.address()));
        assert!(status.leader_cluster_address.unwrap().starts_with("https://127.0.0.1:"));
        assert!(status.active_time.unwrap().as_unix_seconds() > 1_700_000_000);
        assert!(status.raft_committed_index.unwrap() >= status.raft_applied_index.unwrap());
        assert_eq!((status.performance_standby, status.last_wal), (None, None));

        let nodes = send!(vault.leader().nodes()).unwrap().nodes;
        assert_eq!(nodes.len(), 1);
        assert_eq!(nodes[0].api_address, given.server.address());
        assert_eq!(nodes[0].version, nodes[0].upgrade_version);
        let error = send!(vault.with_token("").leader().nodes()).unwrap_err();
        assert!(error.is_permission_denied());
    }

    fn a_sealed_server_knows_no_leader(given = Raft::sealed(), vault, send) {
        assert!(send!(vault.leader().status()).unwrap_err().is_sealed());
        assert!(send!(vault.leader().nodes()).unwrap_err().is_sealed());
    }

    fn a_server_steps_down_for_who_may(given = alone(), vault, send) {
        let before = send!(vault.leader().status()).unwrap().active_time.unwrap();
        let rules = r#"path "sys/step-down" { capabilities = ["update"] }"#;
        send!(vault.policy().write("without-sudo", rules)).unwrap();
        let create = CreateToken { policies: vec!["without-sudo".into()], ttl: "1h".into() };
        let token = send!(vault.call(create)).unwrap().client_token;
        let error = send!(vault.with_token(token).leader().step_down()).unwrap_err();
        assert!(error.is_permission_denied());
        let error = send!(vault.with_token("s.nobody").leader().step_down()).unwrap_err();
        assert!(error.is_permission_denied());
        assert_eq!(send!(vault.leader().status()).unwrap().active_time, Some(before));

        send!(vault.leader().step_down()).unwrap();
        // It becomes active again, as there is no other.
        let start = Instant::now();
        loop {
            // It may end connections at that moment.
            if let Ok(status) = send!(vault.leader().status()) {
                match status.active_time {
                    Some(time) if time > before => break,
                    None => assert_eq!(status.is_self, Some(false)),
                    Some(_) => {}
                }
            }
            assert!(start.elapsed() < LIMIT, "nobody became active");
            thread::sleep(PAUSE);
        }
    }
}
