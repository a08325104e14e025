//! Reads YAML, and reports what a spec has no use for.

use std::collections::HashMap;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, StrInput};

use crate::problem::{Place, Report, Span};

use super::{Kind, Node, Text, culprit, wrong};

/// Deeper than any sensible spec, shallow enough for the stack.
const DEEPEST: usize = 64;

const EMPTY: &str = "the file is empty; a spec file has `doc`, `since` and `operations`";

/// What is wrong with a text that should be YAML.
type Wrong = (Span, String);

/// Reads the only document of a text. What can be read past is reported, and so is what cannot.
pub(crate) fn read(text: &str, report: &mut Report<'_>) -> Option<Node> {
    let (parser, end) = (Parser::new_from_str(text), end(text));
    let mut loader = Loader { parser, text, end, depth: 0, wrong: Vec::new() };
    let read = loader.document();
    for (at, problem) in loader.wrong.into_iter().chain(read.as_ref().err().cloned()) {
        report.add(at, problem);
    }
    read.ok()
}

/// The place behind the last line.
fn end(text: &str) -> Place {
    let last = text.lines().enumerate().last();
    let place =
        |(index, line): (_, &str)| Place { line: index + 1, column: line.chars().count() + 1 };
    last.map_or(Place::START, place)
}

/// Whether a list or a map begins with a bracket.
fn is_flow(begin: Span) -> bool {
    begin.end > begin.start
}

struct Loader<'t> {
    parser: Parser<'t, StrInput<'t>>,
    text: &'t str,
    /// What is missing can be missing behind the last line, and still has to have a place.
    end: Place,
    depth: usize,
    /// What did not keep the rest from being read.
    wrong: Vec<Wrong>,
}

impl<'t> Loader<'t> {
    fn document(&mut self) -> Result<Node, Wrong> {
        loop {
            match self.next()? {
                (Event::StreamStart | Event::DocumentStart(_), _) => {}
                (Event::StreamEnd, _) => return Err((Span::FILE, EMPTY.into())),
                (event, at) => {
                    let node = self.node(event, at, Span::FILE)?;
                    return self.end().map(|()| node);
                }
            }
        }
    }

    fn next(&mut self) -> Result<(Event<'t>, Span), Wrong> {
        match self.parser.next_event() {
            Some(Ok((event, span))) => {
                let (start, end) = (self.place(&span.start), self.place(&span.end));
                Ok((event, Span { start, end: end.max(start) }))
            }
            Some(Err(error)) => {
                let at = self.place(error.marker());
                let lines: Vec<_> = self.text.lines().collect();
                let found = culprit::find(&lines, at, error.info());
                Err(found.unwrap_or_else(|| (at.into(), wrong::explain(error.info()))))
            }
            None => Ok((Event::StreamEnd, self.end.into())),
        }
    }

    fn place(&self, marker: &Marker) -> Place {
        Place { line: marker.line(), column: marker.col() + 1 }.min(self.end)
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

    fn node(&mut self, event: Event<'t>, at: Span, of: Span) -> Result<Node, Wrong> {
        self.depth += 1;
        if self.depth > DEEPEST {
            let problem = format!("more than {DEEPEST} levels deep, which no spec needs to be");
            return Err((at, problem));
        }
        let mut literal = false;
        let (kind, end) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.check_plain(anchor, tag.is_some(), at);
                self.check_text(&text, at);
                literal = style == ScalarStyle::Literal;
                match style {
                    ScalarStyle::Plain => (Kind::Plain(text.into_owned()), at.end),
                    _ => (Kind::Quoted(text.into_owned()), at.end),
                }
            }
            Event::SequenceStart(anchor, tag) => {
                self.check_plain(anchor, tag.is_some(), at);
                self.list(at)?
            }
            Event::MappingStart(anchor, tag) => {
                self.check_plain(anchor, tag.is_some(), at);
                self.map(at)?
            }
            Event::Alias(_) => {
                let problem = "an alias (`*name`); write out what it stands for, or put a text \
                               that begins with `*` in quotes";
                return Err((at, problem.into()));
            }
            _ => return Err((at, "something else than a text, a list or a map".into())),
        };
        self.depth -= 1;
        Ok(Node { at: Span { end, ..at }, of, literal, kind })
    }

    /// The entries, and where it ends: of one without brackets, the first line's end would tell
    /// nothing, so it is the dash.
    fn list(&mut self, begin: Span) -> Result<(Kind, Place), Wrong> {
        let mut nodes = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, at) if is_flow(begin) => {
                    return Ok((Kind::List(nodes), at.end));
                }
                (Event::SequenceEnd, _) => return Ok((Kind::List(nodes), begin.within(0, 1).end)),
                (event, at) => nodes.push(self.node(event, at, at)?),
            }
        }
    }

    /// The same; of a map without brackets it is the first key.
    fn map(&mut self, begin: Span) -> Result<(Kind, Place), Wrong> {
        let mut entries: Vec<(Text, Node)> = Vec::new();
        let mut lines = HashMap::new();
        loop {
            let key = match self.next()? {
                (Event::MappingEnd, at) => {
                    let first = entries.first().filter(|_| !is_flow(begin));
                    let end = first.map_or(at.end, |(key, _)| key.at.end);
                    return Ok((Kind::Map(entries), end));
                }
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
            let value = self.node(event, at, key.at)?;
            if let Some(line) = lines.get(&key.text) {
                let again = format!("`{}` stands in line {line} already", key.text);
                self.wrong.push((key.at, format!("{again}; keep one of the two")));
            } else {
                lines.insert(key.text.clone(), key.at.start.line);
                entries.push((key, value));
            }
        }
    }

    fn check_plain(&mut self, anchor: usize, has_tag: bool, at: Span) {
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
    fn check_text(&mut self, text: &str, at: Span) {
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
