//! What came back, before it is known what it should hold.

use std::time::Instant;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, StatusCode, header::LOCATION};
use reqwest::{Response, Url};

use crate::{
    Endpoint, Error, Operation, Reply,
    exchange::by,
    redirects::{Unfollowed, is_redirect},
};

/// Room that is made for a reply before anything of it has come.
const ROOM: usize = 64 * 1024;

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// What a redirect is relative to.
    pub(crate) from: Option<Box<Url>>,
    pub(crate) unfollowed: Option<Box<Unfollowed>>,
    /// What ended a refusal before its end.
    broken: Option<Error>,
    pub(crate) attempts: u32,
}

impl Answer {
    /// Waits for the rest of an answer until `deadline`, and keeps no more than `limit` bytes of it.
    ///
    /// A refusal that is longer, breaks off or stalls is one all the same: its status says so.
    pub(crate) async fn read(
        operation: &Operation,
        mut response: Response,
        limit: usize,
        deadline: Option<Instant>,
    ) -> Result<Self, Error> {
        let status = response.status();
        let accepted = operation.answers.include(status);
        let expected = response.content_length().and_then(|length| usize::try_from(length).ok());
        let too_long = expected.is_some_and(|length| length > limit);
        let mut came = Came::new(expected);
        let result = if accepted && too_long {
            Err(Error::too_long(operation, limit))
        } else {
            by(operation, deadline, came.read(operation, &mut response, limit)).await
        };
        let broken = match result {
            Err(error) if accepted => return Err(error.at(status)),
            result => result.err(),
        };
        let headers = std::mem::take(response.headers_mut());
        let redirect = !accepted && is_redirect(status) && headers.contains_key(LOCATION);
        let from = redirect.then(|| Box::new(response.url().clone()));
        let body = came.into_bytes();
        Ok(Self { status, headers, body, from, unfollowed: None, broken, attempts: 1 })
    }

    /// Why the server refused the call, if it did.
    pub(crate) fn refusal(&self, operation: &Operation) -> Error {
        Reply::new(operation, self.status, &self.headers, &self.body).refusal()
    }

    /// What it means to `E`.
    pub(crate) fn decode<E: Endpoint>(self) -> Result<E::Response, Error> {
        let reply = Reply::new(&E::OPERATION, self.status, &self.headers, &self.body);
        E::decode(&reply).map_err(|error| self.explain(error))
    }

    /// Why there is nothing to read as it comes.
    pub(crate) fn no_stream<E: Endpoint>(self) -> Error {
        let refusal = self.refusal(&E::OPERATION);
        self.explain(refusal)
    }

    /// Adds what is known beside the reply.
    fn explain(self, error: Error) -> Error {
        let error = match self.unfollowed {
            Some(unfollowed) => error.unfollowed(*unfollowed),
            None => error,
        };
        error.repeated(self.attempts).because(self.broken)
    }
}

/// What has come of a body.
struct Came {
    /// Mostly there is one piece only, which need not be copied then.
    first: Bytes,
    /// That piece and all others.
    whole: BytesMut,
    /// Room to make for them. What the server says of the length is not to be trusted with memory.
    room: usize,
}

impl Came {
    fn new(expected: Option<usize>) -> Self {
        let room = expected.unwrap_or_default().min(ROOM);
        Self { first: Bytes::new(), whole: BytesMut::new(), room }
    }

    async fn read(
        &mut self,
        operation: &Operation,
        response: &mut Response,
        limit: usize,
    ) -> Result<(), Error> {
        let broken = |source| Error::transport(operation, source);
        while let Some(mut piece) = response.chunk().await.map_err(broken)? {
            let left = limit - self.first.len().max(self.whole.len());
            let too_long = piece.len() > left;
            piece.truncate(left);
            self.add(piece);
            if too_long {
                return Err(Error::too_long(operation, limit));
            }
        }
        Ok(())
    }

    fn add(&mut self, piece: Bytes) {
        if self.first.is_empty() {
            self.first = piece;
            return;
        }
        if self.whole.is_empty() {
            self.whole.reserve(self.room.max(self.first.len() + piece.len()));
            self.whole.extend_from_slice(&self.first);
        }
        self.whole.extend_from_slice(&piece);
    }

    fn into_bytes(self) -> Bytes {
        if self.whole.is_empty() { self.first } else { self.whole.freeze() }
    }
}
