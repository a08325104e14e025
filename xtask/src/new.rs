//! Adds an entry to start from.

use std::path::Path;

use vault_sys_codegen::{draft::Draft, read_folder};

/// Adds it and tells where.
pub(crate) fn run(group: &str, operation: &str, http: &str) -> Result<(), String> {
    println!("{}", add(&xtask::root(), &Draft::new(group, operation, http))?);
    Ok(())
}

fn add(root: &Path, draft: &Draft) -> Result<String, String> {
    let sources = read_folder(&root.join("spec")).map_err(|error| format!("spec: {error}"))?;
    let before = sources.clone();
    let changed = draft.add_to(&sources, "spec")?;
    let line = xtask::write_spec(root, &before, &changed)?;
    let right = "say what is TODO there, then cargo xtask regen";
    Ok(format!("{}:{line}: {}.{}; {right}", changed.path, draft.group, draft.operation))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn an_entry_is_written_or_nothing_is() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("spec")).unwrap();
        let draft = |http| Draft::new("things", "read", http);
        let told = add(root.path(), &draft("GET sys/things")).unwrap();
        assert!(told.starts_with("spec/things.yaml:1: things.read; say what is TODO"), "{told}");
        let text = fs::read_to_string(root.path().join("spec/things.yaml")).unwrap();
        assert!(text.contains("\n  read:\n    doc: TODO\n    http: GET sys/things\n"), "{text}");
        for wrong in ["GET sys/things", "PUT sys/other"] {
            add(root.path(), &draft(wrong)).unwrap_err();
        }
        assert_eq!(fs::read_to_string(root.path().join("spec/things.yaml")).unwrap(), text);
    }
}
