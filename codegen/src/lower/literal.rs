//! Values in examples: whether they fit a type, and what they are in Rust.

use crate::{
    ir::{Field, Literal, Shape},
    problem::{Place, one_of},
    ty::Ty,
    yaml::{Kind, Node, Text},
};

use super::types::Scope;

/// What does not fit, and where.
pub(super) type Misfit = (Place, String);

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

/// Reads a node as a value of a type.
pub(super) fn fit(node: &Node, ty: &Ty, scope: &Scope) -> Result<Literal, Misfit> {
    let misfit = |expected: &str| {
        let found = match &node.kind {
            Kind::Plain(text) if !node.is_null() => format!("`{text}`"),
            Kind::Quoted(text) => format!("the text `{text}`"),
            _ => node.what().into(),
        };
        (node.at, format!("the example has {found} where {expected} belongs"))
    };
    let plain = match &node.kind {
        Kind::Plain(text) if !node.is_null() => Some(text.as_str()),
        _ => None,
    };
    let quoted = match &node.kind {
        Kind::Quoted(text) => Some(text.as_str()),
        _ => None,
    };
    let any_text = quoted.or_else(|| plain.filter(|_| node.to_json().is_string()));
    match ty {
        Ty::String => any_text.map(|t| Literal::String(t.into())).ok_or_else(|| misfit("a text")),
        Ty::Secret => any_text.map(|t| Literal::Secret(t.into())).ok_or_else(|| misfit("a text")),
        Ty::Timestamp => {
            any_text.map(|t| Literal::Timestamp(t.into())).ok_or_else(|| misfit("a time"))
        }
        Ty::Bool => number(plain).map(Literal::Bool).ok_or_else(|| misfit("`true` or `false`")),
        Ty::I64 => number(plain).map(Literal::I64).ok_or_else(|| misfit("a whole number")),
        Ty::U64 => {
            number(plain).map(Literal::U64).ok_or_else(|| misfit("a whole number from 0 on"))
        }
        Ty::F64 => number(plain).map(Literal::F64).ok_or_else(|| misfit("a number")),
        Ty::Duration => plain
            .or(quoted)
            .and_then(duration)
            .ok_or_else(|| misfit("a number of seconds or a duration such as `1h30m`")),
        Ty::Limit => match plain.or(quoted) {
            Some("all") => Ok(Literal::Limit(None)),
            text => number(text)
                .filter(|count| *count > 0)
                .map(|count| Literal::Limit(Some(count)))
                .ok_or_else(|| misfit("a number from 1 on or `all`")),
        },
        Ty::Any => Ok(Literal::Json(node.to_json().to_string())),
        Ty::List(inner) => match &node.kind {
            Kind::List(nodes) => {
                let items: Result<_, _> = nodes.iter().map(|n| fit(n, inner, scope)).collect();
                items.map(Literal::List)
            }
            // Go writes an empty list as `null`.
            _ if node.is_null() => Ok(Literal::List(Vec::new())),
            _ => Err(misfit("a list")),
        },
        Ty::Map(inner) => match &node.kind {
            Kind::Map(entries) => {
                let fit = |(key, n): &(Text, Node)| Ok((key.text.clone(), fit(n, inner, scope)?));
                entries.iter().map(fit).collect::<Result<_, _>>().map(Literal::Map)
            }
            _ if node.is_null() => Ok(Literal::Map(Vec::new())),
            _ => Err(misfit("a map")),
        },
        Ty::Named(name) => match scope.get(name).map(|ty| &ty.shape) {
            Some(Shape::Values(variants)) => {
                let text = any_text.ok_or_else(|| misfit("a text"))?;
                let known = variants.iter().find(|variant| variant.wire == text);
                Ok(match known {
                    Some(known) => {
                        Literal::Variant { ty: name.clone(), variant: known.name.clone() }
                    }
                    None => Literal::Other { ty: name.clone(), value: text.into() },
                })
            }
            Some(Shape::Fields(fields)) => structure(node, name, fields, scope, &[]),
            None => Err((node.at, format!("`{name}` is no type"))),
        },
    }
}

/// Reads a map as a value of a type with fields. `beside` are keys that may stand there as well.
pub(super) fn structure(
    node: &Node,
    ty: &str,
    fields: &[Field],
    scope: &Scope,
    beside: &[&str],
) -> Result<Literal, Misfit> {
    let Kind::Map(entries) = &node.kind else {
        return Err((node.at, format!("the example has {} where a `{ty}` belongs", node.what())));
    };
    let known = |key: &str| fields.iter().any(|field| field.wire == key) || beside.contains(&key);
    if let Some((key, _)) = entries.iter().find(|(key, _)| !known(&key.text)) {
        let all = one_of(fields.iter().map(|field| field.wire.as_str()));
        return Err((key.at, format!("`{ty}` has no `{}`; it has {all}", key.text)));
    }
    let mut values = Vec::with_capacity(fields.len());
    for field in fields {
        let given = entries.iter().find(|(key, _)| key.text == field.wire).map(|(_, node)| node);
        let value = match given {
            Some(node) if field.optional && node.is_null() => Literal::None,
            Some(node) => {
                let value = fit(node, &field.ty, scope)?;
                if field.optional { Literal::Some(Box::new(value)) } else { value }
            }
            None if field.optional => Literal::None,
            None => {
                let problem =
                    format!("the example lacks `{}`, which `{ty}` always has", field.wire);
                return Err((node.at, problem));
            }
        };
        values.push((field.clone(), value));
    }
    Ok(Literal::Struct { ty: ty.into(), fields: values })
}

fn number<T: std::str::FromStr>(text: Option<&str>) -> Option<T> {
    text.and_then(|text| text.parse().ok())
}

/// Seconds, or Go's notation. What is overdue has no time left.
fn duration(text: &str) -> Option<Literal> {
    if let Ok(seconds) = text.parse::<i64>() {
        return Some(Literal::Duration { seconds: seconds.try_into().unwrap_or(0), nanos: 0 });
    }
    let mut nanos: u64 = 0;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let (count, after) = rest.split_at(digits);
        let unit_end = after.find(|c: char| c.is_ascii_digit()).unwrap_or(after.len());
        let (unit, after) = after.split_at(unit_end);
        let unit = match unit {
            "h" => 3_600_000_000_000,
            "m" => 60_000_000_000,
            "s" => 1_000_000_000,
            "ms" => 1_000_000,
            _ => return None,
        };
        nanos = nanos.checked_add(count.parse::<u64>().ok()?.checked_mul(unit)?)?;
        rest = after;
    }
    let fraction = u32::try_from(nanos % 1_000_000_000).unwrap_or_default();
    Some(Literal::Duration { seconds: nanos / 1_000_000_000, nanos: fraction })
}
