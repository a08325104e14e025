//! What is explained, held against what is generated.

use std::{fs, path::Path};

use crate::source::read_folder;

use super::{Unexplained, explain, operation};

#[test]
fn every_operation_of_the_spec_is_explained_with_the_signatures_that_are_generated() {
    let sources = read_folder(Path::new("../spec")).unwrap();
    let groups = crate::groups(&sources).unwrap();
    let mut count = 0;
    for group in &groups {
        let path = format!("../vault-sys/src/generated/{}.rs", group.location());
        let generated = squeezed(&fs::read_to_string(path).unwrap());
        for one in &group.operations {
            let text = operation::explain(one, group, &groups);
            let (_, rust) = text.split_once("\nRust, ").unwrap();
            let (rust, call) = rust.split_once("\nCall, ").unwrap();
            let parts = rust.split("\n  pub fn ").skip(1);
            let mut signatures = parts.map(|part| part.split("\n  type ").next().unwrap());
            assert!(signatures.clone().next().is_some(), "{text}");
            let missing = signatures.find(|one| !generated.contains(&squeezed(one)));
            assert_eq!(missing, None, "{text}");
            assert!(generated.contains(&squeezed(rust.split_once("\n  type ").unwrap().1)));
            assert!(call.contains("vault") && call.trim_end().ends_with("?;"), "{text}");
            count += 1;
        }
    }
    assert!(count > 400, "{count}");
}

/// Without blanks and the commas that only formatting asks for.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<String>().replace(",)", ")")
}

#[test]
fn what_is_wrong_with_the_spec_is_told_first() {
    let sources = read_folder(Path::new("tests/drawn")).unwrap();
    let told = explain(&sources[..1], "leases.renew").unwrap_err();
    assert!(matches!(told, Unexplained::Wrong(_)), "{told}");
}
