//! What the examples of `vault-sys` need around them: servers in a certain state, and key shares in
//! files.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use secrecy::{ExposeSecret as _, SecretString};
use tempfile::TempDir;
use vault_sys::blocking::Client;

use crate::endpoints::{Connect, CreateToken, Credentials, WriteRole};
use crate::{RabbitMq, RaftBuilder, RaftServer};

type Done<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

const LIMIT: Duration = Duration::from_secs(60);
const POLL: Duration = Duration::from_millis(50);

/// How many clients obtain leases at once.
const OBTAINERS: usize = 8;

/// One server with raft storage or several, initialised with five key shares of which three unseal,
/// and a folder with the shares in files.
#[derive(Debug)]
pub struct Stage {
    servers: Vec<RaftServer>,
    folder: TempDir,
    root_token: SecretString,
}

impl Stage {
    /// Starts a server and initialises it; it is sealed then.
    ///
    /// # Errors
    ///
    /// When the server does not start, or a file cannot be written.
    pub fn sealed(server: &RaftBuilder) -> Done<Self> {
        let server = server.try_start()?;
        let new = Client::new(server.address())?.init().initialize(5, 3).send()?;
        let stage =
            Self { servers: vec![server], folder: TempDir::new()?, root_token: new.root_token };
        for (index, key) in new.keys.iter().enumerate() {
            fs::write(stage.share(index), format!("{}\n", key.expose_secret()))?;
        }
        Ok(stage)
    }

    /// Starts a server, initialises and unseals it, and waits until it is active.
    ///
    /// # Errors
    ///
    /// When the server does not start, or does not become active in time.
    pub fn unsealed(server: &RaftBuilder) -> Done<Self> {
        let stage = Self::sealed(server)?;
        stage.unseal(0)?;
        stage.client()?.health().wait_until_active(LIMIT)?;
        Ok(stage)
    }

    /// Starts so many servers that are one cluster, the first of them active.
    ///
    /// # Errors
    ///
    /// When a server does not start, or the cluster does not come together in time.
    pub fn cluster(count: usize) -> Done<Self> {
        // The first one is to stay the active one.
        let node =
            |index: usize| RaftServer::builder().patience(3).node_id(format!("node-{index}"));
        let mut stage = Self::unsealed(&node(1))?;
        for index in 1..count {
            let server = node(index + 1).try_start()?;
            let vault = Client::new(server.address())?;
            vault.raft().join().leader_api_addr(stage.address()).send()?;
            stage.servers.push(server);
            stage.unseal(index)?;
            wait("a standby that the active server has heard of", || {
                let known = stage.client()?.leader().nodes().send()?.nodes.len();
                Ok(known > index && vault.health().read().send()?.standby)
            })?;
        }
        // Who does not vote yet would leave too few of them if another one went.
        wait("servers that all vote", || {
            let known = stage.client()?.raft().read_configuration().send()?.config.servers;
            Ok(known.len() == count && known.iter().all(|server| server.voter))
        })?;
        Ok(stage)
    }

    /// Gives the server at `index` the shares that it needs, and waits until it is unsealed.
    ///
    /// # Errors
    ///
    /// When it is not unsealed in time.
    pub fn unseal(&self, index: usize) -> Done {
        let vault = Client::new(self.servers[index].address())?;
        let shares = (0..3).map(|share| fs::read_to_string(self.share(share)));
        let shares = shares.collect::<Result<Vec<_>, _>>()?;
        vault.seal().unseal_with(shares.iter().map(|share| share.trim()))?;
        vault.seal().wait_until_unsealed(LIMIT)?;
        Ok(())
    }

    /// Where the first server listens.
    #[must_use]
    pub fn address(&self) -> &str {
        self.servers[0].address()
    }

    /// The root token.
    #[must_use]
    pub fn token(&self) -> &str {
        self.root_token.expose_secret()
    }

    /// A client with the root token for the first server.
    ///
    /// # Errors
    ///
    /// When it cannot be made.
    pub fn client(&self) -> Done<Client> {
        Ok(Client::new(self.address())?.with_token(self.root_token.clone()))
    }

    /// Waits until `check` says yes of the first server. What fails meanwhile counts as no.
    ///
    /// # Errors
    ///
    /// When it does not say yes in time; `what` says what was awaited.
    pub fn wait_for(&self, what: &str, check: impl Fn(&Client) -> Done<bool>) -> Done {
        let vault = self.client()?;
        wait(what, || check(&vault))
    }

    /// The servers.
    pub fn servers(&mut self) -> &mut [RaftServer] {
        &mut self.servers
    }

    /// The folder with the files, and room for more. Removed with the stage.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The file with the share at `index`, of five: `share-1` and so on.
    #[must_use]
    pub fn share(&self, index: usize) -> PathBuf {
        self.folder.path().join(format!("share-{}", index + 1))
    }
}

/// Obtains leases: so many of tokens, and so many of users of a secrets engine at `mount`, which
/// is mounted for that. They last an hour.
///
/// # Errors
///
/// When the server refuses.
pub fn obtain_leases(
    vault: &Client,
    rabbit: &RabbitMq,
    mount: &str,
    tokens: usize,
    users: usize,
) -> Done {
    vault.mounts().enable(mount, "rabbitmq").send()?;
    let hour = Duration::from_secs(3600);
    vault.mounts().tune(mount).default_lease_ttl(hour).send()?;
    let connect = Connect {
        mount: mount.into(),
        uri: rabbit.address().into(),
        username: rabbit.username().into(),
        password: rabbit.password().into(),
    };
    vault.call(connect).send()?;
    vault.call(WriteRole { mount: mount.into(), role: "app".into() }).send()?;

    let obtain = |first: usize| -> Done {
        for _ in (first..tokens).step_by(OBTAINERS) {
            let policies = vec!["default".into()];
            vault.call(CreateToken { policies, ttl: "1h".into() }).send()?;
        }
        for _ in (first..users).step_by(OBTAINERS) {
            vault.call(Credentials { mount: mount.into(), role: "app".into() }).send()?;
        }
        Ok(())
    };
    thread::scope(|scope| {
        let all: Vec<_> = (0..OBTAINERS).map(|first| scope.spawn(move || obtain(first))).collect();
        all.into_iter().try_for_each(|one| match one.join() {
            Ok(done) => done,
            Err(panic) => std::panic::resume_unwind(panic),
        })
    })
}

/// Asks until the answer is yes. Errors count as no: a cluster that comes together has many.
fn wait(what: &str, mut check: impl FnMut() -> Done<bool>) -> Done {
    let deadline = Instant::now() + LIMIT;
    loop {
        let answer = check();
        if matches!(answer, Ok(true)) {
            return Ok(());
        }
        if Instant::now() > deadline {
            let why = answer.err().map(|error| format!(": {error}")).unwrap_or_default();
            return Err(format!("not within {LIMIT:?}: {what}{why}").into());
        }
        thread::sleep(POLL);
    }
}
