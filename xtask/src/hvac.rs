//! Whether everything that hvac can do has a place in the table for its users.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

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

/// What lacks, a line each.
pub(crate) fn missing(root: &Path, page: &str, api: &vault_sys_codegen::Files) -> Vec<String> {
    let inventory = match fs::read_to_string(root.join("spec/inventory.tsv")) {
        Ok(inventory) => inventory,
        Err(error) => return vec![format!("spec/inventory.tsv: {error}")],
    };
    compare(&inventory, &methods(page), &operations(api))
}

fn compare(
    inventory: &str,
    methods: &BTreeMap<String, String>,
    operations: &BTreeSet<String>,
) -> Vec<String> {
    let mut missing = Vec::new();
    let mut lines = inventory.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let columns = lines.next().unwrap_or_default();
    let column = |row: &[&str], name| {
        let index = columns.iter().position(|column| *column == name);
        index.and_then(|index| row.get(index)).copied().unwrap_or_default().to_owned()
    };
    for row in lines {
        let names = column(&row, "hvac_method");
        let group = column(&row, "group");
        let class = CLASSES.iter().find(|(name, _)| *name == group).map(|(_, class)| *class);
        let route = format!("{} {}", column(&row, "method"), anonymous(&column(&row, "path")[1..]));
        for name in names.split(',').filter(|name| *name != "-") {
            let Some(class) = class else {
                missing.push(format!("no class of hvac is known for the group `{group}`"));
                continue;
            };
            if !methods.get(class).is_some_and(|text| text.contains(&format!("`{name}`"))) {
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

/// Method and path of each operation that has been generated, placeholders without their names.
fn operations(api: &vault_sys_codegen::Files) -> BTreeSet<String> {
    let mut operations = BTreeSet::new();
    for text in api.values() {
        for part in text.split("Operation::new(").skip(1) {
            let mut method = part.split("Method::").nth(1).unwrap_or_default().split(',');
            let path = part.split('"').nth(3).unwrap_or_default();
            let method = method.next().unwrap_or_default().to_uppercase();
            operations.insert(format!("{method} {}", anonymous(path)));
        }
    }
    operations
}

fn anonymous(path: &str) -> String {
    let segment =
        |segment: &str| if segment.starts_with('{') { "{}".into() } else { segment.to_owned() };
    path.split('/').map(segment).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    const INVENTORY: &str = "group\tmethod\tpath\thvac_method\n\
                             lease\tPOST\t/sys/leases/renew\trenew_lease\n\
                             lease\tGET\t/sys/leases\t-";

    fn known() -> (BTreeMap<String, String>, BTreeSet<String>) {
        let page = "## Lease\n\n| hvac | x |\n| --- | --- |\n| `renew_lease` | `call` | |\n";
        let text = "Operation::new(\"leases.renew\", Method::Post, \"sys/leases/renew\")";
        let api = [("leases.rs".to_owned(), text.to_owned())].into();
        (methods(page), operations(&api))
    }

    #[test]
    fn what_is_there_is_found() {
        let (methods, operations) = known();
        assert!(compare(INVENTORY, &methods, &operations).is_empty());
    }

    #[test]
    fn what_lacks_is_told() {
        let (methods, operations) = known();
        let missing = compare(INVENTORY, &BTreeMap::new(), &operations);
        assert_eq!(missing, ["hvac's Lease.renew_lease is in no spec file: add `hvac:`"]);
        let missing = compare(INVENTORY, &methods, &BTreeSet::new());
        assert!(missing[0].starts_with("POST sys/leases/renew, which"), "{missing:?}");
    }
}
