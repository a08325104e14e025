//! Answers with very many names, and very many calls.

use bench_common::{AT_A_TIME, LEASES};
use bench_harness::{Program, Result, Server, Usage, build};

use crate::{
    part::{Part, round},
    rounds::{median, ratio, rounds},
};

const ROUNDS: usize = 5;
const REVOKED: u64 = 100_000;

pub(crate) fn measure() -> Result<Part> {
    for package in ["bench-server", "client-reqwest", "client-vault-sys"] {
        build(&["-p", package])?;
    }
    let mut server = Server::start()?;
    let mut part = Part::new(
        "Large answers",
        format!(
            "A listing of {} leases, in pieces of 64 KiB, and {} leases revoked by their IDs, \
             {AT_A_TIME} at a time on one thread. Medians of {ROUNDS} rounds in which every program \
             has its turn; memory is the peak of the whole program, start included.",
            round(count(LEASES)),
            round(count(REVOKED)),
        ),
    );
    let programs = [
        Program::new("reqwest by hand", "client-reqwest")?,
        Program::new("vault-sys", "client-vault-sys")?,
    ];
    let (by_hand, ours) = (&programs[0], &programs[1]);
    // The listing is made when it is first asked for.
    by_hand.run(&mut server, "listing", 1)?;
    let listing = rounds(&programs, &mut server, "listing", |_| 1, ROUNDS)?;
    let [Some(theirs), Some(collected)] = listing.as_slice() else {
        return Err("a program cannot list".into());
    };
    let streamed = rounds(std::slice::from_ref(ours), &mut server, "streamed", |_| 1, ROUNDS)?;
    let streamed = streamed.into_iter().flatten().next();
    let mut rows = vec![row("reqwest by hand", theirs), row("vault-sys, collected", collected)];
    rows.extend(streamed.iter().map(|streamed| row("vault-sys, streamed", streamed)));
    let head = ["", "CPU time, ms", "time, ms", "peak memory, MiB", "of that before, MiB"];
    part.table("A listing of 1,000,000 leases", &head, rows);
    part.ratio("CPU time of the listing, collected", 1.05, ratio(collected, theirs, |u| u.cpu));
    part.ratio("memory of the listing, collected", 1.05, ratio(collected, theirs, |u| u.peak));
    if let Some(streamed) = &streamed {
        let grown = median(streamed, |usage| (usage.peak - usage.idle) / 1024.0);
        part.figure("memory of the listing, streamed, above idle", "MiB", 8.0, grown);
    }
    let revoked = rounds(&programs, &mut server, "revoke", |_| REVOKED, ROUNDS)?;
    let [Some(theirs), Some(revoking)] = revoked.as_slice() else {
        return Err("a program cannot revoke".into());
    };
    let rows = vec![row(by_hand.name, theirs), row(ours.name, revoking)];
    part.table("100,000 leases revoked", &head, rows);
    Ok(part)
}

/// What a program has used.
pub(crate) fn row(name: &str, usages: &[Usage]) -> Vec<String> {
    vec![
        name.to_owned(),
        round(median(usages, |usage| usage.cpu / 1e6)),
        round(median(usages, |usage| usage.wall / 1e6)),
        round(median(usages, |usage| usage.peak / 1024.0)),
        round(median(usages, |usage| usage.idle / 1024.0)),
    ]
}

#[expect(clippy::cast_precision_loss, reason = "there are no numbers that large here")]
fn count(number: impl TryInto<u64>) -> f64 {
    number.try_into().unwrap_or_default() as f64
}
