//! What both clients do around a request, against a server that says what it is told to.

mod canned;
mod errors;
#[cfg(all(feature = "blocking", feature = "events"))]
mod events;
mod once;
mod requests;
#[cfg(feature = "blocking")]
mod script;
mod secrets;
#[cfg(feature = "blocking")]
mod series;
mod streams;
