//! When a lease is renewed, and when it is over.
//!
//! It decides and does nothing, so that no server and no time is needed to test it.

use std::time::{Duration, Instant};

use super::End;
use crate::pause::{backoff, up_to};

/// The servers count in whole seconds, so the end of a lease seems to move by up to one.
const ROUNDING: Duration = Duration::from_secs(1);
/// The least that an attempt may take, unless the lease is over before.
const ATTEMPT: Duration = Duration::from_secs(1);
/// The bounds of a pause between two attempts.
const SHORTEST: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_secs(60);
/// So long that nothing comes after it, and not so long that it could not be added to a time.
const FOR_EVER: Duration = Duration::from_secs(u32::MAX as u64);

/// The life of one lease, as far as is known here.
#[derive(Debug)]
pub(super) struct Lifetime {
    /// When it ends. Counted from when a request was sent, as nobody knows when the server saw it;
    /// so the lease lasts at least as long.
    end: Instant,
    /// What was granted last, or was left in the beginning.
    granted: Duration,
    /// When the next renewal is due.
    due: Instant,
    /// How many renewals have failed since one succeeded.
    failures: u32,
    /// Why it is not renewed any more.
    last: Option<End>,
    /// Whether that has been told.
    told: bool,
}

/// What to do next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Nothing before then.
    Wait(Instant),
    /// A renewal that may take so long.
    Renew(Duration),
    /// Tell that it lasts so long, and is not renewed any more.
    Expiring(Duration),
    End(End),
}

impl Lifetime {
    /// That of a lease which had so much left when it was asked for at `sent`.
    pub(super) fn new(sent: Instant, left: Duration) -> Self {
        let left = left.min(FOR_EVER);
        let (end, due) = (sent + left, due(sent, left));
        Self { end, granted: left, due, failures: 0, last: None, told: false }
    }

    pub(super) fn remaining(&self, now: Instant) -> Duration {
        self.end.saturating_duration_since(now)
    }

    pub(super) fn next(&mut self, now: Instant) -> Next {
        let remaining = self.remaining(now);
        match self.last {
            Some(End::Gone) => Next::End(End::Gone),
            Some(_) if !self.told => {
                self.told = true;
                Next::Expiring(remaining)
            }
            Some(why) => {
                // Whoever uses the lease must hear of its end before it comes.
                let last = self.end.checked_sub(self.granted / 10).unwrap_or(now);
                if now < last { Next::Wait(last) } else { Next::End(why) }
            }
            None if remaining.is_zero() => Next::End(End::Expired),
            None if now < self.due => Next::Wait(self.due.min(self.end)),
            // There has to be time for another attempt if nothing comes of this one.
            None => Next::Renew((remaining / 2).max(ATTEMPT).min(remaining)),
        }
    }

    /// Takes what the server has granted to a request that was sent at `sent`.
    pub(super) fn renewed(&mut self, sent: Instant, granted: Duration, renewable: bool) {
        let granted = granted.min(FOR_EVER);
        let end = sent + granted;
        // Less is granted and the end stays where it was: it is the server's last word. Either
        // alone is not: a mount may have got another default, and a wish be shorter than the rest.
        let moved =
            end.saturating_duration_since(self.end).max(self.end.saturating_duration_since(end));
        if granted < self.granted && moved <= ROUNDING {
            self.last = Some(End::MaxTtl);
        } else if !renewable {
            self.last = Some(End::NotRenewable);
        }
        (self.end, self.granted, self.due) = (end, granted, due(sent, granted));
        self.failures = 0;
    }

    /// Takes that a renewal has failed. The server may ask for a pause of a certain length.
    pub(super) fn failed(&mut self, now: Instant, asked: Option<Duration>) {
        let remaining = self.remaining(now);
        let longest = (remaining / 10).clamp(ATTEMPT, LONGEST);
        let pause = asked.unwrap_or_default().max(backoff(self.failures, longest));
        // However long the server wants, there has to be an attempt before the lease is over.
        self.due = now + pause.min(remaining / 2).max(SHORTEST);
        self.failures = self.failures.saturating_add(1);
    }

    /// Takes that the server does not know the lease any more.
    pub(super) fn gone(&mut self) {
        self.last = Some(End::Gone);
    }
}

/// When two thirds of a time are over, or up to a tenth of it sooner, so that clients that started
/// together do not come back together.
fn due(from: Instant, time: Duration) -> Instant {
    from + (time * 2 / 3).saturating_sub(up_to(time / 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);
    const MINUTE: Duration = Duration::from_secs(60);

    /// When the next renewal is due, which must not be now.
    fn waits(lifetime: &mut Lifetime, now: Instant) -> Instant {
        match lifetime.next(now) {
            Next::Wait(until) if until > now => until,
            next => panic!("{next:?}"),
        }
    }

    #[test]
    fn a_renewal_is_due_at_two_thirds_or_a_little_sooner() {
        let now = Instant::now();
        let dues: Vec<_> = (0..50)
            .map(|_| waits(&mut Lifetime::new(now, 30 * MINUTE), now).duration_since(now))
            .collect();
        let range = 17 * MINUTE..=20 * MINUTE;
        assert!(dues.iter().all(|due| range.contains(due)), "{dues:?}");
        assert!(dues.iter().any(|due| *due != dues[0]), "{dues:?}");
    }

    #[test]
    fn what_is_granted_counts_from_when_it_was_asked_for() {
        let now = Instant::now();
        let mut lifetime = Lifetime::new(now, MINUTE);
        let sent = now + 40 * SECOND;
        lifetime.renewed(sent, 2 * MINUTE, true);
        assert_eq!(lifetime.remaining(sent + 5 * SECOND), 115 * SECOND);
        let due = waits(&mut lifetime, sent + 5 * SECOND);
        assert!(due >= sent + 68 * SECOND && due <= sent + 80 * SECOND);
        assert!(matches!(lifetime.next(due), Next::Renew(_)));
    }

    #[test]
    fn an_attempt_leaves_time_for_another() {
        let now = Instant::now();
        let mut lifetime = Lifetime::new(now, MINUTE);
        assert_eq!(lifetime.next(now + 40 * SECOND), Next::Renew(10 * SECOND));
        assert_eq!(lifetime.next(now + 59 * SECOND), Next::Renew(SECOND));
        assert_eq!(lifetime.next(now + SECOND * 239 / 4), Next::Renew(SECOND / 4));
        assert_eq!(lifetime.next(now + MINUTE), Next::End(End::Expired));
    }

    #[test]
    fn the_longest_time_is_recognised_when_the_end_stays_where_it_is() {
        let start = Instant::now();
        // Six minutes each, twenty together, so that the end is cut first and then stays.
        let mut lifetime = Lifetime::new(start, 6 * MINUTE);
        for (at, granted) in [(4, 6), (8, 6), (12, 6), (16, 4)] {
            lifetime.renewed(start + at * MINUTE, granted * MINUTE, true);
            waits(&mut lifetime, start + at * MINUTE);
        }
        let sent = start + 18 * MINUTE + SECOND / 2;
        lifetime.renewed(sent, 119 * SECOND, true);
        assert_eq!(lifetime.next(sent), Next::Expiring(119 * SECOND));
        let last = waits(&mut lifetime, sent);
        assert!(last < start + 1189 * SECOND);
        assert_eq!(lifetime.next(last), Next::End(End::MaxTtl));
    }

    #[test]
    fn a_shorter_grant_alone_is_not_the_longest_time() {
        let start = Instant::now();
        let mut lifetime = Lifetime::new(start, 60 * MINUTE);
        // Someone asked for much at first, and the mount gives less.
        for at in [40, 46, 52] {
            lifetime.renewed(start + at * MINUTE, 10 * MINUTE, true);
            waits(&mut lifetime, start + at * MINUTE);
        }
        // As short as what rounding does to an end.
        let mut lifetime = Lifetime::new(start, SECOND);
        for at in 1..10 {
            let sent = start + SECOND * 2 * at / 3;
            lifetime.renewed(sent, SECOND, true);
            waits(&mut lifetime, sent);
        }
    }

    #[test]
    fn what_cannot_be_renewed_again_is_told_and_ends_before_the_lease() {
        let start = Instant::now();
        let mut lifetime = Lifetime::new(start, MINUTE);
        let sent = start + 40 * SECOND;
        lifetime.renewed(sent, MINUTE, false);
        assert_eq!(lifetime.next(sent + SECOND), Next::Expiring(59 * SECOND));
        assert_eq!(waits(&mut lifetime, sent), sent + 54 * SECOND);
        assert_eq!(lifetime.next(sent + 54 * SECOND), Next::End(End::NotRenewable));
    }

    #[test]
    fn failures_are_repeated_until_the_end_and_never_after() {
        let start = Instant::now();
        let end = start + 10 * MINUTE;
        for asked in [None, Some(Duration::ZERO), Some(60 * MINUTE)] {
            let mut lifetime = Lifetime::new(start, 10 * MINUTE);
            let (mut now, mut attempts) = (start, 0);
            loop {
                match lifetime.next(now) {
                    Next::Wait(until) => now = until,
                    Next::Renew(limit) => {
                        assert!(now < end && now + limit <= end, "too late");
                        attempts += 1;
                        let before = now;
                        lifetime.failed(now, asked);
                        now = waits(&mut lifetime, now);
                        assert!(now - before >= SHORTEST || now == end);
                        assert!(now - before <= LONGEST || asked.is_some());
                    }
                    next => break assert_eq!(next, Next::End(End::Expired)),
                }
            }
            assert_eq!(now, end);
            assert!(attempts > 5, "{attempts}");
        }
    }

    #[test]
    fn a_success_makes_failures_forgotten() {
        let start = Instant::now();
        let mut lifetime = Lifetime::new(start, MINUTE);
        for _ in 0..9 {
            lifetime.failed(start + 40 * SECOND, None);
        }
        lifetime.renewed(start + 50 * SECOND, MINUTE, true);
        assert_eq!(lifetime.failures, 0);
        assert!(waits(&mut lifetime, start + 50 * SECOND) > start + 80 * SECOND);
    }

    #[test]
    fn nobody_who_looks_late_is_told_that_it_lives() {
        let start = Instant::now();
        let mut lifetime = Lifetime::new(start, MINUTE);
        assert_eq!(lifetime.next(start + 60 * MINUTE), Next::End(End::Expired));
        lifetime.gone();
        assert_eq!(lifetime.next(start), Next::End(End::Gone));
    }

    #[test]
    fn no_time_is_too_long() {
        let start = Instant::now();
        let mut lifetime = Lifetime::new(start, Duration::MAX);
        lifetime.renewed(start, Duration::MAX, true);
        lifetime.failed(start, Some(Duration::MAX));
        waits(&mut lifetime, start);
    }
}
