//! How the generator scales.

use std::process::Command;

use bench_harness::{Result, build, cargo, folder, output, programs};

use crate::part::{Part, round};

/// The least, which is the real spec, and others.
const SIZES: [&str; 4] = ["1", "1000", "5000", "10000"];

/// What the generator took for a spec.
struct Run {
    operations: f64,
    cpu: f64,
    wall: f64,
    memory: f64,
}

pub(crate) fn measure() -> Result<Part> {
    let mut part = Part::new(
        "Generator",
        "The spec, and copies of its groups under other names and paths until there are as many \
         operations. All that `cargo xtask regen` does but for the formatter and the files, on all \
         processors: of three runs in one process the least CPU time, which is that of all of them \
         together, and the least time; and the peak of memory, the specs included."
            .into(),
    );
    build(&["-p", "bench-generator"])?;
    let release = runs(&SIZES, || Ok(Command::new(programs()?.join("bench-generator"))))?;
    // It is what `cargo xtask regen` is built as, and so slow that the first two do.
    let debug = runs(&SIZES[..2], || {
        let mut debug = cargo();
        debug.args(["run", "--quiet", "-p", "bench-generator", "--target-dir"]);
        debug.arg(programs()?.join("..")).arg("--").current_dir(folder());
        Ok(debug)
    })?;
    let row = |(place, run): (usize, &Run)| {
        vec![
            round(run.operations),
            format!("{:.2}", run.wall),
            format!("{:.2}", run.cpu),
            format!("{:.2}", run.cpu / run.operations * 1000.0),
            round(run.memory),
            debug.get(place).map_or("–".to_owned(), |run| format!("{:.2}", run.wall)),
        ]
    };
    let rows = release.iter().enumerate().map(row).collect();
    let head =
        ["operations", "time, s", "CPU time, s", "the same an operation, ms", "MiB", "debug, s"];
    part.table("The generator without the formatter", &head, rows);
    let [first, _, five_thousand, last] = release.as_slice() else {
        return Err("a size is missing".into());
    };
    let straight = (last.cpu / last.operations) / (first.cpu / first.operations);
    part.ratio("CPU time an operation at 10,000, of that at the real spec", 1.2, straight);
    part.figure("5,000 operations", "s", 1.0, five_thousand.wall);
    Ok(part)
}

/// A process for each size, as memory is told of the largest.
fn runs(sizes: &[&str], command: impl Fn() -> Result<Command>) -> Result<Vec<Run>> {
    let run = |size: &&str| {
        let text = output(command()?.arg(size))?;
        let numbers: Vec<f64> =
            text.split_whitespace().filter_map(|one| one.parse().ok()).collect();
        let [operations, cpu, wall, memory] = numbers[..] else {
            return Err(format!("{size}: not what it should print: {text}"));
        };
        Ok(Run { operations, cpu, wall, memory })
    };
    sizes.iter().map(run).collect()
}
