//! Every operation against a real server, through both clients.

mod generate_root;
mod given;
mod health;
mod help;
mod help_keys;
mod irrevocable;
mod keys;
mod lease_revocation;
mod leases;
mod mounts;
mod policies;
mod recovery;
mod recovery_mode;
mod refusals;
mod rekey;
mod rotate_root;
mod seal;
mod shares;
