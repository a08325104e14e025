//! What a spec says, as data for tools: those that hold it against a server, or count it.

use std::collections::BTreeMap;

use crate::{
    ir,
    model::Constant,
    problem::Problems,
    source::Source,
    ty::{self, Ty},
};

pub use crate::path::anonymous;

/// Everything that a spec describes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalogue {
    /// In the order of files, and in them of the file.
    pub operations: Vec<Operation>,
    /// By group and name, such as `leases.Lease`.
    pub types: BTreeMap<String, Shape>,
}

/// One operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// Group and name, such as `policies.acl.read`.
    pub id: String,
    /// The methods of a client that lead to a call of it, such as `policies`, `acl`, `read`.
    pub call: Vec<String>,
    /// `GET`, `LIST` and so on.
    pub method: String,
    /// Path below `/v1/`; `{name}` takes one segment, `{*name}` takes several.
    pub path: String,
    /// Its arguments, what is always the same included.
    pub parameters: Vec<Parameter>,
    /// What comes back.
    pub reply: Reply,
    /// Whether repeating it does no harm.
    pub safe: bool,
    /// Statuses outside 2xx are answers, too.
    pub always_answers: bool,
    /// First version of Vault that has it.
    pub vault: Option<String>,
    /// First version of OpenBao that has it.
    pub openbao: Option<String>,
    /// The servers that have deprecated it.
    pub deprecated_by: Vec<String>,
}

/// Where an argument goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Into the path.
    Path,
    /// Into the query.
    Query,
    /// Into the body, as a field.
    Body,
    /// Into the body, as all of it.
    WholeBody,
    /// Into a header.
    Header,
}

/// One argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Where it goes.
    pub place: Place,
    /// What the server calls it.
    pub name: String,
    /// Whether it has to be given.
    pub required: bool,
    /// What it is, unless it is always the same.
    pub kind: Option<Kind>,
    /// The text that it always is, if it is.
    pub constant: Option<String>,
    /// Whether OpenBao has it, where it has the operation.
    pub openbao: bool,
}

/// The shape of what comes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// Nothing that matters.
    None,
    /// Nothing but the status.
    Status,
    /// Names.
    Keys,
    /// Bytes or text.
    Raw,
    /// One value a line or a message.
    Many(Kind),
    /// A value in `data`; it may be missing if the flag is set.
    Data(Kind, bool),
    /// A value at the top; it may be missing if the flag is set.
    Body(Kind, bool),
}

/// What a value is on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    String,
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Integer,
    /// Any number.
    Number,
    /// Seconds as a number, or Go's notation as text.
    Duration,
    /// A count or a word.
    Limit,
    /// Anything.
    Any,
    /// An array.
    List(Box<Kind>),
    /// An object whose keys are chosen at run time.
    Map(Box<Kind>),
    /// One of [`Catalogue::types`].
    Named(String),
}

/// What a type with a name is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// An object.
    Fields {
        /// Those that the spec names.
        fields: Vec<Field>,
        /// What all others are, if they are taken.
        rest: Option<Kind>,
    },
    /// One of several texts.
    Values(Vec<String>),
}

/// A field of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// What the server calls it.
    pub name: String,
    /// Whether it can be missing.
    pub optional: bool,
    /// What it is.
    pub kind: Kind,
}

/// Reads a spec, the same way as for generating.
///
/// # Errors
///
/// Everything that is wrong with the spec.
pub fn catalogue(sources: &[Source]) -> Result<Catalogue, Problems> {
    let mut catalogue = Catalogue::default();
    for group in &crate::groups(sources)? {
        let scope = Scope { group };
        for operation in &group.operations {
            catalogue.operations.push(scope.operation(operation));
        }
        for ty in &group.types {
            let name = format!("{}.{}", scope.of(None), ty.name);
            catalogue.types.insert(name, scope.shape(ty));
        }
    }
    Ok(catalogue)
}

struct Scope<'g> {
    group: &'g ir::Group,
}

impl Scope<'_> {
    /// The group in which a type of this name is declared; without a name, this one.
    fn of(&self, name: Option<&str>) -> String {
        let shared = name.is_some_and(|name| self.group.shared.iter().any(|one| one.name == name));
        match &self.group.parent {
            Some(parent) if shared => parent.clone(),
            _ => self.group.location().replace('/', "."),
        }
    }

    fn operation(&self, operation: &ir::Operation) -> Operation {
        let group = self.group;
        let call = group.parent.iter().chain([&group.module, &operation.method]);
        let parameters =
            operation.request.writes.iter().map(|write| self.parameter(operation, write));
        Operation {
            id: operation.id.clone(),
            call: call.cloned().collect(),
            method: operation.http.verb.into(),
            path: operation.http.template.clone(),
            parameters: parameters.collect(),
            reply: self.reply(&operation.reply),
            safe: operation.safe.unwrap_or_else(|| operation.http.method.is_safe()),
            always_answers: operation.answers == ir::Answers::Always,
            vault: operation.vault.clone(),
            openbao: operation.openbao.clone(),
            deprecated_by: operation.deprecated_by.iter().map(|&server| server.into()).collect(),
        }
    }

    fn parameter(&self, operation: &ir::Operation, write: &ir::Write) -> Parameter {
        let mut constant = None;
        let field = match &write.value {
            ir::Written::Constant(value) => {
                constant = Some(match value {
                    Constant::Text(text) => text.clone(),
                    Constant::Bool(flag) => flag.to_string(),
                    Constant::Number(number) => number.to_string(),
                });
                None
            }
            ir::Written::Field(name)
            | ir::Written::Name(name)
            | ir::Written::Number(name)
            | ir::Written::Each(name)
            | ir::Written::EachIfSet(name) => {
                operation.request.fields.iter().find(|field| field.name == *name)
            }
        };
        Parameter {
            place: match write.place {
                "query" | "query_each" => Place::Query,
                "body" => Place::Body,
                "content" => Place::WholeBody,
                "header" => Place::Header,
                _ => Place::Path,
            },
            name: write.wire.clone(),
            required: field.is_some_and(|field| !field.optional),
            kind: field.map(|field| self.kind(&field.ty)),
            constant,
            openbao: field.is_none_or(|field| field.openbao),
        }
    }

    fn reply(&self, reply: &ir::Reply) -> Reply {
        match reply {
            ir::Reply::None => Reply::None,
            ir::Reply::Status => Reply::Status,
            ir::Reply::Keys => Reply::Keys,
            ir::Reply::Stream | ir::Reply::Text | ir::Reply::Lines => Reply::Raw,
            ir::Reply::Records(ty) | ir::Reply::Events(ty) => Reply::Many(self.kind(ty)),
            ir::Reply::List(ty) | ir::Reply::Data(ty) => Reply::Data(self.kind(ty), false),
            ir::Reply::MaybeData(ty) => Reply::Data(self.kind(ty), true),
            ir::Reply::Body(ty) => Reply::Body(self.kind(ty), false),
            ir::Reply::MaybeBody(ty) => Reply::Body(self.kind(ty), true),
        }
    }

    fn shape(&self, ty: &ir::Type) -> Shape {
        match &ty.shape {
            ir::Shape::Values(values) => {
                Shape::Values(values.iter().map(|value| value.wire.clone()).collect())
            }
            ir::Shape::Fields(fields) => {
                let (rest, fields): (Vec<_>, Vec<_>) =
                    fields.iter().partition(|field| field.reads == ir::Reads::Rest);
                let rest = rest.first().map(|field| match &field.ty {
                    Ty::Map(inner) => self.kind(inner),
                    other => self.kind(other),
                });
                let field = |field: &ir::Field| Field {
                    name: field.wire.clone(),
                    optional: field.optional,
                    kind: self.kind(&field.ty),
                };
                Shape::Fields { fields: fields.into_iter().map(field).collect(), rest }
            }
        }
    }

    fn kind(&self, ty: &ty::Ty) -> Kind {
        match ty {
            Ty::String | Ty::Secret | Ty::Timestamp => Kind::String,
            Ty::Bool => Kind::Bool,
            Ty::I64 | Ty::U64 => Kind::Integer,
            Ty::F64 => Kind::Number,
            Ty::Duration => Kind::Duration,
            Ty::Limit => Kind::Limit,
            Ty::Any => Kind::Any,
            Ty::List(inner) => Kind::List(Box::new(self.kind(inner))),
            Ty::Map(inner) => Kind::Map(Box::new(self.kind(inner))),
            Ty::Named(name) => Kind::Named(format!("{}.{name}", self.of(Some(name)))),
        }
    }
}
