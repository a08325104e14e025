//! One operation of a document as an entry of the spec.

use serde_json::Value;
use vault_sys_codegen::{
    catalogue::Place,
    draft::{Draft, Existing, Field, Reply},
};
use xtask::{
    known::{Known, Source},
    route::{anonymous, place_name},
};

use crate::openapi::{Documented, Routes};

use super::{disagreements::Disagreements, naming};

/// An operation of a document, and all that is known beside it.
pub(super) struct Entry<'a> {
    pub(super) route: String,
    pub(super) routes: &'a Routes<'a>,
    pub(super) existing: &'a [Existing],
    pub(super) known: &'a Known,
    /// Of the server.
    pub(super) version: Option<&'a str>,
}

impl Entry<'_> {
    /// The entry, and what the document says in words. These are for reading only: the spec's are our own.
    pub(super) fn draft(&self, name: Option<&str>) -> Result<(Draft, String), String> {
        let (shown, documented) = &self.routes[&self.route];
        let (method, path) = shown.split_once(' ').unwrap_or_default();
        let path = self.template(path);
        let (group, operation) = match name.map(|name| name.rsplit_once('.').ok_or(name)) {
            None => naming::name(method, &path, self.existing),
            Some(Ok((group, operation))) => (group.into(), operation.into()),
            Some(Err(name)) => return Err(format!("`--as {name}`: write it as GROUP.OPERATION")),
        };
        let mut draft = Draft::new(&group, &operation, &format!("{method} {path}"));
        draft.sudo = documented.sudo;
        draft.deprecated = documented.deprecated;
        draft.openbao = self.version.map(Into::into);
        let mut told = said(documented);
        let known = self.known.of(Source::Document, shown);
        let known = Disagreements(&known);
        for ((place, name), schema) in &documented.parameters {
            let what = format!("{} `{name}`", place_name(*place));
            if let Some(why) = known.left_out(&what) {
                told += &left_out(&what, why);
                continue;
            }
            let mut field = field(name, schema, *place, known.other(&what));
            if *place == Place::Body && self.is_of_another_path(name, &path) {
                let why = "part of another path; the document gives fields to paths that do not take them";
                field.notes.push(why.into());
            }
            if *place == Place::Path {
                // A path is made of texts and numbers, and its names are those of the template.
                field.ty = if field.ty == "i64" { "u64".into() } else { "string".into() };
                field.notes.clear();
            } else if !documented.required.contains(&(*place, *name)) {
                field.ty.push('?');
            }
            draft.arguments.push((*place, field));
        }
        draft.arguments.extend(known.added());
        draft.notes.extend(notes(method, documented));
        draft.reply = reply(method, documented, known, &mut told);
        Ok((draft, told))
    }

    /// The path as the spec has it for other methods, or with a guess of what takes several segments.
    fn template(&self, path: &str) -> String {
        let same = self.existing.iter().find(|one| anonymous(&one.path) == anonymous(path));
        same.map_or_else(
            || path.replace("{path}", "{*path}").replace("{prefix}", "{*prefix}"),
            |one| one.path.clone(),
        )
    }

    /// Whether a field stands in a path of the same backend: the document then tells of all at once.
    fn is_of_another_path(&self, name: &str, path: &str) -> bool {
        let start = path.split('/').take(2).collect::<Vec<_>>().join("/");
        let placeholder = format!("{{{name}}}");
        let mut paths = self.routes.values().filter_map(|(shown, _)| shown.split_once(' '));
        paths.any(|(_, other)| other.starts_with(&start) && other.contains(&placeholder))
    }
}

/// The document's own sentences.
fn said(documented: &Documented<'_>) -> String {
    let line = |(name, text): &(&str, &str)| match *name {
        "" => format!("    {text}\n"),
        name => format!("    {name}: {text}\n"),
    };
    documented.texts.iter().map(line).collect()
}

fn left_out(what: &str, why: &str) -> String {
    format!("    left out: {what}: {why}\n")
}

/// Where documents are unreliable, whatever the operation.
fn notes(method: &str, documented: &Documented<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    let has = |place| documented.parameters.keys().any(|(at, _)| *at == place);
    if has(Place::Body) && documented.required.iter().all(|(place, _)| *place != Place::Body) {
        notes.push("nothing of the body is marked as required in the document; what is?");
    }
    if method == "GET" && !has(Place::Query) {
        notes.push("documents leave out what is in a query; is there anything?");
    }
    if documented.reply.is_empty() {
        notes.push("the document has no reply, and leaves out many; what comes back?");
    } else if !reply_is_keys(method, documented) {
        notes.push(
            "in `data`, or at the top (`body`)? Every field is taken for one that is always there",
        );
    }
    notes.into_iter().map(Into::into).collect()
}

fn reply_is_keys(method: &str, documented: &Documented<'_>) -> bool {
    method == "LIST" && documented.reply.keys().eq(["keys"].iter())
}

fn reply(
    method: &str,
    documented: &Documented<'_>,
    known: Disagreements<'_>,
    told: &mut String,
) -> Reply {
    if documented.reply.is_empty() {
        return Reply::None;
    }
    if reply_is_keys(method, documented) {
        return Reply::Keys;
    }
    let mut fields = Vec::new();
    for (name, schema) in &documented.reply {
        let what = format!("reply `{name}`");
        match known.left_out(&what) {
            Some(why) => *told += &left_out(&what, why),
            None => fields.push(field(name, schema, Place::Body, known.other(&what))),
        }
    }
    Reply::Data(fields)
}

/// How the names of secrets end.
const SECRETS: [&str; 9] =
    ["token", "password", "passphrase", "secret", "key", "keys", "share", "shares", "otp"];

/// A field with the type that it seems to have.
fn field(name: &str, schema: &Value, place: Place, known: Option<(&str, &str)>) -> Field {
    let mut field = Field::new(name, ty(schema));
    let documented = schema["type"].as_str().unwrap_or("nothing");
    if let Some((word, why)) = known {
        field.notes.push(format!("`{documented}` in the document; spec/known.tsv: {why}"));
        field.ty = match word {
            "text" => "string",
            "a bool" => "bool",
            "a whole number" => "i64",
            "a number" => "f64",
            "a duration" => "duration",
            "a limit" => "limit",
            "a list" => "list<string>",
            "a map" => "map<any>",
            _ => "any",
        }
        .into();
        return field;
    }
    let parts: Vec<_> = name.split(['_', '-']).collect();
    let has = |words: &[&str]| parts.iter().any(|part| words.contains(part));
    if field.ty == "string" && has(&["ttl", "period", "interval", "duration", "timeout"]) {
        field.ty = "duration".into();
        field.notes.push("text in the document, as durations often are".into());
    } else if place == Place::Body
        && matches!(field.ty.as_str(), "string" | "list<string>")
        && parts.last().is_some_and(|last| SECRETS.contains(last))
        && !has(&["pgp", "hmac", "public"])
    {
        field.ty = field.ty.replace("string", "secret");
        field.notes.push("a secret by its name; is it one?".into());
    }
    if schema["deprecated"] == true {
        field.notes.push("deprecated, says the document".into());
    }
    if let Some(values) = schema["enum"].as_array() {
        let values: Vec<_> = values.iter().filter_map(Value::as_str).collect();
        field.notes.push(format!("one of {}: make it a type with `values`", values.join(", ")));
    }
    field
}

fn ty(schema: &Value) -> String {
    match (schema["type"].as_str(), schema["format"].as_str()) {
        (Some("string"), Some("date-time")) => "timestamp".into(),
        (Some("string"), _) => "string".into(),
        (Some("boolean"), _) => "bool".into(),
        (Some("integer"), Some("seconds")) => "duration".into(),
        (Some("integer"), _) => "i64".into(),
        (Some("number"), _) => "f64".into(),
        (Some("array"), _) => match ty(&schema["items"]).as_str() {
            // A duration is read from a field only.
            "duration" => "list<i64>".into(),
            inner => format!("list<{inner}>"),
        },
        (Some("object"), Some("kvpairs")) => "map<string>".into(),
        (Some("object"), _) => "map<any>".into(),
        _ => "any".into(),
    }
}
