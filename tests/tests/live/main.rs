//! Every operation against a real server, through both clients.

mod given;
mod health;
mod help;
mod irrevocable;
mod lease_revocation;
mod leases;
mod mounts;
mod namespaces;
mod namespaces_lock;
mod namespaces_seal;
mod policies;
mod policies_acl;
mod policies_password;
mod policies_vault;
mod quotas;
mod quotas_rate_limit;
mod raft;
mod raft_autopilot;
mod raft_snapshot;
mod refusals;
mod seal;
mod until;
