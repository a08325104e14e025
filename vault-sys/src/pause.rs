//! How long to wait before a call is made again.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, header::RETRY_AFTER};
use jiff::{Timestamp, fmt::rfc2822};

/// The most that is waited before the first repetition.
const FIRST: Duration = Duration::from_millis(500);

/// A pause before repetition number `count`, from zero on: anything up to a bound that doubles each
/// time, so that clients that failed together do not come back together.
pub(crate) fn backoff(count: u32, longest: Duration) -> Duration {
    up_to(FIRST.saturating_mul(1 << count.min(16)).min(longest))
}

/// A random part of a time.
pub(crate) fn up_to(most: Duration) -> Duration {
    let mut random = [0; 4];
    // Without randomness, the longest is the kindest.
    let random = getrandom::fill(&mut random).map_or(u32::MAX, |()| u32::from_ne_bytes(random));
    spread(most, random)
}

fn spread(most: Duration, random: u32) -> Duration {
    most.mul_f64(f64::from(random) / f64::from(u32::MAX))
}

/// What the server asks to be waited, in seconds or as a date.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date: Timestamp = rfc2822::DateTimeParser::new().parse_timestamp(text).ok()?;
    Some(SystemTime::from(date).duration_since(SystemTime::now()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONGEST: Duration = Duration::from_secs(5);

    #[test]
    fn pauses_grow_are_bounded_and_differ() {
        for (count, most) in [(0, 500), (1, 1000), (2, 2000), (3, 4000), (4, 5000), (99, 5000)] {
            let pauses: Vec<_> = (0..50).map(|_| backoff(count, LONGEST)).collect();
            let most = Duration::from_millis(most);
            assert!(pauses.iter().all(|pause| *pause <= most), "{pauses:?}");
            assert!(pauses.iter().any(|pause| *pause != pauses[0]), "{pauses:?}");
        }
        assert_eq!(spread(LONGEST, 0), Duration::ZERO);
        assert_eq!(spread(LONGEST, u32::MAX), LONGEST);
        assert_eq!(backoff(3, Duration::ZERO), Duration::ZERO);
    }

    #[test]
    fn seconds_and_dates_are_read_and_nothing_else() {
        let read = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, text.parse().unwrap());
            retry_after(&headers)
        };
        assert_eq!(read("17"), Some(Duration::from_secs(17)));
        assert_eq!(read(" 0 "), Some(Duration::ZERO));
        assert_eq!(read("Wed, 21 Oct 2015 07:28:00 GMT"), Some(Duration::ZERO));
        assert!(read("Mon, 01 Jan 2125 00:00:00 GMT").unwrap() > Duration::from_secs(86400));
        for text in ["", "-1", "1.5", "soon", "99999999999999999999999"] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(retry_after(&HeaderMap::new()), None);
    }
}
