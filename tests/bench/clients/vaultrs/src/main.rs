//! The crate vaultrs.

use bench_common::{Call, MOUNTS, POLICIES, POLICY, RULES, Start, TOKEN, Task};
use vaultrs::{
    client::{VaultClient, VaultClientSettingsBuilder},
    sys::{mount, policy},
};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() {
    let task = Task::from_arguments();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(run(&task)).expect("the call");
}

async fn run(task: &Task) -> Result<()> {
    let settings =
        VaultClientSettingsBuilder::default().address(&task.address).token(TOKEN).build()?;
    let vault = VaultClient::new(settings)?;
    mount::list(&vault).await?;
    let start = Start::now();
    for _ in 0..task.times {
        match task.call {
            Call::Mounts => assert_eq!(mount::list(&vault).await?.len(), MOUNTS),
            Call::Keys => assert_eq!(policy::list(&vault).await?.policies.len(), POLICIES),
            Call::Policy => policy::set(&vault, POLICY, RULES).await?,
            _ => task.lacks(),
        }
    }
    start.report();
    Ok(())
}
