//! A server's document of itself, in the `OpenAPI` form, against the spec.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use vault_sys_codegen::catalogue::{Catalogue, Kind, Operation, Place, Reply, Shape};

use xtask::route::{anonymous, place_name};

use crate::{parameters::Parameters, shape};

/// What a document says of an operation.
#[derive(Default)]
struct Documented<'d> {
    /// By place and name: what it is.
    parameters: BTreeMap<(Place, &'d str), &'d Value>,
    /// By name: what it is.
    reply: BTreeMap<&'d str, &'d Value>,
}

/// By method and path, placeholders without their names.
type Routes<'d> = BTreeMap<String, (String, Documented<'d>)>;

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

fn read<'d>(document: &'d Value, routes: &mut Routes<'d>) -> Result<(), String> {
    let paths = document["paths"].as_object().ok_or("the document has no `paths`")?;
    for (path, item) in paths.iter().filter(|(path, _)| path.starts_with("/sys/")) {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let method = method.to_uppercase();
            if !matches!(method.as_str(), "GET" | "HEAD" | "POST" | "PATCH" | "DELETE") {
                continue;
            }
            let documented = documented(document, item, operation);
            let methods = methods(&method, operation);
            // What it says of the reply is of the one that reads.
            let reads = |one: &str| one == method || !methods.contains(&method.as_str());
            for &one in &methods {
                let path = path.trim_matches('/');
                let entry = routes.entry(format!("{one} {}", anonymous(path)));
                let (_, all) =
                    entry.or_insert_with(|| (format!("{one} {path}"), Documented::default()));
                all.parameters
                    .extend(documented.parameters.iter().map(|(key, value)| (*key, *value)));
                if reads(one) {
                    all.reply.extend(documented.reply.iter().map(|(key, value)| (*key, *value)));
                }
            }
        }
    }
    Ok(())
}

/// Listing is a GET with a parameter in the document, and a method of its own with us.
fn methods<'m>(method: &'m str, operation: &Value) -> Vec<&'m str> {
    let mut methods = Vec::new();
    let mut only_lists = false;
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let lists = match parameter["name"].as_str() {
            Some("list") => "LIST",
            Some("scan") => "SCAN",
            _ => continue,
        };
        methods.push(lists);
        only_lists |= parameter["required"] == true;
    }
    if !only_lists {
        methods.push(method);
    }
    methods
}

fn documented<'d>(document: &'d Value, item: &'d Value, operation: &'d Value) -> Documented<'d> {
    let mut all = Documented::default();
    let lists = [&item["parameters"], &operation["parameters"]];
    for parameter in lists.into_iter().filter_map(Value::as_array).flatten() {
        let place = match parameter["in"].as_str() {
            Some("path") => Place::Path,
            Some("query") => Place::Query,
            _ => continue,
        };
        let Some(name) = parameter["name"].as_str() else { continue };
        if place == Place::Query && matches!(name, "list" | "scan") {
            continue;
        }
        all.parameters.insert((place, name), &parameter["schema"]);
    }
    let body = properties(document, &operation["requestBody"]);
    all.parameters.extend(body.map(|(name, schema)| ((Place::Body, name), schema)));
    let answers = operation["responses"].as_object().into_iter().flatten();
    let answers = answers.filter(|(status, _)| status.starts_with('2'));
    all.reply = answers.flat_map(|(_, answer)| properties(document, answer)).collect();
    all
}

/// The properties of what a body or an answer holds.
fn properties<'d>(
    document: &'d Value,
    holder: &'d Value,
) -> impl Iterator<Item = (&'d str, &'d Value)> {
    let schema = resolve(document, &holder["content"]["application/json"]["schema"]);
    let properties = schema["properties"].as_object().into_iter().flatten();
    properties.map(|(name, schema)| (name.as_str(), schema))
}

fn resolve<'d>(document: &'d Value, schema: &'d Value) -> &'d Value {
    let name = schema["$ref"].as_str().and_then(|path| path.strip_prefix("#/components/schemas/"));
    name.map_or(schema, |name| &document["components"]["schemas"][name])
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
