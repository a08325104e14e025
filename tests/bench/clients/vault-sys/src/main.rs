//! vault-sys, asynchronous.

use bench_common::{
    AT_A_TIME, Call, LEASE, LEASES, MOUNTS, POLICIES, POLICY, RULES, SNAPSHOT, Start, TOKEN, Task,
};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use tokio::io::{AsyncReadExt as _, repeat, sink};
use vault_sys::{Client, Error};

fn main() {
    let task = Task::from_arguments();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(run(&task)).expect("the call");
}

async fn run(task: &Task) -> Result<(), Error> {
    let vault = Client::new(&task.address)?.with_token(TOKEN);
    vault.mounts().list().await?;
    let start = Start::now();
    if task.call == Call::Revoke {
        let ids = (0..task.times).map(|number| format!("aws/creds/deploy/{number}"));
        let calls = ids.map(|id| vault.leases().revoke(id).into_future());
        stream::iter(calls).buffer_unordered(AT_A_TIME).try_collect::<()>().await?;
        start.report();
        return Ok(());
    }
    for _ in 0..task.times {
        match task.call {
            Call::Lease => assert_eq!(vault.leases().read(LEASE).await?.id, LEASE),
            Call::Mounts => assert_eq!(vault.mounts().list().await?.len(), MOUNTS),
            Call::Keys => assert_eq!(vault.policies().acl().list().await?.len(), POLICIES),
            Call::Policy => {
                vault.policies().acl().write(POLICY, RULES).await?;
            }
            Call::Listing => assert_eq!(vault.leases().list("huge").await?.len(), LEASES),
            Call::Down => {
                let length = vault.raft().take_snapshot().to_writer(&mut sink()).await?;
                assert_eq!(length, SNAPSHOT);
            }
            Call::Up => {
                let snapshot = repeat(0x5a).take(SNAPSHOT);
                vault.raft().restore_snapshot().from_reader(snapshot).await?;
            }
            Call::Streamed => {
                let mut names = vault.leases().list("huge").stream().await?;
                let mut count = 0;
                while names.next().await.transpose()?.is_some() {
                    count += 1;
                }
                assert_eq!(count, LEASES);
            }
            Call::Revoke => unreachable!("all of them together, above"),
        }
    }
    start.report();
    Ok(())
}
