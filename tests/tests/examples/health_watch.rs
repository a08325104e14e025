//! Watching the servers of a cluster.

use std::{
    process::Stdio,
    sync::{Arc, Mutex},
    time::Duration,
};

use serde_json::json;
use tempfile::TempDir;
use vault_sys_tests::{Example, Running, stage::Stage};

use crate::{
    scene::{Ran, Scene, run},
    stub::Stub,
};

const LIMIT: Duration = Duration::from_secs(60);

/// It looked, and the cluster was not healthy.
fn unhealthy(ran: Ran) -> String {
    assert_eq!(ran.code, Some(3), "{ran:?}");
    ran.out
}

#[test]
fn a_cluster_is_healthy_until_a_server_is_not() {
    let stage = Stage::cluster(3).unwrap();
    let mut scene = Scene { stage, example: Example::build("health-watch").unwrap() };
    let addresses: Vec<_> =
        scene.stage.servers().iter().map(|server| server.address().to_owned()).collect();
    let [first, second, third] = addresses.iter().map(String::as_str).collect::<Vec<_>>()[..]
    else {
        unreachable!()
    };

    let out = scene.run(&["--once"]).well();
    assert_eq!(out.lines().count(), 3, "{out}");
    for address in [first, second, third] {
        assert_eq!(out.matches(address).count(), 1, "{out}");
    }
    let count = |out: &str, what: &str| out.matches(&format!(" {what}, version")).count();
    assert_eq!((count(&out, "Active"), count(&out, "Standby")), (1, 2), "{out}");
    // Addresses need no token, nor the server of the environment.
    let out = scene.run_at("http://127.0.0.1:1", "", &["--once", first, second, third]).well();
    assert_eq!(out.lines().count(), 3, "{out}");
    scene
        .run_at(first, "s.nobody", &["--once"])
        .fails(&["does not tell them", "permission denied"]);
    // Two that each are the active one are no cluster, nor are standbys alone.
    unhealthy(scene.run(&["--once", first, first]));

    let mut command = scene.example.command(first, scene.stage.token());
    command.args(["--interval", "1", first, second, third]).stderr(Stdio::null());
    let mut watch = Running::start(&mut command).unwrap();
    for _ in 0..3 {
        watch.line_with(", version", LIMIT).unwrap();
    }
    scene.stage.servers()[2].kill();
    // The next line, as nothing else has changed.
    let line = watch.line_with("http://", LIMIT).unwrap();
    assert!(line.contains(third) && line.contains("does not answer"), "{line}");
    let out = unhealthy(scene.run(&["--once", first, second, third]));
    assert!(out.contains("Connection refused"), "{out}");

    scene.stage.servers()[2].restart();
    watch.line_with("Sealed", LIMIT).unwrap();
    let out = unhealthy(scene.run(&["--once", first, second, third]));
    assert_eq!((count(&out, "Active"), count(&out, "Sealed")), (1, 1), "{out}");
    scene.stage.unseal(2).unwrap();
    watch.line_with("Standby", LIMIT).unwrap();
    let status = watch.interrupt(LIMIT).unwrap();
    assert_eq!(status.code(), Some(0));
}

#[test]
fn the_token_goes_to_no_server_that_is_only_watched() {
    let heads = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&heads);
    let stub = Stub::start(move |asked| {
        seen.lock().unwrap().push(format!("{}\n{}", asked.line, asked.headers));
        let node = |address: &str| {
            json!({
                "hostname": "one", "api_address": address, "cluster_address": "",
                "active_node": true, "last_echo": null,
            })
        };
        Some(if asked.line.ends_with("ha-status") {
            let host = asked.headers.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
            (200, json!({ "data": { "nodes": [node(&format!("http://{host}"))] } }))
        } else {
            let health = json!({
                "initialized": true, "sealed": false, "standby": false, "server_time_utc": 1,
                "version": "2.7.2",
            });
            (200, health)
        })
    });
    let example = Example::build("health-watch").unwrap();
    let folder = TempDir::new().unwrap();
    let watch = |address: &str, arguments: &[&str]| {
        run(&example, address, "s.token-of-mine", folder.path(), arguments).well();
        std::mem::take(&mut *heads.lock().unwrap())
    };
    let asked = watch(&stub.address, &["--once"]);
    assert_eq!(asked.len(), 2);
    assert!(asked[0].contains("s.token-of-mine"), "{asked:?}");
    assert!(!asked[1].contains("s.token-of-mine"), "{asked:?}");
    let asked = watch("http://127.0.0.1:1", &["--once", &stub.address]);
    assert_eq!(asked.len(), 1);
    assert!(!asked[0].contains("s.token-of-mine"), "{asked:?}");
}
