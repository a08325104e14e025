//! What goes over the wire, as the examples of the spec have it. Needs no server.

mod generated;
mod support;

#[allow(unused_imports, reason = "not every kind of reply is in the spec")]
use support::{reads, reads_nothing, refuses, sends};
