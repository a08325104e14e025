//! Generated files as they lie on disk, against what they should be.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
};

use similar::TextDiff;
use vault_sys_codegen::Files;

/// One file that is not as it should be.
#[derive(Debug)]
pub(crate) struct Difference {
    path: PathBuf,
    is: Option<String>,
    should_be: Option<String>,
}

/// Compares a folder with the generated files that it should hold. If it is to hold nothing else,
/// what else there is differs too.
pub(crate) fn compare(folder: &Path, wanted: &Files, alone: bool) -> io::Result<Vec<Difference>> {
    let mut found = BTreeMap::new();
    collect(folder, &mut found)?;
    if !alone {
        found.retain(|path, _| wanted.keys().any(|name| folder.join(name) == *path));
    }
    let mut differences = Vec::new();
    for (name, text) in wanted {
        let path = folder.join(name);
        let is = found.remove(&path);
        if is.as_ref() != Some(text) {
            differences.push(Difference { path, is, should_be: Some(text.clone()) });
        }
    }
    let strays = found.into_iter();
    differences.extend(strays.map(|(path, is)| Difference { path, is: Some(is), should_be: None }));
    Ok(differences)
}

fn collect(folder: &Path, found: &mut BTreeMap<PathBuf, String>) -> io::Result<()> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, found)?;
        } else {
            let text = String::from_utf8_lossy(&fs::read(&path)?).into_owned();
            found.insert(path, text);
        }
    }
    Ok(())
}

impl Difference {
    /// Makes the file what it should be, and says so in a line.
    pub(crate) fn mend(&self, root: &Path) -> io::Result<String> {
        let shown = self.shown(root);
        match (&self.is, &self.should_be) {
            (_, None) => fs::remove_file(&self.path).map(|()| format!("removed {shown}")),
            (is, Some(text)) => {
                if let Some(folder) = self.path.parent() {
                    fs::create_dir_all(folder)?;
                }
                fs::write(&self.path, text)?;
                let done = if is.is_some() { "changed" } else { "added" };
                Ok(format!("{done} {shown}"))
            }
        }
    }

    /// What mending would change.
    pub(crate) fn diff(&self, root: &Path) -> String {
        let shown = self.shown(root);
        let kind = match (&self.is, &self.should_be) {
            (_, None) => "stray: no spec file asks for it",
            (None, _) => "missing",
            _ => "stale",
        };
        let mut text = format!("{shown} ({kind})\n");
        if let (is, Some(should_be)) = (self.is.as_deref().unwrap_or_default(), &self.should_be) {
            let diff = TextDiff::from_lines(is, should_be.as_str());
            let diff = diff.unified_diff().context_radius(2).to_string();
            let _ = writeln!(text, "{diff}");
        }
        text
    }

    fn shown(&self, root: &Path) -> String {
        self.path.strip_prefix(root).unwrap_or(&self.path).display().to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strays_stale_and_missing_files_are_found_and_mended() {
        let folder = std::env::temp_dir().join(format!("vault-sys-tree-{}", std::process::id()));
        fs::create_dir_all(folder.join("deeper")).unwrap();
        for (name, text) in [("same.rs", "a"), ("stale.rs", "old"), ("deeper/stray.rs", "x")] {
            fs::write(folder.join(name), text).unwrap();
        }
        let wanted = [("same.rs", "a"), ("stale.rs", "new"), ("missing.rs", "m")];
        let wanted = wanted.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
        assert_eq!(compare(&folder, &wanted, false).unwrap().len(), 2);
        let differences = compare(&folder, &wanted, true).unwrap();
        let said: Vec<_> = differences.iter().map(|one| one.diff(&folder)).collect();
        assert_eq!(said.len(), 3);
        assert!(said[0].starts_with("missing.rs (missing)"));
        assert!(said[1].starts_with("stale.rs (stale)"));
        assert!(said[1].contains("-old") && said[1].contains("+new"));
        assert!(said[2].starts_with("deeper/stray.rs (stray"));
        for difference in differences {
            difference.mend(&folder).unwrap();
        }
        assert!(compare(&folder, &wanted, true).unwrap().is_empty());
        fs::remove_dir_all(folder).unwrap();
    }
}
