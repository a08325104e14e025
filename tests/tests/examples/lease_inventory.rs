//! Counting leases.

use std::{
    sync::{Arc, Condvar, Mutex},
    time::Duration,
};

use serde_json::json;
use tempfile::TempDir;
use vault_sys::blocking::Client;
use vault_sys_tests::{DevServer, Example, RabbitMq, stage::obtain_leases};

use crate::{
    scene::{Ran, run},
    stub::Stub,
};

fn inventory(address: &str, token: &str, arguments: &[&str]) -> Ran {
    let folder = TempDir::new().unwrap();
    let example = Example::build("lease-inventory").unwrap();
    run(&example, address, token, folder.path(), arguments)
}

/// The words of each line.
fn words(out: &str) -> Vec<Vec<&str>> {
    out.lines().map(|line| line.split_whitespace().collect()).collect()
}

#[test]
fn leases_are_counted_by_where_they_come_from() {
    let (server, rabbit) = (DevServer::start(), RabbitMq::start());
    let vault = Client::new(server.address()).unwrap().with_token(server.token());
    obtain_leases(&vault, &rabbit, "web/queue", 40, 20).unwrap();
    obtain_leases(&vault, &rabbit, "web/other", 0, 2).unwrap();
    let tune = vault.mounts().tune("web/other").default_lease_ttl(Duration::from_secs(2 * 86400));
    tune.max_lease_ttl(Duration::from_secs(2 * 86400)).send().unwrap();
    obtain_one(&vault, "web/other");

    let ran = inventory(server.address(), server.token(), &[]);
    // There is no terminal, and so no progress.
    assert_eq!(ran.err, "");
    let out = ran.well();
    let words = words(&out);
    assert_eq!(words[0], ["prefix", "leases", "renewable", "soonest", "longest"]);
    // The root token never ends, and cannot be renewed.
    assert_eq!(words[1][..3], ["auth/token/create/", "41", "40"]);
    assert_eq!(words[1][4], "never");
    assert_eq!(words[2][..3], ["web/other/creds/app/", "3", "3"]);
    assert_eq!(words[2][4], "2d");
    assert!(words[2][3].ends_with('m') || words[2][3].ends_with('h'), "{out}");
    assert_eq!(words[3][..3], ["web/queue/creds/app/", "20", "20"]);
    assert_eq!(words[4][..3], ["total", "64", "63"]);
    assert_eq!(words.len(), 5);

    for prefix in ["web", "web/", "web/queue/creds/app"] {
        let out = inventory(server.address(), server.token(), &["--prefix", prefix]).well();
        assert!(out.contains("web/queue/creds/app/ ") && !out.contains("auth/"), "{out}");
        assert_eq!(out.contains("web/other"), !prefix.contains("queue"));
    }
    let out = inventory(server.address(), server.token(), &["--prefix", "nothing"]).well();
    assert_eq!(words_of_last_line(&out), ["total", "0", "0"]);
    inventory(server.address(), "s.nobody", &[]).fails(&["permission denied"]);
}

fn words_of_last_line(out: &str) -> Vec<&str> {
    words(out).pop().unwrap()
}

fn obtain_one(vault: &Client, mount: &str) {
    let request =
        vault_sys_tests::endpoints::Credentials { mount: mount.into(), role: "app".into() };
    vault.call(request).send().unwrap();
}

/// The answer to a look at a lease that lasts an hour.
fn lease() -> serde_json::Value {
    json!({ "data": {
        "id": "a/x", "issue_time": "2026-01-31T12:00:00Z", "expire_time": "2026-01-31T13:00:00Z",
        "last_renewal": null, "renewable": true, "ttl": 3600,
    } })
}

#[test]
fn a_lease_that_ends_meanwhile_is_not_counted() {
    let stub = Stub::start(|asked| {
        Some(match asked.line.as_str() {
            "GET /v1/sys/leases/lookup?list=true" => (200, json!({ "data": { "keys": ["a/"] } })),
            "GET /v1/sys/leases/lookup/a?list=true" => {
                (200, json!({ "data": { "keys": ["gone", "x"] } }))
            }
            _ if asked.body.contains("a/gone") => (400, json!({ "errors": ["invalid lease"] })),
            _ => (200, lease()),
        })
    });
    let out = inventory(&stub.address, "", &[]).well();
    assert_eq!(words_of_last_line(&out)[..3], ["total", "1", "1"]);
}

#[test]
fn any_other_error_ends_it() {
    let stub = Stub::start(|asked| {
        Some(if asked.line.starts_with("GET") {
            (200, json!({ "data": { "keys": ["x", "y"] } }))
        } else {
            (400, json!({ "errors": ["something else"] }))
        })
    });
    let ran = inventory(&stub.address, "", &[]);
    assert_eq!(ran.out, "");
    ran.fails(&["something else"]);
}

/// How many looks there have been, are under way, and were at the most.
#[derive(Default)]
struct Looks {
    all: usize,
    now: usize,
    most: usize,
}

#[test]
fn no_more_requests_are_under_way_than_was_said() {
    let looks = Arc::new((Mutex::new(Looks::default()), Condvar::new()));
    let seen = Arc::clone(&looks);
    let stub = Stub::start(move |asked| {
        if asked.line.starts_with("GET") {
            let names: Vec<_> = (0..30).map(|number| format!("x{number}")).collect();
            return Some((200, json!({ "data": { "keys": names } })));
        }
        let (looks, changed) = &*seen;
        let mut now = looks.lock().unwrap();
        (now.all, now.now) = (now.all + 1, now.now + 1);
        now.most = now.most.max(now.now);
        changed.notify_all();
        // The first ones wait for one another, and then for one that should not come.
        for (count, limit) in [(3, Duration::from_secs(20)), (4, Duration::from_secs(1))] {
            now = changed.wait_timeout_while(now, limit, |looks| looks.all < count).unwrap().0;
        }
        now.now -= 1;
        Some((200, lease()))
    });
    let out = inventory(&stub.address, "", &["--concurrency", "3", "--prefix", "a"]).well();
    assert_eq!(words_of_last_line(&out)[1], "30");
    assert_eq!(looks.0.lock().unwrap().most, 3);
    let ran = inventory(&stub.address, "", &["--concurrency", "0"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
}
