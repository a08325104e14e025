//! Why a text is no policy.

use std::fmt;

/// Why a text is no policy, or none that can be read.
///
/// It names keys and paths, and quotes no values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsePolicyError {
    place: Option<(usize, usize)>,
    message: String,
}

impl ParsePolicyError {
    /// The line where it was found, from 1 on, if that is known. In JSON it is often not.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        self.place.map(|(line, _)| line)
    }

    /// The character of the line where it was found, from 1 on.
    #[must_use]
    pub fn column(&self) -> Option<usize> {
        self.place.map(|(_, column)| column)
    }
}

impl fmt::Display for ParsePolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((line, column)) = self.place {
            write!(f, "line {line}, column {column}: ")?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for ParsePolicyError {}

/// The error while it is on its way to where the text is known.
#[derive(Debug)]
pub(super) struct Problem {
    place: Place,
    message: String,
}

#[derive(Debug)]
enum Place {
    Unknown,
    /// Bytes from the beginning.
    Offset(usize),
    LineAndColumn(usize, usize),
}

impl Problem {
    pub(super) fn new(at: Option<usize>, message: impl Into<String>) -> Self {
        let place = at.map_or(Place::Unknown, Place::Offset);
        Self { place, message: message.into() }
    }

    pub(super) fn at(line: usize, column: usize, message: String) -> Self {
        Self { place: Place::LineAndColumn(line, column), message }
    }

    /// Says in what it was found.
    pub(super) fn within(mut self, what: &str, name: &str) -> Self {
        self.message = format!("{what} `{}`: {}", name.escape_debug(), self.message);
        self
    }

    pub(super) fn locate(self, text: &str) -> ParsePolicyError {
        let place = match self.place {
            Place::Unknown => None,
            Place::LineAndColumn(line, column) => Some((line, column)),
            Place::Offset(offset) => text.get(..offset).map(|before| {
                let line = before.rsplit('\n').next().unwrap_or_default();
                (before.matches('\n').count() + 1, line.chars().count() + 1)
            }),
        };
        ParsePolicyError { place, message: self.message }
    }
}
