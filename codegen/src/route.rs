//! Which other operations an argument with slashes in it could lead to.
//!
//! Nothing tells the servers where an argument ends: a mount `kv/tune`, read at
//! `sys/mounts/{*path}`, is the tuning of `kv` to them.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::Group;

/// Tells each operation the templates that its requests must not look like: those of others, sent by
/// the same method, that some of its requests could be taken for. If all of them could, it is the other
/// that avoids this one: the servers prefer the narrower template.
pub(crate) fn avoid(groups: &mut [Group]) {
    let operations =
        || groups.iter().flat_map(|group| group.operations.iter().map(move |one| (group, one)));
    let all: Vec<_> = operations()
        .map(|(group, one)| (one.http.sent_as(), one.http.template.clone(), engine(group)))
        .filter(|(_, template, _)| !template.is_empty())
        .collect();
    let routes = Routes::new(&all);
    for group in groups {
        let own_engine = engine(group);
        for operation in &mut group.operations {
            // What takes nothing can be mistaken for nothing.
            if operation.http.placeholders.is_empty() {
                continue;
            }
            let own = &operation.http.template;
            let near = routes.near(operation.http.sent_as(), &parts(own)).into_iter();
            let others =
                near.filter(|(template, engine)| must_avoid(own, template, *engine == own_engine));
            let mut avoids: Vec<_> = others.map(|(template, _)| template.to_owned()).collect();
            avoids.dedup();
            operation.avoids = avoids;
        }
    }
}

/// The outermost group: what all of one engine's operations are in.
fn engine(group: &Group) -> String {
    group.parent.as_ref().unwrap_or(&group.module).clone()
}

/// Whether a request for the one template may look like one for the other, and must not.
fn must_avoid(own: &str, other: &str, same_engine: bool) -> bool {
    let (own, other) = (parts(own), parts(other));
    let differ = |own: &[Part<'_>], other: &[Part<'_>]| overlap(own, other) && !covers(other, own);
    let chosen = |parts: &[Part<'_>]| !matches!(parts.first(), None | Some(Part::Fixed(_)));
    match (chosen(&own), chosen(&other)) {
        // A mount that is chosen at run time is one of the engine's, so what differs comes behind it.
        (true, true) => same_engine && differ(&own[1..], &other[1..]),
        // Where all is mounted that chooses its mount, nobody knows.
        (false, true) => false,
        (_, false) => differ(&own, &other),
    }
}

/// The templates and their engines by method and by what stands before their first placeholder, so that not every one
/// has to be held against every other.
struct Routes<'t>(BTreeMap<(&'t str, Vec<&'t str>), Routed<'t>>);

/// Templates, with the engine of each.
type Routed<'t> = BTreeSet<(&'t str, &'t str)>;

impl<'t> Routes<'t> {
    fn new(all: &'t [(&'static str, String, String)]) -> Self {
        let mut routes = BTreeMap::<_, Routed<'_>>::new();
        for (method, template, engine) in all {
            let key = (*method, head(&parts(template)));
            routes.entry(key).or_default().insert((template.as_str(), engine.as_str()));
        }
        Self(routes)
    }

    /// Those that could overlap with this one, in the order of their texts: what stands before the
    /// first placeholder of the one begins as it does in the other.
    fn near(&self, method: &'static str, own: &[Part<'t>]) -> Routed<'t> {
        let head = head(own);
        let shorter = (0..head.len()).filter_map(|end| self.0.get(&(method, head[..end].to_vec())));
        let longer = self.0.range((method, head.clone())..);
        let longer = longer.take_while(|((of, key), _)| *of == method && key.starts_with(&head));
        shorter.chain(longer.map(|(_, templates)| templates)).flatten().copied().collect()
    }
}

/// What stands before the first placeholder.
fn head<'t>(parts: &[Part<'t>]) -> Vec<&'t str> {
    let fixed = |part: &Part<'t>| match *part {
        Part::Fixed(segment) => Some(segment),
        Part::One | Part::Many => None,
    };
    parts.iter().map_while(fixed).collect()
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
    fn must_avoid(own: &str, other: &str) -> bool {
        super::must_avoid(own, other, true)
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
    fn behind_a_mount_that_is_chosen_nothing_leads_to_another_engine() {
        let (data, metadata) = ("{*mount}/data/{*path}", "{*mount}/metadata/{*path}");
        assert!(!must_avoid(data, metadata) && !must_avoid(metadata, data));
        assert!(must_avoid("{*mount}/{*path}", "{*mount}/config"));
        assert!(!super::must_avoid("{*mount}/{*path}", "{*mount}/config", false));
        assert!(!must_avoid("sys/{*path}/config", "{*mount}/a/config"));
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
