//! What is said of specs that are wrong: each file or folder in `bad/` has the messages beside it.

mod accept;

use std::{collections::BTreeMap, fs};

use vault_sys_codegen::{Source, generate, read_folder};

#[test]
fn each_bad_spec_is_told_what_is_wrong_and_what_would_be_right() {
    let folder = accept::folder("bad");
    let mut told = BTreeMap::new();
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let (case, sources) = if path.is_dir() {
            (name.as_str(), read_folder(&path).unwrap())
        } else if let Some(case) = name.strip_suffix(".yaml") {
            (case, vec![Source { path: format!("bad/{name}"), text: fs::read(&path).unwrap() }])
        } else {
            continue;
        };
        let problems = generate(&sources).expect_err(&name);
        told.insert(format!("{case}.txt"), format!("{problems}\n"));
    }
    accept::compare(&folder, "txt", &told);
}

#[test]
fn the_order_of_the_files_does_not_change_what_is_told() {
    for case in ["many", "routes_of_two", "group_clash", "nested"] {
        let mut sources = read_folder(&accept::folder("bad").join(case)).unwrap();
        let told = generate(&sources).unwrap_err();
        sources.reverse();
        assert_eq!(generate(&sources).unwrap_err(), told, "{case}");
    }
}
