//! Tests of the harness itself, against the real server.

mod api;
mod ending;
mod rabbitmq;
mod raft;
mod starting;
