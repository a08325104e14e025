//! Builds the programs, runs them against the canned server, and counts what they do.
//!
//! It knows nothing of pages and charts, so that the gate of continuous integration builds in little
//! time.

mod program;
mod server;
mod valgrind;

use std::{
    path::{Path, PathBuf},
    process::Command,
};

pub use program::{Program, Usage};
pub use server::Server;
pub use valgrind::{allocations, has_valgrind, instructions};

/// What is wrong, in words.
pub type Result<T> = std::result::Result<T, String>;

/// The folder of the benchmark.
#[must_use]
pub fn folder() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// The folder of vault-sys's own workspace.
#[must_use]
pub fn root() -> PathBuf {
    folder().join("../..")
}

/// Where the programs lie: beside this one.
///
/// # Errors
///
/// When the system does not tell where that is.
pub fn programs() -> Result<PathBuf> {
    let here = std::env::current_exe().map_err(|error| format!("where am I? {error}"))?;
    Ok(here.parent().unwrap_or(&here).to_path_buf())
}

/// Cargo, as this program was started by it.
#[must_use]
pub fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Builds programs beside this one.
///
/// # Errors
///
/// When they do not build.
pub fn build(options: &[&str]) -> Result<()> {
    let target = programs()?;
    let target = target.parent().unwrap_or(&target);
    let mut command = cargo();
    command.args(["build", "--release", "--target-dir"]).arg(target).args(options);
    run(command.current_dir(folder()))
}

/// Runs a program to its end.
///
/// # Errors
///
/// When it fails.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().map_err(|error| format!("{command:?}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{command:?}: {status}")) }
}

/// What a program prints.
///
/// # Errors
///
/// When it fails.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        let problem = String::from_utf8_lossy(&output.stderr);
        Err(format!("{command:?}: {}\n{problem}", output.status))
    }
}

/// How many distinct crates a package is built from, itself among them.
///
/// # Errors
///
/// When cargo does not tell.
pub fn crates(workspace: &Path, package: &str) -> Result<usize> {
    let mut command = cargo();
    command.args(["tree", "--edges", "normal", "--prefix", "none", "--package", package]);
    let text = output(command.current_dir(workspace))?;
    let mut names: Vec<_> = text.lines().map(|line| line.trim_end_matches(" (*)")).collect();
    names.sort_unstable();
    names.dedup();
    Ok(names.iter().filter(|name| !name.is_empty()).count())
}
