//! For the tests of programs that use this crate: answers without a server.
//!
//! [`ClientBuilder::answered_by`](crate::ClientBuilder::answered_by) puts a function in the server's
//! place. All else is as it is with a server: arguments are checked, headers are set, replies are
//! read, errors are told, calls that are safe to repeat are. Nothing leaves the program.
//!
//! ```
//! use vault_sys::{Client, Error, testing::answer};
//!
//! /// What is to be tested: renews whatever can be, and counts it.
//! async fn renew_all(vault: &Client, prefix: &str) -> Result<usize, Error> {
//!     let mut renewed = 0;
//!     for name in vault.leases().list(prefix).await? {
//!         let lease = vault.leases().read(format!("{prefix}/{name}")).await?;
//!         if lease.renewable {
//!             vault.leases().renew(lease.id).await?;
//!             renewed += 1;
//!         }
//!     }
//!     Ok(renewed)
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Error> {
//! let vault = Client::builder("http://vault.test")
//!     .token("s.test")
//!     .answered_by(|operation, request| match operation.name {
//!         "leases.list" => answer(200, r#"{"data":{"keys":["a"]}}"#),
//!         "leases.read" => answer(
//!             200,
//!             r#"{"data":{"id":"creds/a","renewable":true,"ttl":60,
//!                 "issue_time":"2026-01-31T12:00:00Z","expire_time":null,"last_renewal":null}}"#,
//!         ),
//!         "leases.renew" => {
//!             assert_eq!(request.body(), r#"{"lease_id":"creds/a"}"#);
//!             answer(200, r#"{"lease_id":"creds/a","renewable":true,"lease_duration":60}"#)
//!         }
//!         _ => answer(403, r#"{"errors":["permission denied"]}"#),
//!     })
//!     .build()?;
//!
//! assert_eq!(renew_all(&vault, "creds").await?, 1);
//! # Ok(())
//! # }
//! ```
//!
//! The function has the [operation](crate::Operation), by whose name it is easiest to tell calls
//! apart, and the request as it would have gone out, token and all. To keep what was asked, let it
//! push into an `Arc<Mutex<Vec<_>>>`.
//!
//! # Without a client
//!
//! A request is a value, and neither writing one nor reading its reply needs a connection. What has
//! been decided to be sent can be compared, and a reply be read from text, without this module:
//!
//! ```
//! use vault_sys::{Endpoint as _, EndpointExt as _, leases};
//!
//! # fn main() -> Result<(), vault_sys::Error> {
//! let mut revoke = leases::Revoke::new("creds/a");
//! revoke.sync = Some(true);
//! let request = revoke.to_http("http://vault.test")?;
//! assert_eq!(request.uri().path(), "/v1/sys/leases/revoke");
//! assert_eq!(request.body(), r#"{"lease_id":"creds/a","sync":true}"#);
//!
//! let answer = http::Response::new(r#"{"data":{"keys":["a","b"]}}"#);
//! assert_eq!(leases::List::from_http(&answer)?, ["a", "b"]);
//! # Ok(())
//! # }
//! ```

use std::{fmt, future::poll_fn, pin::Pin, sync::Arc};

use bytes::{Bytes, BytesMut};
use http_body::Body as _;
use reqwest::Body;

use crate::{Error, Operation};

/// An answer with a status and a body, which may be a text, or a value such as `json!({..})`.
///
/// ```
/// use vault_sys::testing::answer;
///
/// assert_eq!(answer(204, "").status(), 204);
/// assert_eq!(answer(200, serde_json::json!({ "sealed": false })).body(), r#"{"sealed":false}"#);
/// ```
///
/// # Panics
///
/// When `status` is none: below 100 or above 999.
#[must_use]
#[track_caller]
#[allow(clippy::needless_pass_by_value, reason = "so that tests need no `&`")]
pub fn answer(status: u16, body: impl ToString) -> http::Response<Bytes> {
    let status = http::StatusCode::from_u16(status);
    let status = status.unwrap_or_else(|_| panic!("no HTTP status, which has three digits"));
    let mut answer = http::Response::new(body.to_string().into());
    *answer.status_mut() = status;
    answer
}

type Answer = dyn Fn(&Operation, http::Request<Bytes>) -> http::Response<Bytes> + Send + Sync;

/// What answers in the server's place.
#[derive(Clone)]
pub(crate) struct StandIn(Arc<Answer>);

impl StandIn {
    pub(crate) fn new(
        answer: impl Fn(&Operation, http::Request<Bytes>) -> http::Response<Bytes>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        Self(Arc::new(answer))
    }

    pub(crate) async fn send(
        &self,
        operation: &Operation,
        request: reqwest::Request,
    ) -> Result<reqwest::Response, Error> {
        let failed = |source| Error::transport(operation, source);
        let request: http::Request<Body> = request.try_into().map_err(failed)?;
        let (head, body) = request.into_parts();
        let body = collect(body).await.map_err(failed)?;
        Ok((self.0)(operation, http::Request::from_parts(head, body)).into())
    }
}

impl fmt::Debug for StandIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a function")
    }
}

/// A body is there at once, or is an upload that is read to its end.
async fn collect(mut body: Body) -> Result<Bytes, reqwest::Error> {
    let mut all = BytesMut::new();
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        if let Ok(data) = frame?.into_data() {
            all.extend_from_slice(&data);
        }
    }
    Ok(all.freeze())
}
