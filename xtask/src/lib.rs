//! What the tasks share.

use std::{
    fs,
    path::{Path, PathBuf},
};

use vault_sys_codegen::Source;

pub mod known;
pub mod regen;
pub mod route;
pub mod screen;
mod tree;

/// The tree to work on: the workspace, or what `VAULT_SYS_TREE` names, as tests work on a copy.
#[must_use]
pub fn root() -> PathBuf {
    std::env::var_os("VAULT_SYS_TREE").map_or_else(workspace, Into::into)
}

/// The folder of the workspace.
///
/// # Panics
///
/// Never, as this package lies in the workspace.
#[must_use]
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the workspace").into()
}

/// Writes a changed file of the spec, and tells the line where the change begins.
///
/// # Errors
///
/// When it cannot be written.
pub fn write_spec(root: &Path, before: &[Source], changed: &Source) -> Result<usize, String> {
    let path = root.join(&changed.path);
    fs::write(path, &changed.text).map_err(|error| format!("{}: {error}", changed.path))?;
    let old = before.iter().find(|one| one.path == changed.path);
    let old = old.map(|one| one.text.as_slice()).unwrap_or_default();
    let same = old.iter().zip(&changed.text).take_while(|(old, new)| old == new).count();
    let blank = changed.text[same..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    Ok(changed.text[..same + blank].split(|byte| *byte == b'\n').count())
}
