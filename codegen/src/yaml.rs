//! YAML as a tree that knows where each part stands.

use std::str::Chars;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span, StrInput};

use crate::problem::Place;

/// Deeper than any sensible spec, shallow enough for the stack.
const DEEPEST: usize = 64;

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

    /// What kind of thing this is, for a message.
    pub(crate) fn what(&self) -> &'static str {
        match &self.kind {
            _ if self.is_null() => "nothing",
            Kind::Plain(_) | Kind::Quoted(_) => "a text",
            Kind::List(_) => "a list",
            Kind::Map(_) => "a map",
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

/// What is wrong with a text that should be YAML.
pub(crate) type Wrong = (Place, String);

/// Reads the only document of a text.
pub(crate) fn read(text: &str) -> Result<Node, Wrong> {
    let mut loader = Loader { parser: Parser::new_from_str(text), depth: 0 };
    loop {
        match loader.next()? {
            (Event::StreamStart | Event::DocumentStart(_), _) => {}
            (Event::StreamEnd, at) => return Err((at, "the file is empty".into())),
            (event, at) => {
                let node = loader.node(event, at)?;
                return loader.end().map(|()| node);
            }
        }
    }
}

struct Loader<'t> {
    parser: Parser<'t, StrInput<'t>>,
    depth: usize,
}

impl<'t> Loader<'t> {
    fn next(&mut self) -> Result<(Event<'t>, Place), Wrong> {
        match self.parser.next_event() {
            Some(Ok((event, span))) => Ok((event, place(span))),
            Some(Err(error)) => Err(not_yaml(&error)),
            None => Ok((Event::StreamEnd, Place { line: 1, column: 1 })),
        }
    }

    fn end(&mut self) -> Result<(), Wrong> {
        loop {
            match self.next()? {
                (Event::StreamEnd, _) => return Ok(()),
                (Event::DocumentEnd, _) => {}
                (_, at) => return Err((at, "a second document; a spec file holds one".into())),
            }
        }
    }

    fn node(&mut self, event: Event<'t>, at: Place) -> Result<Node, Wrong> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err((at, format!("more than {DEEPEST} levels deep")));
        }
        let kind = match event {
            Event::Scalar(text, style, 0, None) => match style {
                ScalarStyle::Plain => Kind::Plain(text.into_owned()),
                _ => Kind::Quoted(text.into_owned()),
            },
            Event::SequenceStart(0, None) => self.list()?,
            Event::MappingStart(0, None) => self.map()?,
            _ => return Err((at, "anchors, aliases and tags are not for spec files".into())),
        };
        self.depth -= 1;
        Ok(Node { at, kind })
    }

    fn list(&mut self) -> Result<Kind, Wrong> {
        let mut nodes = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Ok(Kind::List(nodes)),
                (event, at) => nodes.push(self.node(event, at)?),
            }
        }
    }

    fn map(&mut self) -> Result<Kind, Wrong> {
        let mut entries: Vec<(Text, Node)> = Vec::new();
        loop {
            let key = match self.next()? {
                (Event::MappingEnd, _) => return Ok(Kind::Map(entries)),
                (Event::Scalar(text, _, 0, None), at) => Text { at, text: text.into_owned() },
                (_, at) => return Err((at, "a key has to be a text".into())),
            };
            if let Some((first, _)) = entries.iter().find(|(other, _)| other.text == key.text) {
                let (name, line) = (&key.text, first.at.line);
                return Err((
                    key.at,
                    format!("`{name}` stands here a second time, after line {line}"),
                ));
            }
            let (event, at) = self.next()?;
            let value = self.node(event, at)?;
            entries.push((key, value));
        }
    }
}

fn place(span: Span) -> Place {
    Place { line: span.start.line(), column: span.start.col() + 1 }
}

fn not_yaml(error: &ScanError) -> Wrong {
    let at = Place { line: error.marker().line(), column: error.marker().col() + 1 };
    (at, format!("not YAML: {}", error.info()))
}

/// Whether a name is `snake_case`, `camelCase` or the like: a letter or `_`, then those and digits.
pub(crate) fn is_word(name: &str) -> bool {
    let starts = |mut chars: Chars<'_>| chars.next().is_some_and(|c| c.is_ascii_alphabetic());
    starts(name.trim_start_matches('_').chars())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
