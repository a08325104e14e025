//! A request together with the client that will send it.

use std::{future::IntoFuture, pin::Pin};

use crate::{Client, Endpoint, Error, encode::Encoded, options::Options};

/// A call that has not been sent yet.
///
/// Await it on an async [`Client`]; end it with `send` on a
/// [`blocking::Client`](crate::blocking::Client). Until then its optional arguments can be set,
/// and what it does otherwise than its client: its token, namespace, time and headers.
#[derive(Clone, Debug)]
#[must_use = "a call does nothing until it is awaited or sent"]
pub struct Call<'c, C, E> {
    pub(crate) client: &'c C,
    pub(crate) request: E,
    pub(crate) options: Options,
}

impl<'c, C, E> Call<'c, C, E> {
    /// Starts a call of a request with a client. [`Client::call`] is shorter; this is for code that
    /// does not know which of the clients it has, such as generated code.
    pub fn new(client: &'c C, request: E) -> Self {
        Self { client, request, options: Options::default() }
    }

    /// The request, to set its options: what setters in another crate do.
    pub fn request_mut(&mut self) -> &mut E {
        &mut self.request
    }

    pub(crate) fn map<F>(self, wrap: impl FnOnce(E) -> F) -> Call<'c, C, F> {
        Call { client: self.client, request: wrap(self.request), options: self.options }
    }

    /// The request as it stands, without the client and what was set for this call alone, such as
    /// its token.
    pub fn into_request(self) -> E {
        self.request
    }
}

impl<'c, E: Endpoint + 'c> IntoFuture for Call<'c, Client, E> {
    type Output = Result<E::Response, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'c>>;

    fn into_future(self) -> Self::IntoFuture {
        // Encoded here, so that the future holds plain bytes and is `Send` whatever the request is.
        let encoded = Encoded::new(&self.request);
        let client = self.options.of(self.client, &E::OPERATION);
        Box::pin(async move { client?.exchange(&E::OPERATION, &encoded?).await?.decode::<E>() })
    }
}
