//! From YAML to the model. Only the shape is looked at here; every wrong key is reported.

use crate::{
    model::{Argument, Example, Group, Operation, Servers, Shape, Type, Value, Variant},
    problem::{Place, Problems},
    source::Source,
    table::{Report, Table, text},
    yaml::{self, Kind, Node, Text, is_word},
};

/// A spec file is for people; one that is larger is something else by mistake.
const LARGEST: usize = 1024 * 1024;

/// A doc comment inside an `impl` then ends at column 100.
const WIDEST_DOC: usize = 92;

/// Reads one file. Without a group when nothing in it makes sense.
pub(crate) fn group(source: &Source, problems: &mut Problems) -> Option<Group> {
    let mut report = Report { file: &source.path, problems };
    let start = Place { line: 1, column: 1 };
    let length = source.text.len();
    if length > LARGEST {
        let problem = format!("{length} bytes; a spec file has at most {LARGEST}, so split it");
        report.add(start, problem);
        return None;
    }
    let Ok(text) = std::str::from_utf8(&source.text) else {
        report.add(start, "not UTF-8");
        return None;
    };
    if !is_word(source.stem()) {
        let problem = "the file's name is the group's: letters, digits and `_`, then `.yaml`";
        report.add(start, problem);
    }
    match yaml::read(text) {
        Err((place, problem)) => {
            report.add(place, problem);
            None
        }
        Ok(node) if node.is_null() => {
            report.add(start, "the file is empty");
            None
        }
        Ok(node) => Some(read_group(source, &node, &mut report)),
    }
}

fn read_group(source: &Source, node: &Node, report: &mut Report<'_>) -> Group {
    let keys = ["doc", "links", "since", "operations", "types"];
    let table = Table::new(node, "a spec file", &keys, report);
    table.need("since", report);
    table.need("operations", report);
    let operations = table.names("operations", report);
    Group {
        file: source.path.clone(),
        name: source.stem().into(),
        doc: doc(&table, report),
        links: table.get("links").map(|node| servers(node, "links", report)).unwrap_or_default(),
        since: table.get("since").map(|node| servers(node, "since", report)).unwrap_or_default(),
        operations: operations.iter().map(|(name, node)| operation(name, node, report)).collect(),
        types: table.names("types", report).iter().map(|(n, node)| ty(n, node, report)).collect(),
    }
}

fn doc(table: &Table<'_>, report: &mut Report<'_>) -> String {
    table.text("doc", report).map(|doc| doc_text(doc, report)).unwrap_or_default()
}

fn doc_text(doc: Text, report: &mut Report<'_>) -> String {
    let longest = doc.text.lines().map(|line| line.chars().count()).max().unwrap_or_default();
    if longest > WIDEST_DOC {
        let problem = format!("a line of the doc has {longest} characters; at most {WIDEST_DOC}");
        report.add(doc.at, format!("{problem}, so break it"));
    }
    doc.text
}

/// A text for both servers, or a map with one for each.
fn servers(node: &Node, key: &str, report: &mut Report<'_>) -> Servers {
    if let Kind::Plain(_) | Kind::Quoted(_) = node.kind {
        let both = text(node, &format!("`{key}`"), report);
        return Servers { vault: both.clone(), openbao: both };
    }
    let what = if key == "links" { "`links`" } else { "this" };
    let table = Table::new(node, what, &["vault", "openbao"], report);
    Servers {
        vault: table.optional_text("vault", report),
        openbao: table.optional_text("openbao", report),
    }
}

fn operation(name: &Text, node: &Node, report: &mut Report<'_>) -> Operation {
    let keys = [
        "doc", "http", "anchor", "sudo", "since", "hvac", "path", "query", "body", "reply",
        "answers", "examples",
    ];
    let table = Table::new(node, "an operation", &keys, report);
    let mut arguments = |key| -> Vec<_> {
        let entries = table.names(key, report);
        entries.iter().map(|(name, node)| argument(name, node, true, report)).collect()
    };
    let (path, query, body) = (arguments("path"), arguments("query"), arguments("body"));
    Operation {
        name: word(name, report),
        doc: doc(&table, report),
        http: table.text("http", report).unwrap_or_default(),
        anchor: table.get("anchor").map(|node| servers(node, "anchor", report)).unwrap_or_default(),
        sudo: table.flag("sudo", report),
        since: table.get("since").map(|node| servers(node, "since", report)),
        hvac: texts(&table, "hvac", report),
        path,
        query,
        body,
        reply: table.text("reply", report).unwrap_or_default(),
        answers: texts(&table, "answers", report),
        examples: table.list("examples", report).iter().map(|n| example(n, report)).collect(),
    }
}

/// One text or a list of them.
fn texts(table: &Table<'_>, key: &str, report: &mut Report<'_>) -> Vec<Text> {
    match table.get(key) {
        Some(Node { kind: Kind::List(nodes), .. }) => {
            let what = format!("each of `{key}`");
            nodes.iter().filter_map(|node| text(node, &what, report)).collect()
        }
        Some(_) => table.optional_text(key, report).into_iter().collect(),
        None => Vec::new(),
    }
}

fn argument(wire: &Text, node: &Node, constants: bool, report: &mut Report<'_>) -> Argument {
    let keys: &[_] = if constants {
        &["type", "const", "name", "doc", "since"]
    } else {
        &["type", "name", "doc", "since"]
    };
    let table = Table::new(node, "a field", keys, report);
    let ty = table.optional_text("type", report);
    let constant = table.optional_text("const", report).filter(|_| constants);
    let value = match (ty, constant) {
        (None, Some(constant)) => Value::Constant(constant),
        (Some(ty), None) => Value::Given(ty),
        (ty, constant) => {
            let both = ty.is_some() && constant.is_some();
            if both {
                report.add(table.at(), "a field has either `type` or `const`, not both");
            } else if constants && table.get("type").is_none() && table.get("const").is_none() {
                report.add(table.at(), "a field needs `type` or `const`");
            } else if !constants && table.get("type").is_none() {
                report.add(table.at(), "a field needs `type`");
            }
            Value::Given(Text::default())
        }
    };
    // What is always the same is nobody's choice, so there is nothing to tell.
    let doc = match value {
        Value::Constant(_) => String::new(),
        Value::Given(_) => doc(&table, report),
    };
    Argument {
        wire: wire.clone(),
        name: table.optional_text("name", report).map(|name| word(&name, report)),
        doc,
        since: table.get("since").map(|node| servers(node, "since", report)),
        value,
    }
}

fn ty(name: &Text, node: &Node, report: &mut Report<'_>) -> Type {
    let table = Table::new(node, "a type", &["doc", "fields", "values"], report);
    let fields = table.names("fields", report);
    let values = table.names("values", report);
    if table.get("doc").is_some() && fields.is_empty() == values.is_empty() {
        report.add(name.at, format!("type `{}` needs either `fields` or `values`", name.text));
    }
    let shape = if values.is_empty() {
        Shape::Fields(fields.iter().map(|(n, node)| argument(n, node, false, report)).collect())
    } else {
        Shape::Values(values.iter().map(|(wire, node)| variant(wire, node, report)).collect())
    };
    Type { name: word(name, report), doc: doc(&table, report), shape }
}

fn variant(wire: &Text, node: &Node, report: &mut Report<'_>) -> Variant {
    let doc = text(node, &format!("what `{}` means", wire.text), report);
    let doc = doc.map(|doc| doc_text(doc, report)).unwrap_or_default();
    Variant { wire: wire.clone(), doc }
}

fn word(name: &Text, report: &mut Report<'_>) -> Text {
    if !is_word(&name.text) {
        let problem = format!("`{}` is no name: letters, digits and `_`", name.text);
        report.add(name.at, problem);
    }
    name.clone()
}

fn example(node: &Node, report: &mut Report<'_>) -> Example {
    let table = Table::new(node, "an example", &["args", "sends", "gets"], report);
    let args = table.names("args", report).to_vec();
    let sends =
        table.get("sends").map(|node| Table::new(node, "`sends`", &["path", "body"], report));
    let gets =
        table.get("gets").map(|node| Table::new(node, "`gets`", &["status", "body"], report));
    Example {
        at: node.at,
        args,
        sends_path: sends.as_ref().and_then(|table| table.optional_text("path", report)),
        sends_body: sends.as_ref().and_then(|table| table.get("body")).cloned(),
        status: gets.as_ref().and_then(|table| table.optional_text("status", report)),
        body: gets.as_ref().and_then(|table| table.get("body")).cloned(),
    }
}
