//! What a server calls a value, or sends for one, against what the spec says that it is.

use serde_json::Value;
use vault_sys_codegen::catalogue::{Catalogue, Kind, Shape};

/// In what a part of a document and the spec differ, if they do.
pub(crate) fn differs(schema: &Value, kind: &Kind, catalogue: &Catalogue) -> Option<String> {
    let documented = schema["type"].as_str()?;
    let is_set = |name: &String| matches!(catalogue.types.get(name), Some(Shape::Values(_)));
    let same = match (documented, kind) {
        (_, Kind::Any)
        | ("string", Kind::String | Kind::Duration)
        | ("integer", Kind::Integer | Kind::Duration | Kind::Limit | Kind::Number)
        | ("number", Kind::Number | Kind::Duration)
        | ("boolean", Kind::Bool)
        | ("object", Kind::Map(_)) => true,
        ("string", Kind::Named(name)) => is_set(name),
        ("object", Kind::Named(name)) => !is_set(name),
        ("array", Kind::List(inner)) => return differs(&schema["items"], inner, catalogue),
        _ => false,
    };
    (!same).then(|| format!("is `{documented}` in the document and {} in the spec", word(kind)))
}

fn word(kind: &Kind) -> &'static str {
    match kind {
        Kind::String => "text",
        Kind::Bool => "a bool",
        Kind::Integer => "a whole number",
        Kind::Number => "a number",
        Kind::Duration => "a duration",
        Kind::Limit => "a limit",
        Kind::Any => "anything",
        Kind::List(_) => "a list",
        Kind::Map(_) => "a map",
        Kind::Named(_) => "a type of its own",
    }
}

/// What is found in the answers to one operation.
#[derive(Default)]
pub(crate) struct Findings {
    pub(crate) lines: Vec<String>,
    /// How many fields were looked at.
    pub(crate) fields: usize,
}

impl Findings {
    /// Looks at a value. `at` says where it stands.
    pub(crate) fn look(&mut self, value: &Value, kind: &Kind, at: &str, catalogue: &Catalogue) {
        let fits = match (kind, value) {
            (Kind::Any, _)
            | (Kind::String, Value::String(_))
            | (Kind::Bool, Value::Bool(_))
            | (Kind::Duration, Value::Number(_) | Value::String(_))
            | (Kind::Number, Value::Number(_))
            // Go writes an empty list or map as `null`.
            | (Kind::List(_) | Kind::Map(_), Value::Null) => true,
            (Kind::Integer, Value::Number(number)) => number.is_i64() || number.is_u64(),
            (Kind::List(inner), Value::Array(values)) => {
                for value in values {
                    self.look(value, inner, &format!("{at}[]"), catalogue);
                }
                true
            }
            (Kind::Map(inner), Value::Object(values)) => {
                for value in values.values() {
                    self.look(value, inner, &format!("{at}{{}}"), catalogue);
                }
                true
            }
            (Kind::Named(name), value) => self.look_at_type(value, name, at, catalogue),
            _ => false,
        };
        if !fits {
            self.lines.push(format!("{at} is {} and {} in the spec", what(value), word(kind)));
        }
    }

    fn look_at_type(&mut self, value: &Value, name: &str, at: &str, catalogue: &Catalogue) -> bool {
        let (fields, rest) = match (catalogue.types.get(name), value) {
            (Some(Shape::Values(_)), value) => return value.is_string(),
            (Some(Shape::Fields { fields, rest }), Value::Object(_)) => (fields, rest),
            _ => return false,
        };
        for field in fields {
            let at = format!("{at}.{}", field.name);
            match value.get(&field.name) {
                None if !field.optional => self.lines.push(format!("{at} did not come")),
                None => {}
                Some(Value::Null) if field.optional => {}
                Some(value) => {
                    self.fields += 1;
                    self.look(value, &field.kind, &at, catalogue);
                }
            }
        }
        for (key, value) in value.as_object().into_iter().flatten() {
            if fields.iter().any(|field| field.name == *key) {
                continue;
            }
            match rest {
                Some(kind) => self.look(value, kind, &format!("{at}.*"), catalogue),
                None => self.lines.push(format!("{at}.{key}: no field takes it")),
            }
        }
        true
    }
}

fn what(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a bool",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::tests::{SPEC, catalogue_of};

    fn findings(value: &Value) -> Vec<String> {
        let mut findings = Findings::default();
        let kind = Kind::Named("things.Thing".into());
        findings.look(value, &kind, "data", &catalogue_of(SPEC));
        findings.lines
    }

    #[test]
    fn a_reply_as_promised_is_passed_over() {
        let whole = json!({ "size": 1, "names": ["a"], "kind": "new", "inner": { "x": "y" } });
        assert_eq!(findings(&whole), [""; 0]);
        assert_eq!(findings(&json!({ "size": 1, "names": null })), [""; 0]);
    }

    #[test]
    fn what_lacks_is_beyond_or_differs_is_told() {
        let other = json!({ "names": [1], "kind": 2, "inner": { "x": true }, "more": null });
        let expected = [
            "data.size did not come",
            "data.names[] is a number and text in the spec",
            "data.kind is a number and a type of its own in the spec",
            "data.inner{} is a bool and text in the spec",
            "data.more: no field takes it",
        ];
        assert_eq!(findings(&other), expected);
    }
}
