//! Finds the names of a list in its JSON, whatever pieces that comes in.

use bytes::{Buf as _, BytesMut};
use json_event_parser::{JsonEvent, LowLevelJsonParser};

/// A longer name, or a longer text of another kind, is none, but something that never ends.
const LONGEST: usize = 1024 * 1024;

/// What is deeper was made to take memory.
const DEEPEST: usize = 128;

/// Up to here it costs little to look at a text from its beginning each time more of it has come.
const SHORT: usize = 1024;

pub(super) struct Scanner {
    parser: LowLevelJsonParser,
    /// What has come and not been understood yet.
    buffer: BytesMut,
    /// How long the buffer has to be before it is worth a look.
    worth: usize,
    ended: bool,
    place: Place,
    found: bool,
}

/// What comes next.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// The whole.
    Start,
    /// A member of it, or its end.
    Body,
    /// What `data` is.
    BeforeData,
    /// A member of that.
    Data,
    /// What `keys` is.
    BeforeKeys,
    /// A name.
    Keys,
    /// What nobody asked for, so deep within something else, and where it goes on after that.
    Skipped { depth: usize, in_data: bool },
    /// Nothing.
    End,
}

/// What has been found.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    Name(String),
    /// Nothing yet: add more, or the end.
    More,
    End,
}

/// It is no list of names.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NoListing;

impl Default for Scanner {
    fn default() -> Self {
        Self {
            parser: LowLevelJsonParser::new().with_max_stack_size(DEEPEST),
            buffer: BytesMut::new(),
            worth: 1,
            ended: false,
            place: Place::Start,
            found: false,
        }
    }
}

impl Scanner {
    /// Takes the next piece.
    pub(super) fn add(&mut self, piece: &[u8]) {
        self.buffer.extend_from_slice(piece);
    }

    /// There are no more pieces.
    pub(super) fn end(&mut self) {
        self.ended = true;
    }

    /// Goes on until there is something to tell.
    pub(super) fn step(&mut self) -> Result<Step, NoListing> {
        while self.ended || self.buffer.len() >= self.worth {
            let result = self.parser.parse_next(&self.buffer, self.ended);
            let Some(event) = result.event else {
                self.buffer.advance(result.consumed_bytes);
                return self.wait();
            };
            let event = event.map_err(|_| NoListing)?;
            let name = match (self.place, event) {
                (Place::Keys, JsonEvent::String(name)) => Some(name.into_owned()),
                (_, JsonEvent::Eof) => return Ok(Step::End),
                (place, event) => {
                    self.place = go_on(place, &event, &mut self.found)?;
                    None
                }
            };
            self.buffer.advance(result.consumed_bytes);
            self.worth = 1;
            if let Some(name) = name {
                return Ok(Step::Name(name));
            }
        }
        Ok(Step::More)
    }

    /// Waits until there is more of what has only begun.
    fn wait(&mut self) -> Result<Step, NoListing> {
        let length = self.buffer.len();
        if length > LONGEST {
            return Err(NoListing);
        }
        // The parser begins anew with each piece, and pieces may have a byte each.
        self.worth = if length < SHORT { length + 1 } else { length + length / 4 };
        Ok(Step::More)
    }
}

/// Where it goes on after something that is no name. Of `data` and of `keys` there has to be one.
fn go_on(place: Place, event: &JsonEvent<'_>, found: &mut bool) -> Result<Place, NoListing> {
    use JsonEvent::{EndArray, EndObject, ObjectKey, StartArray, StartObject};

    let skipped = |in_data| Place::Skipped { depth: 0, in_data };
    Ok(match (place, event) {
        (Place::Start, StartObject) => Place::Body,
        // Whatever is found, is found within `data`.
        (Place::Body, ObjectKey(name)) if name == "data" && !*found => Place::BeforeData,
        (Place::Body, ObjectKey(name)) if name != "data" => skipped(false),
        (Place::Body, EndObject) if *found => Place::End,
        (Place::BeforeData, StartObject) | (Place::Keys, EndArray) => Place::Data,
        (Place::Data, ObjectKey(name)) if name == "keys" && !*found => {
            *found = true;
            Place::BeforeKeys
        }
        (Place::Data, ObjectKey(name)) if name != "keys" => skipped(true),
        (Place::Data, EndObject) if *found => Place::Body,
        (Place::BeforeKeys, StartArray) => Place::Keys,
        (Place::Skipped { depth, in_data }, event) => {
            let depth = match event {
                StartArray | StartObject => depth + 1,
                EndArray | EndObject => depth.checked_sub(1).ok_or(NoListing)?,
                _ => depth,
            };
            match (depth, in_data) {
                (0, true) => Place::Data,
                (0, false) => Place::Body,
                _ => Place::Skipped { depth, in_data },
            }
        }
        _ => return Err(NoListing),
    })
}

#[cfg(test)]
mod tests;
