//! Replies that are read as they come.

use std::{io::Write, sync::Arc, time::Duration};

use super::{Background, Client};
use crate::{
    Call, Download, Endpoint, Error, Listing, Series, answer::Answer, encode::Encoded,
    exchange::Down, patience::Patience,
};

impl<E: Download> Call<'_, Client, E> {
    /// Writes the reply to `writer` as it comes, and tells how many bytes it was.
    ///
    /// Memory does not grow with the reply. The writer is flushed, not closed.
    ///
    /// # Errors
    ///
    /// When the call fails, the connection breaks off before the end, or `writer` fails. What has
    /// been written by then is of no use.
    pub fn to_writer<W: Write + ?Sized>(self, writer: &mut W) -> Result<u64, Error> {
        let operation = &E::OPERATION;
        let encoded = Encoded::new(&self.request)?;
        let Client { client, background } = self.client;
        let client = self.options.of(client, operation)?;
        let start = client.download(operation, &encoded, Down::Body, Answer::no_stream::<E>);
        let mut answer = background.handle.block_on(start)?;
        let mut patience = Patience::new(client.settings.timeout);
        let mut written = 0;
        loop {
            let chunk = async {
                let chunk = answer.chunk().await;
                chunk.map_err(|source| Error::transport(operation, source))
            };
            let chunk = background.handle.block_on(patience.wait(operation, chunk))?;
            let Some(chunk) = chunk else { break };
            writer.write_all(&chunk).map_err(|error| Error::local(operation, error))?;
            written += chunk.len() as u64;
        }
        writer.flush().map_err(|error| Error::local(operation, error))?;
        Ok(written)
    }
}

/// The items of a reply, as they come. Made by [`Call::items`].
#[derive(Debug)]
#[must_use = "items do not come unless they are asked for"]
pub struct Items<E: Endpoint> {
    items: crate::Items<E>,
    background: Arc<Background>,
}

impl<E: Series> Call<'_, Client, E> {
    /// Asks for the items as they come.
    ///
    /// A server that says nothing for longer than `longest_pause` fails the next item with a
    /// timeout; [`Duration::MAX`] waits for as long as the connection lasts. Dropping what comes
    /// back ends the call. After an error no item follows.
    ///
    /// # Errors
    ///
    /// When the call fails or the server refuses it.
    pub fn items(self, longest_pause: Duration) -> Result<Items<E>, Error> {
        let Client { client, background } = self.client;
        let call =
            Call { client, request: self.request, options: self.options }.items(longest_pause);
        let items = background.handle.block_on(call)?;
        Ok(Items { items, background: Arc::clone(background) })
    }
}

impl<E: Series> Iterator for Items<E> {
    type Item = Result<E::Item, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.background.handle.block_on(self.items.next())
    }
}

/// The names of a list, as they come. Made by [`Call::stream`].
#[derive(Debug)]
#[must_use = "names do not come unless they are asked for"]
pub struct Keys<E: Endpoint> {
    keys: crate::Keys<E>,
    background: Arc<Background>,
}

impl<E: Listing> Call<'_, Client, E> {
    /// Asks for the names one by one, as they come: memory does not grow with the list, and the first
    /// is there before the last has arrived.
    ///
    /// What there are no names of is an empty series. The list has no
    /// [bound](crate::ClientBuilder::reply_limit), and may take as long as it likes if it goes on: a
    /// pause as long as a call may take ends it with a timeout. Dropping what comes back ends the call.
    ///
    /// A list that breaks off, or goes on as none, is an error where that shows: the names until then
    /// have been given away. After an error no name follows.
    ///
    /// # Errors
    ///
    /// When the call fails or the server refuses it.
    pub fn stream(self) -> Result<Keys<E>, Error> {
        let Client { client, background } = self.client;
        let call = Call { client, request: self.request, options: self.options }.stream();
        let keys = background.handle.block_on(call)?;
        Ok(Keys { keys, background: Arc::clone(background) })
    }
}

impl<E: Listing> Iterator for Keys<E> {
    type Item = Result<String, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.background.handle.block_on(self.keys.next())
    }
}
