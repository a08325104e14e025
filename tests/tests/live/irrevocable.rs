//! Leases that the server has given up to revoke.

use std::num::NonZeroU32;

use vault_sys::Limit;
use vault_sys_tests::{
    Given, RabbitMq, RaftServer, both_clients,
    endpoints::{ReadRaw, WriteRaw},
};

use crate::given::{Raft, TokenInNamespace, mount_engine, obtain};

/// A server with two such leases.
struct GivenUp {
    raft: Raft,
    leases: Vec<String>,
    accessor: String,
}

impl GivenUp {
    /// A server gives up after many tries over a long time. This does what it does then: it notes
    /// the reason with the lease, which the server reads when it is unsealed.
    fn two() -> Self {
        let server = RaftServer::builder().raw_storage(true).start();
        let raft = Raft::unsealed(server);
        let vault = raft.client();
        let rabbit = RabbitMq::start();
        mount_engine(&vault, "rabbitmq", &rabbit);
        let mut leases = Vec::new();
        for _ in 0..2 {
            let id = obtain(&vault, "rabbitmq").lease_id;
            let path = format!("sys/expire/id/{id}");
            let entry = vault.call(ReadRaw { path: path.clone() }).send().unwrap();
            let mut entry: serde_json::Value = serde_json::from_str(&entry.value).unwrap();
            entry["revokeErr"] = "told to be irrevocable".into();
            vault.call(WriteRaw { path, value: entry.to_string() }).send().unwrap();
            leases.push(id);
        }
        vault.seal().seal().send().unwrap();
        raft.unseal();
        let accessor = vault.mounts().read("rabbitmq").send().unwrap().accessor;
        Self { raft, leases, accessor }
    }
}

impl Given for GivenUp {
    fn address(&self) -> &str {
        self.raft.address()
    }

    fn token(&self) -> &str {
        self.raft.token()
    }
}

both_clients! {
    fn they_are_counted_listed_and_read(given = GivenUp::two(), vault, send) {
        let count = send!(vault.leases().count_irrevocable()).unwrap();
        assert_eq!(count.lease_count, 2);
        assert_eq!(count.counts, [(given.accessor.clone(), 2)].into());

        let call = vault.leases().list_irrevocable().include_child_namespaces(true);
        let list = send!(call.limit(Limit::All)).unwrap();
        assert_eq!(list.lease_count, 2);
        for lease in &list.leases {
            assert!(given.leases.contains(&lease.lease_id));
            assert_eq!(lease.mount_id, given.accessor);
            assert_eq!(lease.error, "told to be irrevocable");
        }

        let one = send!(vault.leases().list_irrevocable().limit(Limit::Max(NonZeroU32::MIN)));
        assert_eq!(one.unwrap().leases.len(), 1);

        let lease = send!(vault.leases().read(&given.leases[0])).unwrap();
        assert_eq!(lease.revoke_error.as_deref(), Some("told to be irrevocable"));
        let refused = send!(vault.leases().renew(&given.leases[0])).unwrap_err();
        assert!(refused.errors()[0].contains("failed previous revocation"), "{refused}");
    }

    fn there_may_be_none(given = TokenInNamespace::new(), vault, send) {
        let inside = vault.with_namespace(&given.namespace);
        let call = inside.leases().count_irrevocable().include_child_namespaces(true);
        let count = send!(call).unwrap();
        assert_eq!((count.lease_count, count.counts.len()), (0, 0));
        let list = send!(inside.leases().list_irrevocable()).unwrap();
        assert_eq!((list.lease_count, list.leases.len()), (0, 0));
    }
}
