//! Values in examples: whether they fit a type, and what they are in Rust.

use std::collections::BTreeMap;

use crate::{
    ir::{Field, Literal, Reads, Shape},
    problem::{Report, did_you_mean, one_of},
    ty::Ty,
    yaml::{Kind, Node, Text},
};

use super::{time, types::Scope};

/// What a reply's envelope may hold beside the answer.
pub(super) const ENVELOPE: [&str; 9] = [
    "request_id",
    "lease_id",
    "renewable",
    "lease_duration",
    "data",
    "wrap_info",
    "warnings",
    "auth",
    "mount_type",
];

/// Reads a node as a value of a type; reports all in it that does not fit.
pub(super) fn fit(node: &Node, ty: &Ty, scope: &Scope, report: &mut Report<'_>) -> Option<Literal> {
    match ty {
        Ty::List(inner) => match &node.kind {
            Kind::List(nodes) => {
                let fit = |node| fit(node, inner, scope, report);
                all(nodes.iter().map(fit)).map(Literal::List)
            }
            _ => misfit(node, "a list", report),
        },
        Ty::Map(inner) => match &node.kind {
            Kind::Map(entries) => {
                let fit = |(key, node): &(Text, Node)| {
                    Some((key.text.clone(), fit(node, inner, scope, report)?))
                };
                all(entries.iter().map(fit)).map(Literal::Map)
            }
            _ => misfit(node, "a map", report),
        },
        Ty::Named(name) => match scope.get(name).map(|ty| &ty.shape) {
            Some(Shape::Fields(fields)) => structure(node, name, fields, scope, &[], report),
            Some(Shape::Values(variants)) => {
                let Some(text) = text(node) else { return misfit(node, "a text", report) };
                let known = variants.iter().find(|variant| variant.wire == text);
                let (ty, value) = (name.clone(), text.into());
                Some(match known {
                    Some(known) => Literal::Variant { ty, variant: known.name.clone() },
                    None => Literal::Other { ty, value },
                })
            }
            // The type is a problem already.
            None => Some(Literal::None),
        },
        plain => fit_plain(node, plain, report),
    }
}

fn fit_plain(node: &Node, ty: &Ty, report: &mut Report<'_>) -> Option<Literal> {
    let json = node.to_json();
    let written = match &node.kind {
        Kind::Plain(text) | Kind::Quoted(text) if !node.is_null() => Some(text.as_str()),
        _ => None,
    };
    let (literal, expected) = match ty {
        Ty::String => (text(node).map(|text| Literal::String(text.into())), "a text"),
        Ty::Secret => (text(node).map(|text| Literal::Secret(text.into())), "a text"),
        Ty::Timestamp => (
            text(node)
                .filter(|text| time::is_timestamp(text))
                .map(|text| Literal::Timestamp(text.into())),
            "a time such as `2026-01-31T12:00:00Z`",
        ),
        Ty::Bool => (json.as_bool().map(Literal::Bool), "`true` or `false`"),
        Ty::I64 => (json.as_i64().map(Literal::I64), "a whole number"),
        Ty::U64 => (json.as_u64().map(Literal::U64), "a whole number from 0 on"),
        Ty::F64 => (json.as_f64().map(Literal::F64), "a number"),
        Ty::Duration => (
            written
                .and_then(time::duration)
                .map(|(seconds, nanos)| Literal::Duration { seconds, nanos }),
            "a number of seconds or a duration such as `1h30m`",
        ),
        Ty::Limit => (limit(&json), "a whole number from 1 on or `all`"),
        _ => (Some(Literal::Json(json.to_string())), "any value"),
    };
    if literal.is_some() { literal } else { misfit(node, expected, report) }
}

/// Reads a map as a value of a type with fields. `beside` are keys that may stand there as well.
pub(super) fn structure(
    node: &Node,
    ty: &str,
    fields: &[Field],
    scope: &Scope,
    beside: &[&str],
    report: &mut Report<'_>,
) -> Option<Literal> {
    let Kind::Map(entries) = &node.kind else {
        return misfit(node, &format!("a map for `{ty}`"), report);
    };
    let mut given: BTreeMap<_, _> =
        entries.iter().map(|(key, node)| (key.text.as_str(), (key, node))).collect();
    let mut values = Vec::with_capacity(fields.len());
    let mut missing = Vec::new();
    for field in fields.iter().filter(|field| field.reads != Reads::Rest) {
        let value = match given.remove(field.wire.as_str()) {
            Some((_, node)) => field_value(node, field, ty, scope, report),
            None if field.optional => Some(Literal::None),
            None => {
                missing.push(field.wire.as_str());
                None
            }
        };
        values.push(value.map(|value| (field.clone(), value)));
    }
    if let Some(rest) = fields.iter().find(|field| field.reads == Reads::Rest) {
        let entries = std::mem::take(&mut given).into_values();
        let entries = entries.map(|(key, node)| (key.clone(), node.clone())).collect();
        let (at, of, kind) = (node.at, node.of, Kind::Map(entries));
        let node = Node { at, of, literal: false, kind };
        let value = fit(&node, &rest.ty, scope, report);
        values.push(value.map(|value| (rest.clone(), value)));
    }
    given.retain(|key, _| !beside.contains(key));
    // What is misspelt is not missing.
    if given.is_empty() {
        for name in missing {
            let problem = format!("the example lacks `{name}`, which `{ty}` always has");
            report.add(node.of, format!("{problem}; if it can be absent, put `?` behind its type"));
        }
    }
    for (key, _) in given.values() {
        let known = || fields.iter().map(|field| field.wire.as_str());
        let (all, near) = (one_of(known()), did_you_mean(&key.text, known()));
        report.add(key.at, format!("`{ty}` has no field `{}`; it has {all}{near}", key.text));
    }
    let unknown = !given.is_empty();
    let fields = all(values.into_iter())?;
    (!unknown).then(|| Literal::Struct { ty: ty.into(), fields })
}

fn field_value(
    node: &Node,
    field: &Field,
    owner: &str,
    scope: &Scope,
    report: &mut Report<'_>,
) -> Option<Literal> {
    if !node.is_null() {
        let value = fit(node, &field.ty, scope, report)?;
        return Some(if field.optional { Literal::Some(Box::new(value)) } else { value });
    }
    match (&field.ty, field.reads) {
        _ if field.optional => Some(Literal::None),
        // Go writes an empty list or map as `null`.
        (Ty::List(_), Reads::NullAsEmpty) => Some(Literal::List(Vec::new())),
        (Ty::Map(_), Reads::NullAsEmpty) => Some(Literal::Map(Vec::new())),
        (Ty::Any, _) => Some(Literal::Json("null".into())),
        _ => {
            let problem = format!("`{}` of `{owner}` cannot be `null`", field.wire);
            report.add(node.at, format!("{problem}; if it can, put `?` behind its type"));
            None
        }
    }
}

/// Everything, or nothing if a part is missing; either way every part is looked at.
fn all<T>(parts: impl Iterator<Item = Option<T>>) -> Option<Vec<T>> {
    let parts: Vec<_> = parts.collect();
    parts.into_iter().collect()
}

fn misfit<T>(node: &Node, expected: &str, report: &mut Report<'_>) -> Option<T> {
    let found = node.shown();
    let right = match &node.kind {
        Kind::Plain(text) if expected == "a text" && !node.is_null() => {
            format!("; put it in quotes: `\"{text}\"`")
        }
        _ => String::new(),
    };
    report.add(node.at, format!("the example has {found} where {expected} belongs{right}"));
    None
}

/// A text that YAML would not take for something else.
fn text(node: &Node) -> Option<&str> {
    match &node.kind {
        Kind::Quoted(text) => Some(text),
        Kind::Plain(text) if node.to_json().is_string() => Some(text),
        _ => None,
    }
}

fn limit(json: &serde_json::Value) -> Option<Literal> {
    if json == "all" {
        return Some(Literal::Limit(None));
    }
    let count = u32::try_from(json.as_u64()?).ok().filter(|count| *count > 0)?;
    Some(Literal::Limit(Some(count)))
}
