//! Whether everything that hvac can do has a place in the table for its users.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use vault_sys_codegen::{
    catalogue::{Catalogue, catalogue},
    read_folder,
};

use xtask::{route::anonymous, screen::draw};

use crate::inventory::{self, Row};

/// Which class of hvac the groups of the inventory belong to.
const CLASSES: [(&str, &str); 16] = [
    ("audit", "Audit"),
    ("auth", "Auth"),
    ("capabilities", "Capabilities"),
    ("health", "Health"),
    ("init", "Init"),
    ("key", "Key"),
    ("leader", "Leader"),
    ("lease", "Lease"),
    ("mount", "Mount"),
    ("namespace", "Namespace"),
    ("policies", "Policies"),
    ("policy", "Policy"),
    ("quota", "Quota"),
    ("raft", "Raft"),
    ("seal", "Seal"),
    ("wrapping", "Wrapping"),
];

/// Fails if something lacks in the page as it is committed.
pub(crate) fn check(root: &Path) -> Result<(), String> {
    let sources = read_folder(&root.join("spec")).map_err(|error| format!("spec: {error}"))?;
    let catalogue = catalogue(&sources).map_err(|problems| draw(&problems, &sources))?;
    let page = "docs/from-hvac.md";
    let page = fs::read_to_string(root.join(page)).map_err(|error| format!("{page}: {error}"))?;
    let missing = missing(&inventory::read(root)?, &page, &catalogue);
    if missing.is_empty() {
        return Ok(());
    }
    Err(format!("{}\nhvac can do what is not there", missing.join("\n")))
}

/// What lacks, a line each.
fn missing(rows: &[Row], page: &str, catalogue: &Catalogue) -> Vec<String> {
    let methods = methods(page);
    let route = |method: &str, path: &str| format!("{method} {}", anonymous(path));
    let operations: BTreeSet<_> =
        catalogue.operations.iter().map(|one| route(&one.method, &one.path)).collect();
    let mut missing = Vec::new();
    for row in rows.iter().filter(|row| !row.hvac.is_empty()) {
        let Some((_, class)) = CLASSES.iter().find(|(group, _)| *group == row.group) else {
            missing.push(format!("no class of hvac is known for the group `{}`", row.group));
            continue;
        };
        let route = route(&row.method, &row.path);
        for name in &row.hvac {
            if !methods.get(*class).is_some_and(|text| text.contains(&format!("`{name}`"))) {
                missing.push(format!("hvac's {class}.{name} is in no spec file: add `hvac:`"));
            }
            if !operations.contains(&route) {
                missing.push(format!("{route}, which hvac's {class}.{name} calls, is not there"));
            }
        }
    }
    missing
}

/// The first columns of each class's table.
fn methods(page: &str) -> BTreeMap<String, String> {
    let mut methods: BTreeMap<String, String> = BTreeMap::new();
    let mut class = String::new();
    for line in page.lines() {
        if let Some(name) = line.strip_prefix("## ") {
            class = name.into();
        } else if let Some(cell) = line.strip_prefix("| `").and_then(|row| row.split(" | ").next())
        {
            let cells = methods.entry(class.clone()).or_default();
            cells.extend(["`", cell, "\n"]);
        }
    }
    methods
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<Row> {
        inventory::parse(
            "group\tmethod\tpath\thvac_method\n\
             lease\tPOST\t/sys/leases/renew\trenew_lease\n\
             lease\tGET\t/sys/leases\t-",
        )
    }

    const PAGE: &str = "## Lease\n\n| hvac | x |\n| --- | --- |\n| `renew_lease` | `call` | |\n";

    #[test]
    fn all_that_hvac_can_do_is_there() {
        check(&xtask::root()).unwrap();
    }

    #[test]
    fn what_lacks_is_told() {
        let missing = missing(&rows(), PAGE, &Catalogue::default());
        let [only] = missing.as_slice() else { panic!("{missing:?}") };
        assert!(only.starts_with("POST sys/leases/renew, which"), "{only}");
        let missing = super::missing(&rows(), "", &Catalogue::default());
        assert!(missing[0].starts_with("hvac's Lease.renew_lease is in no"), "{missing:?}");
    }
}
