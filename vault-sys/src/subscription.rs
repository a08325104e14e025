//! Operations whose server goes on telling, message by message, over a websocket.

use crate::{Endpoint, options::Options};

/// An [`Endpoint`] whose server sends one [`Response`](Endpoint::Response) a message for as long as
/// the connection lasts.
pub trait Feed: Endpoint {}

/// A call that opens a [`Feed`].
///
/// Nothing is sent before it is told to connect, for which the feature `events` is needed.
#[derive(Clone, Debug)]
#[must_use = "a subscription does nothing until it is told to connect"]
pub struct Subscription<'c, C, E> {
    #[allow(dead_code, reason = "connecting is behind a feature")]
    pub(crate) client: &'c C,
    pub(crate) request: E,
    #[allow(dead_code, reason = "connecting is behind a feature")]
    pub(crate) options: Options,
}

impl<'c, C, E: Feed> Subscription<'c, C, E> {
    /// Starts a subscription with a client, like [`Client::subscribe`](crate::Client::subscribe).
    pub fn new(client: &'c C, request: E) -> Self {
        Self { client, request, options: Options::default() }
    }

    /// The request, to set its options: what setters in another crate do.
    pub fn request_mut(&mut self) -> &mut E {
        &mut self.request
    }

    /// The request as it stands, without the client and what was set for this call alone.
    pub fn into_request(self) -> E {
        self.request
    }
}
