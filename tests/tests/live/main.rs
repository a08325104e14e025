//! Every operation against a real server, through both clients.

mod given;
mod health;
mod help;
mod help_keys;
mod irrevocable;
mod lease_revocation;
mod leases;
mod mounts;
mod policies;
mod policy_documents;
mod refusals;
mod seal;
