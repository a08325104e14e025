//! Shows on a real server what `vault-sys` can do: `cargo xtask demo`, or
//! `cargo xtask demo EXAMPLE` for one of the programs in `vault-sys/examples`.
//!
//! It starts servers on loopback addresses, and ends them.

use std::{error::Error, process::ExitCode};

mod examples;
mod life;

type Done<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let done = match arguments.as_slice() {
        [] => life::run().map(|()| list()),
        [name] => examples::run(name),
        _ => Err("one example at a time".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nthe demo stopped: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Says what else can be shown.
fn list() {
    step("what else there is");
    for (name, what) in examples::ALL {
        say(&format!("{:<34} {what}", format!("cargo xtask demo {name}")));
    }
}

fn step(what: &str) {
    println!("\n{what}");
}

fn say(what: &str) {
    println!("  {what}");
}
