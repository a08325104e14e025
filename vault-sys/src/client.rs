//! The asynchronous client.

use std::{fmt, time::Duration};

use secrecy::SecretString;

use crate::{
    Call, ClientBuilder, Endpoint, Environment, Error, Feed, Subscription, Upload,
    settings::{Credential, Settings},
    transport::Transport,
};

/// An asynchronous client for one server, or for the servers of one cluster.
///
/// Clones share their connections, so [`with_token`](Self::with_token) and
/// [`with_namespace`](Self::with_namespace) cost next to nothing. A call may take 60 seconds,
/// redirects are not followed, calls that are safe to repeat are repeated twice, and what stands in
/// the environment about proxies holds for every server but one on a loopback address;
/// [`builder`](Self::builder) makes a client with other settings.
#[derive(Clone)]
pub struct Client {
    pub(crate) settings: Settings,
    pub(crate) transport: Transport,
}

impl Client {
    /// Makes a client without a token for the server at `address`, such as
    /// `https://127.0.0.1:8200`.
    ///
    /// Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// When `address` is not the URL of a server, or TLS cannot be set up.
    pub fn new(address: &str) -> Result<Self, Error> {
        Self::builder(address).build()
    }

    /// Starts to set up a client for the server at `address`, or for several.
    pub fn builder(address: &str) -> ClientBuilder {
        ClientBuilder::new(address)
    }

    /// Makes a client as the environment of this process says, which is how the command-line tools
    /// of both servers are set up: `BAO_ADDR` or `VAULT_ADDR`, and so on.
    ///
    /// [`Environment`] says what is read, the token file among it. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// When a variable has a value that cannot be used, which the error names; when a file that is
    /// named cannot be read; when TLS cannot be set up.
    pub fn from_env() -> Result<Self, Error> {
        Self::builder_from(&Environment::new())?.build()
    }

    /// Starts to set up a client as `environment` says. What is set afterwards goes before it.
    ///
    /// # Errors
    ///
    /// When a variable has a value that cannot be used, which the error names; when a file that is
    /// named cannot be read.
    pub fn builder_from(environment: &Environment) -> Result<ClientBuilder, Error> {
        environment.builder()
    }

    pub(crate) fn of(settings: Settings, transport: Transport) -> Self {
        Self { settings, transport }
    }

    /// The same client with `token` for all its calls; an empty one stands for none.
    #[must_use]
    pub fn with_token(&self, token: impl Into<SecretString>) -> Self {
        let mut client = self.clone();
        client.settings.token = Credential::token(&token.into());
        client
    }

    /// The same client with all its calls in `namespace`, such as `team/web`; an empty one stands
    /// for the root.
    #[must_use]
    pub fn with_namespace(&self, namespace: &str) -> Self {
        let mut client = self.clone();
        client.settings.namespace = Credential::namespace(namespace);
        client
    }

    /// The same client with another [time](ClientBuilder::timeout) for each of its calls.
    #[must_use]
    pub fn with_timeout(&self, timeout: Duration) -> Self {
        let mut client = self.clone();
        client.settings.timeout = timeout;
        client
    }

    pub(crate) fn timeout(&self) -> Duration {
        self.settings.timeout
    }

    /// Starts a call of any endpoint, your own included.
    pub fn call<E: Endpoint>(&self, request: E) -> Call<'_, Self, E> {
        Call::new(self, request)
    }

    /// Starts a call of any endpoint whose body comes from a reader.
    pub fn upload<E: Endpoint>(&self, request: E) -> Upload<'_, Self, E> {
        Upload::new(self, request)
    }

    /// Starts a subscription to any feed.
    pub fn subscribe<E: Feed>(&self, request: E) -> Subscription<'_, Self, E> {
        Subscription::new(self, request)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("settings", &self.settings).finish_non_exhaustive()
    }
}
