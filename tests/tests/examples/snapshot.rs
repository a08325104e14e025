//! Saving to a file, and restoring from it.

use std::{fs, os::unix::fs::PermissionsExt as _};

use vault_sys::blocking::Client;
use vault_sys_tests::{Fault, FaultProxy};

use crate::scene::Scene;

const RULES: &str = r#"path "secret/*" { capabilities = ["read"] }"#;
const NOTHING: [String; 0] = [];

fn has_policy(vault: &Client) -> bool {
    vault.policies().acl().read("kept").send().is_ok()
}

#[test]
fn what_was_saved_is_brought_back() {
    let scene = Scene::unsealed("snapshot");
    let vault = scene.stage.client().unwrap();
    vault.policies().acl().write("kept", RULES).send().unwrap();
    let out = scene.run(&["save", "all.snap"]).well();
    assert!(out.starts_with("all.snap: ") && out.ends_with("B\n"), "{out}");
    assert_eq!(scene.files(), ["all.snap"]);
    let mode = scene.file("all.snap").metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);

    vault.policies().acl().delete("kept").send().unwrap();
    let out = scene.run(&["restore", "all.snap"]).well();
    assert!(out.contains("loads it now") && !out.contains("seals itself"), "{out}");
    scene.stage.wait_for("the policy", |vault| Ok(has_policy(vault))).unwrap();
}

#[test]
fn no_file_is_replaced() {
    let scene = Scene::unsealed("snapshot");
    fs::write(scene.file("all.snap"), "precious").unwrap();
    let proxy = FaultProxy::start(scene.stage.address());
    let ran = scene.run_at(proxy.address(), scene.stage.token(), &["save", "all.snap"]);
    ran.fails(&["all.snap exists already"]);
    assert_eq!(fs::read_to_string(scene.file("all.snap")).unwrap(), "precious");
    assert!(proxy.take_seen().is_empty());
    scene.run(&["save", "no/such/folder"]).fails(&["cannot write to no/such"]);
}

#[test]
fn what_is_not_whole_gets_no_name() {
    let scene = Scene::unsealed("snapshot");
    scene.run_at(scene.stage.address(), "s.nobody", &["save", "new"]).fails(&["permission denied"]);
    assert_eq!(scene.files(), NOTHING);

    let proxy = FaultProxy::start(scene.stage.address());
    let token = scene.stage.token();
    proxy.set(Fault::CutReply(5000));
    scene.run_at(proxy.address(), token, &["save", "new"]).fails(&["take_snapshot"]);
    assert_eq!(scene.files(), NOTHING);

    for body in ["", "{}"] {
        let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        proxy.set(Fault::Garbage(answer.into_bytes()));
        let ran = scene.run_at(proxy.address(), token, &["save", "new"]);
        ran.fails(&["the server sent something else"]);
        assert_eq!(scene.files(), NOTHING);
    }
}

#[test]
fn what_is_no_snapshot_is_not_sent() {
    let scene = Scene::unsealed("snapshot");
    let proxy = FaultProxy::start(scene.stage.address());
    fs::write(scene.file("empty"), "").unwrap();
    fs::write(scene.file("text"), "a text").unwrap();
    for (file, why) in [("empty", "no snapshot"), ("text", "no snapshot"), ("none", "cannot read")]
    {
        for force in [&["--force"][..], &[]] {
            let arguments = [&["restore", file], force].concat();
            scene.run_at(proxy.address(), scene.stage.token(), &arguments).fails(&[file, why]);
        }
    }
    assert!(proxy.take_seen().is_empty());
}

#[test]
fn a_snapshot_of_another_server_takes_force() {
    let (here, there) = (Scene::unsealed("snapshot"), Scene::unsealed("snapshot"));
    there.run(&["save", "all.snap"]).well();
    fs::copy(there.file("all.snap"), here.file("all.snap")).unwrap();
    here.run(&["restore", "all.snap"]).fails(&["different set of unseal keys"]);
    let out = here.run(&["restore", "--force", "all.snap"]).well();
    assert!(out.contains("if it seals itself"), "{out}");
    here.stage.wait_for("a sealed server", |vault| Ok(vault.seal().is_sealed()?)).unwrap();
}
