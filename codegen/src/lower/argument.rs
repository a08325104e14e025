//! Arguments of requests and fields of types.

use crate::{
    ir::{Field, Reads, Takes},
    model, name,
    problem::Place,
    table::Report,
    ty::Ty,
};

/// Lowers one field. `owner` is the type that has it, for the setter's doc.
pub(super) fn field(
    argument: &model::Argument,
    ty: Ty,
    optional: bool,
    owner: &str,
    report: &mut Report<'_>,
) -> Field {
    if let Some(since) = &argument.since {
        super::server::check(since, report);
    }
    let name = name::value(&argument.name.as_ref().unwrap_or(&argument.wire).text);
    Field {
        wire: argument.wire.text.clone(),
        setter: name::setter(&name),
        doc: super::doc::field(&argument.doc, argument.since.as_ref()),
        setter_doc: format!("Sets [`{owner}::{name}`]."),
        takes: takes(&ty),
        reads: reads(&ty, optional),
        name,
        ty,
        optional,
    }
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
        Ty::Duration if optional => Reads::OptionalDuration,
        Ty::Duration => Reads::Duration,
        Ty::List(_) | Ty::Map(_) if !optional => Reads::NullAsEmpty,
        _ => Reads::AsIs,
    }
}

/// Reports fields of one owner that would have one name in Rust.
pub(super) fn check_names(fields: &[(Place, Field)], report: &mut Report<'_>) {
    for (index, (place, field)) in fields.iter().enumerate() {
        let mut before = fields[..index].iter();
        if let Some((_, other)) = before.find(|(_, other)| other.name == field.name) {
            let Field { wire, name, .. } = field;
            report.add(
                *place,
                format!(
                    "`{wire}` would be called `{name}` in Rust, as `{}` is; give it another `name`",
                    other.wire
                ),
            );
        }
    }
}
