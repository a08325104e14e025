//! The crate vault-client-rs.

use bench_common::{Call, LEASE, MOUNTS, POLICIES, POLICY, RULES, Start, TOKEN, Task};
use vault_client_rs::VaultClient;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() {
    let task = Task::from_arguments();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(run(&task)).expect("the call");
}

async fn run(task: &Task) -> Result<()> {
    let vault = VaultClient::new(&task.address, TOKEN)?;
    vault.sys().list_mounts().await?;
    let start = Start::now();
    for _ in 0..task.times {
        match task.call {
            Call::Lease => assert_eq!(vault.sys().read_lease(LEASE).await?.id, LEASE),
            Call::Mounts => assert_eq!(vault.sys().list_mounts().await?.len(), MOUNTS),
            Call::Keys => assert_eq!(vault.sys().list_policies().await?.len(), POLICIES),
            Call::Policy => vault.sys().write_policy(POLICY, RULES).await?,
            _ => task.lacks(),
        }
    }
    start.report();
    Ok(())
}
