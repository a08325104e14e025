//! What must hold of any text, whether it is a spec or not.

use vault_sys_codegen::{Source, check};

/// Checks that a text is a spec, or has problems that say where they are. Tells whether it is one.
pub(crate) fn holds(text: &[u8]) -> bool {
    let lines = String::from_utf8_lossy(text).lines().count().max(1);
    let Err(problems) = check(&[Source { path: "any.yaml".into(), text: text.to_vec() }]) else {
        return true;
    };
    assert!(!problems.is_empty());
    for problem in problems.as_slice() {
        assert!((1..=lines).contains(&problem.place.line) && problem.place.column > 0, "{problem}");
        assert!(problem.message.len() < 10_000, "{problem}");
    }
    false
}
