//! What tests start from.

use std::sync::atomic::{AtomicU32, Ordering};

use secrecy::{ExposeSecret as _, SecretString};
use vault_sys::blocking::Client;
use vault_sys_tests::{
    Given, RabbitMq, RaftServer,
    endpoints::{Connect, CreateToken, Credentials, Leased, NewToken, WriteRole},
};

/// A name that no other test of this process uses.
pub(crate) fn unique(name: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("{name}-{}", COUNT.fetch_add(1, Ordering::Relaxed))
}

/// The server in development mode that the tests share.
pub(crate) struct Dev;

impl Given for Dev {}

/// A token that is alone in a namespace of its own.
pub(crate) struct TokenInNamespace {
    pub(crate) namespace: String,
    pub(crate) token: NewToken,
    /// What its lease is called in a list.
    pub(crate) lease: String,
}

impl Given for TokenInNamespace {}

impl TokenInNamespace {
    pub(crate) fn new() -> Self {
        let vault = Client::new(Dev.address()).unwrap().with_token(Dev.token());
        let namespace = unique("alone");
        vault.namespaces().create(&namespace).send().unwrap();
        let inside = vault.with_namespace(&namespace);
        let (policies, ttl) = (vec!["default".into()], "1h".into());
        let token = inside.call(CreateToken { policies, ttl }).send().unwrap();
        let mut leases = inside.leases().list("auth/token/create").send().unwrap();
        assert_eq!(leases.len(), 1);
        Self { namespace, token, lease: leases.remove(0) }
    }
}

/// Leases of a `rabbitmq` engine of its own on the shared server.
pub(crate) struct Leases {
    pub(crate) rabbit: RabbitMq,
    /// Where the engine is mounted.
    pub(crate) mount: String,
    /// Where the leases are: `MOUNT/creds/app`.
    pub(crate) prefix: String,
    pub(crate) all: Vec<Leased>,
}

impl Given for Leases {}

impl Leases {
    pub(crate) fn some(count: usize) -> Self {
        let vault = Client::new(Dev.address()).unwrap().with_token(Dev.token());
        let mount = unique("rabbitmq");
        let rabbit = RabbitMq::start();
        mount_engine(&vault, &mount, &rabbit);
        let all = (0..count).map(|_| obtain(&vault, &mount)).collect();
        Self { rabbit, prefix: format!("{mount}/creds/app"), mount, all }
    }

    /// ID of one of the leases.
    pub(crate) fn id(&self, index: usize) -> &str {
        &self.all[index].lease_id
    }

    /// What the lease is called in a list.
    pub(crate) fn name(&self, index: usize) -> &str {
        self.id(index).rsplit('/').next().unwrap()
    }

    /// Whether the other side still knows the user of a lease.
    pub(crate) fn user_exists(&self, index: usize) -> bool {
        self.rabbit.users().contains(&self.all[index].data.username)
    }
}

/// Mounts an engine with a role `app` whose leases last an hour, and a day at the most.
pub(crate) fn mount_engine(vault: &Client, mount: &str, rabbit: &RabbitMq) {
    let settings = vault_sys::mounts::MountSettings::new()
        .default_lease_ttl(std::time::Duration::from_secs(3600))
        .max_lease_ttl(std::time::Duration::from_secs(86400));
    vault.mounts().enable(mount, "rabbitmq").config(settings).send().unwrap();
    let connect = Connect {
        mount: mount.into(),
        uri: rabbit.address().into(),
        username: rabbit.username().into(),
        password: rabbit.password().into(),
    };
    vault.call(connect).send().unwrap();
    vault.call(WriteRole { mount: mount.into(), role: "app".into() }).send().unwrap();
}

/// Obtains one lease.
pub(crate) fn obtain(vault: &Client, mount: &str) -> Leased {
    vault.call(Credentials { mount: mount.into(), role: "app".into() }).send().unwrap()
}

/// A server with raft storage, five key shares and a threshold of three.
pub(crate) struct Raft {
    pub(crate) server: RaftServer,
    pub(crate) keys: Vec<SecretString>,
    pub(crate) root_token: SecretString,
}

impl Raft {
    /// Initialised, and sealed.
    pub(crate) fn sealed() -> Self {
        Self::initialize(RaftServer::start())
    }

    /// Initialised and unsealed.
    pub(crate) fn unsealed(server: RaftServer) -> Self {
        let raft = Self::initialize(server);
        raft.unseal();
        raft
    }

    fn initialize(server: RaftServer) -> Self {
        let vault = Client::new(server.address()).unwrap();
        let new = vault.init().initialize(5, 3).send().unwrap();
        Self { server, keys: new.keys, root_token: new.root_token }
    }

    pub(crate) fn client(&self) -> Client {
        Client::new(self.address()).unwrap().with_token(self.token())
    }

    pub(crate) fn unseal(&self) {
        let vault = self.client();
        for key in &self.keys[..3] {
            vault.seal().unseal(key.clone()).send().unwrap();
        }
        // Unsealed and active are not the same: it has to win an election of one first.
        vault_sys_tests::eventually("an active server", std::time::Duration::from_secs(30), || {
            vault.health().read().send().ok().filter(|health| !health.standby)
        });
    }
}

impl Given for Raft {
    fn address(&self) -> &str {
        self.server.address()
    }

    fn token(&self) -> &str {
        self.root_token.expose_secret()
    }
}

/// A server with raft storage that nobody has initialised.
pub(crate) struct Fresh(pub(crate) RaftServer);

impl Fresh {
    pub(crate) fn start() -> Self {
        Self(RaftServer::start())
    }
}

impl Given for Fresh {
    fn address(&self) -> &str {
        self.0.address()
    }

    fn token(&self) -> &'static str {
        "there is none yet"
    }
}
