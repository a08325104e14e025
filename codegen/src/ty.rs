//! The types that a spec may name, and how they are written.

use std::collections::BTreeSet;

use crate::problem::{Flaw, did_you_mean, one_of};

/// How many lists and maps may lie in one another.
const DEEPEST: usize = 8;

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

impl Ty {
    /// What lists and maps are of in the end.
    pub(crate) fn core(&self) -> &Self {
        let mut core = self;
        while let Self::List(inner) | Self::Map(inner) = core {
            core = inner;
        }
        core
    }
}

const PLAIN: [(&str, Ty); 10] = [
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

/// The types that no file has to declare.
pub(crate) fn names() -> impl Iterator<Item = &'static str> + Clone {
    PLAIN.iter().map(|(name, _)| *name)
}

/// Reads `list<string>?` and the like: the type, and whether it is optional.
///
/// `named` are the names of the file's own types.
pub(crate) fn parse(text: &str, named: &BTreeSet<String>) -> Result<(Ty, bool), Flaw> {
    if text.matches('<').count() > DEEPEST {
        let problem = format!("more than {DEEPEST} lists and maps in one another");
        return Err(format!("{problem}; name a type inside").into());
    }
    if text.ends_with("??") {
        return Err(format!("`{text}`: one `?` at the end is enough").into());
    }
    let (base, optional) = match text.strip_suffix('?') {
        Some(base) => (base, true),
        None => (text, false),
    };
    base_type(base.trim(), named).map(|ty| (ty, optional))
}

fn base_type(text: &str, named: &BTreeSet<String>) -> Result<Ty, Flaw> {
    if let Some((outer, inner)) = text.strip_suffix('>').and_then(|text| text.split_once('<')) {
        return nested(text, outer.trim(), inner.trim(), named);
    }
    if let Some((_, ty)) = PLAIN.iter().find(|(name, _)| *name == text) {
        return Ok(ty.clone());
    }
    if named.contains(text) {
        return Ok(Ty::Named(text.into()));
    }
    match text {
        "list" | "map" => {
            return Err(Flaw::of(text, format!("a {text} of what? Write `{text}<string>`")));
        }
        _ if text.contains('<') || text.contains('>') => {
            let problem = format!("`{text}`: each `<` needs its `>`, as in `list<map<string>>`");
            return Err(Flaw::of(text, problem));
        }
        _ => {}
    }
    let known = PLAIN.iter().map(|(name, _)| *name);
    let own = named.iter().map(String::as_str);
    let near = did_you_mean(text, known.clone().chain(own.clone()));
    let all = one_of(known.chain(["list<…>", "map<…>"]).chain(own));
    let what =
        if text.is_empty() { "a type is missing".into() } else { format!("unknown type `{text}`") };
    Err(Flaw::of(text, format!("{what}; there is {all}{near}")))
}

fn nested(text: &str, outer: &str, inner: &str, named: &BTreeSet<String>) -> Result<Ty, Flaw> {
    if let Some(plain) = inner.strip_suffix('?') {
        let right = format!("`{outer}<{plain}>?`");
        let problem = format!("`{text}`: only the whole can be optional, as in {right}");
        return Err(Flaw::of(inner, problem));
    }
    let kind = match outer {
        "list" => Ty::List,
        "map" => Ty::Map,
        other => {
            let near = did_you_mean(other, ["list", "map"]);
            let problem = format!("`{other}<…>` is no type; there is `list<…>` or `map<…>`{near}");
            return Err(Flaw::of(outer, problem));
        }
    };
    if let Some((_, value)) = inner.rsplit_once(',').filter(|_| outer == "map") {
        let right = format!("write `map<{}>`", value.trim());
        let problem = format!("`{text}`: the keys of a map are always texts, so {right}");
        return Err(Flaw::of(text, problem));
    }
    let inner = base_type(inner, named)?;
    if inner == Ty::Duration {
        let right = "make a type with a field that is one, and a list or map of that";
        let problem = format!("`{text}`: a duration can be read from a field only; {right}");
        return Err(Flaw::of(text, problem));
    }
    Ok(kind(Box::new(inner)))
}

#[cfg(test)]
mod tests {
    use super::{Ty, parse};

    #[test]
    fn types_are_read() {
        let named = ["Lease".to_owned()].into();
        let list = Ty::List(Box::new(Ty::Map(Box::new(Ty::Named("Lease".into())))));
        assert_eq!(parse("list<map<Lease>>?", &named), Ok((list, true)));
        assert_eq!(parse("secret", &named), Ok((Ty::Secret, false)));
    }

    #[test]
    fn what_is_no_type_is_refused() {
        let deep = "list<".repeat(100_000) + &">".repeat(100_000);
        for text in
            ["", "?", "Lease", "list", "list<", "list<>", "set<string>", "list<i64?>", &deep]
        {
            assert!(parse(text, &[].into()).is_err(), "{text}");
        }
    }
}
