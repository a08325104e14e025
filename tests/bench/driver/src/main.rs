//! Measures, and writes `docs/performance.md`.
//!
//! What a part of it has measured is kept in `figures/`, so that each can be done again by itself.

mod build;
mod calls;
mod chart;
mod compile;
mod generator;
mod large;
mod machine;
mod page;
mod part;
mod rounds;
mod rustc;
mod slope;
mod snapshots;

use std::process::ExitCode;

use bench_harness::Result;
use part::Part;

type Measure = fn() -> Result<Part>;

/// The parts in the order of the page; `xtask` names them in its help.
const PARTS: [(&str, Measure); 7] = [
    ("calls", calls::measure),
    ("large", large::measure),
    ("snapshots", snapshots::measure),
    ("build", build::measure),
    ("compile", compile::measure),
    ("slope", slope::measure),
    ("generator", generator::measure),
];

fn main() -> ExitCode {
    if let Some(code) = rustc::wrapped() {
        return code;
    }
    let wanted: Vec<_> = std::env::args().skip(1).collect();
    match run(&wanted) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn run(wanted: &[String]) -> Result<()> {
    if let Some(unknown) =
        wanted.iter().find(|name| *name != "page" && PARTS.iter().all(|(part, _)| part != name))
    {
        return Err(format!("there is no part `{unknown}`"));
    }
    for (name, measure) in PARTS {
        if wanted.is_empty() || wanted.iter().any(|part| part == name) {
            eprintln!("measuring {name}");
            measure()?.save(name)?;
        }
    }
    page::write(&PARTS.map(|(name, _)| name))
}
