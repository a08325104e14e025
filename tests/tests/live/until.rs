//! Waiting for what comes about by itself, with either client.

use std::time::Duration;

/// How long anything may take.
pub(crate) const LIMIT: Duration = Duration::from_secs(60);

/// Evaluates the second argument again and again until it is `Some`, and gives what is in it.
///
/// A macro, as what is evaluated awaits in one of two tests. The first argument says what is waited
/// for.
macro_rules! until {
    ($what:expr, $check:expr) => {{
        let deadline = std::time::Instant::now() + $crate::until::LIMIT;
        loop {
            if let Some(value) = $check {
                break value;
            }
            assert!(std::time::Instant::now() < deadline, "did not come about: {}", $what);
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
    }};
}

pub(crate) use until;
