//! How long the generator takes for specs of several sizes, without the formatter.
//!
//! For each size that is asked for it prints the operations there are and the least CPU time of
//! three runs, in seconds.

use std::path::Path;

use bench_common::usage;
use bench_generator::synthetic;

fn main() {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../spec");
    for wanted in std::env::args().skip(1) {
        let wanted = wanted.parse().expect("a number of operations");
        let (sources, count) = synthetic(&spec, wanted).expect("a spec");
        let times = (0..3).map(|_| {
            let (start, _) = usage();
            if let Err(problems) = vault_sys_codegen::check(&sources) {
                panic!("{problems}");
            }
            usage().0.saturating_sub(start).as_secs_f64()
        });
        println!("{count} {:.4}", times.fold(f64::INFINITY, f64::min));
    }
}
