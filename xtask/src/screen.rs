//! What can be shown where problems are printed.

use std::{env, ffi::OsString, io::IsTerminal as _};

use vault_sys_codegen::{Problems, Source};

/// Draws what is wrong with a spec for standard error: with colours on a terminal, plain elsewhere.
#[must_use]
pub fn draw(problems: &Problems, sources: &[Source]) -> String {
    let colours = has_colours(std::io::stderr().is_terminal(), |name| env::var_os(name));
    problems.render(sources, colours)
}

/// What a log keeps is read without a terminal, and who sets `NO_COLOR` (<https://no-color.org>)
/// wants none.
fn has_colours(is_terminal: bool, variable: impl Fn(&str) -> Option<OsString>) -> bool {
    let is_set = |name| variable(name).is_some_and(|value| !value.is_empty());
    let is_dumb = variable("TERM").is_some_and(|value| value == "dumb");
    is_terminal && !is_set("NO_COLOR") && !is_set("CI") && !is_dumb
}

#[cfg(test)]
mod tests {
    use super::has_colours;

    #[test]
    fn colours_are_for_terminals_whose_user_wants_them() {
        let with = |name, value: &str| {
            let value = value.to_owned();
            has_colours(true, move |other| (other == name).then(|| value.clone().into()))
        };
        assert!(with("TERM", "xterm"));
        assert!(with("NO_COLOR", ""));
        assert!(!with("NO_COLOR", "1"));
        assert!(!with("CI", "true"));
        assert!(!with("TERM", "dumb"));
        assert!(!has_colours(false, |_| None));
    }
}
