//! How long the generator takes for a spec of some size, without the formatter.
//!
//! For the number of operations that is asked for it prints how many there are; of three runs the least
//! CPU time and the least time, in seconds; and the most memory that it ever had, in MiB.

use std::{path::Path, time::Instant};

use bench_common::usage;
use bench_generator::synthetic;

fn main() {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../spec");
    let wanted = std::env::args().nth(1).and_then(|wanted| wanted.parse().ok());
    let wanted = wanted.expect("a number of operations");
    let (sources, count) = synthetic(&spec, wanted).expect("a spec");
    let (mut cpu, mut wall) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..3 {
        let (before, start) = (usage().0, Instant::now());
        if let Err(problems) = vault_sys_codegen::check(&sources) {
            panic!("{problems}");
        }
        wall = wall.min(start.elapsed().as_secs_f64());
        cpu = cpu.min(usage().0.saturating_sub(before).as_secs_f64());
    }
    println!("{count} {cpu:.4} {wall:.4} {}", usage().1 / 1024);
}
