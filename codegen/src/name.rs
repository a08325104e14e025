//! Rust names for what the spec names.

use heck::{ToSnakeCase as _, ToUpperCamelCase as _};

/// Names that mean something else wherever generated code stands: the prelude's, those that the
/// files import, and the handle that each file has.
const TAKEN: [&str; 50] = [
    "Argument",
    "AsMut",
    "AsRef",
    "BTreeMap",
    "Box",
    "Call",
    "Client",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Deserialize",
    "DoubleEndedIterator",
    "Drop",
    "Duration",
    "Encoder",
    "Endpoint",
    "Eq",
    "Err",
    "Error",
    "ExactSizeIterator",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Handle",
    "Into",
    "IntoIterator",
    "Iterator",
    "Json",
    "Limit",
    "Method",
    "None",
    "Object",
    "Ok",
    "Operation",
    "Option",
    "PartialEq",
    "Problem",
    "Reply",
    "Result",
    "SecretString",
    "Some",
    "String",
    "Timestamp",
    "ToString",
    "ToOwned",
    "Vec",
];

/// What `Call` itself can do, now or soon: no setter may be called so.
const CALL: [&str; 9] =
    ["detailed", "into_future", "into_request", "map", "new", "raw", "send", "stream", "wrapped"];

/// Whether a type of the spec may have this name.
pub(crate) fn is_free_type(name: &str) -> bool {
    !TAKEN.contains(&name) && !is_keyword(name)
}

/// The name of a module, a method, a field or an argument.
pub(crate) fn value(name: &str) -> String {
    unkeyword(name.to_snake_case())
}

/// The name of the setter of an optional argument.
pub(crate) fn setter(field: &str) -> String {
    if CALL.contains(&field) || field.starts_with("with_") {
        format!("{field}_")
    } else {
        field.into()
    }
}

/// The name of a type.
pub(crate) fn ty(name: &str) -> String {
    name.to_upper_camel_case()
}

/// The name of an operation's request.
pub(crate) fn request(operation: &str) -> String {
    let name = ty(operation);
    if is_free_type(&name) { name } else { format!("{name}Request") }
}

/// The name of one value of a set.
pub(crate) fn variant(wire: &str) -> String {
    let name = ty(wire);
    match name.chars().next() {
        None => "Empty".into(),
        Some(first) if first.is_ascii_digit() => format!("N{name}"),
        // `Other` is the variant for what the spec does not know.
        _ if name == "Other" || is_keyword(&name) => format!("{name}_"),
        _ => name,
    }
}

fn unkeyword(name: String) -> String {
    if is_keyword(&name) { format!("{name}_") } else { name }
}

fn is_keyword(name: &str) -> bool {
    // `gen` became a keyword with edition 2024.
    name == "gen" || syn::parse_str::<proc_macro2::Ident>(name).is_err()
}

#[cfg(test)]
mod tests {
    use super::{request, setter, value, variant};

    #[test]
    fn keywords_get_an_underscore() {
        for name in ["type", "self", "crate", "Self", "gen", "async", "yield"] {
            assert_eq!(value(name), format!("{}_", name.to_lowercase()));
        }
        assert_eq!(value("Result"), "result");
        assert_eq!(value("option"), "option");
        assert_eq!(value("cluster_ID"), "cluster_id");
    }

    #[test]
    fn requests_stay_clear_of_the_prelude() {
        assert_eq!(request("option"), "OptionRequest");
        assert_eq!(request("Result"), "ResultRequest");
        assert_eq!(request("self"), "SelfRequest");
        assert_eq!(request("revoke_prefix"), "RevokePrefix");
    }

    #[test]
    fn setters_stay_clear_of_the_call() {
        assert_eq!(setter("send"), "send_");
        assert_eq!(setter("with_token"), "with_token_");
        assert_eq!(setter("sync"), "sync");
    }

    #[test]
    fn values_become_variants() {
        assert_eq!(variant("default-service"), "DefaultService");
        assert_eq!(variant("other"), "Other_");
        assert_eq!(variant("self"), "Self_");
        assert_eq!(variant("2fa"), "N2fa");
        assert_eq!(variant(""), "Empty");
    }
}
