//! What can stand at a key, for the schema.

use serde_json::{Value, json};

use crate::{
    lower::{ALONE, TYPED},
    path::METHODS,
    ty,
    vocabulary::{Holds, Names, Thing},
};

/// A name of ours.
const WORD: &str = "_*[A-Za-z][A-Za-z0-9_]*";

/// A version, which a YAML file can hold as a number if it has two parts only.
const VERSION: &str = "^[0-9]+\\.[0-9]+(\\.[0-9]+)?$";

pub(super) fn of(holds: Holds) -> Value {
    match holds {
        Holds::Text => text(),
        Holds::Flag => json!({ "type": "boolean" }),
        Holds::Http => json!({ "type": "string", "pattern": http() }),
        Holds::Type => types(),
        Holds::Reply => replies(),
        Holds::Version => version(),
        Holds::Word => json!({ "type": ["string", "boolean"], "pattern": format!("^{WORD}$") }),
        Holds::Constant => json!({ "type": ["string", "boolean", "integer"] }),
        Holds::Json => json!({ "type": ["string", "number", "boolean", "object", "array"] }),
        Holds::Values => json!({ "type": "object", "minProperties": 1 }),
        Holds::Status => status(200),
        Holds::Statuses => {
            let statuses = json!({ "type": "array", "items": status(300), "minItems": 1 });
            json!({ "anyOf": [{ "const": "always" }, status(300), statuses] })
        }
        Holds::Texts => {
            json!({ "anyOf": [text(), { "type": "array", "items": text(), "minItems": 1 }] })
        }
        Holds::Servers(thing) => {
            let versions = thing.keys.iter().any(|key| matches!(key.holds, Holds::Version));
            let both = if versions { version() } else { text() };
            json!({ "anyOf": [both, reference(thing)] })
        }
        Holds::Thing(thing) => json!({ "allOf": [reference(thing)] }),
        Holds::List(thing) => json!({ "type": "array", "items": reference(thing), "minItems": 1 }),
        Holds::Named(names, thing) => {
            let mut object = json!({
                "type": "object",
                "additionalProperties": reference(thing),
                "minProperties": 1,
            });
            if let Some(form) = name(names) {
                object["propertyNames"] = json!({ "pattern": form });
            }
            object
        }
        Holds::Docs(thing) => json!({
            "type": "object",
            "additionalProperties": { "anyOf": [text(), reference(thing)] },
            "minProperties": 1,
        }),
    }
}

fn reference(thing: &Thing) -> Value {
    json!({ "$ref": super::reference(thing) })
}

/// Something that is not blank. What looks like a number is a text, too, where one is wanted.
fn text() -> Value {
    json!({ "type": ["string", "number", "boolean"], "pattern": "\\S" })
}

fn version() -> Value {
    json!({ "type": ["string", "number"], "pattern": VERSION })
}

fn status(from: u16) -> Value {
    json!({ "type": "integer", "minimum": from, "maximum": 599 })
}

fn name(names: Names) -> Option<String> {
    Some(match names {
        Names::Words => format!("^{WORD}$"),
        Names::Types => "^[A-Z][A-Za-z0-9]*$".into(),
        Names::Headers => "^[A-Za-z0-9-]+$".into(),
        Names::Any => return None,
    })
}

fn http() -> String {
    let methods = METHODS.map(|(name, ..)| name).join("|");
    let segment = format!("([A-Za-z0-9_.-]+|\\{{\\*?{WORD}\\}})");
    format!("^({methods}) +{segment}(/{segment})*/?$")
}

/// The plain ones to be completed, and the form of all others.
fn types() -> Value {
    let plain = ty::names().flat_map(|name| [name.to_owned(), format!("{name}?")]);
    let other = format!("^{}\\??$", type_form());
    json!({ "anyOf": [{ "enum": plain.collect::<Vec<_>>() }, { "type": "string", "pattern": other }] })
}

/// A type of any depth, without its `?`. That brackets are closed, a pattern cannot tell.
fn type_form() -> String {
    let plain = ty::names().collect::<Vec<_>>().join("|");
    format!("((list|map) *< *)*({plain}|[A-Z][A-Za-z0-9]*) *( *>)*")
}

fn replies() -> Value {
    let typed = |kinds: &[&str], end: &str| {
        let pattern = format!("^({}) +{}{end}$", kinds.join("|"), type_form());
        json!({ "type": "string", "pattern": pattern })
    };
    let (maybe, always): (Vec<_>, Vec<_>) =
        TYPED.iter().partition(|kind| matches!(**kind, "data" | "body"));
    json!({ "anyOf": [{ "enum": ALONE }, typed(&maybe, "\\??"), typed(&always, "")] })
}
