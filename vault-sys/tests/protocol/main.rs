//! What goes over the wire, as the examples of the spec have it. Needs no server.

mod generated;
mod support;

use support::{reads, reads_nothing, refuses, sends};
