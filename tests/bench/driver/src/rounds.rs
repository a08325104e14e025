//! Medians of rounds in which every program has its turn.
//!
//! What slows a machine down for a while slows down all of a round, so that ratios stay what they
//! are.

use bench_harness::{Program, Result, Server, Usage};

/// What the rounds have found of each program, in the order of the programs; `None` where one has
/// no such call.
pub(crate) fn rounds(
    programs: &[Program],
    server: &mut Server,
    call: &str,
    times: impl Fn(&Program) -> u64,
    rounds: usize,
) -> Result<Vec<Option<Vec<Usage>>>> {
    let mut all: Vec<Option<Vec<Usage>>> = vec![Some(Vec::new()); programs.len()];
    for _ in 0..rounds {
        for (program, usages) in programs.iter().zip(&mut all) {
            let Some(found) = usages else { continue };
            match program.run(server, call, times(program))? {
                Some(usage) => found.push(usage),
                None => *usages = None,
            }
        }
    }
    Ok(all)
}

/// The median of what each round says of a program.
pub(crate) fn median(usages: &[Usage], figure: impl Fn(&Usage) -> f64) -> f64 {
    middle(usages.iter().map(figure).collect())
}

/// The median of the rounds' ratios of two programs.
pub(crate) fn ratio(ours: &[Usage], theirs: &[Usage], figure: impl Fn(&Usage) -> f64) -> f64 {
    middle(ours.iter().zip(theirs).map(|(ours, theirs)| figure(ours) / figure(theirs)).collect())
}

pub(crate) fn middle(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => f64::NAN,
        count if count % 2 == 1 => values[count / 2],
        count => f64::midpoint(values[count / 2 - 1], values[count / 2]),
    }
}
