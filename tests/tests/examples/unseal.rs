//! Unsealing with shares from files.

use std::fs;

use serde_json::json;
use tempfile::TempDir;
use vault_sys::blocking::Client;
use vault_sys_tests::{Example, RaftServer};

use crate::{
    scene::{Scene, run},
    stub::Stub,
};

impl Scene {
    fn progress(&self) -> u64 {
        self.stage.client().unwrap().seal().status().send().unwrap().progress
    }

    fn is_sealed(&self) -> bool {
        self.stage.client().unwrap().seal().is_sealed().unwrap()
    }
}

#[test]
fn shares_unseal_in_any_order_and_once() {
    let scene = Scene::sealed("unseal");
    let out = scene.run(&["share-5", "share-1", "share-3", "share-4"]).well();
    assert_eq!(out, "share-5: 1 of 3\nshare-1: 2 of 3\nthe server is unsealed\n");
    assert!(!scene.is_sealed());
    let out = scene.run(&["share-2"]).well();
    assert_eq!(out, "the server is unsealed already\n");
}

#[test]
fn shares_come_together_over_several_runs() {
    let scene = Scene::sealed("unseal");
    scene.run(&["share-1"]).fails(&["still sealed, with 1 of 3 shares"]);
    scene.run(&["share-1", "share-2"]).fails(&["with 2 of 3 shares"]);
    assert_eq!(scene.progress(), 2);
    scene.run(&["--reset", "share-3"]).fails(&["with 1 of 3 shares"]);
    assert_eq!(scene.progress(), 1);
    let out = scene.run(&["share-4", "share-5"]).well();
    assert!(out.starts_with("the server has 1 of 3 shares already\nshare-4: 2 of 3\n"), "{out}");
    assert!(!scene.is_sealed());
}

#[test]
fn a_wrong_share_is_an_error_that_quotes_nothing() {
    let scene = Scene::sealed("unseal");
    scene.write_wrong_share();
    let wrong = fs::read_to_string(scene.file("wrong")).unwrap();
    let ran = scene.run(&["wrong", "share-2", "share-3"]);
    assert!(!format!("{ran:?}").contains(wrong.trim()));
    ran.fails(&["share-3", "the server has no shares now", "may be wrong"]);
    assert!(scene.is_sealed());

    fs::write(scene.file("wrong"), "neither-hex-nor-base64").unwrap();
    let ran = scene.run(&["share-1", "wrong", "share-2"]);
    assert!(!format!("{ran:?}").contains("neither-hex"));
    ran.fails(&["with wrong", "still has 1 of 3 shares", "--reset"]);
    assert_eq!(scene.progress(), 1);
}

#[test]
fn nothing_is_sent_if_a_file_is_no_good() {
    let scene = Scene::sealed("unseal");
    scene.run(&["share-1", "nowhere"]).fails(&["cannot read nowhere"]);
    fs::copy(scene.file("share-1"), scene.file("copy")).unwrap();
    scene.run(&["share-1", "copy"]).fails(&["share-1 and copy hold the same share"]);
    fs::write(scene.file("empty"), "\n").unwrap();
    scene.run(&["share-1", "empty"]).fails(&["empty is empty"]);
    assert_eq!(scene.progress(), 0);
}

#[test]
fn a_server_that_has_just_joined_is_waited_for() {
    let scene = Scene::unsealed("unseal");
    let other = RaftServer::builder().node_id("node-2").start();
    scene.run_at(other.address(), "", &["share-1"]).fails(&["not initialised"]);
    let vault = Client::new(other.address()).unwrap();
    vault.raft().join().leader_api_addr(scene.stage.address()).send().unwrap();
    let out = scene.run_at(other.address(), "", &["share-1", "share-2", "share-3"]).well();
    assert!(out.ends_with("the server is unsealed\n"), "{out}");
    assert!(!vault.seal().is_sealed().unwrap());
}

#[test]
fn no_token_goes_with_the_shares() {
    let stub = Stub::start(|asked| {
        assert!(!asked.headers.contains("s.token-of-mine"));
        let status = json!({
            "type": "shamir", "initialized": true, "sealed": false, "t": 1, "n": 1, "progress": 0,
            "nonce": "", "version": "2.7.2", "migration": false, "recovery_seal": false,
        });
        Some((200, status))
    });
    let (example, folder) = (Example::build("unseal").unwrap(), TempDir::new().unwrap());
    fs::write(folder.path().join("share"), "aa").unwrap();
    run(&example, &stub.address, "s.token-of-mine", folder.path(), &["share"]).well();
}
