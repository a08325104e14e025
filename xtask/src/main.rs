//! What a maintainer needs: `cargo xtask help` tells.

use std::process::ExitCode;

mod called;
mod cargo;
mod coverage;
mod hvac;
mod inventory;
mod regen;
mod tree;

const HELP: &str = "\
cargo xtask regen          writes what spec/ says into the generated files that differ
cargo xtask regen --check  writes nothing, shows what `regen` would change, fails if it would
cargo xtask coverage       holds the spec and the live tests against the inventory of operations
cargo xtask drift          holds the spec against servers that it starts: their documents, and what
                           they answer; `--server ADDR` asks another one (with VAULT_TOKEN), and
                           `--document FILE` reads a document
cargo xtask demo           starts a real server and shows what vault-sys can do with it; with the
                           name of a program in vault-sys/examples, it runs that one
cargo xtask help           prints this";

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    let done = match arguments.as_slice() {
        ["regen"] => regen::write(),
        ["regen", "--check"] => regen::check(),
        ["coverage"] => coverage::run(),
        ["demo", example @ ..] => {
            cargo::run(&["--package", "vault-sys-tests", "--bin", "demo"], example)
        }
        ["drift", options @ ..] => {
            cargo::run(&["--package", "xtask", "--features", "drift", "--bin", "drift"], options)
        }
        ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            Ok(())
        }
        [] => Err(format!("which task?\n\n{HELP}")),
        other => Err(format!("unknown task `{}`\n\n{HELP}", other.join(" "))),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}
