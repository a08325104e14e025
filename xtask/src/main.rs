//! What a maintainer needs: `cargo xtask help` tells.

use std::process::ExitCode;

mod bench;
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
cargo xtask demo           starts a real server and shows what vault-sys can do with it
cargo xtask bench          measures everything and writes docs/performance.md; with `calls`, `large`,
                           `snapshots`, `build` or `generator` that part alone, with `page` none,
                           with `gate` what continuous integration looks at
cargo xtask help           prints this";

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    let done = match arguments.as_slice() {
        ["regen"] => regen::write(),
        ["regen", "--check"] => regen::check(),
        ["coverage"] => coverage::run(),
        ["demo"] => cargo::run(&["--package", "vault-sys-tests", "--bin", "demo"], &[]),
        ["drift", options @ ..] => {
            cargo::run(&["--package", "xtask", "--features", "drift", "--bin", "drift"], options)
        }
        ["bench", "gate"] => bench::gate(),
        ["bench", parts @ ..] => bench::run(parts),
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
