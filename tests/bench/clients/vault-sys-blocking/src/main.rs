//! vault-sys, blocking.

use bench_common::{Call, LEASE, MOUNTS, POLICIES, POLICY, RULES, Start, TOKEN, Task};
use vault_sys::{Error, blocking::Client};

fn main() -> Result<(), Error> {
    let task = Task::from_arguments();
    let vault = Client::new(&task.address)?.with_token(TOKEN);
    vault.mounts().list().send()?;
    let start = Start::now();
    for _ in 0..task.times {
        match task.call {
            Call::Lease => assert_eq!(vault.leases().read(LEASE).send()?.id, LEASE),
            Call::Mounts => assert_eq!(vault.mounts().list().send()?.len(), MOUNTS),
            Call::Keys => assert_eq!(vault.policies().acl().list().send()?.len(), POLICIES),
            Call::Policy => vault.policies().acl().write(POLICY, RULES).send()?,
            _ => task.lacks(),
        }
    }
    start.report();
    Ok(())
}
