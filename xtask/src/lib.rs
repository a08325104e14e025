//! What the tasks share.

use std::path::{Path, PathBuf};

pub mod known;
pub mod regen;
pub mod route;
pub mod screen;
mod tree;

/// The folder of the workspace.
///
/// # Panics
///
/// Never, as this package lies in the workspace.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the workspace").into()
}
