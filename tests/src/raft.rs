//! A server with raft storage: starts uninitialised and sealed, can be restarted and joined.

use crate::port::Ports;
use crate::process::{self, Folder, Process};
use crate::{Product, StartError, retry, server_binary, server_product};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const CONFIG: &str = "server.json";
const EXTRA: &str = "extra.hcl";
const DATA: &str = "data";

/// How a [`RaftServer`] is to be.
#[derive(Clone, Debug)]
#[must_use]
pub struct RaftBuilder {
    node_id: String,
    unauthed_rekey: bool,
    raw_storage: bool,
    unsafe_api_audit: bool,
    patience: u8,
    extra_hcl: String,
}

impl RaftBuilder {
    /// Its name in the raft cluster; `node-1` by default. Nodes that join need different ones.
    pub fn node_id(mut self, node_id: impl Into<String>) -> Self {
        self.node_id = node_id.into();
        self
    }

    /// Whether `sys/rekey/*` and `sys/generate-root/*` work, without a token; OpenBao refuses them
    /// otherwise.
    pub fn unauthed_rekey(mut self, on: bool) -> Self {
        self.unauthed_rekey = on;
        self
    }

    /// Whether `sys/raw` works.
    pub fn raw_storage(mut self, on: bool) -> Self {
        self.raw_storage = on;
        self
    }

    /// Whether audit devices can be enabled over the API.
    pub fn unsafe_api_audit(mut self, on: bool) -> Self {
        self.unsafe_api_audit = on;
        self
    }

    /// After how many seconds without a word of the active server another one takes over; 1 by
    /// default. On a busy machine that may happen with all of them alive, so tests in which it must
    /// not take more.
    pub fn patience(mut self, seconds: u8) -> Self {
        self.patience = seconds;
        self
    }

    /// More configuration, merged with ours.
    pub fn extra_hcl(mut self, hcl: impl Into<String>) -> Self {
        self.extra_hcl = hcl.into();
        self
    }

    /// Starts it.
    ///
    /// # Panics
    ///
    /// When it does not start, with the reason and the end of its log.
    #[must_use]
    pub fn start(self) -> RaftServer {
        self.try_start().unwrap_or_else(|error| panic!("{error}"))
    }

    /// Starts it.
    ///
    /// # Errors
    ///
    /// When it does not start, with the reason and the end of its log.
    pub fn try_start(&self) -> Result<RaftServer, StartError> {
        retry::while_port_is_taken(|| {
            let ports = Ports::take(2).map_err(StartError::io("looking for free ports"))?;
            let folder = TempDir::new().map_err(StartError::io("making its folder"))?;
            let config = self.config(server_product()?, folder.path(), &ports);
            fs::create_dir(folder.path().join(DATA))
                .and_then(|()| fs::write(folder.path().join(CONFIG), format!("{config:#}")))
                .and_then(|()| fs::write(folder.path().join(EXTRA), &self.extra_hcl))
                .map_err(StartError::io("writing its configuration"))?;
            let process = run(folder.path(), &ports)?;
            let address = format!("http://{}", ports.address(0));
            let node_id = self.node_id.clone();
            Ok(RaftServer { process, folder, ports, address, node_id })
        })
    }

    fn config(&self, product: Product, folder: &Path, ports: &Ports) -> Value {
        let (listener, cluster) = (ports.address(0), ports.address(1));
        let mut tcp = json!({
            "address": listener.to_string(),
            "cluster_address": cluster.to_string(),
            "tls_disable": true,
        });
        if self.unauthed_rekey {
            tcp["disable_unauthed_rekey_endpoints"] = false.into();
            tcp["disable_unauthed_generate_root_endpoints"] = false.into();
        }
        let mut config = json!({
            "storage": { "raft": {
                "path": folder.join(DATA),
                "node_id": self.node_id,
                "performance_multiplier": self.patience.to_string(),
            } },
            "listener": [{ "tcp": tcp }],
            "api_addr": format!("http://{listener}"),
            "cluster_addr": format!("https://{cluster}"),
            "ui": false,
        });
        if self.raw_storage {
            config["raw_storage_endpoint"] = true.into();
        }
        if self.unsafe_api_audit {
            config["unsafe_allow_api_audit_creation"] = true.into();
        }
        // Vault does not start on raft storage without it, OpenBao no longer knows it.
        if product == Product::Vault {
            config["disable_mlock"] = true.into();
        }
        config
    }
}

/// A server with raft storage. Ends when dropped.
#[derive(Debug)]
pub struct RaftServer {
    // First: the server must be gone when its folder and ports are.
    process: Process,
    folder: TempDir,
    ports: Ports,
    address: String,
    node_id: String,
}

impl RaftServer {
    /// A server like no option says otherwise.
    pub fn builder() -> RaftBuilder {
        RaftBuilder {
            node_id: "node-1".into(),
            unauthed_rekey: false,
            raw_storage: false,
            unsafe_api_audit: false,
            // The server's own default is 5: nothing here is slow or far away.
            patience: 1,
            extra_hcl: String::new(),
        }
    }

    /// Starts a server without any option.
    ///
    /// # Panics
    ///
    /// When it does not start, with the reason and the end of its log.
    #[must_use]
    pub fn start() -> Self {
        Self::builder().start()
    }

    /// Where it listens: `http://127.0.0.1:<port>`. Another node joins with this address.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Its name in the raft cluster.
    #[must_use]
    pub fn node_id(&self) -> &str {
        &self.node_id
    }

    /// The ID of its process.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.process.pid()
    }

    /// The folder of its data, configuration and log. Removed with the server.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// What it has logged so far, over all restarts.
    #[must_use]
    pub fn log(&self) -> String {
        process::log(self.folder.path())
    }

    /// Ends it, if it still runs, and starts it on the same ports with the same data; sealed again.
    ///
    /// # Panics
    ///
    /// When it does not start, with the reason and the end of its log.
    pub fn restart(&mut self) {
        self.kill();
        self.process = retry::while_port_is_taken(|| run(self.folder.path(), &self.ports))
            .unwrap_or_else(|error| panic!("{error}"));
    }

    /// Ends it. Its data stays until it is dropped or restarted.
    pub fn kill(&mut self) {
        self.process.stop(Folder::Keep);
    }
}

fn run(folder: &Path, ports: &Ports) -> Result<Process, StartError> {
    let config = |file: &str| format!("-config={}", folder.join(file).display());
    let arguments = ["server".to_owned(), config(CONFIG), config(EXTRA)];
    Process::start(server_binary()?, &arguments, folder, ports.address(0))
}
