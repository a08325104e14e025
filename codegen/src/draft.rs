//! Entries to start from: what `cargo xtask new` and `cargo xtask import` write into a spec.
//!
//! A draft says all that a tool can know of an operation. What a person has to say is `TODO` in it,
//! and [`generate`](crate::generate) refuses a spec for as long as that stands there.

mod example;
mod insert;
mod sibling;
mod write;

use crate::{
    catalogue::Place,
    model, name, parse, path,
    problem::{self, Problems},
    source::Source,
};

pub(crate) use self::write::NOTE;

/// An operation to be added to a spec.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Draft {
    /// The group, such as `leases` or `policies.acl`; its file is made if there is none.
    pub group: String,
    /// The operation's name in its group.
    pub operation: String,
    /// Method and path, such as `POST sys/leases/renew`.
    pub http: String,
    /// Whether its token needs the `sudo` capability.
    pub sudo: bool,
    /// The version of OpenBao that has it, if it is not all that the group says.
    pub openbao: Option<String>,
    /// Whether OpenBao would rather not have it.
    pub deprecated: bool,
    /// Its arguments. Those of the path that are not here are texts.
    pub arguments: Vec<(Place, Field)>,
    /// What comes back.
    pub reply: Reply,
    /// What has to be settled by hand, a line each. They become comments that the generator refuses.
    pub notes: Vec<String>,
}

/// An argument, or a field of a reply.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Field {
    /// What the server calls it.
    pub name: String,
    /// As the spec writes types: `string`, `duration?`.
    pub ty: String,
    /// What has to be settled by hand, a line each.
    pub notes: Vec<String>,
}

impl Field {
    /// A field without notes.
    #[must_use]
    pub fn new(name: impl Into<String>, ty: impl Into<String>) -> Self {
        Self { name: name.into(), ty: ty.into(), notes: Vec::new() }
    }
}

/// What is known of a reply.
#[derive(Clone, Debug, Default)]
pub enum Reply {
    /// Nothing: the entry says `TODO`.
    #[default]
    Unknown,
    /// There is none that matters.
    None,
    /// Names.
    Keys,
    /// These fields, in `data`.
    Data(Vec<Field>),
}

/// An operation that a spec has.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Existing {
    /// Group and name.
    pub id: String,
    /// The group alone.
    pub group: String,
    /// `GET`, `LIST` and so on.
    pub method: String,
    /// Path below `/v1/`.
    pub path: String,
    /// File and line.
    pub place: String,
}

/// The operations of a spec, be it finished or not.
///
/// What cannot be read is left out: [`check`](crate::check) tells of it.
#[must_use]
pub fn operations(sources: &[Source]) -> Vec<Existing> {
    let models = sources.iter().filter_map(|one| parse::group(one, &mut Problems::default()));
    models
        .flat_map(|model| model.operations.iter().filter_map(existing(&model)).collect::<Vec<_>>())
        .collect()
}

/// The one of `known` that is most like `name`, if any is near.
#[must_use]
pub fn nearest<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    problem::nearest(name, known)
}

fn existing(group: &model::Group) -> impl Fn(&model::Operation) -> Option<Existing> + '_ {
    let of = group.parent.iter().chain([&group.name]).cloned().collect::<Vec<_>>().join(".");
    move |operation| {
        let http = path::parse(&operation.http.as_ref()?.text).ok()?;
        Some(Existing {
            id: format!("{of}.{}", operation.name.text),
            group: of.clone(),
            method: http.verb.into(),
            path: http.template,
            place: format!("{}:{}", group.file, operation.name.at.start.line),
        })
    }
}

impl Draft {
    /// A draft that knows nothing but how the operation is called.
    #[must_use]
    pub fn new(group: &str, operation: &str, http: &str) -> Self {
        Self {
            group: group.into(),
            operation: operation.into(),
            http: http.into(),
            ..Self::default()
        }
    }

    /// The file of the group with this entry at the end of its operations. All else in it stays byte
    /// for byte as it is. `sources` is the whole spec, in `folder`.
    ///
    /// An argument that has the name of another operation's in the group is taken for the same, and a
    /// reply with the fields of a type for that type.
    ///
    /// # Errors
    ///
    /// When a name or the line for HTTP is none, the operation is there already, or its file cannot
    /// be read; with what would be right.
    pub fn add_to(&self, sources: &[Source], folder: &str) -> Result<Source, String> {
        let http = path::parse(&self.http).map_err(|flaw| flaw.message)?;
        self.check_names()?;
        let is_same = |path: &str| path::anonymous(path) == path::anonymous(&http.template);
        let all = operations(sources);
        if let Some(first) = all.iter().find(|one| one.method == http.verb && is_same(&one.path)) {
            let right = "another form of it is written by hand, with `variant_of`";
            return Err(format!(
                "`{}` is `{}` already, at {}; {right}",
                self.http, first.id, first.place
            ));
        }
        let id = format!("{}.{}", self.group, self.operation);
        let clash = |one: &&Existing| {
            one.group == self.group
                && one.id.rsplit('.').next().map(name::method)
                    == Some(name::method(&self.operation))
        };
        if let Some(first) = all.iter().find(clash) {
            return Err(format!(
                "`{id}` is there already, at {}; choose another name",
                first.place
            ));
        }
        let path = format!("{folder}/{}.yaml", self.group);
        let (mut draft, there) = (self.clone(), sources.iter().find(|one| one.path == path));
        let text = if let Some(source) = there {
            source.readable()?.to_owned()
        } else {
            self.check_new_group(sources)?;
            // The head says it of all that is in the file.
            write::head(draft.openbao.take().as_deref(), sources)
        };
        let group = there.and_then(|one| parse::group(one, &mut Problems::default()));
        let alike = match &self.reply {
            Reply::Data(fields) => sibling::ty(group.as_ref(), fields),
            _ => None,
        };
        let reply_type = alike.clone().unwrap_or_else(|| self.type_name(sources));
        let entry = write::operation(&draft, &http, &reply_type, group.as_ref());
        let mut text =
            insert::add(&text, "operations", &entry).map_err(|why| format!("{path}: {why}"))?;
        if let Some(ty) = write::reply_type(self, &reply_type).filter(|_| alike.is_none()) {
            text = insert::add(&text, "types", &ty).map_err(|why| format!("{path}: {why}"))?;
        }
        Ok(Source { path, text: text.into_bytes() })
    }

    fn check_names(&self) -> Result<(), String> {
        let parts: Vec<_> = self.group.split('.').collect();
        if parts.len() > 2 || !parts.iter().all(|part| name::is_word(part)) {
            let right = "it is letters, digits and `_`, or two such with a `.` between";
            return Err(format!("`{}` is no name for a group; {right}", self.group));
        }
        if !name::is_word(&self.operation) {
            let right = "it is letters, digits and `_`";
            return Err(format!("`{}` is no name for an operation; {right}", self.operation));
        }
        Ok(())
    }

    fn check_new_group(&self, sources: &[Source]) -> Result<(), String> {
        let (parent, own) = match self.group.split_once('.') {
            Some((parent, own)) => (Some(parent), own),
            None => (None, self.group.as_str()),
        };
        if !name::is_free_group(&name::value(own), parent.is_some()) {
            return Err(format!(
                "vault-sys has something else that is called `{own}`; choose another name"
            ));
        }
        match parent {
            Some(parent) if !sources.iter().any(|one| one.group() == (None, parent)) => {
                Err(format!(
                    "there is no group `{parent}` for `{}` to be in; add one to that first",
                    self.group
                ))
            }
            _ => Ok(()),
        }
    }

    /// A name for the type of the reply that nothing else has.
    fn type_name(&self, sources: &[Source]) -> String {
        let models = sources.iter().filter_map(|one| parse::group(one, &mut Problems::default()));
        let taken: Vec<_> = models.flat_map(|model| model.types).map(|ty| ty.name.text).collect();
        let wanted = format!("{}Reply", name::ty(&self.operation));
        let free = |name: &String| !taken.contains(name) && name::is_free_type(name);
        let numbered = (2..).map(|number| format!("{wanted}{number}"));
        std::iter::once(wanted.clone()).chain(numbered).find(free).unwrap_or_default()
    }
}
