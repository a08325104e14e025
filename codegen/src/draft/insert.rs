//! Adds an entry to a file, and leaves all else in it as it is.

use crate::{
    problem::{Problems, Report},
    yaml::{self, Kind},
};

/// Puts `entry`, which is indented by two, at the end of the block of a key at the top; behind all
/// else if the key is not there.
pub(super) fn add(text: &str, key: &str, entry: &str) -> Result<String, String> {
    let mut problems = Problems::default();
    let root = yaml::read(text, &mut Report { file: "", problems: &mut problems });
    let Some(Kind::Map(entries)) = root.map(|node| node.kind) else {
        let first = problems.as_slice().first();
        let why = first.map(|one| format!("line {}: {}", one.place.line, one.message));
        return Err(why.unwrap_or_else(|| "a spec file is a map".into()));
    };
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let lines: Vec<_> = text.split_inclusive('\n').collect();
    let Some(index) = entries.iter().position(|(name, _)| name.text == key) else {
        // Operations come before types.
        let before = entries.iter().find(|(name, _)| key == "operations" && name.text == "types");
        let end =
            before.map_or(lines.len(), |(next, _)| end_before(&lines, next.at.start.line - 1));
        return Ok(splice(&lines, end, &format!("{key}:\n{entry}"), newline));
    };
    let (name, node) = &entries[index];
    let Kind::Map(block) = &node.kind else {
        return Err(format!(
            "line {}: `{key}` is no map, so nothing can be added",
            name.at.start.line
        ));
    };
    let first = block.first().map(|(first, _)| first.at.start);
    let Some(first) = first.filter(|first| first.line > name.at.start.line) else {
        let right = "write it with one entry a line";
        return Err(format!(
            "line {}: nothing can be added to `{key}`; {right}",
            name.at.start.line
        ));
    };
    let end = match entries.get(index + 1) {
        Some((next, _)) => end_before(&lines, next.at.start.line - 1),
        None => end_before(&lines, lines.len()),
    };
    let deeper = " ".repeat(first.column.saturating_sub(3));
    let entry: String = entry.split_inclusive('\n').flat_map(|line| [&deeper, line]).collect();
    Ok(splice(&lines, end, &entry, newline))
}

/// How many lines there are without the blank ones at their end, and the comments at the margin, which
/// are about what follows.
fn end_before(lines: &[&str], end: usize) -> usize {
    let is_between = |line: &&str| line.trim().is_empty() || line.starts_with('#');
    lines[..end].iter().rposition(|line| !is_between(line)).map_or(end, |last| last + 1)
}

fn splice(lines: &[&str], end: usize, entry: &str, newline: &str) -> String {
    let mut text = lines[..end].concat();
    if !text.is_empty() && !text.ends_with('\n') {
        text.push_str(newline);
    }
    text.push_str(newline);
    text.push_str(&entry.replace('\n', newline));
    if lines.get(end).is_some_and(|line| !line.trim().is_empty()) {
        text.push_str(newline);
    }
    text.push_str(&lines[end..].concat());
    text
}

#[cfg(test)]
mod tests {
    use super::add;

    const ENTRY: &str = "  b:\n    doc: TODO\n";

    #[test]
    fn all_else_stays_as_it_is() {
        for (before, after) in [
            ("doc: x\noperations:\n  # first\n  a: { doc: x }\n", "\n"),
            (
                "operations:\n  a:\n    doc: x # why\n    # so\n",
                "\n# About types.\n\ntypes:\n  T: {}\n",
            ),
            ("operations:\n  a:\n    doc: |\n      # no comment\n", "\n\n# The end."),
            ("operations:\n  a: {}\n", "\ntypes: {}\n"),
        ] {
            let text = format!("{before}{after}");
            let added = add(&text, "operations", ENTRY).unwrap();
            assert_eq!(added, format!("{before}\n{ENTRY}{after}"));
        }
    }

    #[test]
    fn a_blank_line_follows() {
        let added = add("operations:\n  a: {}\ntypes: {}\n", "operations", ENTRY).unwrap();
        assert_eq!(added, format!("operations:\n  a: {{}}\n\n{ENTRY}\ntypes: {{}}\n"));
    }

    #[test]
    fn it_stands_as_deep_as_the_others_and_ends_lines_as_they_do() {
        let added = add("operations:\r\n    a:\r\n        doc: x", "operations", ENTRY).unwrap();
        let expected =
            "operations:\r\n    a:\r\n        doc: x\r\n\r\n    b:\r\n      doc: TODO\r\n";
        assert_eq!(added, expected);
    }

    #[test]
    fn a_block_that_is_not_there_is_made() {
        let added = add("doc: x\n\ntypes:\n  T: {}\n", "operations", ENTRY).unwrap();
        assert_eq!(added, format!("doc: x\n\noperations:\n{ENTRY}\ntypes:\n  T: {{}}\n"));
        let added = add("doc: x\n", "types", ENTRY).unwrap();
        assert_eq!(added, format!("doc: x\n\ntypes:\n{ENTRY}"));
    }

    #[test]
    fn what_cannot_be_added_to_is_refused() {
        for text in ["", "- a", "operations: { a: {} }", "operations: a", "a: [", "operations:\n"] {
            assert!(add(text, "operations", ENTRY).is_err(), "{text}");
        }
    }
}
