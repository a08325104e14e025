//! From YAML to the model. Only the shape is looked at here; every wrong key is reported.

mod field;

use crate::{
    draft::NOTE,
    model::{Argument, Example, Group, Helper, Operation, Shape, Type},
    name::is_word,
    problem::{Place, Problems, Report, Span},
    source::Source,
    table::{Table, text},
    vocabulary::{EXAMPLE, GETS, GROUP, HELPER, OPERATION, SENDS, TYPE},
    yaml::{self, Kind, Node, Text},
};

use self::field::{argument, deprecations, doc, field, servers, variant};

/// A spec file is for people; one that is larger is something else by mistake.
const LARGEST: usize = 128 * 1024;

/// Reads one file. Without a group when nothing in it makes sense.
pub(crate) fn group(source: &Source, problems: &mut Problems) -> Option<Group> {
    let mut report = Report { file: &source.path, problems };
    let length = source.text.len();
    if length > LARGEST {
        let problem = format!("{length} bytes; a spec file has at most {LARGEST}, so split it");
        report.add(Span::FILE, problem);
        return None;
    }
    let (mut parent, mut name) = source.group();
    if !parent.into_iter().chain([name]).all(is_word) {
        let problem = "the name of the file is the group's: letters, digits and `_`, then `.yaml`";
        report.add(Span::FILE, format!("{problem}, not `{}`", source.file_name()));
        (parent, name) = (None, source.file_name());
    }
    let text = match std::str::from_utf8(&source.text) {
        Ok(text) => text,
        Err(error) => {
            let before = &source.text[..error.valid_up_to()];
            report
                .add(Place::after(before).into(), "not UTF-8 from here on; save the file as UTF-8");
            return None;
        }
    };
    notes(text, &mut report);
    let node = yaml::read(text, &mut report)?;
    let group = read_group(source, &node, &mut report);
    Some(Group { parent: parent.map(Into::into), name: name.into(), ..group })
}

/// What a draft is not sure of is settled by a person, who then takes the note out.
fn notes(text: &str, report: &mut Report<'_>) {
    for (index, line) in text.lines().enumerate() {
        let Some((before, note)) = line.split_once(NOTE) else { continue };
        if before.is_empty() || before.ends_with(' ') {
            let place = Place { line: index + 1, column: before.chars().count() + 1 };
            let problem = format!("a comment is still TODO:{note}");
            let at =
                Span::from(place).within(0, line.trim_end().chars().count() + 1 - place.column);
            report.add(at, format!("{problem}; see to it, then take the comment out"));
        }
    }
}

fn read_group(source: &Source, node: &Node, report: &mut Report<'_>) -> Group {
    let table = Table::new(node, &GROUP, report);
    let operations = table.names("operations", report);
    Group {
        file: source.path.clone(),
        parent: None,
        name: String::new(),
        doc: doc(&table, report),
        links: servers(&table, "links", report).unwrap_or_default(),
        since: servers(&table, "since", report).unwrap_or_default(),
        enterprise: table.flag("enterprise", report).unwrap_or_default(),
        operations: operations.iter().map(|(name, node)| operation(name, node, report)).collect(),
        types: table.names("types", report).iter().map(|(n, node)| ty(n, node, report)).collect(),
        helpers: table.list("helpers", report).iter().map(|node| helper(node, report)).collect(),
    }
}

fn helper(node: &Node, report: &mut Report<'_>) -> Helper {
    let table = Table::new(node, &HELPER, report);
    Helper {
        doc: doc(&table, report),
        call: table.optional_text("call", report),
        hvac: texts(&table, "hvac", report),
    }
}

fn operation(name: &Text, node: &Node, report: &mut Report<'_>) -> Operation {
    let table = Table::new(node, &OPERATION, report);
    let mut arguments = |key| -> Vec<Argument> {
        let entries = table.names(key, report);
        entries.iter().map(|(name, node)| argument(name, node, report)).collect()
    };
    let (path, query, body) = (arguments("path"), arguments("query"), arguments("body"));
    let header = arguments("header");
    Operation {
        name: word(name, report),
        places: table.places(),
        complete: !["path", "query", "body", "header"].iter().any(|key| table.has_lost(key)),
        doc: doc(&table, report),
        http: table.optional_text("http", report),
        anchor: servers(&table, "anchor", report).unwrap_or_default(),
        sudo: table.flag("sudo", report).unwrap_or_default(),
        since: servers(&table, "since", report),
        enterprise: table.flag("enterprise", report).unwrap_or_default(),
        deprecated: deprecations(&table, report),
        variant_of: table.optional_text("variant_of", report),
        safe: table.flag("safe", report),
        hvac: texts(&table, "hvac", report),
        path,
        query,
        body,
        whole_body: table.flag("whole_body", report).unwrap_or_default(),
        header,
        reply: table.optional_text("reply", report),
        answers: texts(&table, "answers", report),
        once: table.flag("once", report).unwrap_or_default(),
        upload: table.flag("upload", report).unwrap_or_default(),
        examples: table.list("examples", report).iter().map(|n| example(n, report)).collect(),
    }
}

/// One text or a list of them.
fn texts(table: &Table<'_>, key: &str, report: &mut Report<'_>) -> Vec<Text> {
    match table.get(key) {
        Some(Node { kind: Kind::List(_), .. }) => {
            let nodes = table.list(key, report);
            let what = format!("an entry of `{key}`");
            nodes.iter().filter_map(|node| text(node, &what, report)).collect()
        }
        Some(_) => table.optional_text(key, report).into_iter().collect(),
        None => Vec::new(),
    }
}

fn ty(name: &Text, node: &Node, report: &mut Report<'_>) -> Type {
    let table = Table::new(node, &TYPE, report);
    let fields = table.names("fields", report);
    let values = table.names("values", report);
    let fields: Vec<_> = fields.iter().map(|(name, node)| field(name, node, report)).collect();
    let values: Vec<_> = values.iter().map(|(wire, node)| variant(wire, node, report)).collect();
    let shape = match (fields.is_empty(), values.is_empty()) {
        (false, true) => Some(Shape::Fields(fields)),
        (true, false) => Some(Shape::Values(values)),
        _ => None,
    };
    Type { name: word(name, report), doc: doc(&table, report), shape }
}

fn word(name: &Text, report: &mut Report<'_>) -> Text {
    if !is_word(&name.text) {
        let right = "letters, digits and `_`, and no digit first";
        report.add(name.at, format!("`{}` is no name; one has {right}", name.text));
    }
    name.clone()
}

fn example(node: &Node, report: &mut Report<'_>) -> Example {
    let table = Table::new(node, &EXAMPLE, report);
    let args = table.names("args", report).to_vec();
    let sends = table.get("sends").map(|node| Table::new(node, &SENDS, report));
    let gets = table.get("gets").map(|node| Table::new(node, &GETS, report));
    Example {
        at: node.at,
        args_at: table.place("args").unwrap_or(node.at),
        gets_at: table.place("gets").unwrap_or(node.at),
        args,
        sends_path: sends.as_ref().and_then(|table| table.optional_text("path", report)),
        sends_body: sends.as_ref().and_then(|table| table.value("body", report)).cloned(),
        status: gets.as_ref().and_then(|table| table.optional_text("status", report)),
        body: gets.as_ref().and_then(|table| table.value("body", report)).cloned(),
    }
}
