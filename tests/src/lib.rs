//! Starts real servers for the tests of `vault-sys`, and ends them whatever happens. For Unix.
//!
//! - [`DevServer`]: in memory, unsealed, ready in a moment; [`DevServer::shared`] is one for all
//!   tests of a process
//! - [`RaftServer`]: raft storage, uninitialised and sealed, can be restarted and joined
//! - [`FaultProxy`]: stands between a client and a server, and spoils what goes through it
//! - [`RabbitMq`]: what the `rabbitmq` secrets engine talks to, for leases that can be renewed
//! - [`both_clients!`]: makes two tests of one, for the async and the blocking client
//! - [`Example`]: an example of `vault-sys`, as a program; [`stage`] has what it needs around it,
//!   and [`Running`] listens to one that goes on
//! - [`endpoints`]: what a user writes for paths that `vault-sys` does not cover
//! - [`server_binary`]: where the server comes from

mod binary;
mod both;
mod dev;
pub mod endpoints;
mod example;
mod fault;
mod port;
mod process;
mod rabbitmq;
mod raft;
mod retry;
mod running;
pub mod stage;
mod start_error;
mod wait;

pub use binary::{BinaryError, Product, SERVER_VARIABLE, server_binary, server_product};
pub use both::{Given, block_on};
pub use dev::DevServer;
pub use example::Example;
pub use fault::{Fault, FaultProxy, Seen};
pub use rabbitmq::RabbitMq;
pub use raft::{RaftBuilder, RaftServer};
pub use running::Running;
pub use start_error::StartError;
pub use wait::eventually;
