//! Rust names for what the spec names.

mod keyword;
mod taken;

use heck::{ToSnakeCase as _, ToUpperCamelCase as _};

use self::keyword::is_keyword;

/// Whether a name of ours is `snake_case`, `camelCase` or the like: letters, digits and `_`, and
/// no digit first.
pub(crate) fn is_word(name: &str) -> bool {
    name.trim_start_matches('_').starts_with(|first: char| first.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Whether something in Rust can be called so.
pub(crate) fn is_name(name: &str) -> bool {
    !is_keyword(name)
}

/// Whether a type of the spec may have this name.
pub(crate) fn is_free_type(name: &str) -> bool {
    !taken::TYPES.contains(&name) && !is_keyword(name)
}

/// Whether the module of a group may have this name.
pub(crate) fn is_free_group(name: &str, nested: bool) -> bool {
    !taken::CRATES.contains(&name) && (nested || !taken::ROOT.contains(&name))
}

/// Whether vault-sys has a group of this name, or generated code in other crates has something else.
pub(crate) fn is_group_of_vault_sys(name: &str) -> bool {
    taken::GROUPS.contains(&name)
}

/// The name of a module, a method, a field or an argument.
///
/// It may be no name at all if what the server says is none of ours: [`is_name`] tells.
pub(crate) fn value(name: &str) -> String {
    let name = name.to_snake_case();
    if is_keyword(&name) { format!("{name}_") } else { name }
}

/// The name of the method of an operation. What is called `new` is taken for a constructor.
pub(crate) fn method(operation: &str) -> String {
    let name = value(operation);
    if name == "new" { "new_".into() } else { name }
}

/// The name of the setter of an optional argument.
pub(crate) fn setter(field: &str) -> String {
    let taken = taken::CALL.contains(&field) || field.starts_with("with_");
    if taken { format!("{field}_") } else { field.into() }
}

/// The name of the setter of an optional field of a type.
pub(crate) fn builder_setter(field: &str) -> String {
    if taken::BUILDER.contains(&field) { format!("{field}_") } else { field.into() }
}

/// The name of the protocol test for one of an operation's examples, which count from 1.
pub(crate) fn test(operation: &str, number: usize) -> String {
    match number {
        1 => value(operation),
        _ => format!("{}_{number}", operation.to_snake_case()),
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

/// The name of one value of a set. As with [`value`], it may be none.
pub(crate) fn variant(wire: &str) -> String {
    let name = ty(wire);
    match name.chars().next() {
        None if wire.is_empty() => "Empty".into(),
        Some(first) if first.is_ascii_digit() => format!("N{name}"),
        // `Other` is the variant for what the spec does not know.
        _ if name == "Other" || name == "Self" => format!("{name}_"),
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::{is_name, is_word, request, setter, test, value, variant};

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

    #[test]
    fn what_gives_no_name_is_found() {
        for wire in ["2fa", "", "-", "½", "_"] {
            assert!(!is_name(&value(wire)), "{wire}");
        }
        for wire in ["-", "½", "²a"] {
            assert!(!is_name(&variant(wire)), "{wire}");
        }
        assert!(!is_word("2fa") && !is_word("_2") && !is_word("") && is_word("_a2"));
    }

    #[test]
    fn tests_have_names_without_a_double_underscore() {
        assert_eq!(test("type", 1), "type_");
        assert_eq!(test("type", 2), "type_2");
        assert_eq!(test("leaseID", 2), "lease_id_2");
    }
}
