//! Typed bindings, asynchronous and blocking, for the `/sys` API of HashiCorp Vault and OpenBao: what
//! operators do with a server, as opposed to what applications keep in it.
//!
//! # Install
//!
//! ```sh
//! cargo add vault-sys
//! cargo add tokio --features macros,rt-multi-thread # or `cargo add vault-sys --features blocking`
//! ```
//!
//! Rust 1.88 or later. The asynchronous client runs on [tokio](https://docs.rs/tokio); the blocking
//! one needs no runtime of the program's.
//!
//! # First call
//!
//! ```no_run
//! use std::time::Duration;
//! use vault_sys::Client;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), vault_sys::Error> {
//! let vault = Client::new("https://127.0.0.1:8200")?.with_token("s.3yQTZJkKyeLSoAIIkvGmFx9D");
//!
//! let lease = vault.leases().read("aws/creds/deploy/abcd").await?;
//! let renewed = vault.leases().renew(&lease.id).increment(Duration::from_secs(1800)).await?;
//! println!("lasts for {:?}", renewed.lease_duration);
//! # Ok(())
//! # }
//! ```
//!
//! A client has a method for each group of operations, and that has one for each operation. Arguments
//! that are required are arguments; those that are not are setters of the [`Call`], which is sent
//! when it is awaited. Each group is a module, such as [`leases`], with its requests and replies.
//!
//! # Blocking
//!
//! With the feature `blocking` the same calls work without an async runtime, and end in
//! [`send`](Call::send):
//!
//! ```no_run
//! # #[cfg(feature = "blocking")]
//! # fn main() -> Result<(), vault_sys::Error> {
//! let vault = vault_sys::blocking::Client::new("https://127.0.0.1:8200")?.with_token("s.3yQTZJ");
//! vault.leases().revoke_prefix("aws/creds").sync(true).send()?;
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "blocking"))]
//! # fn main() {}
//! ```
//!
//! # Configuration
//!
//! [`Client::from_env`] sets a client up as the command-line tools of the servers are: from
//! `BAO_ADDR` or `VAULT_ADDR`, `BAO_TOKEN` or `VAULT_TOKEN`, the token file, and all else that
//! [`Environment`] lists. [`ClientBuilder`] has the same, typed; what is said there goes first.
//!
//! ```no_run
//! # async fn send() -> Result<(), vault_sys::Error> {
//! use vault_sys::{Client, Environment};
//!
//! let vault = Client::from_env()?;
//! println!("{:?}", vault.health().read().await?);
//!
//! let vault = Client::builder_from(&Environment::new().token_file(false))?
//!     .ca_certificate(std::fs::read("ca.pem").unwrap_or_default())
//!     .build()?;
//! # Ok(())
//! # }
//! ```
//!
//! Who speaks to another machine without TLS is warned, through [`log`](https://docs.rs/log), once
//! for each client that is made.
//!
//! A call takes 60 seconds at the most, and a reply 128 MiB. A call that only looks is repeated twice
//! if that may help; nothing else is ever sent twice. All of that can be set, and further servers of
//! the same cluster named, for a call to go on to when one is gone:
//!
//! ```
//! use std::time::Duration;
//! use vault_sys::{Client, Redirects};
//!
//! # fn main() -> Result<(), vault_sys::Error> {
//! let vault = Client::builder("https://vault-1.example:8200")
//!     .address("https://vault-2.example:8200")
//!     .timeout(Duration::from_secs(20))
//!     .retries(5)
//!     .redirects(Redirects::same_origin())
//!     .build()?;
//! # Ok(())
//! # }
//! ```
//!
//! # Errors
//!
//! An [`Error`] knows the operation, the HTTP status, the server's own messages and warnings; its
//! [`kind`](Error::kind) tells whether anything was sent at all. It can be logged as it is: it names
//! the path template and not the filled path, and does not quote what a reply holds.
//!
//! An argument that cannot be sent is an error before anything is: an empty path segment, `..` and
//! what could be taken for it on the way, a path that is another operation's, a duration with a
//! fraction of a second.
//!
//! Some replies exist only once, such as the key shares of a new server. If one cannot be read, the
//! error has it: [`Error::into_body`].
//!
//! # Secrets
//!
//! Tokens, key shares and the like are [`SecretString`]s, whatever the server calls them: they show in
//! no `Debug` output and are wiped from memory when dropped. [`ExposeSecret`] gets at them. Redirects
//! are not followed unless they are asked for, so a token goes to no other server than those that
//! were named.
//!
//! # Features
//!
//! | feature | default | what it is for |
//! | --- | --- | --- |
//! | `rustls` | yes | TLS with rustls |
//! | `native-tls` | no | TLS with the system's library, before rustls if both are on |
//! | `rustls-no-provider` | no | TLS with rustls, and cryptography that the program chooses |
//! | `blocking` | no | [`blocking::Client`] |
//! | `events` | no | subscribing to the events of a server, over a websocket |
//! | `enterprise` | no | groups that Vault Enterprise alone has |
//! | `policy-document` | no | policies as values: [`document::Policy`] |
//! | `testing` | no | a function in the server's place, for tests |
//! | `tracing` | no | a span a call, for what listens to [tracing](https://docs.rs/tracing) |
//!
//! The span is `call` of the target `vault_sys`, at the level of information: `operation`, `method`,
//! `path` (the template), `attempts`, `status`, `error` (a kind, if no answer came) and `duration_ms`.
//! It has no argument and no token. It ends with the answer, of which a stream may have only begun.
//! Why an attempt is repeated is an event in it, at the level of debugging.
//!
//! # Servers
//!
//! Tested against OpenBao 2.7.2. The operations of Vault are described by its documents. The docs of
//! each operation say which of the two has it, and since when.
//!
//! # One call otherwise
//!
//! A call can have a token, a namespace, a time and headers of its own; the client stays as it is.
//! And its reply can be [wrapped](Call::wrapped): the server keeps it and gives a token for it, that
//! whoever is to have the reply uses once. [`Wrapped`] knows the type of what is in it.
//!
//! ```no_run
//! use std::time::Duration;
//!
//! # async fn send(vault: vault_sys::Client) -> Result<(), vault_sys::Error> {
//! let wrapped = vault
//!     .mounts()
//!     .read("kv")
//!     .with_namespace("team/web")
//!     .with_timeout(Duration::from_secs(5))
//!     .wrapped(Duration::from_secs(300))
//!     .await?;
//! let mount = wrapped.unwrap(&vault).await?;
//! println!("{}", mount.accessor);
//! # Ok(())
//! # }
//! ```
//!
//! # More than the value
//!
//! [`Call::detailed`] gives the server's warnings and the ID of the request beside the value, and
//! [`Call::raw`] the reply as it came. Requests are plain values: make one, keep it, show it, and send
//! it with [`Client::call`]; [`EndpointExt`] turns it into [`http`] types for a transport of your own.
//! The other way round, an [`Endpoint`] of your own is sent by the same clients.
//!
//! ```no_run
//! # async fn send(vault: vault_sys::Client) -> Result<(), vault_sys::Error> {
//! use vault_sys::leases::Revoke;
//!
//! let mut request = Revoke::new("aws/creds/deploy/abcd");
//! request.sync = Some(false);
//! vault.call(request).await?;
//! # Ok(())
//! # }
//! ```
//!
//! What a plugin of your own answers is described in YAML as `/sys` is here, and the crate
//! `vault-sys-codegen` makes bindings of that for these clients.
//!
//! # Leases that last
//!
//! [`leases().keep_alive(..)`](leases::Handle::keep_alive) renews a lease whenever that is due, tells
//! what happens, and does not take a lease for alive that is not; see [`keep_alive`]:
//!
//! ```no_run
//! # async fn keep(vault: vault_sys::Client) -> Result<(), vault_sys::Error> {
//! let mut kept = vault.leases().keep_alive("aws/creds/deploy/abcd").revoke_at_end().start().await?;
//! while let Some(event) = kept.next().await {
//!     println!("{event:?}");
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Many leases
//!
//! A list of names is held as a whole, and may have as much as any reply. [`Call::stream`] gives them
//! one by one instead, as they come, and holds none. This revokes all of them, 32 at a time:
//!
//! ```no_run
//! # async fn revoke(vault: vault_sys::Client) -> Result<(), Box<dyn std::error::Error>> {
//! use tokio::task::JoinSet;
//!
//! let mut names = vault.leases().list("aws/creds/deploy").stream().await?;
//! let mut under_way = JoinSet::new();
//! while let Some(name) = names.next().await {
//!     let (vault, id) = (vault.clone(), format!("aws/creds/deploy/{}", name?));
//!     under_way.spawn(async move { vault.leases().revoke(id).await });
//!     if under_way.len() >= 32 {
//!         under_way.join_next().await.transpose()?.transpose()?;
//!     }
//! }
//! while let Some(revoked) = under_way.join_next().await {
//!     revoked??;
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Tests of your own
//!
//! With the feature `testing` a function answers in the server's place. The module `testing` shows
//! how, and how requests are compared and replies read without any client.

#![cfg_attr(docsrs, feature(doc_cfg))]
// What is behind a feature is linked all the same: the published docs have all of them.
#![cfg_attr(
    not(all(feature = "blocking", feature = "policy-document")),
    allow(rustdoc::broken_intra_doc_links)
)]

mod address;
mod answer;
mod any_client;
mod argument;
#[cfg(feature = "blocking")]
pub mod blocking;
mod buffers;
mod builder;
mod call;
mod client;
mod course;
mod detailed;
#[cfg(feature = "policy-document")]
pub mod document;
mod encode;
mod endpoint;
mod environment;
mod error;
#[cfg(feature = "events")]
mod event_stream;
mod exchange;
mod ext;
mod generated;
#[cfg(test)]
#[path = "../../codegen/tests/golden/mod.rs"]
mod golden;
mod json;
pub mod keep_alive;
mod listing;
mod operation;
mod options;
mod path;
mod patience;
mod pause;
mod pieces;
mod progress;
mod rate;
mod redirects;
mod reply;
mod series;
mod settings;
mod stream;
mod subscription;
#[cfg(feature = "testing")]
pub mod testing;
mod tls;
mod trace;
mod transport;
mod types;
mod wiped;
pub mod wire;
mod wrapped;

// The examples of the README have to compile as well.
#[cfg(all(doctest, feature = "blocking"))]
#[doc = include_str!("../../README.md")]
struct Readme;

// Generated tests name this crate as a test beside it does.
#[cfg(test)]
extern crate self as vault_sys;

#[cfg(test)]
pub use self::golden::api::*;
// So do the calls of the table for users of hvac.
#[cfg(doctest)]
#[doc = include_str!("../../docs/from-hvac.md")]
struct FromHvac;

pub use bytes::Bytes;
pub use secrecy::{self, ExposeSecret, SecretString};

#[cfg(feature = "events")]
pub use self::event_stream::Events;
pub use self::{
    any_client::AnyClient,
    argument::{Argument, Json, Object, Problem},
    builder::ClientBuilder,
    call::Call,
    client::Client,
    detailed::{AsRaw, Detailed, RawReply, WithDetails},
    encode::Encoder,
    endpoint::{Endpoint, EndpointExt},
    environment::Environment,
    error::{Error, ErrorKind},
    ext::State,
    generated::*,
    listing::{Keys, Listing},
    operation::{Answers, Method, Operation},
    redirects::Redirects,
    reply::Reply,
    series::{Items, Line, Series},
    stream::{Download, Upload},
    subscription::{Feed, Subscription},
    types::{Limit, ParseTimestampError, Timestamp},
    wrapped::{AsWrapped, RewrapAs, UnwrapAs, Wrapped},
};
