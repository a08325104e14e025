//! Typed bindings for the `/sys` API of HashiCorp Vault and OpenBao.

mod argument;
#[cfg(feature = "blocking")]
pub mod blocking;
mod call;
mod client;
mod config;
mod detailed;
mod encode;
mod endpoint;
mod error;
mod ext;
#[allow(clippy::struct_excessive_bools, reason = "the servers choose the fields")]
mod generated;
mod operation;
mod path;
mod reply;
mod stream;
mod types;
mod wire;

pub use bytes::Bytes;
pub use secrecy::{self, ExposeSecret, SecretString};

pub use self::{
    argument::{Argument, Json, Object, Problem},
    call::Call,
    client::Client,
    detailed::{AsRaw, Detailed, RawReply, WithDetails},
    encode::Encoder,
    endpoint::{Endpoint, EndpointExt},
    error::{Error, ErrorKind},
    generated::*,
    operation::{Answers, Method, Operation},
    reply::Reply,
    stream::{Download, Upload},
    types::{Limit, ParseTimestampError, Timestamp},
};
