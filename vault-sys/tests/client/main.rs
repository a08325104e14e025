//! What both clients do around a request, against a server that says what it is told to.

mod addresses;
mod both;
mod canned;
mod errors;
#[cfg(all(feature = "blocking", feature = "events"))]
mod events;
mod keep_alive;
mod limits;
mod once;
mod play;
mod redirects;
mod refusals;
mod requests;
mod retries;
#[cfg(feature = "blocking")]
mod script;
mod secrets;
#[cfg(feature = "blocking")]
mod series;
mod streams;
