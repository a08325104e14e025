//! reqwest and serde by hand.

use bench_common::{
    AT_A_TIME, Call, LEASE, LEASES, MOUNTS, POLICIES, POLICY, RULES, SNAPSHOT, Start, TOKEN, Task,
};
use bytes::Bytes;
use client_reqwest::{Result, Vault};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};

fn main() {
    let task = Task::from_arguments();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(run(&task)).expect("the call");
}

async fn run(task: &Task) -> Result<()> {
    let vault = Vault::new(&task.address, TOKEN)?;
    vault.mounts().await?;
    let start = Start::now();
    if task.call == Call::Revoke {
        let ids = (0..task.times).map(|number| format!("aws/creds/deploy/{number}"));
        let calls = ids.map(|id| async { vault.revoke(&{ id }).await });
        stream::iter(calls).buffer_unordered(AT_A_TIME).try_collect::<()>().await?;
        start.report();
        return Ok(());
    }
    for _ in 0..task.times {
        match task.call {
            Call::Lease => assert_eq!(vault.lease(LEASE).await?.id, LEASE),
            Call::Mounts => assert_eq!(vault.mounts().await?.len(), MOUNTS),
            Call::Keys => {
                assert_eq!(vault.list("policies/acl?list=true").await?.len(), POLICIES);
            }
            Call::Policy => vault.write_policy(POLICY, RULES).await?,
            Call::Listing => {
                assert_eq!(vault.list("leases/lookup/huge?list=true").await?.len(), LEASES);
            }
            Call::Down => {
                let (mut snapshot, mut length) = (vault.snapshot().await?, 0);
                while let Some(piece) = snapshot.chunk().await? {
                    length += piece.len() as u64;
                }
                assert_eq!(length, SNAPSHOT);
            }
            Call::Up => {
                const PIECE: usize = 64 * 1024;
                let piece = Bytes::from(vec![0x5a; PIECE]);
                let count = usize::try_from(SNAPSHOT).expect("fits") / PIECE;
                vault.restore((0..count).map(move |_| Ok(piece.clone()))).await?;
            }
            Call::Streamed | Call::Revoke => task.lacks(),
        }
    }
    start.report();
    Ok(())
}
