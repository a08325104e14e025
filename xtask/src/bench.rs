//! The benchmark, a workspace of its own.

use std::process::Command;

/// Measures parts, or all of them, and writes the page.
pub(crate) fn run(parts: &[&str]) -> Result<(), String> {
    program("bench-driver", "bench-driver", parts)
}

/// Looks at what does not depend on how fast the machine is.
pub(crate) fn gate() -> Result<(), String> {
    program("bench-harness", "gate", &[])
}

fn program(package: &str, name: &str, arguments: &[&str]) -> Result<(), String> {
    let root = xtask::root();
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or(root.join("target"), Into::into);
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["run", "--quiet", "--release", "--package", package, "--bin", name])
        .arg("--target-dir")
        // Apart from what the tests build.
        .arg(target.join("bench"))
        .arg("--")
        .args(arguments)
        .current_dir(root.join("tests/bench"))
        .status()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    if status.success() { Ok(()) } else { Err("that failed".into()) }
}
