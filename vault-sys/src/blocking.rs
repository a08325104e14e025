//! The client for programs without an async runtime.

use reqwest::redirect;
use secrecy::SecretString;

use crate::{
    Call, Endpoint, Error, Operation,
    config::{Answer, Config, TIMEOUT},
    encode::Encoded,
};

/// A blocking client for one server.
///
/// It has the same calls as the asynchronous [`Client`](crate::Client), each ended with
/// [`send`](Call::send). Do not use it inside an async runtime: it would panic there.
#[derive(Clone, Debug)]
pub struct Client {
    config: Config,
    http: reqwest::blocking::Client,
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
        let config = Config::new(address)?;
        let mut http = reqwest::blocking::Client::builder()
            .redirect(redirect::Policy::none())
            .timeout(TIMEOUT);
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

    pub(crate) fn exchange(
        &self,
        operation: &'static Operation,
        encoded: Encoded,
    ) -> Result<Answer, Error> {
        let failed = |source| Error::transport(operation, source);
        let (url, headers, body) = self.config.prepare(operation, encoded)?;
        let mut request = reqwest::blocking::Request::new(operation.method.into(), url);
        *request.headers_mut() = headers;
        *request.body_mut() = body.map(Into::into);
        let answer = self.http.execute(request).map_err(failed)?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = answer.bytes().map_err(failed)?;
        Ok(Answer { status, headers, body })
    }
}
