//! What only shows when all files are seen together, or all names of one file.

use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

use crate::{
    ir::{Child, Group, Operation, Reference, Shared, Type},
    name::is_free_group,
    path::anonymous,
    problem::{Problems, Span, did_you_mean},
    source::Source,
};

pub(crate) fn all(groups: &[Group], sources: &[&Source], problems: &mut Problems) {
    let lost = lost(groups, sources, problems);
    check_groups(groups, problems);
    check_routes(groups, problems);
    check_references(groups, &lost, problems);
    for group in groups {
        check_names(group, problems);
        check_use(group, problems);
    }
}

/// Each group is a module, and a method of the clients or of the group that it is in.
fn check_groups(groups: &[Group], problems: &mut Problems) {
    let mut seen = BTreeMap::new();
    for group in groups {
        let Group { file, module, .. } = group;
        if !is_free_group(module, group.parent.is_some()) {
            let problem = format!("vault-sys has something else that is called `{module}`");
            problems.add(file, Span::FILE, format!("{problem}, so give the file another name"));
        } else if let Some(first) = seen.insert(group.flat_name(), file) {
            let problem = format!("the group would be called `{module}` in Rust, as {first} is");
            problems.add(file, Span::FILE, format!("{problem}; rename one of the files"));
        }
        if group.operations.is_empty() && group.children.is_empty() && !problems.has(file) {
            let right = "add `operations`, or a file for a group in it, `NAME.INNER.yaml`";
            problems.add(file, Span::FILE, format!("nothing is in this group; {right}"));
        }
    }
}

/// Each method and path is one operation, whatever its placeholders are called.
fn check_routes(groups: &[Group], problems: &mut Problems) {
    let mut seen: BTreeMap<String, (&Group, &Operation)> = BTreeMap::new();
    let of_group = |group| {
        let Group { operations, .. }: &Group = group;
        operations.iter().map(move |operation| (group, operation))
    };
    let all = groups.iter().flat_map(of_group);
    let own = |operation: &Operation| {
        !operation.http.template.is_empty() && operation.variant_of.is_none()
    };
    for (group, operation) in all.filter(|(_, operation)| own(operation)) {
        let http = &operation.http;
        match seen.entry(route(operation)) {
            Entry::Vacant(entry) => {
                entry.insert((group, operation));
            }
            Entry::Occupied(entry) => {
                let (file, first) = (&entry.get().0.file, entry.get().1);
                let (line, name) = (first.at.start.line, &first.id);
                let problem = format!(
                    "`{} {}` is `{name}` already, at {file}:{line}; keep one of them",
                    http.verb, http.template
                );
                problems.add(&group.file, operation.asked, problem);
            }
        }
    }
}

/// Method and path, whatever its placeholders are called.
fn route(operation: &Operation) -> String {
    let http = &operation.http;
    format!("{} {}", http.verb, anonymous(&http.template))
}

/// Groups that are there, but whose operations nobody knows: what names one may be right.
fn lost(groups: &[Group], sources: &[&Source], problems: &Problems) -> BTreeSet<String> {
    let by_file: BTreeMap<_, _> = groups.iter().map(|group| (group.file.as_str(), group)).collect();
    let is_lost = |source: &&&Source| match by_file.get(source.path.as_str()) {
        Some(group) => group.operations.is_empty() && problems.has(&source.path),
        None => true,
    };
    let lost = sources.iter().filter(is_lost);
    lost.map(|source| match source.group() {
        (Some(parent), name) => format!("{parent}.{name}"),
        (None, name) => name.to_owned(),
    })
    .collect()
}

/// What names another operation has to name one that is there.
fn check_references(groups: &[Group], lost: &BTreeSet<String>, problems: &mut Problems) {
    let all: BTreeMap<_, _> = groups
        .iter()
        .flat_map(|group| &group.operations)
        .map(|operation| (operation.id.as_str(), operation))
        .collect();
    for group in groups {
        for operation in &group.operations {
            for Reference { at, id } in operation.instead.iter().chain(&operation.variant_of) {
                let is_lost = id.rsplit_once('.').is_some_and(|(group, _)| lost.contains(group));
                if !all.contains_key(id.as_str()) && !is_lost {
                    let near = did_you_mean(id, all.keys().copied());
                    let right = match near.as_str() {
                        "" => "; it goes by its full name, such as `leases.renew`",
                        near => near,
                    };
                    problems.add(&group.file, *at, format!("there is no operation `{id}`{right}"));
                }
            }
            let Some(Reference { at, id }) = &operation.variant_of else { continue };
            let Some(first) = all.get(id.as_str()) else { continue };
            if first.variant_of.is_some() {
                let problem = format!("`{id}` is a variant itself; name the one that it is of");
                problems.add(&group.file, *at, problem);
            } else if route(first) != route(operation) {
                let problem = format!("`{id}` has another route, `{}`", route(first));
                problems.add(&group.file, *at, format!("{problem}; a variant has the same one"));
            }
        }
    }
}

/// Everything that a group names in Rust, types and methods apart.
fn check_names(group: &Group, problems: &mut Problems) {
    let (mut types, mut methods) = (BTreeMap::new(), BTreeMap::new());
    for Shared { name, .. } in &group.shared {
        types.insert(name.as_str(), format!("type `{name}` of the outer group"));
    }
    for Child { module, .. } in &group.children {
        methods.insert(module.as_str(), format!("group `{}.{module}`", group.module));
    }
    for operation in &group.operations {
        let what = format!("operation `{}`", operation.id);
        let alias = operation.alias.as_ref().map(|alias| &alias.name);
        let clash = clash(&mut methods, &operation.method, &what)
            .or_else(|| clash(&mut types, &operation.request.name, &what))
            .or_else(|| alias.and_then(|alias| self::clash(&mut types, alias, &what)));
        if let Some(problem) = clash {
            problems.add(&group.file, operation.at, problem);
        }
    }
    for Type { name, at, .. } in &group.types {
        if let Some(first) = types.insert(name, format!("type `{name}`")) {
            let problem = format!("type `{name}`: what {first} needs in Rust is called so, too");
            problems.add(&group.file, *at, format!("{problem}; choose another name"));
        }
    }
}

fn clash<'g>(names: &mut BTreeMap<&'g str, String>, name: &'g str, what: &str) -> Option<String> {
    match names.entry(name) {
        Entry::Vacant(entry) => {
            entry.insert(what.into());
            None
        }
        Entry::Occupied(entry) => {
            let first = entry.get();
            Some(format!("{what} would be called `{name}` in Rust, as {first} is; rename one"))
        }
    }
}

/// Only of a file without other problems: behind any of them there may be the use.
fn check_use(group: &Group, problems: &mut Problems) {
    if problems.has(&group.file) {
        return;
    }
    for ty in group.types.iter().filter(|ty| !ty.sent && !ty.received) {
        let problem =
            format!("no operation uses type `{}`; name it in one, or take it out", ty.name);
        problems.add(&group.file, ty.at, problem);
    }
}
