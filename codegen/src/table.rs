//! Takes the values of a YAML map by their keys, and reports every key that does not belong.

use std::collections::BTreeMap;

use crate::{
    problem::{Report, Span, nearest, one_of, shown},
    vocabulary::{Need, Thing},
    yaml::{Kind, Node, Text},
};

/// A YAML map whose keys are known.
pub(crate) struct Table<'n> {
    thing: &'static Thing,
    entries: &'n [(Text, Node)],
    /// Keys that are there by another name, as it seems.
    misspelt: Vec<&'static str>,
}

impl<'n> Table<'n> {
    /// Reports what is no map, what does not belong in it, and what it lacks.
    pub(crate) fn new(node: &'n Node, thing: &'static Thing, report: &mut Report<'_>) -> Self {
        let what = thing.what;
        let Kind::Map(entries) = &node.kind else {
            let known = one_of(thing.names());
            let problem = format!("{what} is a map with {known}, not {}", node.what());
            let right = if node.lacks_space() { "; a `:` needs a space behind it" } else { "" };
            report.add(node.place(), problem + right);
            return Self { thing, entries: &[], misspelt: Vec::new() };
        };
        let mut table = Self { thing, entries, misspelt: Vec::new() };
        for (key, _) in entries.iter().filter(|(key, _)| thing.key(&key.text).is_none()) {
            let near = nearest(&key.text, thing.names());
            let right = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            let known = format!("{what} can have {}{right}", one_of(thing.names()));
            report.add(key.at, format!("unknown key {}; {known}", shown(&key.text)));
            table.misspelt.extend(near);
        }
        for need in thing.needs {
            table.check(need, node, report);
        }
        table
    }

    /// Reports that something is missing, or there beside what it excludes.
    fn check(&self, need: &Need, node: &Node, report: &mut Report<'_>) {
        let there = |key: &&str| self.get(key).is_some();
        // What is misspelt is not missing.
        let told = |key: &&str| self.misspelt.contains(key);
        let keys: &[&str] = match need {
            Need::Unless(_, other) if there(other) => return,
            Need::Server if self.entries.is_empty() => {
                let right = "it has `vault`, `openbao` or both";
                let problem = format!("{} names no server; {right}", self.thing.what);
                return report.add(node.at, problem);
            }
            Need::Server => return,
            Need::Key(key) | Need::Unless(key, _) => &[key],
            Need::Either(keys) | Need::Any(keys) => keys,
        };
        let (what, all) = (self.thing.what, || one_of(keys.iter().copied()));
        let second = || keys.iter().filter_map(|key| self.key_of(key)).map(|key| key.at).max();
        if !keys.iter().any(|key| there(key) || told(key)) {
            let form = |key: &&str| Some(format!(", {}", self.thing.key(key)?.form?));
            let form = keys.iter().rev().find_map(form).unwrap_or_default();
            let asked = if let Need::Any([_, asked]) = need { format!("`{asked}`") } else { all() };
            report.add(node.of, format!("{what} needs {asked}{form}"));
        } else if matches!(need, Need::Either(_)) && keys.iter().all(there) {
            let at = second().unwrap_or(node.at);
            report.add(at, format!("{what} has either {}, not both", all()));
        }
    }

    /// Whether what should be a map of names at this key is lost to a mistake that is told.
    pub(crate) fn has_lost(&self, key: &str) -> bool {
        let is_map = |node: &Node| matches!(node.kind, Kind::Map(_)) || node.is_null();
        self.misspelt.contains(&key) || self.get(key).is_some_and(|node| !is_map(node))
    }

    /// Where each of the keys stands.
    pub(crate) fn places(&self) -> BTreeMap<String, Span> {
        self.entries.iter().map(|(key, _)| (key.text.clone(), key.at)).collect()
    }

    /// Where a key stands, if it is there.
    pub(crate) fn place(&self, key: &str) -> Option<Span> {
        self.key_of(key).map(|key| key.at)
    }

    fn key_of(&self, key: &str) -> Option<&'n Text> {
        self.entries.iter().map(|(other, _)| other).find(|other| other.text == key)
    }

    pub(crate) fn get(&self, key: &str) -> Option<&'n Node> {
        self.entries.iter().find(|(other, _)| other.text == key).map(|(_, node)| node)
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
                let near = match other.to_lowercase().as_str() {
                    "yes" | "on" | "y" | "1" => "; did you mean `true`?",
                    "no" | "off" | "n" | "0" => "; did you mean `false`?",
                    _ => "",
                };
                let problem = format!("`{key}` is `true` or `false`, not `{other}`{near}");
                report.add(text.at, problem);
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
                let right =
                    "write each name with a `:` behind it, and below, further in, what it is";
                report.add(
                    node.at,
                    format!("`{key}` is a map of names, not {}; {right}", node.what()),
                );
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
        let form = self.thing.key(key).and_then(|key| key.form);
        let right = form.map(|form| format!("it is {form}"));
        let right = right.unwrap_or_else(|| "fill it or leave it out".into());
        report.add(node.place(), format!("`{key}` is empty; {right}"));
        None
    }
}

pub(crate) fn text(node: &Node, what: &str, report: &mut Report<'_>) -> Option<Text> {
    match &node.kind {
        _ if node.is_empty() => report.add(node.place(), format!("{what} is empty")),
        Kind::Plain(text) | Kind::Quoted(text) => {
            return Some(Text { at: node.at, text: text.trim().into() });
        }
        _ => report.add(node.at, format!("{what} is a text, not {}", node.what())),
    }
    None
}
