//! Several servers that are one cluster.

use std::time::Duration;

use vault_sys::blocking::Client;
use vault_sys_tests::{RaftServer, eventually};

use crate::given::Raft;

const LIMIT: Duration = Duration::from_secs(60);

/// The active server and its standbys, none of which answers anything itself: that would be
/// OpenBao's way, and not Vault's.
pub(crate) struct Cluster {
    pub(crate) first: Raft,
    pub(crate) others: Vec<RaftServer>,
}

impl Cluster {
    /// So many servers, of which the first is the active one.
    pub(crate) fn of(count: usize) -> Self {
        let server = |index: usize| {
            let node = RaftServer::builder().node_id(format!("node-{index}"));
            node.extra_hcl("disable_standby_reads = true").start()
        };
        let first = Raft::unsealed(server(1));
        let others: Vec<_> = (2..=count).map(server).collect();
        for other in &others {
            let vault = Client::new(other.address()).unwrap();
            let join = vault.raft().join().leader_api_addr(first.server.address());
            assert!(join.send().unwrap().joined);
            for key in &first.keys[..3] {
                vault.seal().unseal(key.clone()).send().unwrap();
            }
            eventually("a standby that knows the active server", LIMIT, || {
                let status = vault.leader().status().send().ok()?;
                status.leader_address.filter(|active| active == first.server.address())
            });
        }
        if count < 3 {
            return Self { first, others };
        }
        // Who does not vote yet would leave too few of them when another one is gone.
        eventually("servers that all vote", LIMIT, || {
            let known = first.client().raft().read_configuration().send().ok()?.config.servers;
            (known.len() == count && known.iter().all(|server| server.voter)).then_some(())
        });
        Self { first, others }
    }
}
