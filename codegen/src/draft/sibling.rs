//! What the group says already of a thing of the same name: its words are our own, and what it is was
//! seen on a server.

use crate::{
    catalogue::Place,
    model::{Argument, Group, Operation, Shape, Value},
};

use super::Field;

/// What a field is called, what it is, and what it means.
pub(super) struct Sibling {
    /// The operation that has it.
    pub(super) of: String,
    /// What we call it, where that is not what the server does.
    pub(super) name: Option<String>,
    /// Without its `?`.
    pub(super) ty: String,
    pub(super) doc: String,
}

/// An argument of another operation that has the same name and place; of several, the one whose path
/// begins most like `path`.
pub(super) fn argument(
    group: Option<&Group>,
    path: &str,
    place: Place,
    name: &str,
) -> Option<Sibling> {
    let operations = group?.operations.iter();
    let arguments = operations.flat_map(|operation| {
        let arguments = match place {
            Place::Path => &operation.path,
            Place::Query => &operation.query,
            _ => &operation.body,
        };
        arguments.iter().map(move |argument| (operation, argument))
    });
    let siblings = arguments.filter_map(|(operation, argument)| {
        let sibling = sibling(&operation.name.text, argument, name)?;
        Some((shared(operation, path), sibling))
    });
    // Of those that are as near, the first.
    siblings.reduce(|best, next| if next.0 > best.0 { next } else { best }).map(|(_, one)| one)
}

/// How many segments two paths have in common at their beginning.
fn shared(operation: &Operation, path: &str) -> usize {
    let http = operation.http.as_ref().and_then(|http| http.text.split_once(' '));
    let (_, own) = http.unwrap_or_default();
    own.split('/').zip(path.split('/')).take_while(|(a, b)| a == b).count()
}

fn sibling(of: &str, argument: &Argument, name: &str) -> Option<Sibling> {
    let Value::Given(Some(ty)) = &argument.value else { return None };
    let is_said = !argument.doc.is_empty() && !argument.doc.contains("TODO");
    (argument.wire.text == name && is_said).then(|| Sibling {
        of: of.into(),
        name: argument.name.as_ref().map(|name| name.text.clone()),
        ty: ty.text.trim_end_matches('?').into(),
        doc: argument.doc.trim_end().into(),
    })
}

/// A type that has all of these fields and few others.
pub(super) fn ty(group: Option<&Group>, fields: &[Field]) -> Option<String> {
    let alike = group?.types.iter().filter(|ty| match &ty.shape {
        Some(Shape::Fields(own)) => {
            let has = |field: &Field| own.iter().any(|one| one.wire.text == field.name);
            fields.iter().all(has) && 4 * fields.len() >= 3 * own.len()
        }
        _ => false,
    });
    // The one with the fewest others.
    let count = |shape: &Option<Shape>| match shape {
        Some(Shape::Fields(own)) => own.len(),
        _ => usize::MAX,
    };
    alike.min_by_key(|ty| count(&ty.shape)).map(|ty| ty.name.text.clone())
}
