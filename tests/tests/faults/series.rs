//! A series of writes while something happens to the server, and what must hold of it afterwards.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use vault_sys::{Error, ErrorKind};
use vault_sys_tests::Seen;

use crate::{behind::unique, cluster::LIMIT};

/// How many calls have to succeed after all is well again.
const AFTER: u32 = 20;

/// Names of policies that are written one after the other, and what came of each.
pub(crate) struct Series {
    pub(crate) prefix: String,
    start: Instant,
    written: Vec<bool>,
    failed: BTreeMap<&'static str, u32>,
    longest: Duration,
    last_failure: Option<Instant>,
    in_a_row: u32,
}

impl Series {
    pub(crate) fn new(name: &str) -> Self {
        Self {
            prefix: unique(name),
            start: Instant::now(),
            written: Vec::new(),
            failed: BTreeMap::new(),
            longest: Duration::ZERO,
            last_failure: None,
            in_a_row: 0,
        }
    }

    /// The name to write next.
    pub(crate) fn next(&self) -> String {
        format!("{}/{:05}", self.prefix, self.written.len())
    }

    /// Takes down what came of a write that began at `start`.
    pub(crate) fn note(&mut self, start: Instant, result: &Result<(), Error>) {
        self.longest = self.longest.max(start.elapsed());
        self.written.push(result.is_ok());
        let Err(error) = result else {
            self.in_a_row += 1;
            return;
        };
        self.in_a_row = 0;
        self.last_failure = Some(Instant::now());
        let what = match error.kind() {
            ErrorKind::Transport if error.is_connect() => "no connection",
            ErrorKind::Transport if error.is_timeout() => "too late",
            ErrorKind::Transport => "connection lost",
            ErrorKind::Refused if error.is_sealed() => "sealed",
            ErrorKind::Refused if error.status().is_some_and(|s| s.is_server_error()) => "refused",
            // What it was about when it was told to seal.
            ErrorKind::Refused if error.to_string().contains("context canceled") => "canceled",
            // From a standby that does not know a leader to forward to.
            ErrorKind::Refused if error.status().is_some_and(|s| s.is_redirection()) => {
                "redirected"
            }
            _ => panic!("{error}"),
        };
        *self.failed.entry(what).or_default() += 1;
        // Of those that fail at once there would be thousands.
        std::thread::sleep(Duration::from_millis(10));
    }

    /// Whether enough calls have succeeded since all was `well` again, if it is.
    pub(crate) fn is_over(&self, well: bool) -> bool {
        assert!(self.start.elapsed() < 3 * LIMIT, "{:?}", self.failed);
        well && self.in_a_row >= AFTER
    }

    /// What was reported as written and is not `there`.
    pub(crate) fn lost(&self, there: &[String]) -> Vec<String> {
        let written = self.written.iter().enumerate().filter(|(_, ok)| **ok);
        let names = written.map(|(index, _)| format!("{}/{index:05}", self.prefix));
        names.filter(|name| !there.contains(name)).collect()
    }

    /// Checks that nothing was `seen` on its way twice. `deadline` is how long a call may take.
    pub(crate) fn check(&self, there: &[String], seen: &[Seen], deadline: Duration) {
        let ok = self.written.iter().filter(|ok| **ok).count();
        let lost = self.lost(there);
        assert!(lost.is_empty(), "lost: {lost:?}");
        let mut counts = BTreeMap::<_, u32>::new();
        for Seen { line, .. } in seen.iter().filter(|seen| seen.line.starts_with("POST ")) {
            *counts.entry(line).or_default() += 1;
        }
        assert!(counts.len() >= ok, "{} writes succeeded that nobody sent", ok - counts.len());
        let twice: Vec<_> = counts.iter().filter(|(_, count)| **count > 1).collect();
        assert!(twice.is_empty(), "{twice:?}");
        assert!(self.longest < deadline, "a call took {:?}", self.longest);
        println!(
            "{}: {} writes, {ok} reported as written, 0 of them lost, {} there; failed: {:?}; the \
             longest call took {:?}",
            self.prefix,
            self.written.len(),
            there.len(),
            self.failed,
            self.longest
        );
    }
}
