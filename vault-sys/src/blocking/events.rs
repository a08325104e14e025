//! The messages of a feed, as they come.

use std::{fmt, sync::Arc};

use super::{Background, Client};
use crate::{Error, Feed, Subscription};

/// The messages of a server, as they come. Made by [`Subscription::connect`].
#[must_use = "messages do not come unless they are asked for"]
pub struct Events<E> {
    events: crate::Events<E>,
    background: Arc<Background>,
}

impl<E: Feed> Subscription<'_, Client, E> {
    /// Opens the connection.
    ///
    /// # Errors
    ///
    /// When no connection can be made, when the server refuses the call, or when it does not know
    /// websockets.
    pub fn connect(self) -> Result<Events<E>, Error> {
        let Client { client, background } = self.client;
        let subscription = Subscription { client, request: self.request, options: self.options };
        let events = background.handle.block_on(subscription.connect())?;
        Ok(Events { events, background: Arc::clone(background) })
    }
}

impl<E: Feed> Iterator for Events<E> {
    type Item = Result<E::Response, Error>;

    /// Waits for the next message, for as long as it takes.
    fn next(&mut self) -> Option<Self::Item> {
        self.background.handle.block_on(self.events.next())
    }
}

impl<E: Feed> fmt::Debug for Events<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.events.fmt(f)
    }
}
