//! Arguments of requests and fields of types.

use std::collections::BTreeMap;

use crate::{
    ir::{Field, Reads, Takes},
    model, name,
    problem::{Report, Span, shown},
    ty::Ty,
};

use super::{types::Scope, uses::REST};

/// A field and where it stands.
pub(super) type Placed = (Span, Field);

/// Lowers one field of a type.
pub(super) fn of_type(
    argument: &model::Argument,
    scope: &Scope,
    report: &mut Report<'_>,
) -> Placed {
    let model::Value::Given(text) = &argument.value else { return field(argument, None, report) };
    let ty = text.as_ref().and_then(|text| scope.parse(text, report));
    let (place, mut field) = field(argument, ty, report);
    field.setter = name::builder_setter(&field.name);
    field.setter_doc = format!("Sets [`Self::{}`].", field.name);
    (place, field)
}

/// Lowers one argument of a request, which is the owner.
pub(super) fn of_request(
    argument: &model::Argument,
    ty: Option<(Ty, bool)>,
    owner: &str,
    report: &mut Report<'_>,
) -> Placed {
    let (place, mut field) = field(argument, ty, report);
    field.setter = name::setter(&field.name);
    field.setter_doc = format!("Sets [`{owner}::{}`].", field.name);
    (place, field)
}

/// Without a type, which is a problem already, it stands for whatever the examples make of it.
fn field(argument: &model::Argument, ty: Option<(Ty, bool)>, report: &mut Report<'_>) -> Placed {
    let (ty, optional) = ty.unwrap_or((Ty::Any, true));
    if let Some(since) = &argument.since {
        super::server::check(since, report);
    }
    let (wire, name) = (&argument.wire, name(argument));
    if argument.name.is_none() && !name::is_name(&name) {
        let problem = format!("no name in Rust comes of {}", shown(&wire.text));
        report.add(wire.at, format!("{problem}; give it one of its own with `name`"));
    }
    let field = Field {
        wire: wire.text.clone(),
        doc: super::doc::field(&argument.doc, argument.since.as_ref()),
        setter: String::new(),
        setter_doc: String::new(),
        takes: takes(&ty),
        openbao: argument.since.as_ref().is_none_or(|since| since.openbao.is_some()),
        reads: if wire.text == REST { Reads::Rest } else { reads(&ty, optional) },
        name,
        ty,
        optional,
    };
    (wire.at, field)
}

/// What a field is called in Rust.
pub(super) fn name(argument: &model::Argument) -> String {
    name::value(&argument.name.as_ref().unwrap_or(&argument.wire).text)
}

fn takes(ty: &Ty) -> Takes {
    match ty {
        Ty::String | Ty::Secret => Takes::Into,
        Ty::List(inner) if takes(inner) == Takes::Into => Takes::IntoEach,
        Ty::Map(inner) if takes(inner) == Takes::Into => Takes::IntoEachPair,
        _ => Takes::Exactly,
    }
}

fn reads(ty: &Ty, optional: bool) -> Reads {
    match ty {
        Ty::Duration => Reads::Duration,
        Ty::List(_) | Ty::Map(_) if !optional => Reads::NullAsEmpty,
        _ => Reads::AsIs,
    }
}

/// Reports a field for all the rest that cannot hold it.
pub(super) fn check_rest(fields: &[Placed], report: &mut Report<'_>) {
    for (place, field) in fields.iter().filter(|(_, field)| field.reads == Reads::Rest) {
        if field.optional || !matches!(field.ty, Ty::Map(_)) {
            let problem = "`*` takes all keys that no other field takes, so its type is a `map<…>`";
            report.add(*place, problem);
        }
    }
}

/// Reports fields of one owner that would have one name in Rust, and tells whether there are any.
pub(super) fn check_names(fields: &[Placed], report: &mut Report<'_>) -> bool {
    let mut clash = false;
    let mut wires = BTreeMap::new();
    for (place, Field { wire, name, .. }) in fields {
        if let Some(other) = wires.insert(name, wire)
            && name::is_name(name)
        {
            let problem = format!("`{wire}` would be called `{name}` in Rust, as `{other}` is");
            report.add(*place, format!("{problem}; give one of them another `name`"));
            clash = true;
        }
    }
    clash
}
