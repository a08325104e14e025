//! Picks what the page of a group shows of its use: a call that tells something and one that
//! changes something.

use crate::{
    ir::{Example, Operation, Read, Reply, Usage},
    name,
    ty::Ty,
};

pub(super) fn lower(operations: &[Operation]) -> Vec<Usage> {
    let plain = |operation: &&Operation| operation.call != "Upload";
    let current = |operation: &&Operation| operation.deprecated_by.is_empty();
    let candidates: Vec<_> = operations.iter().filter(plain).filter(current).collect();
    // Whoever has come to a group of old operations only is to see one of those.
    let any = || operations.iter().filter(plain).collect();
    let candidates = if candidates.is_empty() { any() } else { candidates };
    let tells = |operation: &&&Operation| operation.reply != Reply::None;
    let changes = |operation: &&&Operation| operation.reply == Reply::None;
    let shown = [candidates.iter().find(tells), candidates.iter().find(changes)];
    shown.into_iter().flatten().filter_map(|operation| usage(operation)).collect()
}

/// The example of an operation that shows most.
pub(crate) fn usage(operation: &Operation) -> Option<Usage> {
    let good = |example: &&Example| !matches!(example.outcome, Some(ref outcome) if matches!(outcome.read, Read::Refused(_)));
    // The one that shows most; of those that show as much, the first.
    let examples = operation.examples.iter().filter(good).rev();
    let example = examples.max_by_key(|example| example.options.len())?;
    Some(Usage {
        operation: operation.id.clone(),
        required: example.required.clone(),
        options: example.options.clone(),
        binding: binding(&operation.reply),
    })
}

/// What a caller would call the reply.
fn binding(reply: &Reply) -> Option<String> {
    Some(match reply {
        Reply::None => return None,
        Reply::Status => "status".into(),
        Reply::Keys => "names".into(),
        Reply::Stream | Reply::Text => "text".into(),
        Reply::Lines => "lines".into(),
        Reply::Records(_) => "records".into(),
        Reply::Events(ty)
        | Reply::List(ty)
        | Reply::Data(ty)
        | Reply::MaybeData(ty)
        | Reply::Body(ty)
        | Reply::MaybeBody(ty) => of_type(ty),
    })
}

fn of_type(ty: &Ty) -> String {
    match ty {
        Ty::Named(named) => name::value(named),
        Ty::List(inner) | Ty::Map(inner) if matches!(**inner, Ty::Named(_)) => {
            plural(&of_type(inner))
        }
        _ => "reply".into(),
    }
}

fn plural(name: &str) -> String {
    match name.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None if name.ends_with('s') => name.into(),
        None => format!("{}s", name.trim_end_matches('_')),
    }
}
