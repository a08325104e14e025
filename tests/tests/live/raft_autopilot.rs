//! What looks after the servers of a cluster, and which of them vote.

use std::time::Duration;

use vault_sys::raft::autopilot::{NodeStatus, ServerStatus};
use vault_sys_tests::{Given as _, RaftServer, both_clients};

use crate::given::Raft;
use crate::raft::Two;
use crate::until::until;

const fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

both_clients! {
    fn the_configuration_is_read_and_changed(given = Raft::unsealed(RaftServer::start()), vault, send) {
        let autopilot = vault.raft().autopilot();
        let before = send!(autopilot.read_configuration()).unwrap();
        // The server writes these as `24h0m0s` and `10s`.
        assert_eq!(before.dead_server_last_contact_threshold, seconds(86_400));
        assert_eq!(before.last_contact_threshold, seconds(10));
        assert_eq!(before.server_stabilization_time, seconds(10));
        assert_eq!((before.max_trailing_logs, before.min_quorum), (1000, 0));
        assert!(!before.cleanup_dead_servers);

        let error = send!(autopilot.update_configuration().cleanup_dead_servers(true)).unwrap_err();
        assert_eq!(error.status().unwrap(), 400);
        assert!(error.errors()[0].contains("min_quorum"), "{error}");
        let update = autopilot.update_configuration().cleanup_dead_servers(true).min_quorum(3);
        let update = update.dead_server_last_contact_threshold(seconds(90)).max_trailing_logs(500);
        let update = update.last_contact_threshold(seconds(20)).disable_upgrade_migration(true);
        send!(update.server_stabilization_time(seconds(5))).unwrap();
        let update = autopilot.update_configuration();
        let error = send!(update.dead_server_last_contact_threshold(seconds(10))).unwrap_err();
        assert!(error.errors()[0].contains("less than 1m"), "{error}");
        // What is not given stays.
        let update = autopilot.update_configuration().cleanup_dead_servers(false);
        send!(update.dr_operation_token("not asked for")).unwrap();
        let after = send!(autopilot.read_configuration()).unwrap();
        assert_eq!(after.dead_server_last_contact_threshold, seconds(90));
        assert_eq!(after.last_contact_threshold, seconds(20));
        assert_eq!(after.server_stabilization_time, seconds(5));
        assert_eq!((after.max_trailing_logs, after.min_quorum), (500, 3));
        assert!(!after.cleanup_dead_servers);
    }

    fn the_state_of_a_server_is_read(given = Raft::unsealed(RaftServer::start()), vault, send) {
        let state = send!(vault.raft().autopilot().state()).unwrap();
        assert!(state.healthy);
        assert_eq!((state.leader.as_str(), state.failure_tolerance), ("node-1", 0));
        assert_eq!(state.voters, ["node-1"]);
        let server = &state.servers["node-1"];
        assert_eq!((&server.node_status, &server.status), (&NodeStatus::Alive, &ServerStatus::Leader));
        assert_eq!((server.last_contact, server.healthy), (Duration::ZERO, true));
        assert_eq!(server.node_type.as_deref(), Some("voter"));
        assert!(server.last_index > 0 && server.version.is_some());
    }

    fn a_vote_is_given_and_taken_away(given = Two::start(), vault, send) {
        let join = vault.raft().join().leader_api_addr(given.first.address());
        // Without `retry` the server forgets that it is to have no vote.
        assert!(!send!(join.retry(true).non_voter(true)).unwrap().joined);
        until!("a server to unseal", {
            send!(vault.seal().status()).ok().filter(|status| status.initialized)
        });
        for key in &given.first.keys[..3] {
            send!(vault.seal().unseal(key.clone())).unwrap();
        }
        until!("an unsealed standby", {
            send!(vault.health().read()).ok().filter(|health| !health.sealed && health.standby)
        });

        let raft = vault.raft();
        let state = until!("a look at the second server", {
            let state = send!(raft.autopilot().state());
            state.ok().filter(|state| {
                let server = state.servers.get("node-2");
                server.is_some_and(|server| server.node_type.as_deref() == Some("non-voter"))
            })
        });
        assert_eq!(state.non_voters, Some(vec!["node-2".into()]));
        assert_eq!(state.servers["node-2"].status, ServerStatus::NonVoter);
        let servers = send!(raft.read_configuration()).unwrap().config.servers;
        assert_eq!(servers.iter().filter(|server| server.voter).count(), 1);

        send!(raft.promote("node-2")).unwrap();
        let is = |state: vault_sys::raft::autopilot::AutopilotState, what: &str| {
            (state.servers["node-2"].node_type.as_deref() == Some(what)).then_some(())
        };
        until!("a promotion", is(send!(raft.autopilot().state()).unwrap(), "voter"));
        let error = send!(raft.promote("node-2")).unwrap_err();
        assert!(error.errors()[0].contains("server is not a non-voter"), "{error}");
        send!(raft.demote("node-2")).unwrap();
        until!("a demotion", is(send!(raft.autopilot().state()).unwrap(), "non-voter"));
        let error = send!(raft.demote("node-2")).unwrap_err();
        assert!(error.errors()[0].contains("server is already a non-voter"), "{error}");
        for error in [send!(raft.demote("none")).unwrap_err(), send!(raft.promote("none")).unwrap_err()] {
            assert_eq!(error.status().unwrap(), 500);
            assert!(error.errors()[0].contains("server none not found"), "{error}");
        }
    }
}
