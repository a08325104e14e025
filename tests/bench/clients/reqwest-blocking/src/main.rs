//! reqwest's own blocking client, and serde, by hand.

use bench_common::{Call, LEASE, MOUNTS, POLICIES, POLICY, RULES, Start, TOKEN, Task};
use client_reqwest_blocking::{Result, Vault};

fn main() -> Result<()> {
    let task = Task::from_arguments();
    let vault = Vault::new(&task.address, TOKEN)?;
    vault.mounts()?;
    let start = Start::now();
    for _ in 0..task.times {
        match task.call {
            Call::Lease => assert_eq!(vault.lease(LEASE)?.id, LEASE),
            Call::Mounts => assert_eq!(vault.mounts()?.len(), MOUNTS),
            Call::Keys => assert_eq!(vault.list("policies/acl?list=true")?.len(), POLICIES),
            Call::Policy => vault.write_policy(POLICY, RULES)?,
            _ => task.lacks(),
        }
    }
    start.report();
    Ok(())
}
