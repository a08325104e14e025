//! What the emitters get: every name made, every doc composed, every decision taken.

use crate::{model::Constant, problem::Span, ty::Ty};

#[derive(Debug)]
pub(crate) struct Group {
    /// Path of the spec file.
    pub(crate) file: String,
    /// Module of the group that this one is in.
    pub(crate) parent: Option<String>,
    pub(crate) module: String,
    /// Whether the whole group is Vault Enterprise's, and so behind a feature.
    pub(crate) enterprise: bool,
    /// The groups in this one.
    pub(crate) children: Vec<Child>,
    pub(crate) doc: String,
    pub(crate) handle_doc: String,
    pub(crate) operations: Vec<Operation>,
    /// The calls that its page shows.
    pub(crate) usage: Vec<Usage>,
    pub(crate) types: Vec<Type>,
    /// Types of the outer group that stand in this one as well.
    pub(crate) shared: Vec<Shared>,
    pub(crate) helpers: Vec<Helper>,
}

/// A call as somebody would make it.
#[derive(Debug)]
pub(crate) struct Usage {
    /// The operation's group and name.
    pub(crate) operation: String,
    /// Required arguments, in their order.
    pub(crate) required: Vec<Literal>,
    /// Options that are set: field and value.
    pub(crate) options: Vec<(String, Literal)>,
    /// What the reply is called, if it says anything.
    pub(crate) binding: Option<String>,
}

/// Something written by hand beside the operations.
#[derive(Debug)]
pub(crate) struct Helper {
    /// What follows the group in a call, such as `unseal_with(["share"])`.
    pub(crate) call: String,
    pub(crate) doc: String,
    pub(crate) hvac: Vec<Hvac>,
}

/// A method of hvac; its class if it has had one since 0.7.
#[derive(Debug)]
pub(crate) struct Hvac {
    pub(crate) class: Option<String>,
    pub(crate) method: String,
}

impl Group {
    /// Its file below the folder of all groups, without its ending.
    pub(crate) fn location(&self) -> String {
        match &self.parent {
            Some(parent) => format!("{parent}/{}", self.module),
            None => self.module.clone(),
        }
    }

    /// How it is reached, such as `vault.policies().acl()`.
    pub(crate) fn call(&self) -> String {
        match &self.parent {
            Some(parent) => format!("vault.{parent}().{}()", self.module),
            None => format!("vault.{}()", self.module),
        }
    }

    /// A name that no other group has, for where all lie side by side.
    pub(crate) fn flat_name(&self) -> String {
        self.location().replace('/', "_")
    }
}

/// What a group does with a type of the group that it is in.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) name: String,
    pub(crate) sent: bool,
    pub(crate) received: bool,
}

/// A group within a group, as the outer one offers it.
#[derive(Debug)]
pub(crate) struct Child {
    pub(crate) module: String,
    pub(crate) doc: String,
    pub(crate) enterprise: bool,
}

/// Another operation that a text of the spec names in full.
#[derive(Debug)]
pub(crate) struct Reference {
    pub(crate) at: Span,
    pub(crate) id: String,
}

#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) at: Span,
    /// Where its method and path stand.
    pub(crate) asked: Span,
    /// Group and name, such as `leases.renew`.
    pub(crate) id: String,
    pub(crate) method: String,
    pub(crate) request: Request,
    /// The name for a call of this operation, if it has options to set.
    pub(crate) alias: Option<Alias>,
    pub(crate) doc: String,
    pub(crate) doc_aliases: Vec<String>,
    pub(crate) hvac: Vec<Hvac>,
    pub(crate) http: crate::path::Http,
    pub(crate) sudo: bool,
    pub(crate) enterprise: bool,
    /// Whether repeating it does no harm, where the method tells otherwise.
    pub(crate) safe: Option<bool>,
    /// What a caller is told by the compiler: what to use instead, once no server stands behind it.
    pub(crate) deprecated: Option<String>,
    /// The servers that say something against it.
    pub(crate) deprecated_by: Vec<&'static str>,
    /// What the servers want to be used instead.
    pub(crate) instead: Vec<Reference>,
    /// The operation whose method and path it has as well.
    pub(crate) variant_of: Option<Reference>,
    pub(crate) answers: Answers,
    /// Templates of others that its requests must not look like.
    pub(crate) avoids: Vec<String>,
    pub(crate) once: bool,
    /// The runtime's type for a call of it.
    pub(crate) call: &'static str,
    pub(crate) vault: Option<String>,
    pub(crate) openbao: Option<String>,
    pub(crate) reply: Reply,
    pub(crate) examples: Vec<Example>,
}

#[derive(Debug)]
pub(crate) struct Alias {
    pub(crate) name: String,
    pub(crate) doc: String,
}

#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) name: String,
    pub(crate) doc: String,
    pub(crate) new_doc: String,
    pub(crate) derives: Derives,
    /// In the order in which they are written: path, query, body.
    pub(crate) fields: Vec<Field>,
    pub(crate) writes: Vec<Write>,
}

/// One argument on its way to the wire.
#[derive(Debug)]
pub(crate) struct Write {
    /// The encoder's method.
    pub(crate) place: &'static str,
    pub(crate) wire: String,
    pub(crate) value: Written,
}

#[derive(Debug)]
pub(crate) enum Written {
    Field(String),
    /// A field that is one of a set, as text.
    Name(String),
    /// A field that is a number, as text.
    Number(String),
    /// A field that is a list, one parameter an element.
    Each(String),
    /// A list that may be unset.
    EachIfSet(String),
    Constant(Constant),
}

#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) wire: String,
    pub(crate) name: String,
    pub(crate) setter: String,
    pub(crate) doc: String,
    pub(crate) setter_doc: String,
    pub(crate) ty: Ty,
    pub(crate) optional: bool,
    pub(crate) takes: Takes,
    pub(crate) reads: Reads,
    /// Whether OpenBao has it, as far as the operation.
    pub(crate) openbao: bool,
}

/// What a caller may pass for a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Takes {
    Exactly,
    /// Whatever turns into it.
    Into,
    /// Any collection of what turns into its elements.
    IntoEach,
    /// Any collection of pairs of what turns into keys and values.
    IntoEachPair,
}

/// How a field of a reply is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reads {
    AsIs,
    Duration,
    NullAsEmpty,
    /// All that no other field takes.
    Rest,
}

/// What can be derived beyond `Clone` and `Debug`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Derives {
    pub(crate) default: bool,
    pub(crate) partial_eq: bool,
    pub(crate) eq: bool,
}

/// Which statuses are answers.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Answers {
    /// Those of 2xx and these.
    Also(Vec<u16>),
    Always,
}

impl Answers {
    pub(crate) fn include(&self, status: u16) -> bool {
        (200..300).contains(&status)
            || match self {
                Self::Also(statuses) => statuses.contains(&status),
                Self::Always => true,
            }
    }
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Reply {
    None,
    /// Nothing but the status tells.
    Status,
    Keys,
    /// Bytes, in one piece or as they come.
    Stream,
    /// The whole body as text.
    Text,
    /// Lines of text, together or as they come.
    Lines,
    /// One object a line, together or as they come.
    Records(Ty),
    /// One object a message, as they come.
    Events(Ty),
    List(Ty),
    Data(Ty),
    /// Data that may not be there.
    MaybeData(Ty),
    Body(Ty),
    /// A body that may not be there.
    MaybeBody(Ty),
}

#[derive(Clone, Debug)]
pub(crate) struct Type {
    pub(crate) at: Span,
    pub(crate) name: String,
    pub(crate) doc: String,
    pub(crate) derives: Derives,
    pub(crate) shape: Shape,
    /// Whether a request takes it.
    pub(crate) sent: bool,
    /// Whether a reply gives it.
    pub(crate) received: bool,
}

#[derive(Clone, Debug)]
pub(crate) enum Shape {
    Fields(Vec<Field>),
    Values(Vec<Variant>),
}

#[derive(Clone, Debug)]
pub(crate) struct Variant {
    pub(crate) wire: String,
    pub(crate) name: String,
    pub(crate) doc: String,
}

/// A protocol test.
#[derive(Debug)]
pub(crate) struct Example {
    pub(crate) test: String,
    /// Required arguments, in their order.
    pub(crate) required: Vec<Literal>,
    /// Options that are set: field and value.
    pub(crate) options: Vec<(String, Literal)>,
    pub(crate) verb: &'static str,
    pub(crate) target: String,
    pub(crate) sent: Option<String>,
    pub(crate) outcome: Option<Outcome>,
}

#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) status: u16,
    pub(crate) body: String,
    pub(crate) read: Read,
}

#[derive(Debug)]
pub(crate) enum Read {
    Nothing,
    /// The status itself.
    Status,
    /// What a list of nothing reads as.
    Empty,
    Value(Literal),
    Refused(Vec<String>),
}

/// A value of a known type.
#[derive(Clone, Debug)]
pub(crate) enum Literal {
    None,
    Some(Box<Literal>),
    String(String),
    Secret(String),
    Bool(bool),
    I64(i64),
    U64(u64),
    F64(f64),
    Duration {
        seconds: u64,
        nanos: u32,
    },
    Timestamp(String),
    Limit(Option<u32>),
    Json(String),
    List(Vec<Literal>),
    Map(Vec<(String, Literal)>),
    Variant {
        ty: String,
        variant: String,
    },
    /// A value of a set that the spec does not name.
    Other {
        ty: String,
        value: String,
    },
    /// Fields by name, with what is needed to build it.
    Struct {
        ty: String,
        fields: Vec<(Field, Literal)>,
    },
}
