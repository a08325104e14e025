//! What both clients do around a request, against a server that says what it is told to.

mod addresses;
mod both;
mod canned;
mod connections;
mod environment;
mod errors;
#[cfg(all(feature = "blocking", feature = "events"))]
mod events;
mod folder;
mod keep_alive;
mod limits;
#[cfg(feature = "blocking")]
mod listing;
mod mounts;
mod once;
mod options;
mod play;
mod rate;
mod redirects;
mod refusals;
mod requests;
mod retries;
mod script;
mod secrets;
#[cfg(feature = "__tls")]
mod secure;
#[cfg(feature = "blocking")]
mod series;
mod streams;
#[cfg(feature = "testing")]
mod testing;
#[cfg(feature = "__tls")]
mod tls;
