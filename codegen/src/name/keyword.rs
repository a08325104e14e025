//! What Rust takes for a name.

use proc_macro2::{TokenStream, TokenTree};

/// Those of all editions, and what is kept for later ones.
const KEYWORDS: [&str; 53] = [
    "Self", "_", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue",
    "crate", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if",
    "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub",
    "ref", "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Whether nothing can have this name, be it a keyword or no word at all.
pub(super) fn is_keyword(name: &str) -> bool {
    let begins_word = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    let is_word = begins_word && name.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'_');
    KEYWORDS.binary_search(&name).is_ok() || !is_word && !is_other_word(name)
}

/// Of letters that are not ours only a lexer knows.
fn is_other_word(name: &str) -> bool {
    let mut tokens = name.parse::<TokenStream>().unwrap_or_default().into_iter();
    matches!((tokens.next(), tokens.next()), (Some(TokenTree::Ident(word)), None) if word == name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{KEYWORDS, is_keyword};

    /// What a parser of Rust says.
    fn is_refused(name: &str) -> bool {
        name == "gen" || syn::parse_str::<proc_macro2::Ident>(name).is_err()
    }

    #[test]
    fn keywords_are_those_of_rust() {
        assert!(KEYWORDS.is_sorted());
        for name in KEYWORDS {
            assert!(is_keyword(name) && is_refused(name), "{name}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn what_can_be_a_name_is_as_rust_has_it(name in "[a-z]{1,8}|[a-zA-Z0-9_é½ß-]{0,3}|\\PC{0,4}") {
            prop_assert_eq!(is_keyword(&name), is_refused(&name));
        }
    }
}
