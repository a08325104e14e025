//! What goes over the wire, as the examples of the spec have it, and what holds of all operations.
//! Needs no server.

mod checks;
mod generated;
mod paths;
mod replies;
mod samples;
mod secrets;
mod support;
mod visitor;

use support::{reads, reads_nothing, refuses, sends};
