//! No group can have a name that vault-sys uses itself: read from its sources, so that the list of
//! such names cannot fall behind.

use std::{collections::BTreeSet, fs};

use vault_sys_codegen::{Source, generate, plugin::Plugin};

const RUNTIME: &str = "../vault-sys";

fn read(path: &str) -> String {
    let path = format!("{RUNTIME}/{path}");
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The modules, the dependencies and the methods of the clients.
fn names() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for line in read("src/lib.rs").lines() {
        let module = line.trim_start_matches("pub ").strip_prefix("mod ");
        names.extend(module.and_then(|module| module.strip_suffix(';')).map(str::to_owned));
    }
    let manifest = read("Cargo.toml");
    let dependencies = manifest.split("\n[dependencies]\n").nth(1).unwrap_or_default();
    for line in dependencies.lines().take_while(|line| !line.starts_with('[')) {
        names.extend(line.split_once(" = ").map(|(name, _)| name.replace('-', "_")));
    }
    for file in ["client", "blocking", "exchange"] {
        let text = read(&format!("src/{file}.rs"));
        let own = text.split("\nimpl Client {\n").skip(1);
        for line in own.filter_map(|text| text.split("\n}\n").next()).flat_map(str::lines) {
            let method = line.trim_start().split_once("fn ").map(|(_, method)| method);
            let end = |c: char| !c.is_alphanumeric() && c != '_';
            names.extend(method.and_then(|method| method.split(end).next()).map(str::to_owned));
        }
    }
    names.remove("");
    names
}

/// The groups that the spec has, but those within others.
fn groups() -> BTreeSet<String> {
    let files = fs::read_dir("../spec").unwrap().map(|entry| entry.unwrap().file_name());
    let names = files.filter_map(|name| name.to_str()?.strip_suffix(".yaml").map(str::to_owned));
    names.filter(|name| !name.contains('.')).collect()
}

fn one(group: &str) -> Source {
    let text = "doc: Some group.\nsince: { vault: 1.0.0, openbao: 2.0.0 }\noperations:\n  one: { doc: \
                Some., http: GET a, reply: none, examples: [{}] }\n";
    Source { path: format!("spec/{group}.yaml"), text: text.into() }
}

#[test]
fn groups_of_vault_sys_are_refused_in_other_crates() {
    Plugin::new().generate(&[one("acme")]).unwrap();
    assert!(groups().len() > 40);
    for name in groups().into_iter().chain(["prelude".into()]) {
        let problems = Plugin::new().generate(&[one(&name)]).err().map(|one| one.to_string());
        let refused = problems.is_some_and(|problems| problems.contains("vault-sys has"));
        assert!(
            refused,
            "a plugin could be called `{name}`: add it to `codegen/src/name/taken.rs`"
        );
    }
}

#[test]
fn names_of_vault_sys_are_refused() {
    let names = names();
    assert!(names.len() > 40, "{names:?}");
    for name in names {
        let problems = generate(&[one(&name)]).err().map(|problems| problems.to_string());
        let refused = problems.is_some_and(|problems| problems.contains("has something else"));
        assert!(refused, "a group could be called `{name}`: add it to `codegen/src/name/taken.rs`");
    }
}
