//! What stands inside of operations and types: arguments, fields, values, docs, servers.

use crate::{
    model::{Argument, Constant, Deprecation, Servers, Value, Variant},
    problem::Report,
    table::{Table, text},
    yaml::{Kind, Node, Text},
};

use super::word;

/// A doc comment inside an `impl` then ends at column 100.
const WIDEST_DOC: usize = 92;

/// An argument of an operation.
pub(super) fn argument(wire: &Text, node: &Node, report: &mut Report<'_>) -> Argument {
    let table = Table::new(node, "a field", &["type", "const", "name", "doc", "since"], report);
    table.need_one(&["type", "const"], report);
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
    let table = Table::new(node, "a field", &["type", "name", "doc", "since"], report);
    let ty = table.text("type", report);
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
        let table = Table::new(node, "a value", &["name", "doc"], report);
        let name = table.optional_text("name", report).map(|name| word(&name, report));
        return Variant { wire: wire.clone(), name, doc: doc(&table, report) };
    }
    let doc = text(node, &format!("the doc of `{}`", wire.text), report);
    let doc = doc.map(|doc| doc_text(doc, report)).unwrap_or_default();
    Variant { wire: wire.clone(), name: None, doc }
}

pub(super) fn doc(table: &Table<'_>, report: &mut Report<'_>) -> String {
    table.text("doc", report).map(|doc| doc_text(doc, report)).unwrap_or_default()
}

fn doc_text(doc: Text, report: &mut Report<'_>) -> String {
    let longest = doc.text.lines().map(|line| line.chars().count()).max().unwrap_or_default();
    if longest > WIDEST_DOC {
        let problem = format!("a line of the doc has {longest} characters; at most {WIDEST_DOC}");
        let right = "`doc: |` begins a text of several lines";
        report.add(doc.at, format!("{problem}, so break it: {right}"));
    }
    if doc.text.contains('\t') {
        report.add(doc.at, "the doc has a tab in it; use spaces");
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

/// What each server says against an operation, by the server's name.
pub(super) fn deprecations(table: &Table<'_>, report: &mut Report<'_>) -> Vec<Deprecation> {
    let Some(node) = table.get("deprecated") else { return Vec::new() };
    let table = Table::new(node, "`deprecated`", &["vault", "openbao"], report);
    if matches!(&node.kind, Kind::Map(entries) if entries.is_empty()) {
        let right = "it has `vault`, `openbao` or both";
        report.add(node.at, format!("`deprecated` names no server; {right}"));
    }
    let mut read = |(key, server)| {
        let node = table.get(key)?;
        let table = Table::new(node, "a deprecation", &["since", "use", "why"], report);
        if table.get("why").is_none() {
            table.need("use", report);
        }
        let why = table.optional_text("why", report);
        if let Some(why) = &why {
            still_to_do(why, "`why`", report);
        }
        Some(Deprecation {
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
    let what = match key {
        "links" => "`links`",
        "since" => "`since`",
        _ => "`anchor`",
    };
    let table = Table::new(node, what, &["vault", "openbao"], report);
    if matches!(&node.kind, Kind::Map(entries) if entries.is_empty()) {
        report.add(node.at, format!("{what} names no server; it has `vault`, `openbao` or both"));
    }
    Some(Servers {
        vault: table.optional_text("vault", report),
        openbao: table.optional_text("openbao", report),
    })
}
