//! Takes the values of a YAML map by their keys, and reports every key that does not belong.

use crate::{
    problem::{Place, Report, did_you_mean, one_of},
    yaml::{Kind, Node, Text},
};

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
        let known = one_of(keys.iter().copied());
        let entries = if let Kind::Map(entries) = &node.kind {
            entries.as_slice()
        } else {
            report.add(node.at, format!("{what} is a map with {known}, not {}", node.what()));
            &[]
        };
        for (key, _) in entries.iter().filter(|(key, _)| !keys.contains(&key.text.as_str())) {
            let near = did_you_mean(&key.text, keys.iter().copied());
            report
                .add(key.at, format!("unknown key `{}`; {what} can have {known}{near}", key.text));
        }
        Self { at: node.at, what, entries, is_map: matches!(node.kind, Kind::Map(_)) }
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
        self.need_one(&[key], report);
    }

    /// Reports that there has to be one of these keys, and one only.
    pub(crate) fn need_one(&self, keys: &[&str], report: &mut Report<'_>) {
        let found = keys.iter().filter(|key| self.get(key).is_some()).count();
        let keys_here = one_of(keys.iter().copied());
        let what = self.what;
        if found == 0 && self.is_map {
            let such_as = keys.iter().find_map(|key| such_as(key)).unwrap_or_default();
            report.add(self.at, format!("{what} needs {keys_here}{such_as}"));
        } else if found > 1 {
            report.add(self.at, format!("{what} has either {keys_here}, not both"));
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
        match self.get(key) {
            None => &[],
            Some(Node { kind: Kind::Map(entries), at }) => {
                if entries.is_empty() {
                    report.add(*at, format!("`{key}` is empty; fill it or leave it out"));
                }
                entries
            }
            Some(node) => {
                report.add(node.at, format!("`{key}` is a map of names, not {}", node.what()));
                &[]
            }
        }
    }

    /// The entries of a list; none if it is left out.
    pub(crate) fn list(&self, key: &str, report: &mut Report<'_>) -> &'n [Node] {
        match self.get(key) {
            None => &[],
            Some(Node { kind: Kind::List(nodes), at }) => {
                if nodes.is_empty() {
                    report.add(*at, format!("`{key}` is empty; fill it or leave it out"));
                }
                nodes
            }
            Some(node) => {
                let right = "each entry begins with `- `";
                report.add(node.at, format!("`{key}` is a list, not {}; {right}", node.what()));
                &[]
            }
        }
    }

    /// Any value, if there is one.
    pub(crate) fn filled(&self, key: &str, report: &mut Report<'_>) -> Option<&'n Node> {
        let node = self.get(key)?;
        if node.is_null() {
            report.add(node.at, format!("`{key}` is empty; fill it or leave it out"));
            return None;
        }
        Some(node)
    }
}

pub(crate) fn text(node: &Node, what: &str, report: &mut Report<'_>) -> Option<Text> {
    match &node.kind {
        _ if node.is_null() => report.add(node.at, format!("{what} is empty")),
        Kind::Plain(text) | Kind::Quoted(text) if text.trim().is_empty() => {
            report.add(node.at, format!("{what} is empty"));
        }
        Kind::Plain(text) | Kind::Quoted(text) => {
            return Some(Text { at: node.at, text: text.trim().into() });
        }
        _ => report.add(node.at, format!("{what} is a text, not {}", node.what())),
    }
    None
}

/// What a key that is missing could say.
fn such_as(key: &str) -> Option<&'static str> {
    Some(match key {
        "doc" => ", which says in a sentence what it is or does",
        "http" => ", such as `http: GET sys/path/{name}`",
        "reply" => ", which is `none`, `keys`, `data TYPE` or `body TYPE`",
        "since" => ", such as `since: { vault: 1.8.0, openbao: 2.0.0 }`",
        "operations" => ", a map from the name of each operation to what it is",
        "examples" => ", a list with at least one `- args: …`",
        "type" => ", such as `type: string` or `type: list<string>?`",
        _ => return None,
    })
}
