//! Specs with lines, words and bytes changed, and texts that never were one. The fuzz target in
//! `tests/fuzz` looks at the same.

#[path = "any_spec/mod.rs"]
mod any_spec;

use proptest::{
    collection::vec,
    prelude::*,
    sample::{Index, select},
};

use self::any_spec::holds;

const SPECS: [&str; 3] = [
    include_str!("golden/fields.yaml"),
    include_str!("golden/shapes.yaml"),
    include_str!("golden/outer.inner.yaml"),
];

/// What the spec gives a meaning to.
const WORDS: [&str; 24] = [
    "doc",
    "http",
    "GET a/{*b}",
    "reply",
    "data",
    "list<",
    ">",
    "?",
    "secret",
    "{",
    "}",
    "[",
    "]",
    ": ",
    "- ",
    "\n",
    "  ",
    "|",
    "\"",
    "'",
    "#",
    "&a",
    "*a",
    "const",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..Default::default() })]

    #[test]
    fn a_spec_with_changes(
        spec in select(SPECS.to_vec()),
        changes in vec((any::<Index>(), 0..40usize, select(WORDS.to_vec())), 1..4),
    ) {
        let mut text = spec.to_owned();
        for (at, length, word) in changes {
            let places: Vec<_> = text.char_indices().map(|(place, _)| place).collect();
            if places.is_empty() {
                break;
            }
            let start = *at.get(&places);
            let end = places.iter().copied().find(|place| *place >= start + length);
            text.replace_range(start..end.unwrap_or(text.len()), word);
        }
        holds(text.as_bytes());
    }

    #[test]
    fn a_spec_without_some_lines(spec in select(SPECS.to_vec()), lost in vec(any::<Index>(), 1..5)) {
        let mut lines: Vec<_> = spec.lines().collect();
        for line in lost {
            lines.remove(line.index(lines.len()));
        }
        holds(lines.join("\n").as_bytes());
    }

    #[test]
    fn words(words in vec(select(WORDS.to_vec()), 0..60)) {
        holds(words.concat().as_bytes());
    }

    #[test]
    fn bytes(bytes in vec(any::<u8>(), 0..200)) {
        holds(&bytes);
    }
}

#[test]
fn a_spec_without_changes_is_one() {
    assert_eq!(SPECS.map(|spec| holds(spec.as_bytes())), [true; 3]);
}
