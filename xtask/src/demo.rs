//! Runs the demo, which lives with the tests as both start real servers.
//!
//! It is another process on purpose: `regen` has to work when vault-sys does not compile.

use std::process::Command;

use crate::tree;

pub(crate) fn run() -> Result<(), String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["run", "--package", "vault-sys-tests", "--bin", "demo"])
        .current_dir(tree::root())
        .status()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    if status.success() { Ok(()) } else { Err("the demo failed".into()) }
}
