//! A draft as YAML, as a person would write it.

use std::fmt::Write as _;

use crate::{catalogue::Place, model::Group, path::Http, source::Source};

use super::{Draft, Field, Reply, example, sibling::Sibling};

/// How a comment begins that has to be settled before the spec is right.
pub(crate) const NOTE: &str = "# TODO:";

/// How editors are told what a spec file can have.
const SCHEMA: &str = "# yaml-language-server:";

/// What a file of a new group begins with.
pub(super) fn head(openbao: Option<&str>, sources: &[Source]) -> String {
    let first = |source: &Source| {
        let text = String::from_utf8_lossy(&source.text);
        text.lines().next().filter(|line| line.starts_with(SCHEMA)).map(|line| format!("{line}\n"))
    };
    let schema = sources.iter().find_map(first).unwrap_or_default();
    let since = openbao.map_or_else(
        || {
            "since: { vault: TODO, openbao: TODO } # leave out a server that does not have it"
                .into()
        },
        seen,
    );
    format!("{schema}doc: TODO\n{since}\n")
}

/// The version that was asked, which may not be the first to have it.
fn seen(version: &str) -> String {
    format!("since: {{ openbao: {version} }} {NOTE} seen there; since when, and in Vault?")
}

/// The entry of the operation.
pub(super) fn operation(
    draft: &Draft,
    http: &Http,
    reply_type: &str,
    group: Option<&Group>,
) -> String {
    let mut text = format!("  {}:\n", draft.operation);
    notes(&mut text, 4, &draft.notes);
    let _ = write!(text, "    doc: TODO\n    http: {} {}\n", http.verb, http.template);
    if draft.sudo {
        text += "    sudo: true\n";
    }
    if let Some(version) = &draft.openbao {
        let _ = writeln!(text, "    {}", seen(version));
        if draft.deprecated {
            let _ =
                writeln!(text, "    deprecated: {{ openbao: {{ since: {version}, why: TODO }} }}");
        }
    }
    let arguments = example::arguments(draft, http, group);
    for (place, key) in [
        (Place::Path, "path"),
        (Place::Query, "query"),
        (Place::Body, "body"),
        (Place::Header, "header"),
    ] {
        let here: Vec<_> = arguments.iter().filter(|one| one.place == place).collect();
        if !here.is_empty() {
            let _ = writeln!(text, "    {key}:");
        }
        for one in here {
            match &one.sibling {
                Some(sibling) => known_field(&mut text, place, &one.field, sibling),
                None => field(&mut text, 6, &one.field),
            }
        }
    }
    let reply = match &draft.reply {
        Reply::Unknown => "TODO".into(),
        Reply::None => "none".into(),
        Reply::Keys => "keys".into(),
        Reply::Data(_) => format!("data {reply_type}"),
    };
    let _ = writeln!(text, "    reply: {reply}");
    text + &example::text(&arguments, http, &draft.reply)
}

/// The type of what comes back, if it has one of its own.
pub(super) fn reply_type(draft: &Draft, name: &str) -> Option<String> {
    let Reply::Data(fields) = &draft.reply else { return None };
    let mut text = format!("  {name}:\n    doc: TODO\n    fields:\n");
    for one in fields {
        field(&mut text, 6, one);
    }
    Some(text)
}

fn field(text: &mut String, indent: usize, field: &Field) {
    let margin = " ".repeat(indent);
    let _ = writeln!(text, "{margin}{}:", key(&field.name));
    notes(text, indent + 2, &field.notes);
    let _ = write!(text, "{margin}  type: {}\n{margin}  doc: TODO\n", field.ty);
}

/// An argument that another operation has as well.
fn known_field(text: &mut String, place: Place, field: &Field, sibling: &Sibling) {
    let _ = writeln!(text, "      {}:", key(&field.name));
    // What stands in a path is the same for all of a group; what stands elsewhere is so mostly.
    if place != Place::Path {
        notes(text, 8, &[format!("as for `{}`; is it the same here?", sibling.of)]);
    }
    if let Some(name) = &sibling.name {
        let _ = writeln!(text, "        name: {name}");
    }
    let _ = writeln!(text, "        type: {}", field.ty);
    let _ = match sibling.doc.lines().collect::<Vec<_>>().as_slice() {
        [line] if is_plain(line) => writeln!(text, "        doc: {line}"),
        lines => {
            let indented =
                lines.iter().map(|line| format!("          {line}").trim_end().to_owned());
            writeln!(text, "        doc: |\n{}", indented.collect::<Vec<_>>().join("\n"))
        }
    };
}

/// Whether a text means itself without quotes.
fn is_plain(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with(':')
}

fn notes(text: &mut String, indent: usize, notes: &[String]) {
    for note in notes {
        let _ = writeln!(text, "{}{NOTE} {note}", " ".repeat(indent));
    }
}

/// A name as a key: in quotes where it would be read as something else.
pub(super) fn key(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    let is_plain = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(plain)
        && !matches!(name, "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n");
    if is_plain { name.into() } else { serde_json::Value::from(name).to_string() }
}
