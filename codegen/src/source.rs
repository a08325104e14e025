//! The text of a spec, as it lies in its folder.

use std::{fs, io, path::Path};

/// One file of a spec.
#[derive(Clone, Debug)]
pub struct Source {
    /// What problems call the file, such as `spec/leases.yaml`. The last part, without its
    /// ending, names the group; `policies.acl.yaml` is the group `acl` within `policies`.
    pub path: String,
    /// What the file holds, be it YAML or not.
    pub text: Vec<u8>,
}

impl Source {
    pub(crate) fn file_name(&self) -> &str {
        self.path.rsplit(['/', '\\']).next().unwrap_or_default()
    }

    /// The text, if it is one.
    pub(crate) fn readable(&self) -> Result<&str, String> {
        let path = &self.path;
        std::str::from_utf8(&self.text).map_err(|_| format!("{path}: not UTF-8; save it as that"))
    }

    /// Name of the group that the file describes, behind that of the group it is in, if any.
    pub(crate) fn group(&self) -> (Option<&str>, &str) {
        let file = self.path.rsplit(['/', '\\']).next().unwrap_or_default();
        let name = file.strip_suffix(".yaml").unwrap_or(file);
        match name.split_once('.') {
            Some((parent, name)) => (Some(parent), name),
            None => (None, name),
        }
    }
}

/// Reads every `*.yaml` of a folder, in the order of their names.
///
/// # Errors
///
/// When the folder or a file in it cannot be read.
pub fn read_folder(folder: &Path) -> io::Result<Vec<Source>> {
    let shown = folder.file_name().unwrap_or_default().to_string_lossy();
    let mut sources = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "yaml") {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let text = fs::read(&path)?;
            sources.push(Source { path: format!("{shown}/{name}"), text });
        }
    }
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(sources)
}
