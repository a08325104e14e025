//! Every operation against a real server, through both clients.

mod audit;
mod audit_headers;
mod auth;
mod auth_tuning;
mod capabilities;
mod given;
mod health;
mod help;
mod irrevocable;
mod leader;
mod leader_standby;
mod lease_revocation;
mod leases;
mod mounts;
mod mounts_remount;
mod mounts_tuning;
mod policies;
mod refusals;
mod seal;
mod wrapping;
