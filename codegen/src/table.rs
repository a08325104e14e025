//! Takes the values of a YAML map by their keys, and reports every key that does not belong.

use crate::{
    problem::{Place, Report, nearest, one_of, shown},
    yaml::{Kind, Node, Text},
};

/// A YAML map whose keys are known.
pub(crate) struct Table<'n> {
    at: Place,
    what: &'static str,
    entries: &'n [(Text, Node)],
    /// Whether it was a map at all; if not, that is said already, and nothing is missing in it.
    is_map: bool,
    /// Keys that are there by another name, as it seems.
    misspelt: Vec<String>,
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
            let problem = format!("{what} is a map with {known}, not {}", node.what());
            let right = if node.lacks_space() { "; a `:` needs a space behind it" } else { "" };
            report.add(node.at, problem + right);
            &[]
        };
        let mut misspelt = Vec::new();
        for (key, _) in entries.iter().filter(|(key, _)| !keys.contains(&key.text.as_str())) {
            let near = nearest(&key.text, keys.iter().copied());
            let right = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            let known = format!("{what} can have {known}{right}");
            report.add(key.at, format!("unknown key {}; {known}", shown(&key.text)));
            misspelt.extend(near.map(str::to_owned));
        }
        Self { at: node.at, what, entries, is_map: matches!(node.kind, Kind::Map(_)), misspelt }
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
        let is_misspelt = self.misspelt.iter().any(|key| keys.contains(&key.as_str()));
        let keys_here = one_of(keys.iter().copied());
        let what = self.what;
        if found == 0 && self.is_map && !is_misspelt {
            let meaning = keys.iter().find_map(|key| meaning(key));
            let meaning = meaning.map(|meaning| format!(", {meaning}")).unwrap_or_default();
            report.add(self.at, format!("{what} needs {keys_here}{meaning}"));
        } else if found > 1 {
            report.add(self.at, format!("{what} has either {keys_here}, not both"));
        }
    }

    /// A text that may be left out, but not left empty.
    pub(crate) fn optional_text(&self, key: &str, report: &mut Report<'_>) -> Option<Text> {
        let node = self.filled(key, report)?;
        text(node, &format!("`{key}`"), report)
    }

    pub(crate) fn flag(&self, key: &str, report: &mut Report<'_>) -> Option<bool> {
        let text = self.optional_text(key, report)?;
        match text.text.as_str() {
            "true" => Some(true),
            "false" => Some(false),
            other => {
                report.add(text.at, format!("`{key}` is `true` or `false`, not `{other}`"));
                None
            }
        }
    }

    /// The entries of a map of names; none if it is left out.
    pub(crate) fn names(&self, key: &str, report: &mut Report<'_>) -> &'n [(Text, Node)] {
        match self.filled(key, report) {
            None => &[],
            Some(Node { kind: Kind::Map(entries), .. }) => entries,
            Some(node) => {
                report.add(node.at, format!("`{key}` is a map of names, not {}", node.what()));
                &[]
            }
        }
    }

    /// The entries of a list; none if it is left out.
    pub(crate) fn list(&self, key: &str, report: &mut Report<'_>) -> &'n [Node] {
        match self.filled(key, report) {
            None => &[],
            Some(Node { kind: Kind::List(nodes), .. }) => nodes,
            Some(node) => {
                let right = "each entry begins with `- `";
                report.add(node.at, format!("`{key}` is a list, not {}; {right}", node.what()));
                &[]
            }
        }
    }

    /// Any JSON, if there is some: `{}` is.
    pub(crate) fn value(&self, key: &str, report: &mut Report<'_>) -> Option<&'n Node> {
        let node = self.get(key)?;
        if node.is_null() { self.filled(key, report) } else { Some(node) }
    }

    /// What stands at a key, if it is there; reports that nothing does.
    fn filled(&self, key: &str, report: &mut Report<'_>) -> Option<&'n Node> {
        let node = self.get(key)?;
        if !node.is_empty() {
            return Some(node);
        }
        let right = meaning(key).map(|meaning| format!("it is {meaning}"));
        let right = right.unwrap_or_else(|| "fill it or leave it out".into());
        report.add(node.at, format!("`{key}` is empty; {right}"));
        None
    }
}

pub(crate) fn text(node: &Node, what: &str, report: &mut Report<'_>) -> Option<Text> {
    match &node.kind {
        _ if node.is_empty() => report.add(node.at, format!("{what} is empty")),
        Kind::Plain(text) | Kind::Quoted(text) => {
            return Some(Text { at: node.at, text: text.trim().into() });
        }
        _ => report.add(node.at, format!("{what} is a text, not {}", node.what())),
    }
    None
}

/// What stands at a key that has to be there.
fn meaning(key: &str) -> Option<&'static str> {
    Some(match key {
        "doc" => "a sentence that says what it is or does",
        "http" => "a line such as `GET sys/path/{name}`",
        "reply" => "the shape of what comes back, such as `none`, `keys` or `data TYPE`",
        "since" => "a version of each server that has it: `{ vault: 1.8.0, openbao: 2.0.0 }`",
        "operations" => "a map from the name of each operation to what it is",
        "examples" => "a list with at least one `- args: …`",
        "hvac" => "what hvac calls it, such as `Lease.read_lease`",
        "call" => "the call as in Rust, behind the group: `unseal_with([\"share\"])`",
        "use" => "the full name of an operation, such as `leases.renew`, or else `why`",
        "why" => "a sentence",
        "type" => "a type such as `string` or `list<string>?`",
        _ => return None,
    })
}
