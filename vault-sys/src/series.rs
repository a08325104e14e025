//! Replies that are many items, one a line: logs, and exports of records.

use std::{
    future::poll_fn,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::{Buf as _, Bytes, BytesMut};
use futures_core::Stream;
use http::StatusCode;
use serde::de::DeserializeOwned;

use crate::{
    Call, Client, Endpoint, Error, Operation, answer::Answer, encode::Encoded, exchange::Down,
    json, pieces::Pieces,
};

/// A longer line is no line, but something that never ends.
const LONGEST: usize = 16 * 1024 * 1024;

/// An [`Endpoint`] whose reply is many items, one a line. They can be had together, as with any
/// other call, or as they come.
pub trait Series: Endpoint<Response = Vec<Self::Item>> {
    /// What stands on a line.
    type Item;

    /// Reads one line.
    ///
    /// # Errors
    ///
    /// When it is not what the operation promises.
    fn item(line: &Line<'_>) -> Result<Self::Item, Error>;
}

/// A line of a reply.
pub struct Line<'a> {
    operation: &'a Operation,
    status: StatusCode,
    bytes: &'a [u8],
}

impl<'a> Line<'a> {
    pub(crate) fn new(operation: &'a Operation, status: StatusCode, bytes: &'a [u8]) -> Self {
        Self { operation, status, bytes }
    }

    /// The line as it is.
    ///
    /// # Errors
    ///
    /// When it is not UTF-8.
    pub fn text(&self) -> Result<String, Error> {
        let text = std::str::from_utf8(self.bytes).map(str::to_owned);
        text.map_err(|_| Error::not_text(self.operation, self.status))
    }

    /// What the line says in JSON.
    ///
    /// # Errors
    ///
    /// When it is something else.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        json::read(self.bytes)
            .map_err(|problem| Error::shape(self.operation, self.status, self.bytes, &problem))
    }
}

impl std::fmt::Debug for Line<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Line")
            .field("operation", &self.operation.name)
            .field("length", &self.bytes.len())
            .finish_non_exhaustive()
    }
}

/// Cuts what comes into lines, whatever pieces it comes in.
#[derive(Debug, Default)]
pub(crate) struct Cutter {
    buffer: BytesMut,
    /// How much of the buffer is known to have no end of a line.
    looked_at: usize,
}

impl Cutter {
    /// Takes the next piece, unless a line has become too long.
    pub(crate) fn add(&mut self, operation: &Operation, piece: &[u8]) -> Result<(), Error> {
        if self.looked_at > LONGEST {
            return Err(Error::endless_line(operation, LONGEST));
        }
        self.buffer.extend_from_slice(piece);
        Ok(())
    }

    /// The next line that is whole and not empty.
    pub(crate) fn line(&mut self) -> Option<Bytes> {
        loop {
            let rest = &self.buffer[self.looked_at..];
            let Some(end) = rest.iter().position(|byte| *byte == b'\n') else {
                self.looked_at = self.buffer.len();
                return None;
            };
            let line = self.buffer.split_to(self.looked_at + end);
            self.buffer.advance(1);
            self.looked_at = 0;
            if !line.is_empty() {
                return Some(line.freeze());
            }
        }
    }

    /// What stands behind the last end of a line.
    pub(crate) fn last(&mut self) -> Option<Bytes> {
        self.looked_at = 0;
        let rest = self.buffer.split().freeze();
        (!rest.is_empty()).then_some(rest)
    }
}

/// The items of a reply, as they come. Made by [`Call::items`].
///
/// A [`Stream`]; [`next`](Self::next) serves where nothing else of streams is needed.
#[must_use = "items do not come unless they are asked for"]
pub struct Items<E> {
    status: StatusCode,
    pieces: Pieces,
    cutter: Cutter,
    ended: bool,
    endpoint: PhantomData<fn() -> E>,
}

impl<E: Series> Items<E> {
    fn new(answer: reqwest::Response, longest_pause: Duration) -> Self {
        Self {
            status: answer.status(),
            pieces: Pieces::new(answer, longest_pause),
            cutter: Cutter::default(),
            ended: false,
            endpoint: PhantomData,
        }
    }

    /// The next item; `None` when the server has sent all of them. After an error none follows.
    pub async fn next(&mut self) -> Option<Result<E::Item, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    fn item(&mut self, line: &Bytes) -> Result<E::Item, Error> {
        let item = E::item(&Line::new(&E::OPERATION, self.status, line));
        self.ended |= item.is_err();
        item
    }

    /// Waits for the next piece of the body. Tells whether there is one.
    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Result<bool, Error>> {
        let operation = &E::OPERATION;
        Poll::Ready(match ready!(self.pieces.poll_next(operation, context))? {
            Some(piece) => self.cutter.add(operation, &piece).map(|()| true),
            None => Ok(false),
        })
    }
}

impl<E: Series> Stream for Items<E> {
    type Item = Result<E::Item, Error>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<E::Item, Error>>> {
        loop {
            if self.ended {
                return Poll::Ready(None);
            }
            if let Some(line) = self.cutter.line() {
                return Poll::Ready(Some(self.item(&line)));
            }
            match ready!(self.poll_piece(context)) {
                Ok(true) => {}
                Ok(false) => {
                    let last = self.cutter.last().map(|line| self.item(&line));
                    self.ended = true;
                    return Poll::Ready(last);
                }
                Err(error) => {
                    self.ended = true;
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
    }
}

impl<E: Endpoint> std::fmt::Debug for Items<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Items").field("operation", &E::OPERATION.name).finish_non_exhaustive()
    }
}

impl<E: Series> Call<'_, Client, E> {
    /// Asks for the items as they come.
    ///
    /// A server that says nothing for longer than `longest_pause` fails the next item with a
    /// timeout; [`Duration::MAX`] waits for as long as the connection lasts. Dropping what comes
    /// back ends the call.
    ///
    /// # Errors
    ///
    /// When the call fails or the server refuses it.
    pub async fn items(self, longest_pause: Duration) -> Result<Items<E>, Error> {
        let operation = &E::OPERATION;
        let encoded = Encoded::new(&self.request)?;
        let client = self.options.of(self.client, operation)?;
        let answer =
            client.download(operation, &encoded, Down::Body, Answer::no_stream::<E>).await?;
        Ok(Items::new(answer, longest_pause))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Method;

    const OPERATION: Operation = Operation::new("test.lines", Method::Get, "sys/lines");

    fn lines(pieces: &[&str]) -> Vec<Bytes> {
        let mut cutter = Cutter::default();
        let mut lines = Vec::new();
        for piece in pieces {
            cutter.add(&OPERATION, piece.as_bytes()).unwrap();
            lines.extend(std::iter::from_fn(|| cutter.line()));
        }
        lines.extend(cutter.last());
        lines
    }

    #[test]
    fn lines_are_the_same_whatever_pieces_they_come_in() {
        let text = "one\n\ntwo\nthree";
        let expected = ["one", "two", "three"];
        assert_eq!(lines(&[text]), expected);
        for cut in 0..text.len() {
            assert_eq!(lines(&[&text[..cut], &text[cut..]]), expected, "{cut}");
        }
        assert_eq!(lines(&[]), [""; 0]);
        assert_eq!(lines(&["\n", "\n"]), [""; 0]);
    }

    #[test]
    fn a_line_without_end_is_given_up() {
        let mut cutter = Cutter::default();
        let piece = vec![b'x'; LONGEST / 4];
        let pieces = (0..6).map(|_| {
            let added = cutter.add(&OPERATION, &piece);
            assert_eq!(cutter.line(), None);
            added
        });
        assert!(pieces.last().unwrap().is_err());
    }
}
