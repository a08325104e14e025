//! What a program gets that takes vault-sys in.

use std::{collections::BTreeSet, process::Command};

use serde_json::Value;

/// Each of them is somebody else's code with a user's root token in reach.
const MOST_CRATES: usize = 93;

fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO")).args(arguments).arg("--offline").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_default_build_has_few_crates() {
    let tree = cargo(&["tree", "--edges=normal", "--package=vault-sys", "--prefix=none"]);
    let crates: BTreeSet<_> = tree.lines().map(|line| line.trim_end_matches(" (*)")).collect();
    println!("{} crates, vault-sys among them", crates.len());
    assert!(crates.len() <= MOST_CRATES, "{crates:#?}");
}

#[test]
fn nothing_of_ours_runs_while_it_is_built() {
    let metadata = cargo(&["metadata", "--no-deps", "--format-version=1"]);
    let metadata: Value = serde_json::from_str(&metadata).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let vault_sys = packages.iter().find(|package| package["name"] == "vault-sys").unwrap();
    for target in vault_sys["targets"].as_array().unwrap() {
        for kind in target["kind"].as_array().unwrap() {
            // Examples and tests are not built with what depends on it.
            let harmless = ["lib", "test", "example"].iter().any(|it| kind == it);
            assert!(harmless, "{target}");
        }
    }
}

#[test]
fn packages_hold_what_their_users_need_and_nothing_else() {
    for (package, more) in [("vault-sys", &["CHANGELOG.md"][..]), ("vault-sys-codegen", &[])] {
        let arguments = ["package", "--list", "--allow-dirty", "--exclude-lockfile", "--package"];
        let files = cargo(&[&arguments[..], &[package]].concat());
        let (sources, others): (Vec<_>, Vec<_>) = files
            .lines()
            .partition(|file| file.starts_with("src/") || file.starts_with("examples/"));
        // What an example reads comes along with it.
        let (read, sources): (Vec<_>, Vec<_>) =
            sources.into_iter().partition(|file| file.starts_with("examples/provision/"));
        let rust =
            |file: &&str| std::path::Path::new(file).extension().is_some_and(|end| end == "rs");
        assert!(sources.contains(&"src/lib.rs") && sources.iter().all(rust), "{sources:#?}");
        assert_eq!(read.len(), if package == "vault-sys" { 3 } else { 0 }, "{read:?}");
        // Cargo adds this where it is a checkout.
        let others = others.into_iter().filter(|file| *file != ".cargo_vcs_info.json");
        let expected =
            ["Cargo.toml", "Cargo.toml.orig", "LICENSE-APACHE", "LICENSE-MIT", "README.md"];
        let expected = expected.iter().chain(more).copied();
        assert_eq!(others.collect::<BTreeSet<_>>(), expected.collect(), "{package}");
    }
}
