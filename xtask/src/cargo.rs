//! Tasks that need more than the generator, such as a server, and so live elsewhere.
//!
//! They are other processes on purpose: `regen` has to work when vault-sys does not compile.

use std::process::Command;

pub(crate) fn run(program: &[&str], arguments: &[&str]) -> Result<(), String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["run", "--quiet"])
        .args(program)
        .arg("--")
        .args(arguments)
        .current_dir(xtask::workspace())
        .status()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    if status.success() { Ok(()) } else { Err("that failed".into()) }
}
