//! Each example with the one command that brings its server.

use std::process::{Command, Output};

/// What `cargo xtask demo` runs.
fn demo(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_demo")).args(arguments).output().unwrap()
}

#[track_caller]
fn shows(name: &str, texts: &[&str]) {
    let output = demo(&[name]);
    assert!(output.status.success(), "{output:?}");
    let out = String::from_utf8(output.stdout).unwrap();
    for text in texts {
        assert!(out.contains(text), "no `{text}` in {out}");
    }
}

#[test]
fn health_watch() {
    shows("health-watch", &["$ health-watch --once", "does not answer", "as with Ctrl-C"]);
}

#[test]
fn lease_inventory() {
    shows("lease-inventory", &["auth/token/create/     2501", "rabbitmq/creds/app/     500"]);
}

#[test]
fn provision() {
    shows("provision", &["created  mount team/web/kv/", "same     policy web-reads", "changed  "]);
}

#[test]
fn rekey() {
    shows("rekey", &["the old ones are void", "sealed: false"]);
}

#[test]
fn snapshot() {
    shows("snapshot", &["monday.snap: ", "the policy is there again"]);
}

#[test]
fn unseal() {
    shows("unseal", &["share-2: 2 of 3", "the server is unsealed already"]);
}

#[test]
fn another_name_is_refused_and_the_names_are_told() {
    let output = demo(&["another"]);
    assert!(!output.status.success());
    let err = String::from_utf8(output.stderr).unwrap();
    assert!(err.contains("`another`") && err.contains("lease-inventory, provision"), "{err}");
}
