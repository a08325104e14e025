//! Watching the servers of a cluster.

use std::{
    process::Stdio,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use serde_json::{Value, json};
use tempfile::TempDir;
use vault_sys_tests::{Example, Running, eventually, stage::Stage};

use crate::{
    scene::{NOWHERE, Ran, Scene, run},
    stub::Stub,
};

const LIMIT: Duration = Duration::from_secs(60);

/// It looked, and the cluster was not healthy.
fn unhealthy(ran: Ran) -> String {
    assert_eq!(ran.code, Some(3), "{ran:?}");
    ran.out
}

/// What a server says of itself.
fn health(standby: bool) -> Value {
    json!({
        "initialized": true, "sealed": false, "standby": standby, "server_time_utc": 1,
        "version": "2.7.2",
    })
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
    // A moment in which another server takes over is no reason for red.
    let healthy = |scene: &Scene, address: &str, arguments: &[&str]| {
        eventually("a healthy cluster", LIMIT, || {
            let ran = scene.run_at(address, scene.stage.token(), arguments);
            (ran.code == Some(0)).then_some(ran.out)
        })
    };

    let out = healthy(&scene, first, &["--once"]);
    assert_eq!(out.lines().count(), 3, "{out}");
    for address in [first, second, third] {
        assert_eq!(out.matches(address).count(), 1, "{out}");
    }
    let count = |out: &str, what: &str| out.matches(&format!(" {what}, version")).count();
    assert_eq!((count(&out, "Active"), count(&out, "Standby")), (1, 2), "{out}");
    let out = healthy(&scene, NOWHERE, &["--once", first, second, third]);
    assert_eq!(out.lines().count(), 3, "{out}");
    scene.run_at(first, "s.nobody", &["--once"]).fails(&["the server does not tell them"]);

    let mut command = scene.example.command(first, scene.stage.token());
    command.args(["--interval", "1", first, second, third]).stderr(Stdio::null());
    let mut watch = Running::start(&mut command).unwrap();
    for _ in 0..3 {
        watch.line_with(", version", LIMIT).unwrap();
    }
    scene.stage.servers()[2].kill();
    let line = watch.line_with("does not answer", LIMIT).unwrap();
    assert!(line.contains(third), "{line}");
    let out = unhealthy(scene.run(&["--once", first, second, third]));
    assert!(out.contains("Connection refused"), "{out}");

    scene.stage.servers()[2].restart();
    watch.line_with("Sealed", LIMIT).unwrap();
    let out = unhealthy(scene.run(&["--once", first, second, third]));
    assert_eq!(count(&out, "Sealed"), 1, "{out}");
    scene.stage.unseal(2).unwrap();
    watch.line_with("Standby", LIMIT).unwrap();
    assert!(watch.interrupt(LIMIT).unwrap().code().is_some());
    healthy(&scene, first, &["--once"]);
}

#[test]
fn only_what_changes_is_said_and_the_end_tells_how_it_was() {
    let example = Example::build("health-watch").unwrap();
    for (standby, code) in [(true, 3), (false, 0)] {
        let looks = AtomicUsize::new(0);
        let stub = Stub::start(move |_| {
            // Twice one thing, then always the other.
            let changed = looks.fetch_add(1, Ordering::SeqCst) >= 2;
            Some((200, health(changed == standby)))
        });
        let mut command = example.command(NOWHERE, "");
        let mut watch = Running::start(command.args(["--interval", "1", &stub.address])).unwrap();
        let lines = [(); 2].map(|()| watch.line_with("http://", LIMIT).unwrap());
        let is = |line: &str| line.contains("Standby");
        assert_eq!(lines.each_ref().map(|line| is(line)), [!standby, standby], "{lines:?}");
        assert_eq!(watch.interrupt(LIMIT).unwrap().code(), Some(code));
    }
}

#[test]
fn two_active_servers_and_none_are_not_healthy() {
    let [active, standby] = [false, true].map(|is| Stub::start(move |_| Some((200, health(is)))));
    let (example, folder) = (Example::build("health-watch").unwrap(), TempDir::new().unwrap());
    let watch = |addresses: &[&str]| {
        run(&example, NOWHERE, "", folder.path(), &[&["--once"], addresses].concat())
    };
    let (active, standby) = (active.address.as_str(), standby.address.as_str());
    watch(&[active, standby, standby]).well();
    unhealthy(watch(&[active, active]));
    unhealthy(watch(&[standby, standby]));
    unhealthy(watch(&[active, NOWHERE]));
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
            (200, health(false))
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
    let asked = watch(NOWHERE, &["--once", &stub.address]);
    assert_eq!(asked.len(), 1);
    assert!(!asked[0].contains("s.token-of-mine"), "{asked:?}");
}
