//! Times and durations as the servers write them.

/// Whether a text has the form of `2026-01-31T12:00:00.5+01:00`.
pub(super) fn is_timestamp(text: &str) -> bool {
    let Some((date, time)) = text.split_once('T') else { return false };
    let zone = time.find(['Z', '+', '-']).unwrap_or(time.len());
    let (time, zone) = time.split_at(zone);
    let (whole, fraction) = time.split_once('.').unwrap_or((time, "0"));
    has_form(date, "dddd-dd-dd")
        && has_form(whole, "dd:dd:dd")
        && !fraction.is_empty()
        && fraction.chars().all(|c| c.is_ascii_digit())
        && (zone == "Z" || has_form(zone, "+dd:dd") || has_form(zone, "-dd:dd"))
}

/// Whether a text has a digit for each `d`, and else what the form has.
fn has_form(text: &str, form: &str) -> bool {
    let fits = |(c, form)| if form == 'd' { char::is_ascii_digit(&c) } else { c == form };
    text.len() == form.len() && text.chars().zip(form.chars()).all(fits)
}

/// Seconds and nanoseconds of whole seconds or of Go's `1h30m0.5s`. What is overdue has no time
/// left.
pub(super) fn duration(text: &str) -> Option<(u64, u32)> {
    if let Ok(seconds) = text.parse::<i64>() {
        return Some((seconds.try_into().unwrap_or(0), 0));
    }
    if text.is_empty() {
        return None;
    }
    let mut nanos: u64 = 0;
    let mut rest = text;
    while !rest.is_empty() {
        let (count, after) = rest.split_at(rest.find(|c| !is_numeric(c))?);
        let (unit, after) = after.split_at(after.find(is_numeric).unwrap_or(after.len()));
        nanos = nanos.checked_add(scaled(count, unit_nanos(unit)?)?)?;
        rest = after;
    }
    let fraction = u32::try_from(nanos % 1_000_000_000).unwrap_or_default();
    Some((nanos / 1_000_000_000, fraction))
}

fn is_numeric(c: char) -> bool {
    c.is_ascii_digit() || c == '.'
}

fn unit_nanos(unit: &str) -> Option<u64> {
    Some(match unit {
        "h" => 3_600_000_000_000,
        "m" => 60_000_000_000,
        "s" => 1_000_000_000,
        "ms" => 1_000_000,
        "us" | "µs" => 1_000,
        "ns" => 1,
        _ => return None,
    })
}

/// A number such as `1.5` times a unit. Exact, which floating point is not.
fn scaled(count: &str, unit: u64) -> Option<u64> {
    let (whole, fraction) = count.split_once('.').unwrap_or((count, ""));
    let mut nanos = whole.parse::<u64>().ok()?.checked_mul(unit)?;
    let mut unit = unit;
    for digit in fraction.chars() {
        unit /= 10;
        nanos = nanos.checked_add(u64::from(digit.to_digit(10)?) * unit)?;
    }
    Some(nanos)
}

#[cfg(test)]
mod tests {
    use super::{duration, is_timestamp};

    #[test]
    fn durations_are_read() {
        for (text, read) in [
            ("0", (0, 0)),
            ("-12", (0, 0)),
            ("1800", (1800, 0)),
            ("48h0m0s", (172_800, 0)),
            ("392.83145ms", (0, 392_831_450)),
            ("1.5h", (5400, 0)),
            ("1m2us3ns", (60, 2_003)),
        ] {
            assert_eq!(duration(text), Some(read), "{text}");
        }
        let longest = format!("{}h", u64::MAX);
        for text in ["", "soon", "h", "1h30", "1.2.3s", ".s", "1d", "1e9", &longest] {
            assert_eq!(duration(text), None, "{text}");
        }
    }

    #[test]
    fn times_are_told_from_other_texts() {
        for text in ["2026-01-31T12:00:00Z", "2024-02-04T20:34:02.005663311+01:00"] {
            assert!(is_timestamp(text), "{text}");
        }
        for text in ["", "soon", "2026-01-31", "2026-01-31T12:00Z", "2026-01-31T12:00:00", "éT1"] {
            assert!(!is_timestamp(text), "{text}");
        }
    }
}
