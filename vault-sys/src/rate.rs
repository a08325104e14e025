//! How many requests a client sends in a second.

use std::{
    fmt,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// So many requests a second, of which some may go at once: a bucket of tokens that is refilled.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Rate {
    /// How long it takes until there is room for one more.
    interval: Duration,
    /// How long it takes until there is room for as many as may go at once.
    full: Duration,
}

impl Rate {
    /// `None` if it is no rate, or one that nobody means.
    pub(crate) fn new(per_second: f64, burst: u32) -> Option<Self> {
        const YEAR: Duration = Duration::from_secs(365 * 86_400);
        let interval = Duration::try_from_secs_f64(per_second.recip()).ok()?;
        let rate = Self { interval, full: interval.checked_mul(burst)? };
        (burst > 0 && !interval.is_zero() && interval <= YEAR).then_some(rate)
    }

    /// As the command-line tools take it: `10`, or `10:20` with how many may go at once.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (rate, burst) = text.split_once(':').map_or((text, None), |(r, b)| (r, Some(b)));
        let rate: f64 = rate.parse().ok()?;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let whole = rate as u32;
        Self::new(rate, burst.map_or(Ok(whole.max(1)), str::parse).ok()?)
    }
}

impl fmt::Debug for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "one in {:?}, up to {:?} of them at once", self.interval, self.full)
    }
}

/// Who may send next; all clients that come of one take their turns from the same.
pub(crate) struct Turns {
    rate: Rate,
    /// When the bucket is full again.
    full_at: Mutex<Option<Instant>>,
}

impl Turns {
    pub(crate) fn new(rate: Rate) -> Self {
        Self { rate, full_at: Mutex::new(None) }
    }

    /// Takes the next turn, and tells how long it is until then. If it would come after the
    /// deadline, none is taken.
    pub(crate) fn take(&self, now: Instant, deadline: Option<Instant>) -> Option<Duration> {
        let mut full_at = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        let next = full_at.map_or(now, |at| at.max(now)).checked_add(self.rate.interval)?;
        let pause = next.saturating_duration_since(now).saturating_sub(self.rate.full);
        if deadline.is_some_and(|deadline| pause > deadline.saturating_duration_since(now)) {
            return None;
        }
        *full_at = Some(next);
        Some(pause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn as_many_as_may_go_at_once_do_and_then_one_after_the_other() {
        let turns = Turns::new(Rate::new(2.0, 3).unwrap());
        let now = Instant::now();
        let take = |now| turns.take(now, None).unwrap().as_millis();
        assert_eq!([take(now), take(now), take(now), take(now)], [0, 0, 0, 500]);
        assert_eq!(take(now + SECOND / 4), 750);
        // The five turns are over then, and there is room for one.
        assert_eq!([take(now + SECOND * 3 / 2), take(now + SECOND * 3 / 2)], [0, 500]);
        // It gets no fuller than full.
        let later = now + SECOND * 3600;
        assert_eq!([take(later), take(later), take(later), take(later)], [0, 0, 0, 500]);
    }

    #[test]
    fn a_turn_that_comes_too_late_is_left_to_others() {
        let turns = Turns::new(Rate::new(1.0, 1).unwrap());
        let now = Instant::now();
        assert_eq!(turns.take(now, Some(now)), Some(Duration::ZERO));
        for _ in 0..5 {
            assert_eq!(turns.take(now, Some(now + SECOND / 2)), None);
        }
        assert_eq!(turns.take(now, Some(now + SECOND)), Some(SECOND));
    }

    #[test]
    fn rates_are_read_as_the_tools_read_them() {
        for (text, per_second, burst) in [
            ("10", 10.0, 10),
            ("10:20", 10.0, 20),
            ("0.5", 0.5, 1),
            ("2.9", 2.9, 2),
            ("0.1:1", 0.1, 1),
            ("1e3:5", 1000.0, 5),
        ] {
            assert_eq!(Rate::parse(text), Rate::new(per_second, burst), "{text}");
            assert!(Rate::parse(text).is_some(), "{text}");
        }
        for text in [
            "", "0", "-1", "0:5", "5:0", "5:-1", "5:1.5", "5:", ":5", " 5", "5 ", "a", "5:5:5",
            "inf", "NaN", "1e-300", "1e-9", "0x10",
        ] {
            assert_eq!(Rate::parse(text), None, "{text}");
        }
    }
}
