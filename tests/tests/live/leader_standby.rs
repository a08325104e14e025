//! A cluster of two: what the one says that is not the active server.

use std::{
    thread,
    time::{Duration, Instant},
};

use serde_json::json;
use vault_sys_tests::{Given, RaftServer, both_clients, eventually};

use crate::given::Raft;

const LIMIT: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(100);

/// Two servers of one cluster. Which of them is active may change while a test runs.
struct Pair {
    first: Raft,
    second: RaftServer,
}

impl Pair {
    fn joined() -> Self {
        let first = Raft::unsealed(RaftServer::start());
        let second = RaftServer::builder().node_id("node-2").start();
        let join = reqwest::blocking::Client::builder()
            .no_proxy()
            .build()
            .unwrap()
            .post(format!("{}/v1/sys/storage/raft/join", second.address()))
            .json(&json!({ "leader_api_addr": first.server.address() }))
            .send();
        join.and_then(reqwest::blocking::Response::error_for_status).unwrap();
        let vault = vault_sys::blocking::Client::new(second.address()).unwrap();
        for key in &first.keys[..3] {
            vault.seal().unseal(key.clone()).send().unwrap();
        }
        eventually("an unsealed second server", LIMIT, || {
            vault.seal().status().send().ok().filter(|status| !status.sealed)
        });
        Self { first, second }
    }
}

impl Given for Pair {
    fn address(&self) -> &str {
        self.second.address()
    }

    fn token(&self) -> &str {
        self.first.token()
    }
}

both_clients! {
    fn a_standby_knows_the_active_server(given = Pair::joined(), vault, send) {
        let addresses = [given.first.server.address(), given.second.address()];
        let start = Instant::now();
        let (status, health, codes) = loop {
            assert!(start.elapsed() < LIMIT, "the second server did not become a standby");
            thread::sleep(PAUSE);
            let Ok(status) = send!(vault.leader().status()) else { continue };
            if status.is_self == Some(true) {
                // It was elected meanwhile, as may happen on a busy machine.
                let _ = send!(vault.leader().step_down());
            }
            let health = send!(vault.health().read()).unwrap();
            let codes = [
                send!(vault.health().check()).unwrap().as_u16(),
                send!(vault.health().check().standbycode(211)).unwrap().as_u16(),
                send!(vault.health().check().standbyok(true)).unwrap().as_u16(),
                send!(vault.health().check().standbyok(true).activecode(212)).unwrap().as_u16(),
                send!(vault.health().check().standbyok(false)).unwrap().as_u16(),
            ];
            // Only what nothing has changed in between is worth a look.
            let after = send!(vault.leader().status()).ok();
            let known = status.leader_address.is_some() && status.is_self == Some(false);
            let same = after.is_some_and(|after| after.leader_address == status.leader_address);
            if known && same && health.standby {
                break (status, health, codes);
            }
        };
        assert_eq!(status.leader_address.as_deref(), Some(addresses[0]));
        assert_eq!(status.active_time, None);
        assert!(health.initialized && !health.sealed && health.cluster_id.is_some());
        assert_eq!(codes, [429, 211, 200, 212, 429]);

        let start = Instant::now();
        let nodes = loop {
            if let Ok(status) = send!(vault.leader().nodes())
                && status.nodes.len() == 2
            {
                break status.nodes;
            }
            assert!(start.elapsed() < LIMIT, "nobody has heard of the other");
            thread::sleep(PAUSE);
        };
        assert_eq!(nodes.iter().filter(|node| node.active_node).count(), 1);
        for node in &nodes {
            assert!(addresses.contains(&node.api_address.as_str()), "{node:?}");
            assert_eq!(node.last_echo.is_none(), node.active_node);
        }
    }
}
