//! Which types requests take, and which replies give.

use crate::{model, problem::Report, ty::Ty, yaml::Text};

use super::{graph::Graph, types::Scope};

/// Marks each type with its uses.
pub(super) fn mark(
    group: &model::Group,
    holds: &Graph,
    scope: &mut Scope,
    report: &mut Report<'_>,
) {
    let arguments = group.operations.iter().flat_map(|operation| {
        operation
            .path
            .iter()
            .chain(&operation.query)
            .chain(&operation.body)
            .chain(&operation.header)
            .filter_map(given)
    });
    let replies = group.operations.iter().filter_map(reply);
    let sent = holds.reach(arguments.filter_map(|ty| named(&ty.text, scope)).collect::<Vec<_>>());
    let received = holds.reach(replies.filter_map(|ty| named(&ty, scope)).collect::<Vec<_>>());
    for ty in group.types.iter().filter(|ty| received.contains(&ty.name.text)) {
        check_received(ty, scope, report);
    }
    for ty in group.types.iter().filter(|ty| sent.contains(&ty.name.text)) {
        check_sent(ty, report);
    }
    // Types of the outer group are looked at with the rest of it.
    for (name, ty) in scope.types_mut() {
        (ty.sent, ty.received) = (sent.contains(name), received.contains(name));
    }
}

fn given(argument: &model::Argument) -> Option<&Text> {
    match &argument.value {
        model::Value::Given(ty) => ty.as_ref(),
        model::Value::Constant(_) => None,
    }
}

/// The type in `data TYPE` and the like.
fn reply(operation: &model::Operation) -> Option<String> {
    let (_, ty) = operation.reply.as_ref()?.text.split_once(' ')?;
    Some(ty.trim().into())
}

/// The type of the file that an expression names.
fn named(text: &str, scope: &Scope) -> Option<String> {
    match scope.try_parse(text).ok()?.0.core() {
        Ty::Named(name) => Some(name.clone()),
        _ => None,
    }
}

/// Reports fields that no reply can have.
fn check_received(ty: &model::Type, scope: &Scope, report: &mut Report<'_>) {
    let Some(model::Shape::Fields(fields)) = &ty.shape else { return };
    for text in fields.iter().filter_map(given) {
        let core = scope.try_parse(&text.text).ok();
        if core.is_some_and(|(ty, _)| *ty.core() == Ty::Limit) {
            report.add(text.at, NO_LIMIT);
        }
    }
}

/// Reports fields that no request can have.
fn check_sent(ty: &model::Type, report: &mut Report<'_>) {
    let Some(model::Shape::Fields(fields)) = &ty.shape else { return };
    for rest in fields.iter().filter(|field| field.wire.text == REST) {
        report.add(rest.wire.at, "`*` is for replies; no request can have it, so use a map");
    }
}

/// The field that takes all that no other one does.
pub(super) const REST: &str = "*";

/// What is wrong with a limit in a reply.
pub(super) const NO_LIMIT: &str =
    "a `limit` is for arguments; no reply has one, so use `i64` or `u64`";
