//! What may stand in a path, so that no argument can change which operation is called.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode};

use crate::argument::Problem;

const SEGMENT: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
const REST: AsciiSet = SEGMENT.remove(b'/');

/// More than anybody decodes a path. What is still encoded then was made to deceive.
const ROUNDS: usize = 8;

/// How much of a path a placeholder takes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// `{name}`: one segment.
    Segment,
    /// `{*name}`: one or more segments.
    Rest,
}

impl Kind {
    pub(crate) const fn escaped(self) -> &'static AsciiSet {
        match self {
            Self::Segment => &SEGMENT,
            Self::Rest => &REST,
        }
    }

    /// The template before and after the placeholder `name`, if that is the next one.
    pub(crate) fn split<'t>(self, template: &'t str, name: &str) -> Option<(&'t str, &'t str)> {
        let (before, after) = template.split_once('{')?;
        let after = match self {
            Self::Segment => after,
            Self::Rest => after.strip_prefix('*')?,
        };
        let after = after.strip_prefix(name)?.strip_prefix('}')?;
        Some((before, after))
    }
}

/// Why `value` cannot fill a placeholder.
///
/// All else arrives byte for byte. Two slashes in a row are refused, as the servers answer them with
/// a redirect to another path.
pub(crate) fn problem(value: &str, kind: Kind) -> Option<Problem> {
    if value.is_empty() {
        return Some("is empty");
    }
    if value.chars().any(char::is_control) {
        return Some("has a control character");
    }
    // Escaping it would not help: the servers decode `%2F` before they route.
    if matches!(kind, Kind::Segment) && value.contains('/') {
        return Some("has a slash, and is one segment of the path");
    }
    if value.split('/').any(str::is_empty) {
        return Some("has an empty segment");
    }
    has_segment(value, &[".", ".."])
        .then_some("has a `.` or `..` segment, or what could be taken for one")
}

/// Why `value` cannot stand where a path has no fixed segment yet, such as a mount that is chosen at
/// run time: behind the name of a namespace, too, `sys` leads to the operations of the server itself.
pub(crate) fn problem_at_start(value: &str) -> Option<Problem> {
    has_segment(value, &["sys"])
        .then_some("has a segment `sys`, which could lead to the server itself")
}

/// Whether anybody on the way could take a part of `value` for one of `segments`.
///
/// The servers decode once. What stands before them may decode again, take `\` for `/`, or drop what
/// follows a `;`; and for the names of policies the servers themselves drop spaces around.
fn has_segment(value: &str, segments: &[&str]) -> bool {
    let is_ignored = |byte: &u8| byte.is_ascii_whitespace() || byte.is_ascii_control();
    let is_one = |part: &[u8]| {
        let name = part.split(|byte| *byte == b';').next().unwrap_or_default();
        let name = name.iter().filter(|byte| !is_ignored(byte));
        segments.iter().any(|segment| name.clone().eq(segment.as_bytes()))
    };
    let mut bytes = value.as_bytes().to_vec();
    for _ in 0..ROUNDS {
        if bytes.split(|byte| matches!(byte, b'/' | b'\\')).any(is_one) {
            return true;
        }
        let decoded: Vec<u8> = percent_decode(&bytes).collect();
        if decoded == bytes {
            return false;
        }
        bytes = decoded;
    }
    true
}

/// Whether a path, escaped as it is sent, could come of a template.
pub(crate) fn looks_like(path: &str, template: &str) -> bool {
    let segments: Vec<_> = path.split('/').collect();
    let parts: Vec<_> = template.split('/').collect();
    let (mut at, mut part) = (0, 0);
    // The last placeholder that takes several, and the last segment that it takes.
    let mut several = None;
    while at < segments.len() {
        if part < parts.len() && (parts[part].starts_with('{') || parts[part] == segments[at]) {
            if parts[part].starts_with("{*") {
                several = Some((part, at));
            }
            (at, part) = (at + 1, part + 1);
        } else if let Some((taker, last)) = several {
            several = Some((taker, last + 1));
            (at, part) = (last + 2, taker + 1);
        } else {
            return false;
        }
    }
    part == parts.len()
}

#[cfg(test)]
mod tests {
    use super::{Kind, looks_like, problem, problem_at_start};

    #[test]
    fn what_could_lead_elsewhere_is_refused() {
        for value in [
            "",
            ".",
            "..",
            "a/../b",
            "a/.",
            "/a",
            "a//b",
            "a/",
            "a\nb",
            "a\0",
            "%2e",
            "%2E%2e",
            ".%2e",
            "a/%2e%2e/b",
            "%252e%252e",
            "%25252e.",
            "..%2fb",
            "a%2F..",
            r"..\x",
            r"a\..",
            r"a\.\b",
            "..%5cx",
            "..;",
            ".;x",
            "a/..;b=c/d",
            "%2e%2e%3bx",
            "..\\;x",
            " ..",
            ".. ",
            ".%00.",
            "..%20",
        ] {
            for kind in [Kind::Segment, Kind::Rest] {
                assert!(problem(value, kind).is_some(), "{value:?} was let through");
            }
        }
        assert!(problem("a/b", Kind::Segment).is_some());
    }

    #[test]
    fn the_rest_is_let_through() {
        for value in [
            "a",
            "a b",
            "%2F",
            "é",
            "...",
            ".a",
            "a?b#c",
            "a+b",
            "a..b",
            "a%2Fb",
            r"a\b",
            ";",
            "a;b",
            "%",
            "%2",
            "100%",
            "%zz",
            "my policy %2F é",
            "a..",
            "..a",
            r"\",
            " ",
            "%C0%AE",
            "‥",
        ] {
            for kind in [Kind::Segment, Kind::Rest] {
                assert_eq!(problem(value, kind), None, "{value:?}");
            }
        }
        assert_eq!(problem("a/b", Kind::Rest), None);
    }

    #[test]
    fn no_mount_leads_to_the_server_itself() {
        for value in
            ["sys", "sys/x", "team/sys", "a/sys/b", "%73ys", "team/s%2579s", "sys;x", " sys"]
        {
            assert!(problem_at_start(value).is_some(), "{value}");
        }
        for value in ["kv", "system", "team/kv", "sys1", "my sys"] {
            assert_eq!(problem_at_start(value), None, "{value}");
        }
    }

    #[test]
    fn what_is_encoded_over_and_over_is_refused_soon() {
        let value = format!("%{}61", "25".repeat(1_000_000));
        assert!(problem(&value, Kind::Segment).is_some());
    }

    #[test]
    fn paths_of_other_templates_are_known() {
        let template = "sys/mounts/{*path}/tune";
        for path in ["sys/mounts/a/tune", "sys/mounts/a/b/tune", "sys/mounts/tune/tune"] {
            assert!(looks_like(path, template), "{path}");
        }
        for path in ["sys/mounts/tune", "sys/mounts/a", "sys/mounts/a/tune/b", "sys/mount/a/tune"] {
            assert!(!looks_like(path, template), "{path}");
        }
        assert!(looks_like("sys/a/b", "sys/{x}/{*y}") && !looks_like("sys/a", "sys/{x}/{*y}"));
        let long = format!("sys/mounts{}", "/tune/a".repeat(100_000));
        assert!(!looks_like(&long, template) && looks_like(&format!("{long}/tune"), template));
        assert!(looks_like("sys/a/b/c/d", "sys/{*x}/c/{*y}") && !looks_like("a/b", "{x}"));
    }
}
