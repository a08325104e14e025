//! Figures that repeat: instructions and allocations.
//!
//! Both are the difference of a long and a short run, so that what a program does at its start
//! cancels.

use std::process::{Command, Stdio};

use crate::{Program, Result, Server};

/// Calls of the short run, and how many more the long one makes. Allocations are the same each time,
/// instructions nearly.
const FOR_INSTRUCTIONS: (u64, u64) = (100, 300);
const FOR_ALLOCATIONS: (u64, u64) = (20, 50);

/// Whether valgrind is there.
#[must_use]
pub fn has_valgrind() -> bool {
    let mut command = Command::new("valgrind");
    let status = command.arg("--version").stdout(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

/// Instructions a call, in all threads; `None` if the program has no such call.
///
/// # Errors
///
/// When the program fails.
pub fn instructions(program: &Program, server: &mut Server, call: &str) -> Result<Option<f64>> {
    let observer = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"];
    difference(program, server, call, &observer, FOR_INSTRUCTIONS, |line| {
        line.split_once("Collected :")?.1.trim().parse().ok()
    })
}

/// Allocations a call; `None` if the program has no such call.
///
/// # Errors
///
/// When the program fails.
pub fn allocations(program: &Program, server: &mut Server, call: &str) -> Result<Option<f64>> {
    let observer = ["valgrind", "--tool=dhat", "--dhat-out-file=/dev/null"];
    difference(program, server, call, &observer, FOR_ALLOCATIONS, |line| {
        let blocks = line.split_once("Total:")?.1.split_once(" in ")?.1;
        blocks.split_once(" blocks")?.0.replace(',', "").parse().ok()
    })
}

fn difference(
    program: &Program,
    server: &mut Server,
    call: &str,
    observer: &[&str],
    (short, more): (u64, u64),
    total: impl Fn(&str) -> Option<f64>,
) -> Result<Option<f64>> {
    let mut totals = [0.0; 2];
    for (sum, times) in totals.iter_mut().zip([short, short + more]) {
        let Some(output) = program.run_under(observer, server, call, times)? else {
            return Ok(None);
        };
        let text = String::from_utf8_lossy(&output.stderr);
        *sum = text.lines().find_map(&total).ok_or_else(|| format!("valgrind says: {text}"))?;
    }
    #[expect(clippy::cast_precision_loss, reason = "it is 300 at most")]
    Ok(Some((totals[1] - totals[0]) / more as f64))
}
