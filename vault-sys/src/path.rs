//! What may stand in a path, so that no argument can change which operation is called.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC};

use crate::argument::Problem;

const SEGMENT: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
const REST: AsciiSet = SEGMENT.remove(b'/');

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
/// A slash counts even where it will be escaped: the servers decode `%2F` before they route.
pub(crate) fn problem(value: &str) -> Option<Problem> {
    if value.is_empty() {
        return Some("is empty");
    }
    if value.chars().any(char::is_control) {
        return Some("has a control character");
    }
    value.split('/').find_map(|segment| match segment {
        "" => Some("has an empty segment"),
        "." | ".." => Some("has a `.` or `..` segment"),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::problem;

    #[test]
    fn what_could_lead_elsewhere_is_refused() {
        for value in ["", ".", "..", "a/../b", "a/.", "/a", "a//b", "a/", "a\nb", "a\0"] {
            assert!(problem(value).is_some(), "{value:?} was let through");
        }
    }

    #[test]
    fn the_rest_is_let_through() {
        for value in ["a", "a/b", "a b", "%2F", "é", "...", ".a", "a?b#c", "a+b"] {
            assert_eq!(problem(value), None, "{value:?}");
        }
    }
}
