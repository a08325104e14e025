//! Servers that go away while calls go on: killed and started again, sealed, and the leader of
//! three.

use std::{
    process::Command,
    thread,
    time::{Duration, Instant},
};

use vault_sys_tests::both_clients;

use crate::{
    behind::Behind,
    cluster::{Cluster, LIMIT, Node},
    series::Series,
};

const RULES: &str = r#"path "secret/*" { capabilities = ["read"] }"#;
/// What a client waits at most, and a bit.
const DEADLINE: Duration = Duration::from_secs(25);
/// How long calls go on before something happens, so that some are under way when it does.
const BEFORE: Duration = Duration::from_millis(200);

/// Ends a process without a word.
fn crash(pid: u32) {
    let status = Command::new("kill").args(["-KILL", &pid.to_string()]).status().unwrap();
    assert!(status.success());
}

both_clients! {
    fn a_server_is_killed_and_started_again(given = Behind::persistent(Node::active()), vault, send) {
        let Behind { proxy, server: mut node, .. } = given;
        let acl = vault.policies().acl();
        let mut series = Series::new("killed");
        let killer = thread::spawn(move || {
            for _ in 0..2 {
                thread::sleep(BEFORE);
                crash(node.server.pid());
                node.restart();
            }
            node
        });
        while !series.is_over(killer.is_finished()) {
            let start = Instant::now();
            series.note(start, &send!(acl.write(series.next(), RULES).cas(-1)));
        }
        let there = send!(acl.list_below(&series.prefix)).unwrap();
        series.check(&there, &proxy.take_seen(), DEADLINE);
        drop(killer.join().unwrap());
    }

    fn a_server_is_sealed_in_the_middle(given = Behind::persistent(Node::active()), vault, send) {
        let Behind { proxy, server: node, .. } = given;
        let acl = vault.policies().acl();
        let mut series = Series::new("sealed");
        let sealer = thread::spawn(move || {
            for _ in 0..3 {
                thread::sleep(BEFORE);
                node.client().seal().seal().send().unwrap();
                thread::sleep(BEFORE);
                node.unseal();
            }
            node
        });
        while !series.is_over(sealer.is_finished()) {
            let start = Instant::now();
            series.note(start, &send!(acl.write(series.next(), RULES).cas(-1)));
        }
        let there = send!(acl.list_below(&series.prefix)).unwrap();
        series.check(&there, &proxy.take_seen(), DEADLINE);
        drop(sealer.join().unwrap());
    }

    fn the_leader_of_three_is_killed(given = Behind::persistent(Cluster::of_three()), vault, send) {
        let Behind { proxy, server: cluster, .. } = given;
        let acl = vault.policies().acl();
        let mut series = Series::new("leaderless");
        let pid = cluster.first.server.pid();
        let killer = thread::spawn(move || {
            thread::sleep(BEFORE);
            crash(pid);
        });
        while !series.is_over(killer.is_finished()) {
            let start = Instant::now();
            series.note(start, &send!(acl.write(series.next(), RULES).cas(-1)));
        }
        // What answers is a standby, which may be behind what it has forwarded itself.
        let deadline = Instant::now() + LIMIT;
        let there = loop {
            let there = send!(acl.list_below(&series.prefix)).unwrap();
            if series.lost(&there).is_empty() || Instant::now() > deadline {
                break there;
            }
            thread::sleep(Duration::from_millis(20));
        };
        series.check(&there, &proxy.take_seen(), DEADLINE);
        killer.join().unwrap();
        drop(cluster);
    }
}
