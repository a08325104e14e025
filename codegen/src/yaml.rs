//! YAML as a tree that knows where each part stands.

mod wrong;

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span, StrInput};

use crate::problem::{Place, Report};

/// Deeper than any sensible spec, shallow enough for the stack.
const DEEPEST: usize = 64;

const EMPTY: &str = "the file is empty; a spec file has `doc`, `since` and `operations`";

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

/// What is wrong with a text that should be YAML.
type Wrong = (Place, String);

/// Reads the only document of a text. What can be read past is reported, and so is what cannot.
pub(crate) fn read(text: &str, report: &mut Report<'_>) -> Option<Node> {
    let mut loader = Loader { parser: Parser::new_from_str(text), depth: 0, wrong: Vec::new() };
    let read = loader.document();
    // The parser can find that something is missing only past the end.
    let last = text.lines().enumerate().last();
    let last = last.map(|(index, line)| (index + 1, line.chars().count() + 1));
    let (line, column) = last.unwrap_or((1, 1));
    for (at, problem) in loader.wrong.into_iter().chain(read.as_ref().err().cloned()) {
        report.add(at.min(Place { line, column }), problem);
    }
    read.ok()
}

struct Loader<'t> {
    parser: Parser<'t, StrInput<'t>>,
    depth: usize,
    /// What did not keep the rest from being read.
    wrong: Vec<Wrong>,
}

impl<'t> Loader<'t> {
    fn document(&mut self) -> Result<Node, Wrong> {
        loop {
            match self.next()? {
                (Event::StreamStart | Event::DocumentStart(_), _) => {}
                (Event::StreamEnd, _) => return Err((Place::START, EMPTY.into())),
                (event, at) => {
                    let node = self.node(event, at)?;
                    return self.end().map(|()| node);
                }
            }
        }
    }

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
                (_, at) => {
                    let problem = "a second document begins here; a spec file is one document";
                    return Err((at, problem.into()));
                }
            }
        }
    }

    fn node(&mut self, event: Event<'t>, at: Place) -> Result<Node, Wrong> {
        self.depth += 1;
        if self.depth > DEEPEST {
            let problem = format!("more than {DEEPEST} levels deep, which no spec needs to be");
            return Err((at, problem));
        }
        let kind = match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.check_plain(anchor, tag.is_some(), at);
                self.check_text(&text, at);
                match style {
                    ScalarStyle::Plain => Kind::Plain(text.into_owned()),
                    _ => Kind::Quoted(text.into_owned()),
                }
            }
            Event::SequenceStart(anchor, tag) => {
                self.check_plain(anchor, tag.is_some(), at);
                self.list()?
            }
            Event::MappingStart(anchor, tag) => {
                self.check_plain(anchor, tag.is_some(), at);
                self.map()?
            }
            Event::Alias(_) => {
                let problem = "an alias (`*name`); write out what it stands for, or put a text \
                               that begins with `*` in quotes";
                return Err((at, problem.into()));
            }
            _ => return Err((at, "something else than a text, a list or a map".into())),
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
        let mut lines = HashMap::new();
        loop {
            let key = match self.next()? {
                (Event::MappingEnd, _) => return Ok(Kind::Map(entries)),
                (Event::Scalar(text, _, anchor, tag), at) => {
                    self.check_plain(anchor, tag.is_some(), at);
                    self.check_text(&text, at);
                    Text { at, text: text.into_owned() }
                }
                (_, at) => {
                    let problem = "a list or a map in the place of a key; a key is a text, and one \
                                   that begins with `{` or `[` needs quotes";
                    return Err((at, problem.into()));
                }
            };
            let (event, at) = self.next()?;
            let value = self.node(event, at)?;
            if let Some(line) = lines.get(&key.text) {
                let again = format!("`{}` stands in line {line} already", key.text);
                self.wrong.push((key.at, format!("{again}; a map has each key once")));
            } else {
                lines.insert(key.text.clone(), key.at.line);
                entries.push((key, value));
            }
        }
    }

    fn check_plain(&mut self, anchor: usize, has_tag: bool, at: Place) {
        if anchor != 0 {
            let problem = "an anchor (`&name`); take it out, or put a text that begins with `&` \
                           in quotes";
            self.wrong.push((at, problem.into()));
        }
        if has_tag {
            let problem = "a tag (`!name`); take it out, or put a text that begins with `!` in \
                           quotes";
            self.wrong.push((at, problem.into()));
        }
    }

    /// What nobody sees would go on unseen into Rust, where some of it is an error.
    fn check_text(&mut self, text: &str, at: Place) {
        let unseen = |c: &char| match c {
            '\n' | '\t' => false,
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
            c => c.is_control(),
        };
        if let Some(c) = text.chars().find(unseen) {
            let code = u32::from(c);
            let problem = "the text has a character in it that nobody sees";
            self.wrong.push((at, format!("{problem}, U+{code:04X}; take it out")));
        }
    }
}

fn place(span: Span) -> Place {
    Place { line: span.start.line(), column: span.start.col() + 1 }
}

fn not_yaml(error: &ScanError) -> Wrong {
    let at = Place { line: error.marker().line(), column: error.marker().col() + 1 };
    (at, wrong::explain(error.info()))
}
