//! Times as the command-line tools take them.

use std::time::Duration;

/// A time in seconds (`90`), or in units (`1m30s`, `1.5h`); `None` if it is neither, or too long.
pub(super) fn parse(text: &str) -> Option<Duration> {
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let mut rest = text;
    let mut sum = Duration::ZERO;
    while !rest.is_empty() {
        let (number, behind) = split(rest, |char| !char.is_ascii_digit() && char != '.');
        let (unit, behind) = split(behind, |char| char.is_ascii_digit() || char == '.');
        let unit = match unit {
            "ns" => 1e-9,
            "us" | "µs" => 1e-6,
            "ms" => 1e-3,
            "s" => 1.0,
            "m" => 60.0,
            "h" => 3600.0,
            "d" => 86400.0,
            _ => return None,
        };
        let number: f64 = number.parse().ok()?;
        sum = sum.checked_add(Duration::try_from_secs_f64(number * unit).ok()?)?;
        rest = behind;
    }
    (!text.is_empty()).then_some(sum)
}

fn split(text: &str, end: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(end).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_the_tools_read_them() {
        for (text, millis) in [
            ("0", 0),
            ("90", 90_000),
            ("90s", 90_000),
            ("1m30s", 90_000),
            ("1.5h", 5_400_000),
            ("1d", 86_400_000),
            ("250ms", 250),
            (".5s", 500),
            ("1500us", 1),
        ] {
            let read = parse(text).unwrap().as_millis();
            assert_eq!(read, millis, "{text}");
        }
    }

    #[test]
    fn nothing_else_is() {
        let long = "9".repeat(40);
        for text in
            ["", " ", "-1", "-1s", "1.5", "s", "1x", "1s ", "1 s", "1m30", "..s", "inf", &long]
        {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(parse(&format!("{long}d")), None);
    }
}
