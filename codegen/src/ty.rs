//! The types that a spec may name, and how they are written.

use crate::problem::did_you_mean;

/// A type without its `?`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ty {
    String,
    /// Text that nobody may see: tokens, keys, one-time passwords.
    Secret,
    Bool,
    I64,
    U64,
    F64,
    /// Whole seconds or Go's notation on the wire.
    Duration,
    Timestamp,
    /// A count, or all there is.
    Limit,
    /// Any JSON.
    Any,
    /// One of the file's `types`.
    Named(String),
    List(Box<Ty>),
    Map(Box<Ty>),
}

pub(crate) const PLAIN: [(&str, Ty); 10] = [
    ("string", Ty::String),
    ("secret", Ty::Secret),
    ("bool", Ty::Bool),
    ("i64", Ty::I64),
    ("u64", Ty::U64),
    ("f64", Ty::F64),
    ("duration", Ty::Duration),
    ("timestamp", Ty::Timestamp),
    ("limit", Ty::Limit),
    ("any", Ty::Any),
];

/// Reads `list<string>?` and the like: the type, and whether it is optional.
///
/// `named` are the names of the file's own types.
pub(crate) fn parse(text: &str, named: &[&str]) -> Result<(Ty, bool), String> {
    let (base, optional) = match text.strip_suffix('?') {
        Some(base) => (base, true),
        None => (text, false),
    };
    base_type(base.trim(), named).map(|ty| (ty, optional))
}

fn base_type(text: &str, named: &[&str]) -> Result<Ty, String> {
    if let Some((outer, inner)) = text.strip_suffix('>').and_then(|text| text.split_once('<')) {
        if inner.ends_with('?') {
            return Err(format!("`{inner}` in `{text}` cannot be optional"));
        }
        let inner = Box::new(base_type(inner.trim(), named)?);
        if matches!(*inner, Ty::Duration) {
            let why = "because serde would not read it from seconds; make a type with a field";
            return Err(format!("`{text}` is not possible, {why}"));
        }
        return match outer.trim() {
            "list" => Ok(Ty::List(inner)),
            "map" => Ok(Ty::Map(inner)),
            other => Err(format!("`{other}<…>` is no type; there are `list<…>` and `map<…>`")),
        };
    }
    if let Some((_, ty)) = PLAIN.iter().find(|(name, _)| *name == text) {
        return Ok(ty.clone());
    }
    if named.contains(&text) {
        return Ok(Ty::Named(text.into()));
    }
    let known = PLAIN.iter().map(|(name, _)| *name);
    let near = did_you_mean(text, known.clone().chain(named.iter().copied()));
    let known = known.collect::<Vec<_>>().join(", ");
    Err(format!(
        "unknown type `{text}`; there are {known}, list<…>, map<…> and the file's `types`{near}"
    ))
}

#[cfg(test)]
mod tests {
    use super::{Ty, parse};

    #[test]
    fn types_are_read() {
        let list = Ty::List(Box::new(Ty::Map(Box::new(Ty::Named("Lease".into())))));
        assert_eq!(parse("list<map<Lease>>?", &["Lease"]), Ok((list, true)));
        assert_eq!(parse("secret", &[]), Ok((Ty::Secret, false)));
    }

    #[test]
    fn what_is_no_type_is_refused() {
        for text in ["", "?", "Lease", "list", "list<", "list<>", "set<string>", "list<string?>"] {
            assert!(parse(text, &[]).is_err(), "{text}");
        }
    }
}
