//! YAML as a tree that knows where each part stands.

mod culprit;
mod load;
mod wrong;

use crate::problem::{Span, shown};

pub(crate) use self::load::read;

/// A piece of text and where it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Text {
    pub(crate) at: Span,
    pub(crate) text: String,
}

impl Text {
    /// Where a part of it stands, or all of it where that cannot be told: of a text of several lines,
    /// or with escapes.
    pub(crate) fn part(&self, part: &str) -> Span {
        let Span { start, end } = self.at;
        let length = self.text.chars().count();
        let quotes = match end.column.checked_sub(start.column + length) {
            Some(0) => 0,
            Some(2) => 1,
            _ => return self.at,
        };
        match self.text.find(part) {
            Some(before) if start.line == end.line && !part.is_empty() => {
                let before = self.text[..before].chars().count();
                self.at.within(before + quotes, part.chars().count())
            }
            _ => self.at,
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) at: Span,
    /// What it belongs to: its key, or itself where it has none. What lacks something is told there.
    pub(crate) of: Span,
    /// Whether each of its lines is one of the file, from where it stands on.
    pub(crate) literal: bool,
    pub(crate) kind: Kind,
}

#[derive(Clone, Debug)]
pub(crate) enum Kind {
    /// A scalar without quotes: what it is depends on what it looks like.
    Plain(String),
    /// A scalar in quotes or in a block.
    Quoted(String),
    List(Vec<Node>),
    Map(Vec<(Text, Node)>),
}

impl Node {
    /// Where it stands; of nothing, where it should.
    pub(crate) fn place(&self) -> Span {
        if self.is_null() { self.of } else { self.at }
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(&self.kind, Kind::Plain(text) if matches!(text.as_str(), "" | "~" | "null"))
    }

    /// Whether there is nothing in it.
    pub(crate) fn is_empty(&self) -> bool {
        match &self.kind {
            Kind::Plain(text) | Kind::Quoted(text) => text.trim().is_empty() || self.is_null(),
            Kind::List(nodes) => nodes.is_empty(),
            Kind::Map(entries) => entries.is_empty(),
        }
    }

    /// Whether this is a text where a map was meant: `key:value`.
    pub(crate) fn lacks_space(&self) -> bool {
        matches!(&self.kind, Kind::Plain(text) if text.contains(':'))
    }

    /// What kind of thing this is, for a message.
    pub(crate) fn what(&self) -> &'static str {
        match &self.kind {
            _ if self.is_null() => "nothing",
            Kind::Plain(_) | Kind::Quoted(_) => "a text",
            Kind::List(_) => "a list",
            Kind::Map(_) => "a map",
        }
    }

    /// The thing itself where it is short, for a message.
    pub(crate) fn shown(&self) -> String {
        match &self.kind {
            Kind::Plain(text) if !self.is_null() => shown(text),
            Kind::Quoted(text) => format!("the text {}", shown(text)),
            _ => self.what().into(),
        }
    }

    /// The same as JSON, by YAML's core schema.
    pub(crate) fn to_json(&self) -> serde_json::Value {
        use serde_json::Value;
        match &self.kind {
            _ if self.is_null() => Value::Null,
            Kind::Quoted(text) => text.as_str().into(),
            Kind::Plain(text) => match text.as_str() {
                "true" => true.into(),
                "false" => false.into(),
                text => serde_json::from_str::<serde_json::Number>(text)
                    .map_or_else(|_| text.into(), Value::Number),
            },
            Kind::List(nodes) => nodes.iter().map(Self::to_json).collect(),
            Kind::Map(entries) => {
                entries.iter().map(|(key, value)| (key.text.clone(), value.to_json())).collect()
            }
        }
    }
}
