//! What a maintainer needs: `cargo xtask help` tells.

use std::process::ExitCode;

mod bench;
mod called;
mod cargo;
mod coverage;
mod explain;
mod hvac;
mod inventory;
mod new;

use xtask::regen;

const HELP: &str = "\
cargo xtask regen          writes what spec/ says into the generated files that differ
cargo xtask regen --check  writes nothing, shows what `regen` would change, fails if it would
cargo xtask new GROUP OPERATION --http \"POST sys/x/{name}\"
                           adds an entry to start from to spec/GROUP.yaml
cargo xtask import (--server ADDR | --document FILE) [--as GROUP.OPERATION] PATH...
                           adds entries as a server's document of itself has them; without a PATH
                           it lists what the spec lacks
cargo xtask regen --watch  writes again whenever a spec file is saved, and shows what is wrong with it
cargo xtask explain NAME   tells what the generator understood of an operation (`leases.renew`) or of
                           a group (`leases`): what is sent, what comes back, how it is called
cargo xtask coverage       holds the spec and the live tests against the inventory of operations
cargo xtask drift          holds the spec against servers that it starts: their documents, and what
                           they answer; `--server ADDR` asks another one (with VAULT_TOKEN), and
                           `--document FILE` reads a document
cargo xtask demo           starts a real server and shows what vault-sys can do with it; with the
                           name of a program in vault-sys/examples, it runs that one
cargo xtask bench          measures everything and writes docs/performance.md; with `calls`, `large`,
                           `snapshots`, `build`, `compile`, `slope` or `generator` that part alone,
                           with `page` none, with `gate` what continuous integration looks at
cargo xtask help           prints this";

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    let root = xtask::root();
    let done = match arguments.as_slice() {
        ["regen"] => regen::write(&root).map(|done| println!("{done}")),
        ["regen", "--check"] => {
            let checked = regen::check(&root).map(|said| println!("{said}"));
            checked.and_then(|()| hvac::check(&root))
        }
        ["bench", "gate"] => bench::gate(),
        ["bench", parts @ ..] => bench::run(parts),
        ["regen", "--watch"] => {
            cargo::run(&["--package", "xtask", "--features", "watch", "--bin", "watch"], &[])
        }
        ["explain", name] => explain::run(&root, name),
        ["new", group, operation, "--http", http] => new::run(group, operation, http),
        ["new", ..] => Err("cargo xtask new GROUP OPERATION --http \"POST sys/x/{name}\"".into()),
        ["coverage"] => coverage::run(),
        ["demo", example @ ..] => {
            cargo::run(&["--package", "vault-sys-tests", "--bin", "demo"], example)
        }
        ["drift" | "import", ..] => cargo::run(
            &["--package", "xtask", "--features", "drift", "--bin", "drift"],
            arguments.strip_prefix(&["drift"]).unwrap_or(&arguments),
        ),
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
