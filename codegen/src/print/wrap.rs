//! Breaks lines that are too long, for what is read without having been to the formatter: examples in
//! docs, and what is explained.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use super::items;

/// The most characters of a line.
const WIDTH: usize = 89;

/// Prints an item whose lines are no longer than docs can have them.
pub(crate) fn wrapped(item: TokenStream) -> String {
    lines(&items([item]).text)
}

/// Breaks each line of what was printed.
pub(crate) fn lines(text: &str) -> String {
    let mut out = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let indent = line.len() - line.trim_start().len();
        let (mut line, end) = match line.strip_suffix(" {") {
            // Its brace is closed in a later line.
            Some(head) if read(head).is_some() => (head.to_owned(), " {"),
            _ => (line.to_owned(), ""),
        };
        let mut tokens = read(&line);
        // So may a text or a bracket be.
        while tokens.is_none() && !line.trim_start().starts_with('}') {
            let Some(next) = lines.next() else { break };
            line = format!("{line}\n{next}");
            tokens = read(&line);
        }
        match tokens {
            Some(tokens) if !fits(&line, end.len()) => chain(&mut out, &tokens, indent, end),
            _ => out.push(format!("{line}{end}")),
        }
    }
    out.push(String::new());
    out.join("\n")
}

fn read(text: &str) -> Option<Vec<TokenTree>> {
    Some(text.parse::<TokenStream>().ok()?.into_iter().collect())
}

fn fits(line: &str, end: usize) -> bool {
    !line.contains('\n') && line.chars().count() + end <= WIDTH
}

/// Calls one after the other: in one line, or each in one of its own.
fn chain(out: &mut Vec<String>, tokens: &[TokenTree], indent: usize, end: &str) {
    let starts = tokens.iter().enumerate().filter(|(_, token)| is_punct(token, '.'));
    let starts: Vec<_> = starts.map(|(start, _)| start).collect();
    if starts.is_empty() || fits(&indented(tokens, indent), end.len()) {
        return call(out, tokens, indent, end);
    }
    call(out, &tokens[..starts[0]], indent, "");
    for (place, start) in starts.iter().enumerate() {
        match starts.get(place + 1) {
            Some(next) => call(out, &tokens[*start..*next], indent + 4, ""),
            None => call(out, &tokens[*start..], indent + 4, end),
        }
    }
}

/// A call with its arguments: in one line, or each in one of its own.
fn call(out: &mut Vec<String>, tokens: &[TokenTree], indent: usize, end: &str) {
    let line = indented(tokens, indent);
    let arguments = tokens.iter().enumerate().find_map(|(place, token)| match token {
        TokenTree::Group(group) if !group.stream().is_empty() => Some((place, group)),
        _ => None,
    });
    let Some((place, group)) = arguments.filter(|_| !fits(&line, end.len())) else {
        out.push(format!("{line}{end}"));
        return;
    };
    let (group, open, close) = innermost(group.clone());
    out.push(format!("{}{open}", indented(&tokens[..place], indent)));
    let inner: Vec<_> = group.stream().into_iter().collect();
    let mut angles = 0_usize;
    let ends = |token: &TokenTree| {
        angles += usize::from(is_punct(token, '<'));
        angles = angles.saturating_sub(usize::from(is_punct(token, '>')));
        angles == 0 && is_punct(token, ',')
    };
    for argument in inner.split(ends).filter(|one| !one.is_empty()) {
        chain(out, argument, indent + 4, ",");
    }
    // Blanks are those behind a bracket.
    let bracket = TokenTree::Group(Group::new(Delimiter::Parenthesis, TokenStream::new()));
    let rest = print(std::iter::once(&bracket).chain(&tokens[place + 1..]));
    let rest = rest.strip_prefix("()").unwrap_or(&rest);
    out.push(format!("{:indent$}{close}{rest}{end}", ""));
}

/// A list that is the only argument is opened and closed with the call.
fn innermost(group: Group) -> (Group, String, String) {
    let (open, close) = match group.delimiter() {
        Delimiter::Parenthesis => ("(", ")"),
        Delimiter::Bracket => ("[", "]"),
        Delimiter::Brace => ("{", "}"),
        Delimiter::None => ("", ""),
    };
    let mut tokens = group.stream().into_iter();
    match (tokens.next(), tokens.next()) {
        (Some(TokenTree::Group(only)), None) if only.delimiter() == Delimiter::Bracket => {
            let (group, inner, outer) = innermost(only);
            (group, format!("{open}{inner}"), format!("{outer}{close}"))
        }
        _ => (group, open.into(), close.into()),
    }
}

fn indented(tokens: &[TokenTree], indent: usize) -> String {
    format!("{:indent$}{}", "", print(tokens))
}

fn print<'t>(tokens: impl IntoIterator<Item = &'t TokenTree>) -> String {
    items([tokens.into_iter().cloned().collect()]).text.trim_end().to_owned()
}

fn is_punct(token: &TokenTree, wanted: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == wanted)
}
