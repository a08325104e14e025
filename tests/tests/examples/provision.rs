//! Provisioning what a plan names.

use std::{fs, path::Path, time::Duration};

use vault_sys::blocking::Client;

use crate::scene::Scene;

/// A server, and the plan that stands beside the example.
fn scene() -> Scene {
    let scene = Scene::unsealed("provision");
    let plan = Path::new(env!("CARGO_MANIFEST_DIR")).join("../vault-sys/examples/provision");
    for file in fs::read_dir(plan).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), scene.file(file.file_name().to_str().unwrap())).unwrap();
    }
    scene
}

fn all(what: &str) -> String {
    let all =
        ["mount team/web/kv/", "mount team/web/transit/", "policy web-reads", "policy web-signs"];
    all.map(|one| format!("{what:<8} {one}\n")).concat()
}

fn has_nothing_of_it(vault: &Client) -> bool {
    let policies = vault.policies().acl().list().send().unwrap();
    !policies.iter().any(|name| name.starts_with("web-"))
        && !vault.mounts().list().send().unwrap().contains_key("team/web/transit/")
}

#[test]
fn what_is_missing_is_made_and_what_is_there_is_left() {
    let scene = scene();
    let vault = scene.stage.client().unwrap();
    assert_eq!(scene.run(&["--dry-run", "plan.json"]).well(), all("create"));
    assert!(has_nothing_of_it(&vault));
    assert_eq!(scene.run(&["plan.json"]).well(), all("created"));

    let mounts = vault.mounts().list().send().unwrap();
    let (kv, transit) = (&mounts["team/web/kv/"], &mounts["team/web/transit/"]);
    assert_eq!((kv.type_.as_str(), kv.options["version"].as_str()), ("kv", "2"));
    assert_eq!(kv.description, "What the web team keeps");
    assert_eq!(transit.config.default_lease_ttl, Duration::from_secs(3600));
    assert_eq!(transit.config.max_lease_ttl, Duration::from_secs(86400));
    let policy = vault.policies().acl().read("web-signs").send().unwrap().policy;
    assert!(policy.contains("team/web/transit/sign/site"));

    assert_eq!(scene.run(&["plan.json"]).well(), all("same"));
    assert_eq!(vault.mounts().list().send().unwrap(), mounts);
}

#[test]
fn what_differs_is_changed_and_nothing_else() {
    let scene = scene();
    let vault = scene.stage.client().unwrap();
    scene.run(&["plan.json"]).well();
    let other = Duration::from_secs(60);
    let tune = vault.mounts().tune("team/web/transit").default_lease_ttl(other);
    tune.listing_visibility(vault_sys::mounts::ListingVisibility::Unauth).send().unwrap();
    vault
        .policies()
        .acl()
        .write("web-reads", r#"path "x" { capabilities = ["list"] }"#)
        .send()
        .unwrap();
    vault.mounts().enable("another", "kv").send().unwrap();

    let out = scene.run(&["--dry-run", "plan.json"]).well();
    assert!(out.contains("change   mount team/web/transit/\nchange   policy web-reads\n"), "{out}");
    let out = scene.run(&["plan.json"]).well();
    assert_eq!(out.matches("changed").count(), 2, "{out}");
    assert_eq!(scene.run(&["plan.json"]).well(), all("same"));

    let mounts = vault.mounts().list().send().unwrap();
    let transit = &mounts["team/web/transit/"].config;
    assert_eq!(transit.default_lease_ttl, Duration::from_secs(3600));
    // The plan has no word about it.
    assert!(transit.listing_visibility.is_some());
    assert!(mounts.contains_key("another/"));
}

#[test]
fn an_engine_of_another_type_stops_it_before_anything_is_done() {
    let scene = scene();
    let vault = scene.stage.client().unwrap();
    vault.mounts().enable("team/web/kv", "transit").send().unwrap();
    scene.run(&["plan.json"]).fails(&["team/web/kv/", "is a `transit` and no `kv`"]);
    assert!(has_nothing_of_it(&vault));
    assert_eq!(vault.mounts().list().send().unwrap()["team/web/kv/"].type_, "transit");
}

#[test]
fn a_plan_that_is_none_does_nothing() {
    let scene = scene();
    let vault = scene.stage.client().unwrap();
    scene.run(&["nowhere.json"]).fails(&["cannot read nowhere.json"]);
    let plan = fs::read_to_string(scene.file("plan.json")).unwrap();
    let typo = plan.replace("max_lease_ttl", "max_leese_ttl");
    fs::write(scene.file("typo.json"), typo).unwrap();
    scene.run(&["typo.json"]).fails(&["that is no plan", "max_leese_ttl"]);
    fs::remove_file(scene.file("web-signs.hcl")).unwrap();
    scene.run(&["plan.json"]).fails(&["cannot read web-signs.hcl"]);
    assert!(has_nothing_of_it(&vault));
}
