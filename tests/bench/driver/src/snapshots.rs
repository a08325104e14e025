//! Snapshots, down and up.

use bench_harness::{Program, Result, Server, build};

use crate::{
    large::row,
    part::Part,
    rounds::{median, ratio, rounds},
};

const ROUNDS: usize = 7;

pub(crate) fn measure() -> Result<Part> {
    for package in ["bench-server", "client-hyper", "client-reqwest", "client-vault-sys"] {
        build(&["-p", package])?;
    }
    let mut server = Server::start()?;
    let mut part = Part::new(
        "Snapshots",
        format!(
            "1 GiB, in pieces of 64 KiB, of which none is kept. The bare copy is one connection of \
             hyper's whose pieces are counted and dropped, or are one piece sent again and again. \
             Medians of {ROUNDS} rounds in which every program has its turn."
        ),
    );
    let programs = [
        Program::new("hyper, a bare copy", "client-hyper")?,
        Program::new("reqwest by hand", "client-reqwest")?,
        Program::new("vault-sys", "client-vault-sys")?,
    ];
    let head = ["", "CPU time, ms", "time, ms", "peak memory, MiB", "of that before, MiB"];
    for (call, name) in [("down", "down"), ("up", "up")] {
        let found = rounds(&programs, &mut server, call, |_| 1, ROUNDS)?;
        let [Some(bare), Some(by_hand), Some(ours)] = found.as_slice() else {
            return Err("a program has no snapshots".into());
        };
        let used = [bare, by_hand, ours];
        let rows = programs.iter().zip(used).map(|(program, usages)| row(program.name, usages));
        part.table(&format!("A snapshot {name}"), &head, rows.collect());
        let grown = median(ours, |usage| (usage.peak - usage.idle) / 1024.0);
        part.figure(&format!("memory of a snapshot {name}, above idle"), "MiB", 32.0, grown);
        let what = format!("CPU time of a snapshot {name}, of a bare copy");
        part.ratio(&what, 1.1, ratio(ours, bare, |usage| usage.cpu));
    }
    Ok(part)
}
