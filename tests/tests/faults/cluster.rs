//! Servers with raft storage, one or several in a cluster, for tests that end some of them.

use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use vault_sys::blocking::Client;
use vault_sys_tests::{Given, RaftServer, eventually};

/// How long anything may take.
pub(crate) const LIMIT: Duration = Duration::from_secs(60);

/// A server with one key share that is unsealed and active.
pub(crate) struct Node {
    pub(crate) server: RaftServer,
    key: SecretString,
    token: SecretString,
}

impl Node {
    pub(crate) fn active() -> Self {
        let server = RaftServer::start();
        let new = client(&server).init().initialize(1, 1).send().unwrap();
        let [key] = new.keys.try_into().unwrap();
        let node = Self { server, key, token: new.root_token };
        unseal(&node.server, &node.key);
        node.wait_until_active();
        node
    }

    /// Ends the server, starts it again, and waits until it is active.
    pub(crate) fn restart(&mut self) {
        self.server.restart();
        unseal(&self.server, &self.key);
        self.wait_until_active();
    }

    /// Unseals the server, and waits until it is active.
    pub(crate) fn unseal(&self) {
        unseal(&self.server, &self.key);
        self.wait_until_active();
    }

    fn wait_until_active(&self) {
        let vault = client(&self.server);
        eventually("an active server", LIMIT, || {
            vault.health().read().send().ok().filter(|health| !health.standby && !health.sealed)
        });
    }

    pub(crate) fn client(&self) -> Client {
        client(&self.server).with_token(self.token.clone())
    }
}

impl Given for Node {
    fn address(&self) -> &str {
        self.server.address()
    }

    fn token(&self) -> &str {
        self.token.expose_secret()
    }
}

fn client(server: &RaftServer) -> Client {
    Client::new(server.address()).unwrap()
}

fn unseal(server: &RaftServer, key: &SecretString) {
    client(server).seal().unseal(key.clone()).send().unwrap();
}

/// Three servers in one cluster.
pub(crate) struct Cluster {
    pub(crate) first: Node,
    pub(crate) others: Vec<RaftServer>,
}

impl Cluster {
    pub(crate) fn of_three() -> Self {
        let first = Node::active();
        let others = ["node-2", "node-3"].map(|name| {
            let server = RaftServer::builder().node_id(name).start();
            client(&server).raft().join().leader_api_addr(first.server.address()).send().unwrap();
            unseal(&server, &first.key);
            server
        });
        let cluster = Self { first, others: others.into() };
        // A node that has no vote yet cannot help to elect.
        let vault = cluster.first.client();
        eventually("three voters", LIMIT, || {
            let config = vault.raft().read_configuration().send().ok()?;
            (config.config.servers.iter().filter(|server| server.voter).count() == 3).then_some(())
        });
        cluster
    }
}

/// Calls go to a standby.
impl Given for Cluster {
    fn address(&self) -> &str {
        self.others[0].address()
    }

    fn token(&self) -> &str {
        self.first.token()
    }
}
