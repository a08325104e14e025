//! Where blanks stand.

/// What stands before, as far as what comes next asks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Last {
    /// Nothing in this line or between these brackets.
    Start,
    Word,
    /// `fn`, behind which a word names what is new.
    Fn,
    /// A bracket, or what ends like one.
    Close,
    Dot,
    /// `::`
    Path,
    /// An operator of what follows, such as `&`.
    Prefix,
    /// An operator between two, or what ends a part.
    Between,
}

impl Last {
    /// Whether a blank stands between this and a word.
    pub(super) fn parts_words(self) -> bool {
        matches!(self, Self::Word | Self::Fn | Self::Close | Self::Between)
    }

    /// Whether a blank stands between this and an operator of one or two characters, and what that is
    /// to what comes next.
    pub(super) fn operator(self, first: char, second: Option<char>) -> (bool, Self) {
        match (first, second) {
            ('.', _) => (false, Self::Dot),
            (':', Some(':')) => (false, Self::Path),
            (':' | ',' | ';', None) => (false, Self::Between),
            ('?', None) | ('>', None | Some('>')) => (false, Self::Close),
            ('<', None) => (false, Self::Prefix),
            // That of a macro.
            ('!', None) if self == Self::Word => (false, Self::Prefix),
            ('&' | '*' | '-' | '!' | '\'', None) => (self.parts_words(), Self::Prefix),
            _ => (self.parts_words(), Self::Between),
        }
    }
}

/// Whether two characters are one operator.
pub(super) fn are_one(both: (char, char)) -> bool {
    matches!(
        both,
        (':', ':') | ('-' | '=' | '>', '>') | ('&', '&') | ('|', '|') | ('.', '.') | (_, '=')
    )
}
