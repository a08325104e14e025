//! Replacing key shares.

use std::{
    fs,
    os::unix::fs::{PermissionsExt as _, symlink},
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use serde_json::{Value, json};
use tempfile::TempDir;
use vault_sys_tests::{Example, RaftServer, stage::Stage};

use crate::{
    scene::{Ran, Scene, run},
    stub::Stub,
};

const OLD: [&str; 3] = ["share-2", "share-5", "share-1"];
const NEW: [&str; 6] = ["--shares", "3", "--threshold", "2", "--out", "new"];

/// A server whose listener lets rekey.
fn scene() -> Scene {
    let stage = Stage::unsealed(&RaftServer::builder().unauthed_rekey(true)).unwrap();
    Scene { stage, example: Example::build("rekey").unwrap() }
}

impl Scene {
    /// Seals the server, and tells whether these shares unseal it.
    fn unseals(&self, shares: &[&str]) -> bool {
        let vault = self.stage.client().unwrap();
        if !vault.seal().is_sealed().unwrap() {
            vault.health().wait_until_active(Duration::from_secs(60)).unwrap();
            vault.seal().seal().send().unwrap();
        }
        vault.seal().unseal("").reset(true).send().unwrap();
        let shares: Vec<_> =
            shares.iter().map(|share| fs::read_to_string(self.file(share)).unwrap()).collect();
        let shares = shares.iter().map(|share| share.trim());
        vault.seal().unseal_with(shares).is_ok_and(|status| !status.sealed)
    }

    fn is_under_way(&self) -> bool {
        self.stage.client().unwrap().rekey().status().send().unwrap().started
    }

    fn has_new_shares(&self) -> bool {
        self.file("new/share-1").exists()
    }
}

#[test]
fn new_shares_take_the_place_of_the_old_ones() {
    let scene = scene();
    let out = scene.run(&[&NEW[..], &OLD].concat()).well();
    assert_eq!(out, "the new shares count from now on, and the old ones are void\n");
    for share in ["new/share-1", "new/share-2", "new/share-3"] {
        let mode = scene.file(share).metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    assert_eq!(fs::read_dir(scene.file("new")).unwrap().count(), 3);
    assert!(!scene.is_under_way());
    assert!(!scene.unseals(&OLD));
    assert!(scene.unseals(&["new/share-3", "new/share-1"]));
}

#[test]
fn what_cannot_go_well_is_not_begun() {
    let scene = scene();
    scene
        .run(&[&NEW[..], &OLD[1..]].concat())
        .fails(&["3 of the present shares are needed, not 2"]);
    scene.run(&[&NEW[..], &["nowhere"]].concat()).fails(&["cannot read nowhere"]);
    fs::write(scene.file("new/share-2"), "precious").unwrap();
    scene.run(&[&NEW[..], &OLD].concat()).fails(&["new/share-2 exists already"]);
    assert_eq!(fs::read_to_string(scene.file("new/share-2")).unwrap(), "precious");
    assert!(!scene.is_under_way() && !scene.has_new_shares());
}

#[test]
fn the_rekey_of_somebody_else_is_given_up_only_if_asked() {
    let scene = scene();
    let vault = scene.stage.client().unwrap();
    let theirs = vault.rekey().start(1, 1).send().unwrap();
    scene.run(&[&NEW[..], &OLD].concat()).fails(&["somebody else", "--restart"]);
    assert_eq!(vault.rekey().status().send().unwrap().nonce, theirs.nonce);
    scene.run(&[&NEW[..], &OLD, &["--restart"]].concat()).well();
    assert!(scene.unseals(&["new/share-2", "new/share-1"]));
}

#[test]
fn a_wrong_share_leaves_the_old_ones_valid() {
    let scene = scene();
    scene.write_wrong_share();
    let ran = scene.run(&[&NEW[..], &["share-2", "wrong", "share-3"]].concat());
    ran.fails(&["given up: the old shares are still valid", "did not take the present shares"]);
    assert!(!scene.is_under_way() && !scene.has_new_shares());
    assert!(scene.unseals(&OLD));
}

#[test]
fn new_shares_that_cannot_be_kept_do_not_count() {
    let scene = scene();
    // Is not there when it is looked for, and is in the way when it is written.
    fs::create_dir(scene.file("new")).unwrap();
    symlink("nowhere", scene.file("new/share-3")).unwrap();
    let ran = scene.run(&[&NEW[..], &OLD].concat());
    ran.fails(&["given up: the old shares are still valid", "cannot write new/share-3"]);
    assert!(scene.has_new_shares() && !scene.is_under_way());
    assert!(!scene.unseals(&["new/share-1", "new/share-2"]));
    assert!(scene.unseals(&OLD));
}

#[test]
fn a_listener_that_does_not_let_rekey_is_explained() {
    let scene = Scene::unsealed("rekey");
    scene.run(&[&NEW[..], &OLD].concat()).fails(&["disable_unauthed_rekey_endpoints = false"]);
    assert!(!scene.has_new_shares());
}

#[test]
fn a_server_that_does_not_verify_makes_no_shares() {
    let stub = Stub::start(move |asked| match asked.line.as_str() {
        "GET /v1/sys/rekey/init" => Some((200, status(false, false))),
        "POST /v1/sys/rekey/init" => Some((200, status(true, false))),
        other => panic!("{other}"),
    });
    run_with_any_shares(&stub.address, |ran, _| ran.fails(&["the server does not verify shares"]));
}

#[test]
fn an_answer_that_is_lost_leaves_it_open_which_shares_count() {
    let (shares, rekey) = (["aa", "bb", "cc"], AtomicBool::new(false));
    let stub = Stub::start(move |asked| {
        Some(match asked.line.as_str() {
            "GET /v1/sys/rekey/init" => (200, status(rekey.load(Ordering::SeqCst), true)),
            "POST /v1/sys/rekey/init" => {
                rekey.store(true, Ordering::SeqCst);
                (200, status(true, true))
            }
            "POST /v1/sys/rekey/update" => {
                let made = json!({
                    "nonce": "n", "complete": true, "keys": shares, "keys_base64": shares,
                    "pgp_fingerprints": null, "backup": false, "verification_required": true,
                    "verification_nonce": "v",
                });
                (200, made)
            }
            "POST /v1/sys/rekey/verify" => {
                rekey.store(false, Ordering::SeqCst);
                return None;
            }
            other => panic!("{other}"),
        })
    });
    run_with_any_shares(&stub.address, |ran, folder| {
        ran.fails(&["keep the old shares and the new ones", "it is over"]);
        for (name, share) in ["share-1", "share-2", "share-3"].iter().zip(shares) {
            let kept = fs::read_to_string(folder.join("new").join(name)).unwrap();
            assert_eq!(kept.trim(), share);
        }
    });
}

/// Runs it for a server that takes what is no share.
fn run_with_any_shares(address: &str, check: impl FnOnce(Ran, &Path)) {
    let folder = TempDir::new().unwrap();
    for (name, share) in OLD.iter().zip(["11", "22", "33"]) {
        fs::write(folder.path().join(name), share).unwrap();
    }
    let example = Example::build("rekey").unwrap();
    check(run(&example, address, "", folder.path(), &[&NEW[..], &OLD].concat()), folder.path());
}

/// What a server says of a rekey.
fn status(started: bool, verified: bool) -> Value {
    json!({
        "nonce": if started { "n" } else { "" }, "started": started, "t": 2, "n": 3, "progress": 0,
        "required": 3, "pgp_fingerprints": null, "backup": false, "verification_required": verified,
    })
}
