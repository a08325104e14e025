//! Reads a server's document of itself, in the `OpenAPI` form.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use vault_sys_codegen::catalogue::Place;

use xtask::route::anonymous;

/// What a document says of an operation.
#[derive(Default)]
pub(crate) struct Documented<'d> {
    /// By place and name: what it is.
    pub(crate) parameters: BTreeMap<(Place, &'d str), &'d Value>,
    /// Those of them that have to be given.
    pub(crate) required: BTreeSet<(Place, &'d str)>,
    /// By name: what it is.
    pub(crate) reply: BTreeMap<&'d str, &'d Value>,
    /// What it does, and what its arguments are for, in the document's own words.
    pub(crate) texts: Vec<(&'d str, &'d str)>,
    pub(crate) sudo: bool,
    pub(crate) deprecated: bool,
}

/// By method and path, placeholders without their names: the same with them, and what is said of it.
pub(crate) type Routes<'d> = BTreeMap<String, (String, Documented<'d>)>;

/// Adds what a document says of `/sys`.
pub(crate) fn read<'d>(document: &'d Value, routes: &mut Routes<'d>) -> Result<(), String> {
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
                all.required.extend(&documented.required);
                all.texts.clone_from(&documented.texts);
                (all.sudo, all.deprecated) = (documented.sudo, documented.deprecated);
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
    let mut all = Documented {
        sudo: item["x-vault-sudo"] == true,
        deprecated: operation["deprecated"] == true,
        ..Documented::default()
    };
    let own = ["summary", "description"].into_iter().find_map(|key| operation[key].as_str());
    all.texts.extend(own.or_else(|| item["description"].as_str()).map(|text| ("", text)));
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
        all.add((place, name), &parameter["schema"], parameter, parameter["required"] == true);
    }
    let body = schema(document, &operation["requestBody"]);
    let required: Vec<_> = names(&body["required"]).collect();
    for (name, schema) in properties(body) {
        all.add((Place::Body, name), schema, schema, required.contains(&name));
    }
    let answers = operation["responses"].as_object().into_iter().flatten();
    let answers = answers.filter(|(status, _)| status.starts_with('2'));
    all.reply = answers.flat_map(|(_, answer)| properties(schema(document, answer))).collect();
    all
}

impl<'d> Documented<'d> {
    fn add(
        &mut self,
        key: (Place, &'d str),
        schema: &'d Value,
        described: &'d Value,
        required: bool,
    ) {
        self.parameters.insert(key, schema);
        self.texts.extend(described["description"].as_str().map(|text| (key.1, text)));
        if required {
            self.required.insert(key);
        }
    }
}

fn names(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str)
}

fn schema<'d>(document: &'d Value, holder: &'d Value) -> &'d Value {
    resolve(document, &holder["content"]["application/json"]["schema"])
}

/// The properties of what a body or an answer holds.
fn properties(schema: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let properties = schema["properties"].as_object().into_iter().flatten();
    properties.map(|(name, schema)| (name.as_str(), schema))
}

fn resolve<'d>(document: &'d Value, schema: &'d Value) -> &'d Value {
    let name = schema["$ref"].as_str().and_then(|path| path.strip_prefix("#/components/schemas/"));
    name.map_or(schema, |name| &document["components"]["schemas"][name])
}
