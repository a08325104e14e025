//! What is explained of the specs in `golden/`, word for word, and what is said of a wrong name.

mod accept;

use std::{collections::BTreeMap, path::Path};

use vault_sys_codegen::{Source, explain, read_folder};

fn sources() -> Vec<Source> {
    read_folder(&accept::folder("golden")).unwrap()
}

#[test]
fn explanations_are_what_is_committed() {
    let sources = sources();
    let names = [
        "outer",
        "outer.inner.read",
        "odd.text",
        "odd.whole",
        "odd.watch",
        "odd.delete",
        "odd.old",
        "shapes.change",
        "fields.exchange",
        "fields.say",
    ];
    let explained: BTreeMap<_, _> = names
        .iter()
        .map(|name| (format!("{name}.txt"), explain(&sources, name).unwrap()))
        .collect();
    accept::compare(&accept::folder("explain"), "txt", &explained);
}

#[test]
fn renewing_a_lease_is_explained_in_less_than_fifty_lines() {
    let text = explain(&read_folder(Path::new("../spec")).unwrap(), "leases.renew").unwrap();
    assert!(text.lines().count() < 50, "{text}");
    for part in [
        "POST /v1/sys/leases/renew",
        "Vault since 0.8.0, OpenBao since 2.0.0",
        "pub fn renew(&self, lease_id: impl Into<String>) -> RenewCall<'c, C>",
        ".await?;",
        ".send()?;",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn a_name_of_nothing_gets_the_nearest_one() {
    let sources = read_folder(Path::new("../spec")).unwrap();
    for (name, near) in [
        ("leses", "leases"),
        ("leases.renw", "leases.renew"),
        ("leeses.renew", "leases.renew"),
        ("policies.acl.reed", "policies.acl.read"),
        ("policies.acll", "policies.acl"),
    ] {
        let told = explain(&sources, name).unwrap_err().to_string();
        assert!(told.contains(&format!("did you mean `{near}`?")), "{name}: {told}");
    }
    let told = explain(&sources, "x").unwrap_err().to_string();
    assert!(told.starts_with("there is nothing called `x`\n") && told.contains("leases"), "{told}");
}
