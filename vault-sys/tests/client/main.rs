//! What both clients do around a request, against a server that says what it is told to.

mod canned;
mod errors;
mod once;
mod requests;
mod secrets;
mod streams;
