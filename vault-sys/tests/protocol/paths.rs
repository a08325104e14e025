//! Arguments of all operations that have some in their path.

use proptest::{collection::vec, prelude::*, sample::select};

use crate::checks::paths::fill;

#[test]
fn what_is_plain_is_sent_by_all() {
    for (segment, rest) in [("a", "a/b"), ("my policy %2F é", "my policy %2F é"), ("?#+", "a?/#")]
    {
        let (sent, refused) = fill(segment, rest);
        assert!(sent > 50 && refused == 0, "{segment} {rest}: {sent} {refused}");
    }
}

#[test]
fn what_leads_elsewhere_is_sent_by_none() {
    for value in ["", ".", "..", "%2e%2e", "../policy/x", r"..\policy\x", "..;/x", "a\0", "a//b"] {
        let (sent, refused) = fill(value, value);
        assert!(sent == 0 && refused > 50, "{value}: {sent} {refused}");
    }
}

/// Texts made of what paths are made of, so that the odd ones are not rare.
fn odd() -> impl Strategy<Value = String> {
    let parts = [
        "/", "/", ".", ".", "..", "%", "%2e", "%2E", "%2f", "%5c", "%25", "\\", ";", "?", "#", "+",
        " ", "é", "a", "tune", "lock", "api-lock", "seal", "generate", "auth", "\0", "\n",
        "\u{7f}",
    ];
    vec(select(parts.to_vec()), 0..8).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..Default::default() })]

    #[test]
    fn every_argument_stands_in_its_place_or_is_refused(
        segment in prop_oneof![odd(), any::<String>()],
        rest in prop_oneof![odd(), any::<String>()],
    ) {
        fill(&segment, &rest);
    }
}
