//! The asynchronous client.

use std::time::Duration;

use reqwest::redirect;
use secrecy::SecretString;

use crate::{
    Call, Endpoint, Error, Feed, Operation, Subscription, Upload,
    encode::Encoded,
    settings::{Answer, Config, TIMEOUT},
    stream::Stream,
};

/// An asynchronous client for one server.
///
/// Clones share their connections, so [`with_token`](Self::with_token) and
/// [`with_namespace`](Self::with_namespace) cost next to nothing. A call may take 60 seconds,
/// redirects are not followed, and what stands in the environment about proxies holds for every
/// server but one on a loopback address.
#[derive(Clone, Debug)]
pub struct Client {
    config: Config,
    http: reqwest::Client,
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
        Self::with_config(Config::new(address)?)
    }

    pub(crate) fn with_config(config: Config) -> Result<Self, Error> {
        let mut http =
            reqwest::Client::builder().redirect(redirect::Policy::none()).timeout(TIMEOUT);
        if config.is_loopback() {
            http = http.no_proxy();
        }
        let http = http.build().map_err(Error::set_up)?;
        Ok(Self { config, http })
    }

    /// The same client with `token` for all its calls; an empty one stands for none.
    #[must_use]
    pub fn with_token(&self, token: impl Into<SecretString>) -> Self {
        let mut client = self.clone();
        client.config.set_token(&token.into());
        client
    }

    /// The same client with all its calls in `namespace`, such as `team/web`; an empty one stands
    /// for the root.
    #[must_use]
    pub fn with_namespace(&self, namespace: &str) -> Self {
        let mut client = self.clone();
        client.config.set_namespace(namespace);
        client
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

    pub(crate) async fn exchange(
        &self,
        operation: &'static Operation,
        encoded: Encoded,
    ) -> Result<Answer, Error> {
        let answer = self.start(operation, encoded, None).await?;
        Self::finish(operation, answer).await
    }

    /// Sends a request and waits for the head of the answer.
    pub(crate) async fn start(
        &self,
        operation: &'static Operation,
        encoded: Encoded,
        stream: Option<Stream>,
    ) -> Result<reqwest::Response, Error> {
        let (url, headers, body) = self.config.prepare(operation, encoded)?;
        let mut request = reqwest::Request::new(operation.method.into(), url);
        *request.headers_mut() = headers;
        *request.body_mut() = body.map(Into::into);
        if let Some(stream) = stream {
            // The client's time is for a whole exchange, which a stream has no bound for.
            *request.timeout_mut() = Some(Duration::MAX);
            if let Stream::Up(content) = stream {
                *request.body_mut() = Some(content);
            }
        }
        self.http.execute(request).await.map_err(|source| Error::transport(operation, source))
    }

    /// Waits for the rest of the answer.
    pub(crate) async fn finish(
        operation: &Operation,
        answer: reqwest::Response,
    ) -> Result<Answer, Error> {
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = answer.bytes().await;
        let body = body.map_err(|source| Error::transport(operation, source))?;
        Ok(Answer { status, headers, body })
    }
}
