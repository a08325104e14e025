//! A server in development mode: in memory, unsealed, one key share.

use crate::port::Ports;
use crate::process::{self, Process};
use crate::{StartError, retry, server_binary};
use std::sync::OnceLock;
use tempfile::TempDir;

/// A server in development mode. Ends when dropped.
#[derive(Debug)]
pub struct DevServer {
    // First: the server must be gone when its folder and ports are.
    process: Process,
    folder: TempDir,
    _ports: Ports,
    address: String,
    token: String,
}

impl DevServer {
    /// Starts a server.
    ///
    /// # Panics
    ///
    /// When it does not start, with the reason and the end of its log.
    #[must_use]
    pub fn start() -> Self {
        Self::try_start().unwrap_or_else(|error| panic!("{error}"))
    }

    /// Starts a server.
    ///
    /// # Errors
    ///
    /// When it does not start, with the reason and the end of its log.
    pub fn try_start() -> Result<Self, StartError> {
        Self::try_start_with("http", &[])
    }

    /// Starts a server that speaks TLS, with an authority of its own: see [`ca_file`](Self::ca_file).
    ///
    /// # Panics
    ///
    /// When it does not start, with the reason and the end of its log.
    #[must_use]
    pub fn start_with_tls() -> Self {
        // Where it starts, which is its folder.
        let tls = ["-dev-tls", "-dev-tls-cert-dir=."];
        Self::try_start_with("https", &tls).unwrap_or_else(|error| panic!("{error}"))
    }

    fn try_start_with(scheme: &str, more: &[&str]) -> Result<Self, StartError> {
        let binary = server_binary()?;
        let token = format!("root-{:032x}", fastrand::u128(..));
        retry::while_port_is_taken(|| {
            // It takes the next port for its cluster.
            let ports = Ports::take(2).map_err(StartError::io("looking for free ports"))?;
            let address = ports.address(0);
            let folder = TempDir::new().map_err(StartError::io("making its folder"))?;
            let arguments = [
                "server".to_owned(),
                "-dev".to_owned(),
                "-dev-no-store-token".to_owned(),
                format!("-dev-root-token-id={token}"),
                format!("-dev-listen-address={address}"),
            ];
            let arguments = arguments.iter().map(String::as_str).chain(more.iter().copied());
            let arguments: Vec<_> = arguments.collect();
            let process = Process::start(binary, &arguments, folder.path(), address)?;
            let address = format!("{scheme}://{address}");
            Ok(Self { process, folder, _ports: ports, address, token: token.clone() })
        })
    }

    /// The server that all tests of this process share. Ends with the process.
    ///
    /// # Panics
    ///
    /// When it does not start, with the reason and the end of its log.
    #[must_use]
    pub fn shared() -> &'static Self {
        // A static is never dropped: the keeper of the server ends it.
        static SHARED: OnceLock<DevServer> = OnceLock::new();
        SHARED.get_or_init(Self::start)
    }

    /// The certificate of the authority that a server with TLS has its own from, in PEM form.
    #[must_use]
    pub fn ca_file(&self) -> std::path::PathBuf {
        self.folder.path().join("vault-ca.pem")
    }

    /// Where it listens: `http://127.0.0.1:<port>`, or `https://…` with TLS.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Its root token.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The ID of its process.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.process.pid()
    }

    /// The folder of its log. Removed with the server.
    #[must_use]
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// What it has logged so far.
    #[must_use]
    pub fn log(&self) -> String {
        process::log(self.folder.path())
    }
}
