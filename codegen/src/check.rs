//! What only shows when all files are seen together, or all names of one file.

use std::collections::{BTreeMap, btree_map::Entry};

use crate::{
    ir::{Group, Operation},
    problem::{Place, Problems},
};

pub(crate) fn all(groups: &[Group], problems: &mut Problems) {
    check_routes(groups, problems);
    for group in groups {
        check_names(group, problems);
        check_use(group, problems);
    }
}

/// Each method and path is one operation, whatever its placeholders are called.
fn check_routes(groups: &[Group], problems: &mut Problems) {
    let mut seen: BTreeMap<String, (&Group, &Operation)> = BTreeMap::new();
    let of_group = |group| {
        let Group { operations, .. }: &Group = group;
        operations.iter().map(move |operation| (group, operation))
    };
    for (group, operation) in groups.iter().flat_map(of_group) {
        let http = &operation.http;
        let anonymous = http.template.split('/').map(|segment| match segment.as_bytes() {
            [b'{', ..] => "{}",
            _ => segment,
        });
        let route = format!("{} {}", http.verb, anonymous.collect::<Vec<_>>().join("/"));
        match seen.entry(route) {
            Entry::Vacant(entry) => {
                entry.insert((group, operation));
            }
            Entry::Occupied(entry) => {
                let (file, first) = (&entry.get().0.file, entry.get().1);
                let (line, name) = (first.at.line, &first.id);
                problems.add(
                    &group.file,
                    operation.at,
                    format!(
                        "`{} {}` is `{name}` already, at {file}:{line}",
                        http.verb, http.template
                    ),
                );
            }
        }
    }
}

/// Everything that a group names in Rust, types and methods apart.
fn check_names(group: &Group, problems: &mut Problems) {
    let (mut types, mut methods) = (BTreeMap::new(), BTreeMap::new());
    for operation in &group.operations {
        let what = format!("operation `{}`", operation.id);
        clash(&mut types, &operation.request.name, &what, group, operation.at, problems);
        if let Some(alias) = &operation.alias {
            clash(&mut types, &alias.name, &what, group, operation.at, problems);
        }
        clash(&mut methods, &operation.method, &what, group, operation.at, problems);
    }
    for ty in &group.types {
        let what = format!("type `{}`", ty.name);
        clash(&mut types, &ty.name, &what, group, ty.at, problems);
    }
}

fn clash<'g>(
    names: &mut BTreeMap<&'g str, String>,
    name: &'g str,
    what: &str,
    group: &Group,
    place: Place,
    problems: &mut Problems,
) {
    if let Some(first) = names.get(name) {
        let problem = format!("{what} would be called `{name}` in Rust, as {first} is; rename one");
        problems.add(&group.file, place, problem);
    } else {
        names.insert(name, what.into());
    }
}

fn check_use(group: &Group, problems: &mut Problems) {
    for ty in group.types.iter().filter(|ty| !ty.sent && !ty.received) {
        let problem = format!("no operation uses type `{}`", ty.name);
        problems.add(&group.file, ty.at, problem);
    }
}
