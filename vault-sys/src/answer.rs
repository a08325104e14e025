//! What came back, before it is known what it should hold.

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, StatusCode, header::LOCATION};
use reqwest::{Response, Url};

use crate::{
    Endpoint, Error, Operation, Reply,
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
    /// Waits for the rest of an answer, of which no more than `limit` bytes are kept.
    ///
    /// A refusal that is longer, or breaks off, is one all the same: its status says so.
    pub(crate) async fn read(
        operation: &Operation,
        mut response: Response,
        limit: usize,
    ) -> Result<Self, Error> {
        let status = response.status();
        let accepted = operation.answers.include(status);
        let (body, broken) = match body(operation, &mut response, limit, accepted).await {
            Ok(body) => (body, None),
            Err((_, error)) if accepted => return Err(error.at(status)),
            Err((body, error)) => (body, Some(error)),
        };
        let headers = std::mem::take(response.headers_mut());
        let redirect = !accepted && is_redirect(status) && headers.contains_key(LOCATION);
        let from = redirect.then(|| Box::new(response.url().clone()));
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

/// The body, or what had come of it by the time it broke off or became too long.
async fn body(
    operation: &Operation,
    response: &mut Response,
    limit: usize,
    accepted: bool,
) -> Result<Bytes, (Bytes, Error)> {
    let expected = response.content_length().and_then(|length| usize::try_from(length).ok());
    if accepted && expected.is_some_and(|length| length > limit) {
        return Err((Bytes::new(), Error::too_long(operation, limit)));
    }
    let mut first = None;
    let mut whole = BytesMut::new();
    loop {
        let chunk = match response.chunk().await {
            Ok(Some(chunk)) => chunk,
            // Mostly there is one chunk only, which need not be copied then.
            Ok(None) => return Ok(first.unwrap_or_else(|| whole.freeze())),
            Err(source) => {
                let came = first.unwrap_or_else(|| whole.freeze());
                return Err((came, Error::transport(operation, source)));
            }
        };
        let count = first.as_ref().map_or(whole.len(), Bytes::len);
        let room = limit.saturating_sub(count);
        let fits = chunk.len() <= room;
        let chunk = chunk.slice(..chunk.len().min(room));
        if count == 0 {
            first = Some(chunk);
        } else {
            if let Some(first) = first.take() {
                // What the server says of the length is not to be trusted with memory.
                let length = first.len() + chunk.len();
                whole.reserve(length.max(expected.unwrap_or_default().min(ROOM)));
                whole.extend_from_slice(&first);
            }
            whole.extend_from_slice(&chunk);
        }
        if !fits {
            let came = first.unwrap_or_else(|| whole.freeze());
            return Err((came, Error::too_long(operation, limit)));
        }
    }
}
