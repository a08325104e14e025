//! From tokens to text, each statement, field and member on lines of its own. How long lines are
//! broken is left to the formatter.

mod doc;
mod space;
mod wrap;

use std::{collections::BTreeSet, fmt::Write as _, iter::Peekable};

use proc_macro2::{
    Delimiter, Group, Ident, Punct, Spacing, TokenStream, TokenTree, token_stream::IntoIter,
};

use self::space::Last;
pub(crate) use self::wrap::{lines as wrap, wrapped};

/// Text, and the words in it that may stand for something elsewhere: where a path begins, or a
/// method that takes nothing.
#[derive(Debug, Default)]
pub(crate) struct Printed {
    pub(crate) text: String,
    pub(crate) words: BTreeSet<String>,
}

/// Prints items, with an empty line between them.
pub(crate) fn items(items: impl IntoIterator<Item = TokenStream>) -> Printed {
    let mut printer =
        Printer { out: Printed::default(), depth: 0, last: Last::Start, enums: false };
    for item in items.into_iter().filter(|item| !item.is_empty()) {
        if !printer.out.text.is_empty() {
            printer.out.text.push('\n');
        }
        printer.tokens(item, Level::Lines);
        printer.end_line();
    }
    printer.out
}

struct Printer {
    out: Printed,
    depth: usize,
    last: Last,
    /// Whether this is an `enum`. What it calls its variants mentions nothing.
    enums: bool,
}

/// How what stands between two brackets is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Inline,
    Lines,
    /// With empty lines between them.
    Members,
}

type Tokens = Peekable<IntoIter>;

impl Printer {
    fn tokens(&mut self, tokens: TokenStream, level: Level) {
        let mut tokens = tokens.into_iter().peekable();
        // Between `<` and `>` a comma ends no line.
        let mut angles = 0_usize;
        let mut inner = Level::Lines;
        while let Some(token) = tokens.next() {
            let ends = match token {
                TokenTree::Punct(punct) if punct.as_char() == '#' => {
                    self.attribute(&mut tokens);
                    continue;
                }
                TokenTree::Punct(punct) => {
                    let (first, second) = (punct.as_char(), joined(&punct, &mut tokens));
                    match (first, second) {
                        ('<', _) => angles += 1,
                        ('>', None) => angles = angles.saturating_sub(1),
                        ('>', Some('>')) => angles = angles.saturating_sub(2),
                        _ => {}
                    }
                    self.operator(first, second);
                    first == ';' || first == ',' && angles == 0
                }
                TokenTree::Ident(word) => {
                    if self.depth == 0 && (word == "impl" || word == "trait") {
                        inner = Level::Members;
                    }
                    self.word(&word, tokens.peek().is_some_and(is_empty_group));
                    false
                }
                TokenTree::Literal(literal) => {
                    self.begin(self.last.parts_words());
                    let _ = write!(self.out.text, "{literal}");
                    self.last = Last::Word;
                    false
                }
                TokenTree::Group(group) => {
                    let braces = group.delimiter() == Delimiter::Brace;
                    self.group(group, inner);
                    braces && !tokens.peek().is_some_and(goes_on)
                }
            };
            if ends && level != Level::Inline {
                self.end_line();
                if level == Level::Members && tokens.peek().is_some() {
                    self.out.text.push('\n');
                }
            }
        }
    }

    fn operator(&mut self, first: char, second: Option<char>) {
        let (before, last) = self.last.operator(first, second);
        self.begin(before);
        self.out.text.push(first);
        self.out.text.extend(second);
        self.last = last;
    }

    fn word(&mut self, word: &Ident, is_call: bool) {
        self.begin(self.last.parts_words());
        let start = self.out.text.len();
        let _ = write!(self.out.text, "{word}");
        let word = &self.out.text[start..];
        let is_member = self.last == Last::Dot && !is_call;
        let is_new = matches!(self.last, Last::Path | Last::Fn) || self.enums;
        if !is_member && !is_new && !self.out.words.contains(word) {
            self.out.words.insert(word.to_owned());
        }
        self.enums |= word == "enum";
        self.last = if word == "fn" { Last::Fn } else { Last::Word };
    }

    fn group(&mut self, group: Group, inner: Level) {
        let (open, close, level) = match group.delimiter() {
            Delimiter::Parenthesis => ("(", ")", Level::Inline),
            Delimiter::Bracket => ("[", "]", Level::Inline),
            // Of what is imported.
            Delimiter::Brace if self.last == Last::Path => ("{", "}", Level::Inline),
            Delimiter::Brace => ("{", "}", inner),
            Delimiter::None => ("", "", Level::Inline),
        };
        let spaced = level != Level::Inline && self.last != Last::Start;
        self.begin(spaced || self.last == Last::Between);
        self.out.text.push_str(open);
        let tokens = group.stream();
        // So that nothing else holds its tokens, and none has to be copied.
        drop(group);
        let lines = level != Level::Inline && !tokens.is_empty();
        if lines {
            self.depth += 1;
            self.end_line();
        }
        self.last = Last::Start;
        self.tokens(tokens, level);
        if lines {
            self.depth -= 1;
            self.end_line();
            self.enums = false;
        }
        self.begin(false);
        self.out.text.push_str(close);
        self.last = Last::Close;
    }

    /// An attribute, or the docs that it is.
    fn attribute(&mut self, tokens: &mut Tokens) {
        let whole_file = tokens.next_if(|token| is_punct(token, '!')).is_some();
        let Some(TokenTree::Group(group)) = tokens.next() else { return };
        let mut inner = group.stream().into_iter();
        let doc = match (inner.next(), inner.next(), inner.next()) {
            (Some(TokenTree::Ident(name)), Some(equals), Some(TokenTree::Literal(text)))
                if name == "doc" && is_punct(&equals, '=') =>
            {
                Some(text.to_string())
            }
            _ => None,
        };
        if let Some(doc) = doc {
            for line in doc::value(&doc).split('\n') {
                self.begin(false);
                let _ = writeln!(self.out.text, "///{line}");
            }
        } else {
            self.begin(false);
            self.out.text.push_str(if whole_file { "#!" } else { "#" });
            self.last = Last::Prefix;
            self.group(group, Level::Inline);
        }
        self.end_line();
    }

    /// Goes to where the next token stands.
    fn begin(&mut self, spaced: bool) {
        if self.out.text.is_empty() || self.out.text.ends_with('\n') {
            self.out.text.extend(std::iter::repeat_n("    ", self.depth));
        } else if spaced {
            self.out.text.push(' ');
        }
    }

    fn end_line(&mut self) {
        if !self.out.text.ends_with('\n') {
            self.out.text.push('\n');
        }
        self.last = Last::Start;
    }
}

/// The second character of an operator that has two.
fn joined(first: &Punct, tokens: &mut Tokens) -> Option<char> {
    let TokenTree::Punct(second) = tokens.peek()? else { return None };
    let both = (first.as_char(), second.as_char());
    // Read from a text, whatever stands side by side is joined.
    let is_one = first.spacing() == Spacing::Joint && space::are_one(both);
    tokens.next_if(|_| is_one).map(|_| both.1)
}

/// Whether this goes on with what a brace has ended.
fn goes_on(token: &TokenTree) -> bool {
    match token {
        TokenTree::Punct(punct) => matches!(punct.as_char(), ',' | ';' | '.' | '?'),
        TokenTree::Ident(word) => word == "else",
        _ => false,
    }
}

fn is_punct(token: &TokenTree, wanted: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == wanted)
}

fn is_empty_group(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.stream().is_empty())
}

#[cfg(test)]
mod tests;
