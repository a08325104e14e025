//! What a spec file can say: the keys of each thing in it, told once. The parser takes its allowed
//! keys from here, its messages what belongs there, and the schema all that editors show.

mod argument;
mod group;
mod operation;
mod servers;

pub(crate) use self::{
    argument::{ARGUMENT, FIELD, VALUE},
    group::{GROUP, HELPER, TYPE},
    operation::{DEPRECATED, DEPRECATION, EXAMPLE, GETS, OPERATION, SENDS},
    servers::{ANCHOR, LINKS, SINCE},
};

/// A map whose keys are known.
#[derive(Debug)]
pub(crate) struct Thing {
    /// What messages call it, such as "an operation".
    pub(crate) what: &'static str,
    /// The same in one word, for the schema.
    pub(crate) id: &'static str,
    pub(crate) keys: &'static [Key],
    pub(crate) needs: &'static [Need],
}

#[derive(Debug)]
pub(crate) struct Key {
    pub(crate) name: &'static str,
    /// What it says, for who edits a spec.
    pub(crate) doc: &'static str,
    /// What has to stand there, as an answer to one who left it out or empty.
    pub(crate) form: Option<&'static str>,
    pub(crate) holds: Holds,
}

/// What a thing cannot do without.
#[derive(Debug)]
pub(crate) enum Need {
    Key(&'static str),
    /// One of two, and one only.
    Either([&'static str; 2]),
    /// One of two, or both; who has neither is asked for the second.
    Any([&'static str; 2]),
    /// A server at least.
    Server,
    /// The first, but not if the second is there.
    Unless(&'static str, &'static str),
}

/// What can stand at a key.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Holds {
    Text,
    Flag,
    /// Method and path.
    Http,
    /// A type, with or without `?`.
    Type,
    Reply,
    Version,
    /// A name of ours.
    Word,
    /// A text, a bool or a whole number.
    Constant,
    /// Any JSON.
    Json,
    /// A map from names of arguments to any JSON.
    Values,
    Status,
    /// `always`, a status or a list of them.
    Statuses,
    /// One text or a list of them.
    Texts,
    /// A text for each server, or one for both.
    Servers(&'static Thing),
    Thing(&'static Thing),
    List(&'static Thing),
    /// A map from names to things.
    Named(Names, &'static Thing),
    /// A map from texts to their docs, or to things.
    Docs(&'static Thing),
}

/// What the names in a map can be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Names {
    /// Names of ours.
    Words,
    /// Names of types.
    Types,
    /// Names of headers.
    Headers,
    /// What servers call things.
    Any,
}

impl Thing {
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> + Clone {
        self.keys.iter().map(|key| key.name)
    }

    pub(crate) fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }
}

const fn key(name: &'static str, holds: Holds, doc: &'static str) -> Key {
    Key { name, doc, form: None, holds }
}

/// A key whose form is told to who left it out or empty.
const fn formed(name: &'static str, holds: Holds, doc: &'static str, form: &'static str) -> Key {
    Key { name, doc, form: Some(form), holds }
}

/// The text that each thing has.
const fn doc(doc: &'static str) -> Key {
    formed("doc", Holds::Text, doc, "a sentence that says what it is or does")
}

const VERSIONS: &str = "a version of each server that has it: `{ vault: 1.8.0, openbao: 2.0.0 }`";

const HVAC: &str = "what hvac calls it, such as `Lease.read_lease`";
