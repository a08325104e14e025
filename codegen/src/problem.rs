//! What is wrong with a spec, and where.

mod draw;

use std::fmt;

use crate::{parallel, yaml::Text};

/// Characters of a message and of what one quotes, names that one lists, names that are tried for "did you mean": far
/// beyond what a real spec needs.
const LONGEST: usize = 1000;
const LONGEST_SHOWN: usize = 100;
const MOST_SHOWN: usize = 40;
const MOST_COMPARED: usize = 100;

/// A place in a file. Lines and columns count from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Line in the file.
    pub line: usize,
    /// Character in the line.
    pub column: usize,
}

impl Place {
    /// Where a file begins.
    pub(crate) const START: Self = Self { line: 1, column: 1 };

    /// The place behind the beginning of a file.
    pub(crate) fn after(text: &[u8]) -> Self {
        let text = String::from_utf8_lossy(text);
        let line = 1 + text.matches('\n').count();
        let column = 1 + text.rsplit('\n').next().unwrap_or_default().chars().count();
        Self { line, column }
    }
}

/// What stands from one place to another, within a file. It ends before its end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Span {
    pub(crate) start: Place,
    pub(crate) end: Place,
}

impl Span {
    /// The file as a whole, where nothing in it is the culprit.
    pub(crate) const FILE: Self = Self { start: Place::START, end: Place::START };

    /// A few characters of a line, counted from where this begins.
    pub(crate) fn within(self, from: usize, count: usize) -> Self {
        let Place { line, column } = self.start;
        let start = Place { line, column: column + from };
        Self { start, end: Place { line, column: start.column + count } }
    }
}

impl From<Place> for Span {
    fn from(start: Place) -> Self {
        Self { start, end: start }
    }
}

/// One thing that is wrong, and what would have been right.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Path of the file, as the source gave it.
    pub file: String,
    /// Where in the file.
    pub place: Place,
    /// Where the culprit ends: its last character stands before it. The same as `place` where there
    /// is no culprit but the place itself; both are the file's first where it is the whole file.
    pub end: Place,
    /// What is wrong and what would have been right: clauses with `; ` between them.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, place: Place { line, column }, message, .. } = self;
        write!(f, "{file}:{line}:{column}: {message}")
    }
}

/// Everything that is wrong with a spec, in the order of the files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// The problems, in the order of files and lines.
    #[must_use]
    pub fn as_slice(&self) -> &[Problem] {
        &self.0
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn add(&mut self, file: &str, at: Span, message: impl Into<String>) {
        let (place, end) = (at.start, at.end);
        self.0.push(Problem { file: file.into(), place, end, message: shortened(message.into()) });
    }

    /// What comes of each thing, in their order, and what is wrong with all of them.
    pub(crate) fn collect<T: Sync, R: Send>(
        things: &[T],
        all: &mut Self,
        work: impl Fn(&T, &mut Self) -> R + Sync,
    ) -> Vec<R> {
        let done = parallel::map(things, |thing| {
            let mut problems = Self::default();
            (work(thing, &mut problems), problems)
        });
        let add = |(result, problems): (R, Self)| {
            all.0.extend(problems.0);
            result
        };
        done.into_iter().map(add).collect()
    }

    /// Whether this file has any.
    pub(crate) fn has(&self, file: &str) -> bool {
        self.0.iter().any(|problem| problem.file == file)
    }

    pub(crate) fn into_sorted(mut self) -> Self {
        self.0.sort();
        self.0.dedup();
        self
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for problem in &self.0 {
            writeln!(f, "{problem}")?;
        }
        write!(f, "{} in the spec", count(self.0.len(), "problem"))
    }
}

impl std::error::Error for Problems {}

/// What is no spec can hold texts as long as the file, and be quoted. The end of the message tells
/// what would be right, so it is the middle that goes.
fn shortened(message: String) -> String {
    let count = message.chars().count();
    if count <= LONGEST {
        return message;
    }
    let start = message.chars().take(LONGEST / 2);
    let end = message.chars().skip(count - LONGEST / 2);
    start.chain(['…']).chain(end).collect()
}

/// What is wrong with a text: the part that is, and why. Without a part it is all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Flaw {
    pub(crate) part: String,
    pub(crate) message: String,
}

impl Flaw {
    pub(crate) fn of(part: &str, message: impl Into<String>) -> Self {
        Self { part: part.into(), message: message.into() }
    }
}

impl<M: Into<String>> From<M> for Flaw {
    fn from(message: M) -> Self {
        Self::of("", message)
    }
}

/// Where the problems of one file go.
pub(crate) struct Report<'p> {
    pub(crate) file: &'p str,
    pub(crate) problems: &'p mut Problems,
}

impl Report<'_> {
    pub(crate) fn add(&mut self, at: Span, message: impl Into<String>) {
        self.problems.add(self.file, at, message);
    }

    /// Adds what is wrong with a text, at the part of it that is.
    pub(crate) fn add_flaw(&mut self, text: &Text, flaw: Flaw) {
        self.add(text.part(&flaw.part), flaw.message);
    }
}

pub(crate) fn count(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// "`a`", or words where nothing would stand between the ticks. Of a long text, the beginning.
pub(crate) fn shown(text: &str) -> String {
    match text.char_indices().nth(LONGEST_SHOWN) {
        None if text.is_empty() => "the empty text".into(),
        None => format!("`{text}`"),
        Some((end, _)) => format!("`{}…`", &text[..end]),
    }
}

/// "`a`, `b` or `c`".
pub(crate) fn one_of<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let mut names = names.into_iter();
    let mut shown: Vec<_> =
        names.by_ref().take(MOST_SHOWN).map(|name| format!("`{name}`")).collect();
    match names.count() {
        0 => {}
        more => shown.push(format!("{more} more")),
    }
    match shown.as_slice() {
        [] => "none".into(),
        [only] => only.clone(),
        [most @ .., last] => format!("{} or {last}", most.join(", ")),
    }
}

/// "; did you mean `x`?" where a known name is near, nothing otherwise.
pub(crate) fn did_you_mean<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(name, known).map(|name| format!("; did you mean `{name}`?")).unwrap_or_default()
}

/// The name that was probably meant.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // What is longer is no slip of the pen, and takes its time to compare.
    if name.len() > 64 {
        return None;
    }
    let known = known.into_iter().filter(|other| other.len() <= 64).take(MOST_COMPARED);
    let distances = known.map(|other| (strsim::osa_distance(name, other), other));
    let near = distances.min_by_key(|(distance, _)| *distance).filter(|(distance, other)| {
        let longest = name.chars().count().max(other.chars().count());
        *distance <= longest.div_ceil(3) && *distance < longest
    });
    near.map(|(_, other)| other)
}
