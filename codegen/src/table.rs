//! Takes the values of a YAML map by their keys, and reports every key that does not belong.

use crate::{
    problem::{Place, Problems, did_you_mean, one_of},
    yaml::{Kind, Node, Text},
};

/// Where the problems of one file go.
pub(crate) struct Report<'p> {
    pub(crate) file: &'p str,
    pub(crate) problems: &'p mut Problems,
}

impl Report<'_> {
    pub(crate) fn add(&mut self, place: Place, message: impl Into<String>) {
        self.problems.add(self.file, place, message);
    }
}

/// A YAML map whose keys are known.
pub(crate) struct Table<'n> {
    at: Place,
    what: &'static str,
    entries: &'n [(Text, Node)],
    /// Whether it was a map at all; if not, that is said already, and nothing is missing in it.
    is_map: bool,
}

impl<'n> Table<'n> {
    /// `what` names the thing in messages, such as "an operation".
    pub(crate) fn new(
        node: &'n Node,
        what: &'static str,
        keys: &[&str],
        report: &mut Report<'_>,
    ) -> Self {
        let entries = if let Kind::Map(entries) = &node.kind {
            entries.as_slice()
        } else {
            let (known, found) = (keys.join("`, `"), node.what());
            report.add(node.at, format!("{what} is a map of `{known}`, not {found}"));
            &[]
        };
        for (key, _) in entries.iter().filter(|(key, _)| !keys.contains(&key.text.as_str())) {
            let near = did_you_mean(&key.text, keys.iter().copied());
            let known = one_of(keys.iter().copied());
            report.add(key.at, format!("unknown key `{}`; {what} has {known}{near}", key.text));
        }
        Self { at: node.at, what, entries, is_map: matches!(node.kind, Kind::Map(_)) }
    }

    pub(crate) fn at(&self) -> Place {
        self.at
    }

    pub(crate) fn get(&self, key: &str) -> Option<&'n Node> {
        self.entries.iter().find(|(other, _)| other.text == key).map(|(_, node)| node)
    }

    /// A text that has to be there.
    pub(crate) fn text(&self, key: &str, report: &mut Report<'_>) -> Option<Text> {
        self.need(key, report);
        self.optional_text(key, report)
    }

    /// Reports that a key is missing.
    pub(crate) fn need(&self, key: &str, report: &mut Report<'_>) {
        if self.is_map && self.get(key).is_none() {
            report.add(self.at, format!("{} needs `{key}`", self.what));
        }
    }

    /// A text that may be left out, but not left empty.
    pub(crate) fn optional_text(&self, key: &str, report: &mut Report<'_>) -> Option<Text> {
        self.get(key).and_then(|node| text(node, &format!("`{key}`"), report))
    }

    pub(crate) fn flag(&self, key: &str, report: &mut Report<'_>) -> bool {
        let Some(text) = self.optional_text(key, report) else { return false };
        match text.text.as_str() {
            "true" => true,
            "false" => false,
            other => {
                report.add(text.at, format!("`{key}` is `true` or `false`, not `{other}`"));
                false
            }
        }
    }

    /// The entries of a map of names; none if it is left out.
    pub(crate) fn names(&self, key: &str, report: &mut Report<'_>) -> &'n [(Text, Node)] {
        self.get(key).map(|node| names(node, key, report)).unwrap_or_default()
    }

    /// The entries of a list; none if it is left out.
    pub(crate) fn list(&self, key: &str, report: &mut Report<'_>) -> &'n [Node] {
        match self.get(key) {
            None => &[],
            Some(Node { kind: Kind::List(nodes), .. }) => nodes,
            Some(node) => {
                report.add(node.at, format!("`{key}` is a list, not {}", node.what()));
                &[]
            }
        }
    }
}

fn names<'n>(node: &'n Node, key: &str, report: &mut Report<'_>) -> &'n [(Text, Node)] {
    let Kind::Map(entries) = &node.kind else {
        report.add(node.at, format!("`{key}` is a map of names, not {}", node.what()));
        return &[];
    };
    entries
}

pub(crate) fn text(node: &Node, what: &str, report: &mut Report<'_>) -> Option<Text> {
    match &node.kind {
        Kind::Plain(text) | Kind::Quoted(text) if !text.trim().is_empty() && !node.is_null() => {
            Some(Text { at: node.at, text: text.trim().into() })
        }
        _ => {
            report.add(node.at, format!("{what} is a text, not {}", node.what()));
            None
        }
    }
}
