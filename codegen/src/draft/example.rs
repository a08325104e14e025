//! The example that a draft comes with. It is right by its types, and made up otherwise.

use std::fmt::Write as _;

use crate::{catalogue::Place, model::Group, path::Http};

use super::{
    Draft, Field, Reply,
    sibling::{self, Sibling},
    write::{NOTE, key},
};

/// An example is indented by eight, and a line of the spec has 100 characters.
const WIDEST: usize = 92;

/// An argument, and what the group says already of one like it.
pub(super) struct Given {
    pub(super) place: Place,
    pub(super) field: Field,
    pub(super) sibling: Option<Sibling>,
}

impl Given {
    fn new(place: Place, mut field: Field, path: &str, group: Option<&Group>) -> Self {
        let sibling = sibling::argument(group, path, place, &field.name);
        if let Some(sibling) = &sibling {
            let optional = if field.ty.ends_with('?') { "?" } else { "" };
            field.ty = format!("{}{optional}", sibling.ty);
        }
        Self { place, field, sibling }
    }

    /// What a caller calls it.
    fn called(&self) -> &str {
        let name = self.sibling.as_ref().and_then(|sibling| sibling.name.as_deref());
        name.unwrap_or(&self.field.name)
    }
}

/// What the draft has, and what the path needs beside it, in the order of the path.
pub(super) fn arguments(draft: &Draft, http: &Http, group: Option<&Group>) -> Vec<Given> {
    let in_path = http.placeholders.iter().map(|slot| {
        let is_it =
            |(place, field): &&(Place, Field)| *place == Place::Path && field.name == slot.name;
        let given = draft.arguments.iter().find(is_it).cloned();
        given.unwrap_or_else(|| (Place::Path, Field::new(&slot.name, "string")))
    });
    let others = draft.arguments.iter().filter(|(place, _)| *place != Place::Path).cloned();
    in_path
        .chain(others)
        .map(|(place, field)| Given::new(place, field, &http.template, group))
        .collect()
}

/// The block `examples` of an entry.
pub(super) fn text(arguments: &[Given], http: &Http, reply: &Reply) -> String {
    let mut text =
        format!("    examples:\n      {NOTE} made up; write down what a server answers\n");
    let mut lines = Vec::new();
    let given = arguments.iter().map(|one| (one.called(), value(&one.field.ty).given));
    map(&mut lines, 0, "args", given);
    let path = target(arguments, http);
    let in_body = arguments.iter().filter(|one| one.place == Place::Body);
    let in_body = in_body.map(|one| (one.field.name.as_str(), value(&one.field.ty).sent));
    if path != http.template || in_body.clone().next().is_some() {
        lines.push("sends:".into());
    }
    if path != http.template {
        lines.push(format!("  path: {path}"));
    }
    map(&mut lines, 1, "body", in_body);
    match reply {
        Reply::Unknown => lines.push("gets: TODO".into()),
        Reply::None => {}
        Reply::Keys => lines.extend(["gets:".into(), "  body: { data: { keys: [a] } }".into()]),
        Reply::Data(fields) => {
            lines.extend(["gets:".into(), "  body:".into()]);
            map(
                &mut lines,
                2,
                "data",
                fields.iter().map(|one| (one.name.as_str(), value(&one.ty).sent)),
            );
        }
    }
    if lines.is_empty() {
        lines.push("{}".into());
    }
    for (index, line) in lines.iter().enumerate() {
        let margin = if index == 0 { "      - " } else { "        " };
        let _ = writeln!(text, "{margin}{line}");
    }
    text
}

/// A map in one line if it fits, and else with a line for each entry.
fn map<'f>(
    lines: &mut Vec<String>,
    depth: usize,
    name: &str,
    fields: impl Iterator<Item = (&'f str, &'static str)>,
) {
    let margin = "  ".repeat(depth);
    let entries: Vec<_> = fields.map(|(name, value)| format!("{}: {value}", key(name))).collect();
    if entries.is_empty() {
        return;
    }
    let line = format!("{margin}{name}: {{ {} }}", entries.join(", "));
    if line.len() <= WIDEST {
        lines.push(line);
        return;
    }
    lines.push(format!("{margin}{name}:"));
    lines.extend(entries.into_iter().map(|entry| format!("{margin}  {entry}")));
}

/// Path and query with every argument in them.
fn target(arguments: &[Given], http: &Http) -> String {
    let mut path = http.template.clone();
    let mut query: Vec<_> =
        http.method.query().strip_prefix('?').map(str::to_owned).into_iter().collect();
    for Given { place, field: Field { name, ty, .. }, .. } in arguments {
        match place {
            Place::Path => {
                let value = value(ty).sent;
                path = path.replace(&format!("{{{name}}}"), value);
                path = path.replace(&format!("{{*{name}}}"), value);
            }
            Place::Query => query.push(format!("{name}={}", value(ty).in_query)),
            _ => {}
        }
    }
    if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
}

/// One value in its three forms.
struct Sample {
    given: &'static str,
    sent: &'static str,
    in_query: &'static str,
}

fn value(ty: &str) -> Sample {
    let same = |text| Sample { given: text, sent: text, in_query: text };
    match ty.trim_end_matches('?') {
        "bool" => same("true"),
        "i64" | "u64" | "limit" => same("1"),
        "f64" => same("1.5"),
        "duration" => Sample { given: "30m", sent: "1800", in_query: "1800" },
        "timestamp" => {
            Sample { in_query: "2026-01-02T03%3A04%3A05Z", ..same("2026-01-02T03:04:05Z") }
        }
        "list<string>" => Sample { given: "[a]", sent: "[a]", in_query: "a" },
        "list<secret>" => same("[a]"),
        "map<string>" => same("{ a: b }"),
        "any" => same("{ a: 1 }"),
        ty if ty.starts_with("list<") => same("[]"),
        ty if ty.starts_with("map<") => same("{}"),
        _ => same("a"),
    }
}
