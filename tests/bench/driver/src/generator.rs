//! How the generator scales.

use std::process::Command;

use bench_harness::{Result, build, cargo, folder, output, programs};

use crate::part::{Part, round};

/// The least, which is the real spec, and others.
const SIZES: [&str; 4] = ["1", "1000", "5000", "10000"];

pub(crate) fn measure() -> Result<Part> {
    let mut part = Part::new(
        "Generator",
        "The spec, and copies of its groups under other names and paths until there are as many \
         operations. All that `cargo xtask regen` does but for the formatter and the files: the \
         least CPU time of three runs in one process, on one thread."
            .into(),
    );
    build(&["-p", "bench-generator"])?;
    let release = sizes(&mut Command::new(programs()?.join("bench-generator")), &SIZES)?;
    let mut debug = cargo();
    // It is what `cargo xtask regen` is built as.
    debug.args(["run", "--quiet", "-p", "bench-generator", "--target-dir"]);
    debug.arg(programs()?.join("..")).arg("--").current_dir(folder());
    // It is so slow that the first two do.
    let debug = sizes(&mut debug, &SIZES[..2])?;
    let row = |(place, (count, release)): (usize, &(f64, f64))| {
        vec![
            round(*count),
            format!("{release:.2}"),
            format!("{:.2}", release / count * 1000.0),
            debug.get(place).map_or("–".to_owned(), |(_, debug)| format!("{debug:.2}")),
        ]
    };
    let rows = release.iter().enumerate().map(row).collect();
    let head = ["operations", "release, s", "release, ms an operation", "debug, s"];
    part.table("CPU time of the generator", &head, rows);
    let [first, _, five_thousand, last] = release.as_slice() else {
        return Err("a size is missing".into());
    };
    let straight = (last.1 / last.0) / (first.1 / first.0);
    part.ratio("time an operation at 10,000, of that at the real spec", 1.2, straight);
    part.figure("5,000 operations", "s", 1.0, five_thousand.1);
    Ok(part)
}

fn sizes(command: &mut Command, sizes: &[&str]) -> Result<Vec<(f64, f64)>> {
    let text = output(command.args(sizes))?;
    let pair = |line: &str| {
        let (count, seconds) = line.split_once(' ')?;
        Some((count.parse().ok()?, seconds.parse().ok()?))
    };
    Ok(text.lines().filter_map(pair).collect())
}
