//! YAML as a tree that knows where each part stands.

mod load;
mod wrong;

use crate::problem::Place;

pub(crate) use self::load::read;

/// A piece of text and where it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Text {
    pub(crate) at: Place,
    pub(crate) text: String,
}

#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) at: Place,
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
            Kind::Plain(text) if !self.is_null() => format!("`{text}`"),
            Kind::Quoted(text) => format!("the text `{text}`"),
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
