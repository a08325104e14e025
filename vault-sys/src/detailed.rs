//! Replies together with what surrounds them, or as they came.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::{Call, Encoder, Endpoint, Error, Operation, Reply};

/// A value and what the server said beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Detailed<T> {
    /// What the call yields.
    pub value: T,
    /// The server's ID of the request, as its audit log has it.
    pub request_id: Option<String>,
    /// What the server warns of.
    pub warnings: Vec<String>,
}

/// A reply as it came, whether it stands for success or not.
#[derive(Clone)]
#[non_exhaustive]
pub struct RawReply {
    /// HTTP status.
    pub status: StatusCode,
    /// HTTP headers.
    pub headers: HeaderMap,
    /// The body. It may hold secrets, so `Debug` shows its length only.
    pub body: Bytes,
}

impl fmt::Debug for RawReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawReply")
            .field("status", &self.status)
            .field("length", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// An [`Endpoint`] whose response is [`Detailed`]. Made by [`Call::detailed`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WithDetails<E>(pub E);

/// An [`Endpoint`] whose response is a [`RawReply`]. Made by [`Call::raw`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AsRaw<E>(pub E);

impl<'c, C, E: Endpoint> Call<'c, C, E> {
    /// Asks for the warnings and the request ID too.
    pub fn detailed(self) -> Call<'c, C, WithDetails<E>> {
        self.map(WithDetails)
    }

    /// Asks for the reply as it came. A refusal of the server is then no error.
    pub fn raw(self) -> Call<'c, C, AsRaw<E>> {
        self.map(AsRaw)
    }
}

impl<E: Endpoint> Endpoint for WithDetails<E> {
    type Response = Detailed<E::Response>;

    const OPERATION: Operation = E::OPERATION;

    fn encode(&self, request: &mut Encoder<'_>) {
        self.0.encode(request);
    }

    fn decode(reply: &Reply<'_>) -> Result<Self::Response, Error> {
        let value = E::decode(reply)?;
        let (request_id, warnings) = reply.surroundings();
        Ok(Detailed { value, request_id, warnings })
    }
}

impl<E: Endpoint> Endpoint for AsRaw<E> {
    type Response = RawReply;

    const OPERATION: Operation = E::OPERATION;

    fn encode(&self, request: &mut Encoder<'_>) {
        self.0.encode(request);
    }

    fn decode(reply: &Reply<'_>) -> Result<RawReply, Error> {
        Ok(RawReply {
            status: reply.status(),
            headers: reply.headers().clone(),
            body: Bytes::copy_from_slice(reply.bytes()),
        })
    }
}
