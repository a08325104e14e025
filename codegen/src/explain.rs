//! What the generator understood of an operation or a group, for who writes its spec.

mod operation;
mod rust;
#[cfg(test)]
mod tests;

use std::{
    error::Error,
    fmt::{self, Write as _},
};

use crate::{
    ir::{Group, Operation, Type},
    problem::{Problems, did_you_mean, nearest},
    source::Source,
};

/// Why nothing can be explained.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unexplained {
    /// The spec is wrong.
    Wrong(Problems),
    /// There is nothing of that name; what there is.
    Unknown(String),
}

impl fmt::Display for Unexplained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Wrong(problems) => problems.fmt(f),
            Self::Unknown(message) => f.write_str(message),
        }
    }
}

impl Error for Unexplained {}

/// Tells what comes of an operation, such as `leases.renew`, or of a group, such as `leases` or
/// `policies.acl`: as text for a terminal.
///
/// # Errors
///
/// When anything is wrong with the spec, or nothing in it has that name.
pub fn explain(sources: &[Source], name: &str) -> Result<String, Unexplained> {
    let groups = crate::groups(sources).map_err(Unexplained::Wrong)?;
    for group in &groups {
        if id(group) == name {
            return Ok(of_group(group, &groups));
        }
        if let Some(operation) = group.operations.iter().find(|one| one.id == name) {
            return Ok(operation::explain(operation, group, &groups));
        }
    }
    Err(Unexplained::Unknown(unknown(name, &groups)))
}

/// How a group is named in a spec.
fn id(group: &Group) -> String {
    group.location().replace('/', ".")
}

/// A name of no group and no operation. Of a group that is there, its operations are told.
fn unknown(name: &str, groups: &[Group]) -> String {
    let within = name.rsplit_once('.').map(|(group, _)| group);
    if let Some(group) = groups.iter().find(|group| Some(id(group).as_str()) == within) {
        let inner = groups.iter().filter(|one| one.parent.as_ref() == Some(&group.module));
        let all: Vec<_> = group.operations.iter().map(|one| one.id.clone()).collect();
        let all: Vec<_> = all.into_iter().chain(inner.map(id)).collect();
        let near = did_you_mean(name, all.iter().map(String::as_str));
        let names = format!("\n  {}", all.join("\n  "));
        return format!("there is nothing called `{name}`{near}\n{names}");
    }
    let ids: Vec<_> = groups.iter().map(id).collect();
    let near = near_operation(name, groups).or_else(|| near_group(name, groups).map(id));
    let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    format!("there is nothing called `{name}`{near}\n\n  {}", fill_names(&ids))
}

fn near_operation(name: &str, groups: &[Group]) -> Option<String> {
    let (group, operation) = name.rsplit_once('.')?;
    let group = near_group(group, groups)?;
    let prefix = format!("{}.", id(group));
    let names = group.operations.iter().filter_map(|one| one.id.strip_prefix(&prefix));
    Some(format!("{prefix}{}", nearest(operation, names)?))
}

fn near_group<'g>(name: &str, groups: &'g [Group]) -> Option<&'g Group> {
    let ids: Vec<_> = groups.iter().map(id).collect();
    // No more than some names are compared at a time.
    let some = ids.chunks(50).filter_map(|ids| nearest(name, ids.iter().map(String::as_str)));
    let near = nearest(name, some.collect::<Vec<_>>())?;
    groups.iter().find(|group| id(group) == near)
}

fn fill_names(names: &[String]) -> String {
    crate::text::fill(&names.join(" "), 90).replace('\n', "\n  ")
}

fn of_group(group: &Group, groups: &[Group]) -> String {
    let edition = if group.enterprise { ", with the feature `enterprise`" } else { "" };
    let mut text = format!("{}   {}\n", id(group), group.file);
    let _ = writeln!(text, "{}\n\n{}{edition}", summary(&group.doc), group.call());
    let rows = group.operations.iter().map(|operation| {
        let (verb, template) = (operation.http.verb, &operation.http.template);
        vec![operation.id.clone(), verb.to_owned(), format!("/v1/{template}")]
    });
    text += &section("Operations", &table(&rows.collect::<Vec<_>>()));
    let inner = groups.iter().filter(|one| one.parent.as_ref() == Some(&group.module));
    let inner = inner.map(|one| vec![id(one), summary(&one.doc)]);
    text += &section("Groups in it", &table(&inner.collect::<Vec<_>>()));
    let types = group.types.iter().map(|ty| vec![ty.name.clone(), summary(&ty.doc)]);
    text += &section("Types", &table(&types.collect::<Vec<_>>()));
    text
}

/// A headline and what belongs below it, if there is something.
fn section(title: &str, body: &str) -> String {
    if body.is_empty() { String::new() } else { format!("\n{title}\n{body}") }
}

/// Rows whose columns stand below one another.
fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or_default()
    };
    let widths: Vec<_> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            let _ = write!(line, "  {cell:<width$}");
        }
        text += line.trim_end();
        text.push('\n');
    }
    text
}

/// The first sentence of a doc, in one line.
fn summary(doc: &str) -> String {
    let paragraph = doc.split("\n\n").next().unwrap_or_default().replace('\n', " ");
    match paragraph.split_once(". ") {
        Some((first, _)) => format!("{first}."),
        None => paragraph,
    }
}

/// The operation's place in the spec.
fn place(operation: &Operation, group: &Group) -> String {
    let start = operation.at.start;
    format!("{}:{}:{}", group.file, start.line, start.column)
}

/// A type by its name, as a group sees it: its own, or that of the group that it is in.
fn named<'g>(name: &str, group: &'g Group, groups: &'g [Group]) -> Option<&'g Type> {
    let outer = groups
        .iter()
        .filter(|outer| outer.parent.is_none() && Some(&outer.module) == group.parent.as_ref());
    std::iter::once(group).chain(outer).flat_map(|group| &group.types).find(|ty| ty.name == name)
}
