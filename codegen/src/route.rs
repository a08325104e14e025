//! Which other operations an argument with slashes in it could lead to.
//!
//! Nothing tells the servers where an argument ends: a mount `kv/tune`, read at
//! `sys/mounts/{*path}`, is the tuning of `kv` to them.

use crate::ir::Group;

/// Tells each operation the templates that its requests must not look like: those of others, sent by
/// the same method, that some of its requests could be taken for. If all of them could, it is the other
/// that avoids this one: the servers prefer the narrower template.
pub(crate) fn avoid(groups: &mut [Group]) {
    let operations = || groups.iter().flat_map(|group| &group.operations);
    let mut all: Vec<_> = operations()
        .map(|operation| (operation.http.sent_as(), operation.http.template.clone()))
        .filter(|(_, template)| !template.is_empty())
        .collect();
    all.sort_unstable();
    all.dedup();
    for operation in groups.iter_mut().flat_map(|group| &mut group.operations) {
        // What takes nothing can be mistaken for nothing.
        if operation.http.placeholders.is_empty() {
            continue;
        }
        let own = parts(&operation.http.template);
        let others = all.iter().filter(|(method, _)| *method == operation.http.sent_as());
        let others = others.filter(|(_, template)| {
            let other = parts(template);
            overlap(&own, &other) && !covers(&other, &own)
        });
        operation.avoids = others.map(|(_, template)| template.clone()).collect();
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part<'t> {
    Fixed(&'t str),
    One,
    /// One or more.
    Many,
}

fn parts(template: &str) -> Vec<Part<'_>> {
    let segments = template.split('/');
    let parts = segments.map(|segment| match segment.as_bytes() {
        [b'{', b'*', ..] => Part::Many,
        [b'{', ..] => Part::One,
        _ => Part::Fixed(segment),
    });
    parts.collect()
}

/// Whether there is a path that both stand for.
fn overlap(one: &[Part<'_>], other: &[Part<'_>]) -> bool {
    let fits = |first, second| match (first, second) {
        (Part::Fixed(_), Part::Fixed(_)) => first == second,
        _ => true,
    };
    meet(one, other, fits, |second| second == Part::Many)
}

/// Whether the first stands for all that the second does.
fn covers(wide: &[Part<'_>], narrow: &[Part<'_>]) -> bool {
    let fits = |first, second| match (first, second) {
        (Part::Many, _) | (Part::One, Part::One | Part::Fixed(_)) => true,
        _ => first == second,
    };
    meet(wide, narrow, fits, |_| false)
}

/// Goes through both from the end, so that it takes no longer than their lengths multiplied.
fn meet<'t>(
    one: &[Part<'t>],
    other: &[Part<'t>],
    fits: impl Fn(Part<'t>, Part<'t>) -> bool,
    other_goes_on: impl Fn(Part<'t>) -> bool,
) -> bool {
    // Whether what follows in the one meets what follows at each place of the other.
    let mut next = vec![false; other.len() + 1];
    next[other.len()] = true;
    for first in one.iter().rev() {
        let mut here = vec![false; other.len() + 1];
        for (index, second) in other.iter().enumerate().rev() {
            // Both take a segment. One that takes many may go on, or have ended with it.
            here[index] = fits(*first, *second)
                && (next[index + 1]
                    || *first == Part::Many && here[index + 1]
                    || other_goes_on(*second) && next[index]);
        }
        next = here;
    }
    next[0]
}

#[cfg(test)]
mod tests {
    use super::{covers, overlap, parts};

    fn must_avoid(own: &str, other: &str) -> bool {
        overlap(&parts(own), &parts(other)) && !covers(&parts(other), &parts(own))
    }

    #[test]
    fn the_narrower_one_is_avoided() {
        for (own, other) in [
            ("sys/mounts/{*path}", "sys/mounts/{*path}/tune"),
            ("sys/mounts/{*path}", "sys/mounts/{name}"),
            ("sys/namespaces/{*path}", "sys/namespaces/api-lock/lock"),
            ("sys/namespaces/{*path}", "sys/namespaces/api-lock/lock/{*path}"),
            ("sys/a/{name}", "sys/a/all"),
            ("sys/{*a}", "sys/{*a}/b/{*c}/d"),
            ("{mount}/config", "sys/config"),
        ] {
            assert!(must_avoid(own, other), "{own} {other}");
            assert!(!must_avoid(other, own), "{other} {own}");
        }
    }

    #[test]
    fn of_two_that_cross_each_avoids_the_other() {
        let (one, other) = ("sys/a/lock/{*path}", "sys/a/{*path}/seal");
        assert!(must_avoid(one, other) && must_avoid(other, one));
    }

    #[test]
    fn what_cannot_be_confused_is_no_matter() {
        for (one, other) in [
            ("sys/a/{*path}", "sys/a/{*other}"),
            ("sys/a/{*path}", "sys/b/{*path}"),
            ("sys/a/{*path}", "sys/a"),
            ("sys/a/{name}", "sys/a/{name}/b"),
            ("sys/a/{*path}/b", "sys/a/b"),
            ("sys/a/{*path}/b", "sys/a/{*path}/c"),
        ] {
            assert!(!must_avoid(one, other) && !must_avoid(other, one), "{one} {other}");
        }
    }
}
