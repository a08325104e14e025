//! What stands inside of operations and types: arguments, fields, values, docs, servers.

use crate::{
    model::{Argument, Constant, Deprecation, Servers, Value, Variant},
    problem::{Place, Report, Span},
    table::{Table, text},
    vocabulary::{ANCHOR, ARGUMENT, DEPRECATED, DEPRECATION, FIELD, LINKS, SINCE, VALUE},
    yaml::{Kind, Node, Text},
};

use super::word;

/// A doc comment inside an `impl` then ends at column 100.
const WIDEST_DOC: usize = 92;

/// An argument of an operation.
pub(super) fn argument(wire: &Text, node: &Node, report: &mut Report<'_>) -> Argument {
    let table = Table::new(node, &ARGUMENT, report);
    let constant = table.get("const").and_then(|node| constant(node, report));
    let ty = table.optional_text("type", report).filter(|_| table.get("const").is_none());
    // What is always the same is nobody's choice, so there is nothing to tell.
    if table.get("const").is_some() && table.get("type").is_none() {
        let value = constant.map_or(Value::Given(None), Value::Constant);
        return with_value(wire, &table, String::new(), value, report);
    }
    let doc = doc(&table, report);
    with_value(wire, &table, doc, Value::Given(ty), report)
}

/// A field of a type.
pub(super) fn field(wire: &Text, node: &Node, report: &mut Report<'_>) -> Argument {
    let table = Table::new(node, &FIELD, report);
    let ty = table.optional_text("type", report);
    let doc = doc(&table, report);
    with_value(wire, &table, doc, Value::Given(ty), report)
}

fn with_value(
    wire: &Text,
    table: &Table<'_>,
    doc: String,
    value: Value,
    report: &mut Report<'_>,
) -> Argument {
    Argument {
        wire: wire.clone(),
        name: table.optional_text("name", report).map(|name| word(&name, report)),
        doc,
        since: servers(table, "since", report),
        value,
    }
}

fn constant(node: &Node, report: &mut Report<'_>) -> Option<Constant> {
    use serde_json::Value as Json;
    let problem = match node.to_json() {
        Json::String(text) => return Some(Constant::Text(text)),
        Json::Bool(flag) => return Some(Constant::Bool(flag)),
        Json::Null => "`const` is empty".into(),
        json => match json.as_i64() {
            Some(number) => return Some(Constant::Number(number)),
            None => {
                format!(
                    "`const` is a text, a whole number, `true` or `false`, not {}",
                    node.shown()
                )
            }
        },
    };
    report.add(node.at, problem);
    None
}

/// One of the values that a type can have: its doc, or a map with its name and its doc.
pub(super) fn variant(wire: &Text, node: &Node, report: &mut Report<'_>) -> Variant {
    if let Kind::Map(_) = node.kind {
        let table = Table::new(node, &VALUE, report);
        let name = table.optional_text("name", report).map(|name| word(&name, report));
        return Variant { wire: wire.clone(), name, doc: doc(&table, report) };
    }
    let doc = text(node, &format!("the doc of `{}`", wire.text), report);
    let doc = doc.map(|doc| doc_text(doc, node, report)).unwrap_or_default();
    Variant { wire: wire.clone(), name: None, doc }
}

pub(super) fn doc(table: &Table<'_>, report: &mut Report<'_>) -> String {
    let Some(node) = table.get("doc") else { return String::new() };
    table.optional_text("doc", report).map(|doc| doc_text(doc, node, report)).unwrap_or_default()
}

fn doc_text(doc: Text, node: &Node, report: &mut Report<'_>) -> String {
    for (number, line) in doc.text.lines().enumerate() {
        let length = line.chars().count();
        if length > WIDEST_DOC {
            let problem = format!("a line of the doc has {length} characters");
            let right = "`doc: |` begins a text of several lines";
            let problem = format!("{problem}; at most {WIDEST_DOC}, so break it: {right}");
            report.add(line_of(node, &doc, number, line), problem);
        }
        if line.contains('\t') {
            let at = line_of(node, &doc, number, line);
            report.add(at, "the doc has a tab in it; use spaces");
        }
    }
    still_to_do(&doc, "the doc", report);
    doc.text
}

/// What a draft leaves for a person to say.
fn still_to_do(text: &Text, what: &str, report: &mut Report<'_>) {
    if text.text.lines().any(|line| line.trim_start().starts_with("TODO")) {
        let right = "say it in your own words, what it is for and what surprises";
        report.add(text.at, format!("{what} is still TODO; {right}"));
    }
}

/// Where a line of a doc stands, as far as that can be told.
fn line_of(node: &Node, doc: &Text, number: usize, line: &str) -> Span {
    if !node.literal {
        return doc.at;
    }
    let Place { line: first, column } = node.at.start;
    Span::from(Place { line: first + number, column }).within(0, line.chars().count())
}

/// What each server says against an operation, by the server's name.
pub(super) fn deprecations(table: &Table<'_>, report: &mut Report<'_>) -> Vec<Deprecation> {
    let Some(node) = table.get("deprecated") else { return Vec::new() };
    let table = Table::new(node, &DEPRECATED, report);
    let mut read = |(key, server)| {
        let node = table.get(key)?;
        let table = Table::new(node, &DEPRECATION, report);
        let why = table.optional_text("why", report);
        if let Some(why) = &why {
            still_to_do(why, "`why`", report);
        }
        Some(Deprecation {
            at: node.of,
            server,
            since: table.optional_text("since", report),
            instead: table.optional_text("use", report),
            why,
        })
    };
    [("vault", "Vault"), ("openbao", "OpenBao")].into_iter().filter_map(&mut read).collect()
}

/// A text for both servers, or a map with one for each.
pub(super) fn servers(
    table: &Table<'_>,
    key: &'static str,
    report: &mut Report<'_>,
) -> Option<Servers> {
    let node = table.get(key)?;
    if let Kind::Plain(_) | Kind::Quoted(_) = node.kind {
        let both = text(node, &format!("`{key}`"), report);
        return Some(Servers { vault: both.clone(), openbao: both });
    }
    let thing = match key {
        "links" => &LINKS,
        "since" => &SINCE,
        _ => &ANCHOR,
    };
    let table = Table::new(node, thing, report);
    Some(Servers {
        vault: table.optional_text("vault", report),
        openbao: table.optional_text("openbao", report),
    })
}
