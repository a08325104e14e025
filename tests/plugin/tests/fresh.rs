//! What is committed is what comes of the spec.

use std::{env, fs, path::Path};

use similar::TextDiff;
use vault_sys_codegen::{plugin::Plugin, read_folder};

#[test]
fn what_is_committed_is_what_the_spec_says() {
    let command = "UPDATE_GENERATED=1 cargo test -p vault-sys-plugin --test fresh";
    let sources = read_folder(Path::new("spec")).unwrap();
    let files = Plugin::new().regenerated_by(command).generate(&sources);
    let files = files.unwrap_or_else(|problems| panic!("{problems}"));
    let folder = Path::new("src/generated");
    for (name, text) in &files {
        let path = folder.join(name);
        if env::var_os("UPDATE_GENERATED").is_some() {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, text).unwrap();
        }
        let is = fs::read_to_string(&path).unwrap_or_default();
        let diff = TextDiff::from_lines(&is, text).unified_diff().to_string();
        assert!(is == *text, "{}\n{diff}{command}", path.display());
    }
    // What no file of the spec gives any more is as wrong.
    assert_eq!(count(folder), files.len());
}

fn count(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { count(&path) } else { 1 }).sum()
}
