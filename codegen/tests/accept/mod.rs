//! Holds what the generator gives against what is committed.

use std::{
    collections::BTreeMap,
    env,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use similar::TextDiff;

/// A folder beside the tests, which cargo starts in the folder of the crate.
pub(crate) fn folder(name: &str) -> PathBuf {
    Path::new("tests").join(name)
}

/// Compares the files below a folder that have this ending with what they should be, and fails
/// with every difference. With `UPDATE_GOLDEN=1` it writes instead.
pub(crate) fn compare(folder: &Path, ending: &str, wanted: &BTreeMap<String, String>) {
    let wanted = wanted.iter().map(|(name, text)| (folder.join(name), text.as_str())).collect();
    let mut found = BTreeMap::new();
    read(folder, ending, &mut found);
    if env::var_os("UPDATE_GOLDEN").is_some() {
        update(&found, &wanted);
        return;
    }
    let differences = differences(&found, &wanted);
    assert!(
        differences.is_empty(),
        "{differences}If all of this is wanted: UPDATE_GOLDEN=1 cargo test -p vault-sys-codegen"
    );
}

fn read(folder: &Path, ending: &str, found: &mut BTreeMap<PathBuf, String>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            read(&path, ending, found);
        } else if path.extension().is_some_and(|other| other == ending) {
            let text = fs::read_to_string(&path).unwrap();
            found.insert(path, text);
        }
    }
}

fn differences(found: &BTreeMap<PathBuf, String>, wanted: &BTreeMap<PathBuf, &str>) -> String {
    let mut differences = String::new();
    for (path, text) in wanted {
        let is = found.get(path).map(String::as_str).unwrap_or_default();
        if is != *text {
            let diff = TextDiff::from_lines(is, *text);
            let diff = diff.unified_diff().header("is committed", "is generated").to_string();
            let _ = writeln!(differences, "{}\n{diff}", path.display());
        }
    }
    for path in found.keys().filter(|path| !wanted.contains_key(*path)) {
        let _ = writeln!(differences, "{}: nothing gives this file", path.display());
    }
    differences
}

fn update(found: &BTreeMap<PathBuf, String>, wanted: &BTreeMap<PathBuf, &str>) {
    for (path, text) in wanted {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    for path in found.keys().filter(|path| !wanted.contains_key(*path)) {
        fs::remove_file(path).unwrap();
    }
}
