//! The crate openbao.

use bench_common::{Call, LEASE, MOUNTS, POLICIES, POLICY, RULES, Start, TOKEN, Task};
use openbao::{Client, OpenBaoConfig, SecretString, sys::PolicyWriteRequest};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() {
    let task = Task::from_arguments();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(run(&task)).expect("the call");
}

async fn run(task: &Task) -> Result<()> {
    let config = OpenBaoConfig::new(&task.address)?.allow_sensitive_local_http_for_tests()?;
    let vault = Client::from_config(config)?.try_with_token(SecretString::from(TOKEN))?;
    vault.sys().list_mounts().await?;
    let lease = SecretString::from(LEASE);
    let policy = PolicyWriteRequest::new(RULES);
    let start = Start::now();
    for _ in 0..task.times {
        match task.call {
            Call::Lease => assert!(vault.sys().lookup_lease(&lease).await?.renewable),
            Call::Mounts => assert_eq!(vault.sys().list_mounts().await?.len(), MOUNTS),
            Call::Keys => assert_eq!(vault.sys().list_policies().await?.policies.len(), POLICIES),
            Call::Policy => {
                vault.sys().write_policy(POLICY, &policy).await?;
            }
            _ => task.lacks(),
        }
    }
    start.report();
    Ok(())
}
