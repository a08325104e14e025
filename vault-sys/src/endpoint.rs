//! The contract between a request and whatever sends it.

use bytes::Bytes;

use crate::{Encoder, Error, Operation, Reply, encode::Encoded};

/// A request that can write itself and read its reply.
///
/// Nothing here does I/O, so the same request works with [`Client`](crate::Client), with
/// [`blocking::Client`](crate::blocking::Client), and with a transport of your own through
/// [`EndpointExt`]. Implement it for your own types to call what this crate does not cover, such
/// as the paths of a secrets engine:
///
/// ```
/// use vault_sys::{Encoder, Endpoint, Error, Method, Operation, Reply};
///
/// /// Reads the credentials of a role.
/// struct Credentials {
///     role: String,
/// }
///
/// #[derive(serde::Deserialize)]
/// struct Credential {
///     username: String,
/// }
///
/// impl Endpoint for Credentials {
///     type Response = Credential;
///
///     const OPERATION: Operation =
///         Operation::new("rabbitmq.credentials", Method::Get, "rabbitmq/creds/{role}");
///
///     fn encode(&self, request: &mut Encoder<'_>) {
///         request.path("role", &self.role);
///     }
///
///     fn decode(reply: &Reply<'_>) -> Result<Credential, Error> {
///         reply.data()
///     }
/// }
/// ```
pub trait Endpoint {
    /// What a successful call yields.
    type Response;

    /// What is known of the operation before any argument is given.
    const OPERATION: Operation;

    /// Writes the arguments: those of the path in the order of the template, then the query,
    /// then the body.
    ///
    /// An argument that cannot be sent is remembered by the encoder and fails the call before
    /// anything leaves the program.
    fn encode(&self, request: &mut Encoder<'_>) {
        let _ = request;
    }

    /// Reads the reply.
    ///
    /// # Errors
    ///
    /// When the server refused the call, or the reply does not have the shape that the operation
    /// promises.
    fn decode(reply: &Reply<'_>) -> Result<Self::Response, Error>;
}

/// Turns any [`Endpoint`] into plain [`http`] types, for a transport of your own or for a test
/// without a server.
pub trait EndpointExt: Endpoint {
    /// The request for the server at `address` (such as `https://127.0.0.1:8200`), without a token.
    ///
    /// # Errors
    ///
    /// When an argument cannot stand where it has to go, such as an empty path segment, or when
    /// `address` is not the beginning of a URL.
    fn to_http(&self, address: &str) -> Result<http::Request<Bytes>, Error> {
        let operation = &Self::OPERATION;
        let Encoded { target, body, headers } = Encoded::new(self)?;
        let mut request = http::Request::builder()
            .method(operation.method)
            .uri(format!("{}{target}", address.trim_end_matches('/')))
            .header("X-Vault-Request", "true");
        if body.is_some() {
            request = request.header(http::header::CONTENT_TYPE, operation.method.content_type());
        }
        for (name, value) in headers {
            request = request.header(name, value);
        }
        request.body(body.unwrap_or_default()).map_err(|problem| {
            Error::config(Some(operation), format!("no URL comes of this address: {problem}"))
        })
    }

    /// What the server's answer means.
    ///
    /// # Errors
    ///
    /// When the server refused the call or sent something else than the operation promises.
    fn from_http<B: AsRef<[u8]>>(answer: &http::Response<B>) -> Result<Self::Response, Error> {
        Self::decode(&Reply::new(
            &Self::OPERATION,
            answer.status(),
            answer.headers(),
            answer.body().as_ref(),
        ))
    }
}

impl<E: Endpoint + ?Sized> EndpointExt for E {}
