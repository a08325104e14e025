//! A server's document of itself, in the `OpenAPI` form, against the spec.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use vault_sys_codegen::catalogue::{Catalogue, Kind, Operation, Place, Reply, Shape};

use xtask::route::{anonymous, place_name};

use crate::{
    openapi::{Documented, Routes, read},
    parameters::Parameters,
    shape,
};

/// What documents and spec have to say differently.
pub(crate) fn compare(catalogue: &Catalogue, documents: &[Value]) -> Result<Vec<String>, String> {
    let mut routes = Routes::new();
    for document in documents {
        read(document, &mut routes)?;
    }
    let mut findings = BTreeSet::new();
    let mut ours: BTreeMap<String, Vec<&Operation>> = BTreeMap::new();
    for operation in &catalogue.operations {
        let route = format!("{} {}", operation.method, anonymous(&operation.path));
        ours.entry(route).or_default().push(operation);
    }
    for (route, (shown, documented)) in &routes {
        match ours.get(route) {
            None => drop(findings.insert(format!("{shown}: not in the spec"))),
            Some(operations) => {
                findings.extend(differences(shown, documented, operations, catalogue));
            }
        }
    }
    for operation in catalogue.operations.iter().filter(|one| one.openbao.is_some()) {
        let Operation { method, path, .. } = operation;
        if !routes.contains_key(&format!("{method} {}", anonymous(path))) {
            findings.insert(format!("{method} {path}: not in the document"));
        }
    }
    Ok(findings.into_iter().collect())
}

fn differences(
    shown: &str,
    documented: &Documented<'_>,
    operations: &[&Operation],
    catalogue: &Catalogue,
) -> Vec<String> {
    let mut findings = Vec::new();
    let ours = Parameters::of(operations);
    for ((place, name), schema) in &documented.parameters {
        let word = place_name(*place);
        match ours.find(*place, name) {
            None => findings.push(format!("{shown}: {word} `{name}` is not in the spec")),
            Some(parameter) => {
                // Nothing is said of what is always the same.
                let kind = parameter.kind.as_ref();
                let problem = kind.and_then(|kind| shape::differs(schema, kind, catalogue));
                findings
                    .extend(problem.map(|problem| format!("{shown}: {word} `{name}` {problem}")));
            }
        }
    }
    for (place, name) in ours.names() {
        // What is told in a header or as a whole body, no document knows of.
        let is_known = documented.parameters.contains_key(&(place, name));
        if !is_known && matches!(place, Place::Path | Place::Query | Place::Body) {
            let word = place_name(place);
            findings.push(format!("{shown}: {word} `{name}` is not in the document"));
        }
    }
    let replies: Vec<_> = operations.iter().filter_map(|one| fields(one, catalogue)).collect();
    if let [first, ..] = replies.as_slice() {
        for (name, schema) in &documented.reply {
            match first.get(name) {
                None => findings.push(format!("{shown}: reply `{name}` is not in the spec")),
                Some(kind) => {
                    let problem = shape::differs(schema, kind, catalogue);
                    findings.extend(
                        problem.map(|problem| format!("{shown}: reply `{name}` {problem}")),
                    );
                }
            }
        }
    }
    findings
}

/// The fields of a reply, if it has such.
fn fields<'c>(
    operation: &Operation,
    catalogue: &'c Catalogue,
) -> Option<BTreeMap<&'c str, &'c Kind>> {
    let (Reply::Data(Kind::Named(name), _) | Reply::Body(Kind::Named(name), _)) = &operation.reply
    else {
        return None;
    };
    match catalogue.types.get(name)? {
        Shape::Fields { fields, rest: None } => {
            Some(fields.iter().map(|field| (field.name.as_str(), &field.kind)).collect())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::tests::{SPEC, catalogue_of};

    fn document() -> Value {
        json!({
            "paths": {
                "/sys/things/{name}": {
                    "parameters": [{ "name": "name", "in": "path", "schema": { "type": "string" } }],
                    "get": {
                        "parameters": [{ "name": "list", "in": "query" }],
                        "responses": { "200": { "content": { "application/json": {
                            "schema": { "$ref": "#/components/schemas/Thing" }
                        } } } }
                    },
                    "post": { "requestBody": { "content": { "application/json": { "schema": {
                        "properties": { "size": { "type": "integer" } }
                    } } } } }
                },
                "/secret/{path}": { "get": {} }
            },
            "components": { "schemas": { "Thing": { "properties": {
                "size": { "type": "integer" },
                "names": { "type": "array", "items": { "type": "string" } }
            } } } }
        })
    }

    fn differences(document: Value) -> Vec<String> {
        compare(&catalogue_of(SPEC), &[document]).unwrap()
    }

    #[test]
    fn a_document_that_says_the_same_is_passed_over() {
        assert_eq!(differences(document()), [""; 0]);
    }

    #[test]
    fn what_either_side_lacks_is_told() {
        let mut more = document();
        more["paths"]["/sys/others"] = json!({ "delete": {} });
        assert_eq!(differences(more), ["DELETE sys/others: not in the spec"]);
        let mut less = document();
        less["paths"]["/sys/things/{name}"]["post"] = Value::Null;
        less["paths"]["/sys/things/{name}"].as_object_mut().unwrap().remove("post");
        assert_eq!(differences(less), ["POST sys/things/{name}: not in the document"]);
    }

    #[test]
    fn arguments_and_fields_that_differ_are_told() {
        let mut other = document();
        let body = &mut other["paths"]["/sys/things/{name}"]["post"]["requestBody"];
        let properties = &mut body["content"]["application/json"]["schema"]["properties"];
        *properties = json!({ "size": { "type": "string" }, "colour": { "type": "string" } });
        other["components"]["schemas"]["Thing"]["properties"] =
            json!({ "names": { "type": "array", "items": { "type": "boolean" } }, "x": {} });
        let route = "sys/things/{name}";
        let expected = [
            format!("GET {route}: reply `names` is `boolean` in the document and text in the spec"),
            format!("GET {route}: reply `x` is not in the spec"),
            format!("POST {route}: body `colour` is not in the spec"),
            format!(
                "POST {route}: body `size` is `string` in the document and a whole number in the spec"
            ),
        ];
        assert_eq!(differences(other), expected);
        let mut none = document();
        none["paths"]["/sys/things/{name}"]["post"]["requestBody"] = Value::Null;
        assert_eq!(
            differences(none),
            [format!("POST {route}: body `size` is not in the document")]
        );
    }

    #[test]
    fn what_is_no_document_is_an_error() {
        assert!(compare(&Catalogue::default(), &[json!({ "errors": [] })]).is_err());
    }
}
