//! From the model to the IR: every name is made and every decision taken here.

mod argument;
mod deprecation;
mod doc;
mod example;
mod graph;
mod hvac;
mod literal;
mod operation;
mod outcome;
mod reply;
mod request;
mod server;
mod time;
mod types;
mod usage;
mod uses;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use self::{
    reply::{ALONE, TYPED},
    usage::usage as example_of,
};

use crate::{
    ir, model, name,
    problem::{Problems, Report, Span},
    source::Source,
};

/// What every file of protocol tests has by these names.
const HELPERS: [&str; 4] = ["reads", "reads_nothing", "refuses", "sends"];

/// Lowers all files. What cannot be lowered is reported, and left out or stood in for.
pub(crate) fn groups(
    models: &[model::Group],
    sources: &[&Source],
    problems: &mut Problems,
) -> Vec<ir::Group> {
    // Groups in others need the types of those.
    let (outer, inner): (Vec<_>, Vec<_>) = models.iter().partition(|model| model.parent.is_none());
    let mut groups =
        Problems::collect(&outer, problems, |model, problems| group(model, None, problems));
    // Of two that have one name, which is told elsewhere, the first.
    let by_name = groups.iter().rev().map(|group| (group.module.as_str(), group));
    let by_name: BTreeMap<_, _> = by_name.collect();
    let inner = Problems::collect(&inner, problems, |model, problems| {
        let parent = model.parent.as_deref().map(name::value);
        let outer = parent.as_deref().and_then(|parent| by_name.get(parent).copied());
        // Without the types of a file that cannot be read, half of what it says would seem wrong.
        let is_lost = outer.is_none() && parent.is_some_and(|parent| is_there(sources, &parent));
        (!is_lost).then(|| group(model, outer, problems))
    });
    groups.extend(inner.into_iter().flatten());
    groups.sort_by(|a, b| a.file.cmp(&b.file));
    nest(&mut groups, sources, problems);
    groups
}

fn group(group: &model::Group, outer: Option<&ir::Group>, problems: &mut Problems) -> ir::Group {
    let mut report = Report { file: &group.file, problems };
    if let Some(outer) = outer.filter(|outer| outer.enterprise && !group.enterprise) {
        let problem = format!("`{}` is `enterprise`, and so is what is in it", outer.module);
        report.add(Span::FILE, format!("{problem}; add `enterprise: true`"));
    }
    let scope = types::Scope::new(group, outer, &mut report);
    server::check(&group.since, &mut report);
    let module = name::value(&group.name);
    let mut operations: Vec<_> = group
        .operations
        .iter()
        .map(|operation| operation::lower(operation, group, &scope, &mut report))
        .collect();
    name_tests(group, &mut operations);
    let helpers = group.helpers.iter().filter_map(|helper| hvac::helper(helper, &mut report));
    let helpers = helpers.collect();
    let (types, shared) = scope.into_types();
    ir::Group {
        file: group.file.clone(),
        handle_doc: doc::handle(&group.doc, &module, group.parent.is_some()),
        parent: group.parent.as_deref().map(name::value),
        children: Vec::new(),
        usage: usage::lower(&operations),
        doc: group.doc.clone(),
        operations,
        enterprise: group.enterprise,
        types,
        shared,
        helpers,
        module,
    }
}

/// Tells each group which groups are in it, and what those do with its types.
fn nest(groups: &mut [ir::Group], sources: &[&Source], problems: &mut Problems) {
    let outer = groups.iter().enumerate().filter(|(_, group)| group.parent.is_none());
    let outer: BTreeMap<_, _> = outer.map(|(index, group)| (group.module.clone(), index)).collect();
    for index in 0..groups.len() {
        let group = &groups[index];
        let Some(parent) = &group.parent else { continue };
        if let Some(outer) = outer.get(parent) {
            let (module, doc, enterprise) =
                (group.module.clone(), group.doc.clone(), group.enterprise);
            let uses: Vec<_> =
                group.shared.iter().map(|one| (one.name.clone(), one.sent, one.received)).collect();
            let outer = &mut groups[*outer];
            outer.children.push(ir::Child { module, doc, enterprise });
            for (name, sent, received) in uses {
                for ty in outer.types.iter_mut().filter(|ty| ty.name == name) {
                    (ty.sent, ty.received) = (ty.sent || sent, ty.received || received);
                }
            }
        } else if !is_there(sources, parent) {
            let problem = format!("the name says that the group is in `{parent}`");
            let right = format!("add `{parent}.yaml`, with a `doc` and `since` at least");
            problems.add(
                &group.file,
                Span::FILE,
                format!("{problem}, which is not there; {right}"),
            );
        }
    }
}

/// Whether there is a file for a group, be it one that can be read or not.
fn is_there(sources: &[&Source], module: &str) -> bool {
    sources.iter().any(|source| {
        let (above, name) = source.group();
        above.is_none() && name::value(name) == module
    })
}

/// Each test goes by its operation and its number; where another has that name, by the next one.
fn name_tests(group: &model::Group, operations: &mut [ir::Operation]) {
    let mut taken: BTreeSet<_> = HELPERS.map(str::to_owned).into();
    for (model, operation) in group.operations.iter().zip(operations) {
        let mut number = 0;
        for example in &mut operation.examples {
            loop {
                number += 1;
                example.test = name::test(&model.name.text, number);
                if taken.insert(example.test.clone()) {
                    break;
                }
            }
        }
    }
}
