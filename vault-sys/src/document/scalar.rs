//! Durations, counts and times, which the servers take as numbers and as text.

use std::time::{Duration, SystemTime};

use super::{
    error::Problem,
    node::{Kind, Node},
};
use crate::Timestamp;

pub(super) fn duration(node: &Node) -> Result<Duration, Problem> {
    let duration = match &node.kind {
        Kind::Number(seconds) => seconds.as_u64().map(Duration::from_secs),
        Kind::Text(text) => duration_of(text),
        _ => None,
    };
    duration.ok_or_else(|| {
        node.problem("has to be a duration that is not negative: `\"1h30m\"`, or whole seconds")
    })
}

fn duration_of(text: &str) -> Option<Duration> {
    if text.is_empty() {
        // To the servers it is the same as none.
        return Some(Duration::ZERO);
    }
    if let Some(seconds) = whole(text) {
        return Some(Duration::from_secs(seconds));
    }
    if let Some(days) = text.strip_suffix('d').and_then(whole) {
        return days.checked_mul(24 * 60 * 60).map(Duration::from_secs);
    }
    text.parse::<jiff::SignedDuration>().ok()?.try_into().ok()
}

/// Takes digits and nothing else, while `parse` takes a `+` as well.
fn whole(text: &str) -> Option<u64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

pub(super) fn count(node: &Node) -> Result<u64, Problem> {
    let count = match &node.kind {
        Kind::Number(count) => count.as_u64(),
        Kind::Text(count) => whole(count),
        _ => None,
    };
    count.ok_or_else(|| node.problem("has to be a whole number that is not negative"))
}

pub(super) fn boolean(node: &Node) -> Result<bool, Problem> {
    match node.kind {
        Kind::Bool(value) => Ok(value),
        _ => Err(node.problem("has to be `true` or `false`")),
    }
}

/// An empty text is no time, to the servers as well.
pub(super) fn time(node: &Node) -> Result<Option<Timestamp>, Problem> {
    let seconds = match &node.kind {
        Kind::Text(text) if text.is_empty() => return Ok(None),
        Kind::Text(text) => match text.parse() {
            Ok(time) => return Ok(Some(time)),
            Err(_) => whole(text),
        },
        Kind::Number(seconds) => seconds.as_u64(),
        _ => None,
    };
    seconds
        .and_then(|seconds| SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds)))
        .and_then(|time| time.try_into().ok())
        .map(Some)
        .ok_or_else(|| node.problem("has to be a time such as `\"2026-01-31T12:00:00Z\"`"))
}

/// As the servers take it: a text, so that it is the same in all of their formats.
pub(super) fn render(duration: Duration) -> String {
    let seconds = duration.as_secs();
    if duration.subsec_nanos() != 0 {
        format!("{}ns", duration.as_nanos())
    } else if seconds == 0 || !seconds.is_multiple_of(60) {
        format!("{seconds}s")
    } else if !seconds.is_multiple_of(3600) {
        format!("{}m", seconds / 60)
    } else {
        format!("{}h", seconds / 3600)
    }
}
