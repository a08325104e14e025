//! One operation.

use std::fmt::Write as _;

use crate::{
    ir::{Answers, Field, Group, Operation, Reply, Shape, Write, Written},
    model::Constant,
    text::fill,
    ty::Ty,
};

use super::{named, place, rust, section, summary, table};

const WIDTH: usize = 92;

/// Fields and values of a type that are shown.
const MOST_ROWS: usize = 20;

pub(super) fn explain(operation: &Operation, group: &Group, groups: &[Group]) -> String {
    let mut text = format!("{}   {}\n", operation.id, place(operation, group));
    let _ = writeln!(text, "{}\n", fill(&summary(&operation.doc), WIDTH));
    text += &table(&facts(operation));
    text += &section("Arguments", &arguments(operation));
    text += &argument_types(operation, group, groups);
    text += &section("Reply", &reply(operation, group, groups));
    text += &section("Rust, where C is Client or blocking::Client", &rust::api(operation));
    text += &section("Call, asynchronous and blocking", &rust::calls(operation, group));
    text
}

fn facts(operation: &Operation) -> Vec<Vec<String>> {
    let http = &operation.http;
    let mut facts = vec![("request", format!("{} /v1/{}", http.verb, http.template))];
    if http.sent_as() != http.verb {
        facts.push(("", format!("sent as {} with ?{}", http.sent_as(), query(operation))));
    }
    facts.push(("servers", servers(operation)));
    facts.push(("repeated", repeated(operation).into()));
    if !operation.avoids.is_empty() {
        facts.push(("avoids", operation.avoids.join(", ")));
    }
    if let Some(variant) = &operation.variant_of {
        facts.push(("variant of", variant.id.clone()));
    }
    match &operation.answers {
        Answers::Always => facts.push(("answers", "every status is one".into())),
        Answers::Also(statuses) if !statuses.is_empty() => {
            let statuses: Vec<_> = statuses.iter().map(u16::to_string).collect();
            facts.push(("answers", format!("2xx and {}", statuses.join(", "))));
        }
        Answers::Also(_) => {}
    }
    if operation.sudo {
        facts.push(("needs", "the `sudo` capability".into()));
    }
    if operation.once {
        facts.push(("once", "a reply that cannot be read is kept by the error".into()));
    }
    if !operation.deprecated_by.is_empty() {
        let by = operation.deprecated_by.join(" and ");
        let instead = operation.instead.iter().map(|one| format!("; use {}", one.id));
        facts.push(("deprecated", format!("by {by}{}", instead.collect::<String>())));
    }
    facts.into_iter().map(|(name, fact)| vec![name.to_owned(), fact]).collect()
}

fn query(operation: &Operation) -> &'static str {
    operation.http.method.query().trim_start_matches('?')
}

fn servers(operation: &Operation) -> String {
    let vault = if operation.enterprise { "Vault Enterprise" } else { "Vault" };
    let servers = [(vault, &operation.vault), ("OpenBao", &operation.openbao)];
    let since = |(server, since): (&str, &Option<String>)| {
        Some(format!("{server} since {}", since.as_ref()?))
    };
    servers.into_iter().filter_map(since).collect::<Vec<_>>().join(", ")
}

fn repeated(operation: &Operation) -> &'static str {
    if operation.safe.unwrap_or_else(|| operation.http.method.is_safe()) {
        "yes: if no answer comes it is sent again, as that does no harm"
    } else {
        "no: once it is on its way, it is not sent again"
    }
}

fn arguments(operation: &Operation) -> String {
    let mut rows = Vec::new();
    for write in &operation.request.writes {
        let field = field(write, operation);
        let (ty, need) = match (&write.value, field) {
            (Written::Constant(constant), _) => (shown(constant), "always".to_owned()),
            (_, Some(field)) => (spec(&field.ty), need(field, operation)),
            (_, None) => continue,
        };
        let name = match field {
            Some(field) if field.name != write.wire => format!("{} -> {}", write.wire, field.name),
            _ => write.wire.clone(),
        };
        let doc = field.map(|field| summary(&field.doc)).unwrap_or_default();
        rows.push(vec![name, place_of(write).to_owned(), ty, need, doc]);
    }
    table(&rows)
}

fn need(field: &Field, operation: &Operation) -> String {
    let need = if field.optional { "optional" } else { "required" };
    let lacks = operation.openbao.is_some() && !field.openbao;
    format!("{need}{}", if lacks { ", not OpenBao" } else { "" })
}

/// What the types are that the arguments name.
fn argument_types(operation: &Operation, group: &Group, groups: &[Group]) -> String {
    let cores = operation.request.fields.iter().map(|field| field.ty.core());
    let mut names: Vec<_> = cores
        .filter_map(|ty| match ty {
            Ty::Named(name) => Some(name),
            _ => None,
        })
        .collect();
    names.dedup();
    let mut text = String::new();
    for ty in names.into_iter().filter_map(|name| named(name, group, groups)) {
        let _ = writeln!(text, "  {}", ty.name);
        text += &table(&shape(&ty.shape));
    }
    text
}

fn place_of(write: &Write) -> &'static str {
    match write.place {
        "rest" => "path, with slashes",
        "query_each" => "query, once each",
        "content" => "all of the body",
        other => other,
    }
}

fn field<'o>(write: &Write, operation: &'o Operation) -> Option<&'o Field> {
    match &write.value {
        Written::Constant(_) => None,
        Written::Field(name)
        | Written::Name(name)
        | Written::Number(name)
        | Written::Each(name)
        | Written::EachIfSet(name) => {
            operation.request.fields.iter().find(|field| field.name == *name)
        }
    }
}

fn shown(constant: &Constant) -> String {
    match constant {
        Constant::Text(text) => format!("{text:?}"),
        Constant::Bool(flag) => flag.to_string(),
        Constant::Number(number) => number.to_string(),
    }
}

/// A type as it stands in a spec.
fn spec(ty: &Ty) -> String {
    match ty {
        Ty::String => "string".into(),
        Ty::Secret => "secret".into(),
        Ty::Bool => "bool".into(),
        Ty::I64 => "i64".into(),
        Ty::U64 => "u64".into(),
        Ty::F64 => "f64".into(),
        Ty::Duration => "duration".into(),
        Ty::Timestamp => "timestamp".into(),
        Ty::Limit => "limit".into(),
        Ty::Any => "any".into(),
        Ty::Named(name) => name.clone(),
        Ty::List(inner) => format!("list<{}>", spec(inner)),
        Ty::Map(inner) => format!("map<{}>", spec(inner)),
    }
}

fn reply(operation: &Operation, group: &Group, groups: &[Group]) -> String {
    let (what, ty) = match &operation.reply {
        Reply::None => ("nothing that matters", None),
        Reply::Status => ("the status alone", None),
        Reply::Keys => ("names, in `data.keys`; none if there is nothing to list", None),
        Reply::Stream => ("bytes, in one piece or as they come", None),
        Reply::Text => ("the whole body as text", None),
        Reply::Lines => ("lines of text, together or as they come", None),
        Reply::Records(ty) => ("one on each line, together or as they come", Some(ty)),
        Reply::Events(ty) => ("one a message of a websocket", Some(ty)),
        Reply::List(ty) => ("in `data`; empty if there is nothing to list", Some(ty)),
        Reply::Data(ty) => ("in `data`", Some(ty)),
        Reply::MaybeData(ty) => ("in `data`, or nothing", Some(ty)),
        Reply::Body(ty) => ("at the top level", Some(ty)),
        Reply::MaybeBody(ty) => ("at the top level, or nothing", Some(ty)),
    };
    let Some(ty) = ty else { return format!("  {what}\n") };
    let mut text = format!("  {}, {what}\n", spec(ty));
    if let Ty::Named(name) = ty.core()
        && let Some(ty) = named(name, group, groups)
    {
        text += &table(&shape(&ty.shape));
    }
    text
}

/// Fields or values, one a line, as long as that can be read.
fn shape(shape: &Shape) -> Vec<Vec<String>> {
    let mut rows = rows(shape);
    let more = rows.len().saturating_sub(MOST_ROWS);
    if more > 0 {
        rows.truncate(MOST_ROWS);
        rows.push(vec![format!("  and {more} more")]);
    }
    rows
}

fn rows(shape: &Shape) -> Vec<Vec<String>> {
    match shape {
        Shape::Fields(fields) => fields.iter().map(field_row).collect(),
        Shape::Values(values) => values
            .iter()
            .map(|value| {
                let name = format!("  {:?} -> {}", value.wire, value.name);
                vec![name, summary(&value.doc)]
            })
            .collect(),
    }
}

fn field_row(field: &Field) -> Vec<String> {
    let renamed = field.name != field.wire;
    let name = if renamed {
        format!("  {} -> {}", field.wire, field.name)
    } else {
        format!("  {}", field.wire)
    };
    let optional = if field.optional { "?" } else { "" };
    let doc = summary(&field.doc);
    vec![name, format!("{}{optional}", spec(&field.ty)), doc]
}
