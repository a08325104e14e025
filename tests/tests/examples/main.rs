//! The examples of `vault-sys`, run as users run them, against servers of their own.

mod demo;
mod environment;
mod health_watch;
mod lease_inventory;
mod provision;
mod rekey;
mod scene;
mod snapshot;
mod stub;
mod unseal;
