//! What the YAML parser stumbles over is often behind what is wrong. This looks for that.

use crate::problem::{Place, Span};

/// How far above the place where the parser gave up.
const FARTHEST: usize = 20;

/// The culprit and what is wrong with it, where one of the usual mistakes is found near the place.
pub(super) fn find(lines: &[&str], at: Place, info: &str) -> Option<(Span, String)> {
    let begins_with_tab = |line: &&str| line[..line.len() - line.trim_start().len()].contains('\t');
    let here = lines.get(at.line.saturating_sub(1)).is_some_and(begins_with_tab);
    if here || info.contains("tab") || info.contains("':' must be followed") {
        return tab(lines, at);
    }
    if info.contains("mapping values are not allowed") {
        return no_space(lines, at);
    }
    if info.contains("block mapping, did not find expected key") {
        return no_level(lines, at);
    }
    let flow = ["flow mapping", "flow sequence", "flow construct"];
    flow.iter().any(|part| info.contains(part)).then(|| open_bracket(lines, at)).flatten()
}

/// A tab among the spaces that a line begins with, or behind a `:`.
fn tab(lines: &[&str], at: Place) -> Option<(Span, String)> {
    let near = lines.iter().enumerate().skip(at.line.saturating_sub(1)).take(2);
    let mut found = near.filter_map(|(index, line)| {
        let begin = line.chars().take_while(|c| c.is_whitespace()).collect::<Vec<_>>();
        let in_indent = begin.iter().position(|c| *c == '\t');
        let behind = || Some(line[..line.find(":\t")?].chars().count() + 1);
        let place = Place { line: index + 1, column: 1 + in_indent.or_else(behind)? };
        Some(Span::from(place).within(0, 1))
    });
    let right = "YAML takes spaces only, two for each level and one behind a `:`";
    Some((found.next()?, format!("not YAML: a tab; {right}")))
}

/// `key:value` in the line above a key: with no space, it is a text that goes on in the next line.
fn no_space(lines: &[&str], at: Place) -> Option<(Span, String)> {
    let here = lines.get(at.line.checked_sub(1)?)?;
    if here.find(':').is_none_or(|colon| here[..colon].chars().count() + 1 != at.column) {
        return None;
    }
    let above = lines[..at.line - 1].iter().enumerate().rev();
    let (index, line) = above.take(FARTHEST).find(|(_, line)| !line.trim().is_empty())?;
    let entry = line.trim_start().trim_start_matches("- ");
    let (key, value) = entry.split_once(':')?;
    let is_key = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if !is_key || value.is_empty() || value.starts_with(' ') {
        return None;
    }
    let before = line.chars().count() - entry.chars().count();
    let start = Place { line: index + 1, column: before + 1 };
    let problem = format!("not YAML: a `:` needs a space behind it; write `{key}: …`");
    Some((Span::from(start).within(0, key.chars().count() + 1), problem))
}

/// A line that begins between two levels.
fn no_level(lines: &[&str], at: Place) -> Option<(Span, String)> {
    let indent = |line: &str| line.chars().take_while(|c| *c == ' ').count();
    let index = at.line.checked_sub(1)?;
    let line = lines.get(index)?;
    let here = indent(line);
    let mut open: Vec<usize> = Vec::new();
    let is_line = |line: &&&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    for line in lines[..index].iter().rev().filter(is_line) {
        let level = indent(line);
        if open.last().is_none_or(|last| level < *last) {
            open.push(level);
        }
    }
    let above = open.iter().rev().find(|level| **level > here)?;
    let below = open.iter().find(|level| **level < here)?;
    if open.contains(&here) {
        return None;
    }
    let word = line.trim_start().split([':', ' ']).next().unwrap_or_default().chars().count();
    let problem = format!("not YAML: {here} spaces before this, where nothing else begins");
    let right = format!("the lines above begin with {below} or {above}");
    let start = Place { line: at.line, column: here + 1 };
    Some((Span::from(start).within(0, word), format!("{problem}; {right}")))
}

/// The last bracket at the beginning of a value that its line does not close.
fn open_bracket(lines: &[&str], at: Place) -> Option<(Span, String)> {
    let near = lines.iter().enumerate().take(at.line).rev().take(FARTHEST);
    let mut open = near.filter_map(|(index, line)| {
        let begins = [": {", ": [", "- {", "- ["];
        let (before, begin) =
            begins.iter().filter_map(|begin| Some((line.find(begin)? + 2, begin))).min()?;
        let (mut depth, mut quote) = (0, None);
        for c in line[before..].chars() {
            match (c, quote) {
                (c, Some(open)) => quote = quote.filter(|_| c != open),
                ('"' | '\'', None) => quote = Some(c),
                ('{' | '[', None) => depth += 1,
                ('}' | ']', None) => depth -= 1,
                _ => {}
            }
        }
        let column = line[..before].chars().count() + 1;
        let span = Span::from(Place { line: index + 1, column }).within(0, 1);
        (depth > 0).then_some((span, begin.ends_with('{')))
    });
    let (span, curly) = open.next()?;
    let (open, close) = if curly { ('{', '}') } else { ('[', ']') };
    let right = "close it, or put the `,` that is missing behind it";
    Some((span, format!("not YAML: this `{open}` has no `{close}`; {right}")))
}
