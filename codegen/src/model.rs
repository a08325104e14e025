//! The spec as it is written: shapes are checked, meanings are not.

use std::collections::BTreeMap;

use crate::{
    problem::Span,
    yaml::{Node, Text},
};

/// One file.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) file: String,
    /// The group that this one is in.
    pub(crate) parent: Option<String>,
    pub(crate) name: String,
    pub(crate) doc: String,
    pub(crate) links: Servers,
    pub(crate) since: Servers,
    /// Whether Vault Enterprise alone has it.
    pub(crate) enterprise: bool,
    pub(crate) operations: Vec<Operation>,
    pub(crate) types: Vec<Type>,
    pub(crate) helpers: Vec<Helper>,
}

/// Something written by hand beside the operations, for the tables of documents.
#[derive(Debug)]
pub(crate) struct Helper {
    pub(crate) doc: String,
    pub(crate) call: Option<Text>,
    pub(crate) hvac: Vec<Text>,
}

/// What a server says against an operation that it still has.
#[derive(Debug)]
pub(crate) struct Deprecation {
    pub(crate) at: Span,
    pub(crate) server: &'static str,
    pub(crate) since: Option<Text>,
    /// Full name of the operation to use instead.
    pub(crate) instead: Option<Text>,
    pub(crate) why: Option<Text>,
}

/// A text for each server that has one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Servers {
    pub(crate) vault: Option<Text>,
    pub(crate) openbao: Option<Text>,
}

#[derive(Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is a key of its own in the spec")]
pub(crate) struct Operation {
    pub(crate) name: Text,
    /// Where each of its keys stands.
    pub(crate) places: BTreeMap<String, Span>,
    /// Whether all of its arguments could be read.
    pub(crate) complete: bool,
    pub(crate) doc: String,
    pub(crate) http: Option<Text>,
    pub(crate) anchor: Servers,
    pub(crate) sudo: bool,
    pub(crate) since: Option<Servers>,
    pub(crate) enterprise: bool,
    pub(crate) deprecated: Vec<Deprecation>,
    /// The operation whose method and path it has as well.
    pub(crate) variant_of: Option<Text>,
    /// Whether repeating it does no harm, where the method tells otherwise.
    pub(crate) safe: Option<bool>,
    pub(crate) hvac: Vec<Text>,
    pub(crate) path: Vec<Argument>,
    pub(crate) query: Vec<Argument>,
    pub(crate) body: Vec<Argument>,
    /// Whether the only argument of the body is the body itself, and not a field of it.
    pub(crate) whole_body: bool,
    pub(crate) header: Vec<Argument>,
    pub(crate) reply: Option<Text>,
    pub(crate) answers: Vec<Text>,
    pub(crate) once: bool,
    pub(crate) upload: bool,
    pub(crate) examples: Vec<Example>,
}

impl Operation {
    /// Where a key stands, or the operation if it is not there.
    pub(crate) fn place(&self, key: &str) -> Span {
        self.places.get(key).copied().unwrap_or(self.name.at)
    }
}

#[derive(Debug)]
pub(crate) struct Argument {
    /// What the server calls it.
    pub(crate) wire: Text,
    /// What we call it, where that differs.
    pub(crate) name: Option<Text>,
    pub(crate) doc: String,
    pub(crate) since: Option<Servers>,
    pub(crate) value: Value,
}

#[derive(Debug)]
pub(crate) enum Value {
    /// The caller gives a value of this type. Without one if that is a problem already.
    Given(Option<Text>),
    /// It is always this.
    Constant(Constant),
}

#[derive(Clone, Debug)]
pub(crate) enum Constant {
    Text(String),
    Bool(bool),
    Number(i64),
}

#[derive(Debug)]
pub(crate) struct Type {
    pub(crate) name: Text,
    pub(crate) doc: String,
    /// None if it has no right one.
    pub(crate) shape: Option<Shape>,
}

#[derive(Debug)]
pub(crate) enum Shape {
    Fields(Vec<Argument>),
    Values(Vec<Variant>),
}

#[derive(Debug)]
pub(crate) struct Variant {
    pub(crate) wire: Text,
    /// What we call it, where that differs.
    pub(crate) name: Option<Text>,
    pub(crate) doc: String,
}

#[derive(Debug)]
pub(crate) struct Example {
    pub(crate) at: Span,
    /// Where its arguments are given, and where its answer is.
    pub(crate) args_at: Span,
    pub(crate) gets_at: Span,
    pub(crate) args: Vec<(Text, Node)>,
    pub(crate) sends_path: Option<Text>,
    pub(crate) sends_body: Option<Node>,
    pub(crate) status: Option<Text>,
    pub(crate) body: Option<Node>,
}
