//! Draws problems for people: the line, the culprit underlined, what would be right.

use std::{collections::BTreeMap, fmt::Write as _};

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::{source::Source, text::fill};

use super::{Problem, Problems, Span, count};

/// Nobody reads more in one go, and what is no spec has one in each line.
const MOST_DRAWN: usize = 100;

/// As wide as what is said beside the drawing may be.
const WIDTH: usize = 92;

impl Problems {
    /// Draws each problem: what is wrong, `file:line:column`, the line with the culprit underlined,
    /// and what would be right. In the order of files and places; the count of all is the last line.
    ///
    /// `sources` is what they were found in; of one that is not among them, the line is left out.
    /// With `colour` there are the escapes of a terminal in it. Beyond a hundred problems, the rest
    /// is only counted: [`as_slice`](Self::as_slice) has them all.
    #[must_use]
    pub fn render(&self, sources: &[Source], colour: bool) -> String {
        let texts: BTreeMap<_, _> =
            sources.iter().map(|source| (source.path.as_str(), source.text.as_slice())).collect();
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let mut drawn = String::new();
        for problem in self.as_slice().iter().take(MOST_DRAWN) {
            drawn += &draw(problem, texts.get(problem.file.as_str()).copied(), &renderer);
            drawn += "\n\n";
        }
        let all = self.as_slice().len();
        drawn += &count(all, "problem");
        drawn += " in the spec";
        if all > MOST_DRAWN {
            let _ = write!(drawn, ", of which these are the first {MOST_DRAWN}");
        }
        drawn
    }
}

fn draw(problem: &Problem, text: Option<&[u8]>, renderer: &Renderer) -> String {
    let mut clauses = clauses(&problem.message);
    let title = fill(clauses.remove(0), WIDTH);
    let meant = clauses.iter().position(|clause| clause.starts_with("did you mean "));
    let meant = meant.map(|index| clauses.remove(index));
    let span = Span { start: problem.place, end: problem.end };
    let group = Level::ERROR.primary_title(title);
    let line = text.filter(|_| span != Span::FILE).map(|text| line(text, span.start.line));
    let group = match &line {
        Some(line) => group.element(snippet(problem, line, span, meant)),
        None => group.element(origin(problem, span)),
    };
    let unseen = meant.filter(|_| line.is_none());
    let helps = clauses.into_iter().chain(unseen).map(|clause| fill(clause, WIDTH));
    let group: Group<'_> = group.elements(helps.map(|help| Level::HELP.message(help)));
    renderer.render(&[group])
}

/// A text's parts between `; `, but for those within ticks.
fn clauses(message: &str) -> Vec<&str> {
    let (mut clauses, mut begin, mut quoted) = (Vec::new(), 0, false);
    for (index, c) in message.char_indices() {
        quoted ^= c == '`';
        if !quoted && message[index..].starts_with("; ") {
            clauses.push(&message[begin..index]);
            begin = index + 2;
        }
    }
    clauses.push(&message[begin..]);
    clauses
}

fn origin(problem: &Problem, span: Span) -> Origin<'_> {
    let origin = Origin::path(problem.file.as_str());
    match span {
        Span::FILE => origin,
        _ => origin.line(span.start.line).char_column(span.start.column),
    }
}

fn snippet<'d>(
    problem: &'d Problem,
    line: &'d str,
    span: Span,
    meant: Option<&'d str>,
) -> Snippet<'d, annotate_snippets::Annotation<'d>> {
    let byte = |column: usize| line.char_indices().nth(column - 1).map_or(line.len(), |(at, _)| at);
    let start = byte(span.start.column.max(1));
    let end =
        if span.end.line > span.start.line { line.len() } else { byte(span.end.column.max(1)) };
    let annotation = AnnotationKind::Primary.span(start..end.max(start)).label(meant);
    Snippet::source(line)
        .line_start(span.start.line)
        .path(problem.file.as_str())
        .annotation(annotation)
}

/// A line of what may be no text at all.
fn line(text: &[u8], number: usize) -> String {
    let line = text.split(|byte| *byte == b'\n').nth(number.saturating_sub(1)).unwrap_or_default();
    let line = String::from_utf8_lossy(line);
    line.trim_start_matches('\u{feff}').trim_end_matches('\r').to_owned()
}
