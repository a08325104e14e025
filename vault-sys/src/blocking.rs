//! The client for programs without an async runtime.

mod download;
#[cfg(feature = "events")]
mod events;
mod keep_alive;
mod upload;

use std::{sync::Arc, time::Duration};

use secrecy::SecretString;
use tokio::runtime::{self, Handle, Runtime};

pub use self::download::{Items, Keys};
#[cfg(feature = "events")]
pub use self::events::Events;
pub use self::keep_alive::Kept;
use crate::{
    Call, ClientBuilder, Endpoint, Environment, Error, Feed, Subscription, Upload, encode::Encoded,
};

/// A blocking client for one server, or for the servers of one cluster.
///
/// It has the same calls as the asynchronous [`Client`](crate::Client), each ended with
/// [`send`](Call::send), and the same settings. Clones share their connections, and a thread that
/// looks after them. Do not use it inside an async runtime: it would panic there.
#[derive(Clone, Debug)]
pub struct Client {
    client: crate::Client,
    background: Arc<Background>,
}

impl Client {
    /// Makes a client without a token for the server at `address`, such as
    /// `https://127.0.0.1:8200`.
    ///
    /// Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// When `address` is not the URL of a server, TLS cannot be set up, or no thread can be had.
    pub fn new(address: &str) -> Result<Self, Error> {
        Self::builder(address).build()
    }

    /// Starts to set up a client for the server at `address`, or for several.
    pub fn builder(address: &str) -> ClientBuilder<Self> {
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
    /// named cannot be read; when TLS cannot be set up, or no thread can be had.
    pub fn from_env() -> Result<Self, Error> {
        Self::builder_from(&Environment::new())?.build()
    }

    /// Starts to set up a client as `environment` says. What is set afterwards goes before it.
    ///
    /// # Errors
    ///
    /// When a variable has a value that cannot be used, which the error names; when a file that is
    /// named cannot be read.
    pub fn builder_from(environment: &Environment) -> Result<ClientBuilder<Self>, Error> {
        environment.builder()
    }

    pub(crate) fn of(client: crate::Client) -> Result<Self, Error> {
        Ok(Self { client, background: Arc::new(Background::start()?) })
    }

    /// The same client with `token` for all its calls; an empty one stands for none.
    #[must_use]
    pub fn with_token(&self, token: impl Into<SecretString>) -> Self {
        self.with(self.client.with_token(token))
    }

    /// The same client with all its calls in `namespace`, such as `team/web`; an empty one stands
    /// for the root.
    #[must_use]
    pub fn with_namespace(&self, namespace: &str) -> Self {
        self.with(self.client.with_namespace(namespace))
    }

    /// The same client with another [time](ClientBuilder::timeout) for each of its calls.
    #[must_use]
    pub fn with_timeout(&self, timeout: Duration) -> Self {
        self.with(self.client.with_timeout(timeout))
    }

    fn with(&self, client: crate::Client) -> Self {
        Self { client, background: Arc::clone(&self.background) }
    }

    pub(crate) fn timeout(&self) -> Duration {
        self.client.timeout()
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

/// What connections need to live between two calls: a runtime with one thread.
#[derive(Debug)]
struct Background {
    handle: Handle,
    runtime: Option<Runtime>,
}

impl Background {
    fn start() -> Result<Self, Error> {
        let runtime = runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("vault-sys")
            .enable_all()
            .build()
            .map_err(Error::no_thread)?;
        Ok(Self { handle: runtime.handle().clone(), runtime: Some(runtime) })
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // Waiting for its end is not allowed within another runtime, where a client may be
            // dropped even though it is of no use there.
            runtime.shutdown_background();
        }
    }
}

impl<E: Endpoint> Call<'_, Client, E> {
    /// Sends the request and waits for the reply.
    ///
    /// # Errors
    ///
    /// When the request cannot be sent, is refused, or its reply cannot be read.
    pub fn send(self) -> Result<E::Response, Error> {
        let encoded = Encoded::new(&self.request)?;
        let Client { client, background } = self.client;
        let client = self.options.of(client, &E::OPERATION)?;
        let answer = background.handle.block_on(client.exchange(&E::OPERATION, &encoded))?;
        answer.decode::<E>()
    }
}
