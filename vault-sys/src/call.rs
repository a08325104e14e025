//! A request together with the client that will send it.

use std::{future::IntoFuture, pin::Pin};

use crate::{Client, Endpoint, Error, encode::Encoded};

/// A call that has not been sent yet.
///
/// Await it on an async [`Client`]; end it with `send` on a
/// [`blocking::Client`](crate::blocking::Client). Until then its optional arguments can be set.
#[derive(Clone, Debug)]
#[must_use = "a call does nothing until it is awaited or sent"]
pub struct Call<'c, C, E> {
    pub(crate) client: &'c C,
    pub(crate) request: E,
}

impl<'c, C, E> Call<'c, C, E> {
    pub(crate) fn new(client: &'c C, request: E) -> Self {
        Self { client, request }
    }

    pub(crate) fn map<F>(self, wrap: impl FnOnce(E) -> F) -> Call<'c, C, F> {
        Call { client: self.client, request: wrap(self.request) }
    }

    /// The request as it stands, without the client.
    pub fn into_request(self) -> E {
        self.request
    }
}

impl<'c, E: Endpoint + 'c> IntoFuture for Call<'c, Client, E> {
    type Output = Result<E::Response, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'c>>;

    fn into_future(self) -> Self::IntoFuture {
        let client = self.client;
        // Encoded here, so that the future holds plain bytes and is `Send` whatever the request is.
        let encoded = Encoded::new(&self.request);
        Box::pin(async move { client.exchange(&E::OPERATION, &encoded?).await?.decode::<E>() })
    }
}
