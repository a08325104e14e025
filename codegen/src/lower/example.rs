//! Examples become protocol tests: what is given, what must be sent, what must be read.

use std::collections::BTreeMap;

use crate::{
    ir::{Answers, Example, Field, Literal, Read, Reply, Request},
    model::{self, Value},
    path::Http,
    problem::{Report, did_you_mean, one_of},
    yaml::{Node, Text},
};

use super::{argument, literal::fit, outcome, types::Scope};

/// What an example is an example of.
pub(super) struct Subject<'s> {
    pub(super) operation: &'s model::Operation,
    pub(super) http: &'s Http,
    pub(super) reply: &'s Reply,
    pub(super) request: &'s Request,
    pub(super) answers: &'s Answers,
    pub(super) scope: &'s Scope,
}

/// That a problem is reported already.
pub(super) struct Told;

pub(super) fn lower(subject: &Subject<'_>, report: &mut Report<'_>) -> Vec<Example> {
    let name = &subject.operation.name;
    let examples = &subject.operation.examples;
    let lower = |example| lower_one(subject, example, report);
    let lowered: Vec<_> = examples.iter().filter_map(lower).collect();
    let what = match subject.reply {
        Reply::None => None,
        Reply::Status | Reply::Stream => Some("status: …"),
        Reply::Text => Some("body: \"…\""),
        _ => Some("body: …"),
    };
    let complete = !examples.is_empty() && lowered.len() == examples.len();
    if let Some(what) = what.filter(|_| complete && !lowered.iter().any(shows_reply)) {
        let problem = format!("no example of `{}` shows a reply", name.text);
        report.add(
            subject.operation.place("examples"),
            format!("{problem}; add `gets: {{ {what} }}` to one"),
        );
    }
    lowered
}

fn shows_reply(example: &Example) -> bool {
    let read = example.outcome.as_ref().map(|outcome| &outcome.read);
    read.is_some_and(|read| !matches!(read, Read::Refused(_)))
}

fn lower_one(
    subject: &Subject<'_>,
    example: &model::Example,
    report: &mut Report<'_>,
) -> Option<Example> {
    let given = arguments(&subject.request.fields, example, report);
    let values = values(subject, &given, example, report);
    let target = target(subject, &given, example, report);
    let sent = sent(subject, &given, example, report);
    let outcome = outcome::lower(subject, example, report);
    let (required, options) = values?;
    Some(Example {
        test: String::new(),
        required,
        options,
        verb: subject.http.sent_as(),
        target: target?,
        sent: sent.ok()?,
        outcome: outcome.ok()?,
    })
}

/// What an example gives for the fields of a request, by their names in Rust.
struct Given<'e> {
    nodes: BTreeMap<&'e str, &'e Node>,
    /// Whether something was given for no field. What is misspelt is not missing.
    unknown: bool,
}

fn arguments<'e>(
    fields: &'e [Field],
    example: &'e model::Example,
    report: &mut Report<'_>,
) -> Given<'e> {
    let mut given = Given { nodes: BTreeMap::new(), unknown: false };
    for (key, node) in &example.args {
        let Some(field) = find(fields, key) else {
            given.unknown = true;
            let known = || fields.iter().map(|field| field.wire.as_str());
            let ours = fields.iter().map(|field| field.name.as_str());
            let (all, near) = (one_of(known()), did_you_mean(&key.text, known().chain(ours)));
            let there = match fields.len() {
                0 => "the operation takes none".into(),
                _ => format!("there is {all}{near}"),
            };
            report.add(key.at, format!("`{}` is no argument; {there}", key.text));
            continue;
        };
        if given.nodes.insert(&field.name, node).is_some() {
            let problem = format!("`{}` is given twice, by two of its names", key.text);
            report.add(key.at, format!("{problem}; take one out"));
        }
    }
    given
}

/// An argument goes by our name for it, or by the server's if that is the name of no other.
fn find<'f>(fields: &'f [Field], key: &Text) -> Option<&'f Field> {
    let name = crate::name::value(&key.text);
    let ours = fields.iter().find(|field| field.name == name);
    let mut theirs = fields.iter().filter(|field| field.wire == key.text);
    ours.or_else(|| theirs.next().filter(|_| theirs.next().is_none()))
}

type Values = (Vec<Literal>, Vec<(String, Literal)>);

fn values(
    subject: &Subject<'_>,
    given: &Given<'_>,
    example: &model::Example,
    report: &mut Report<'_>,
) -> Option<Values> {
    let (mut required, mut options) = (Vec::new(), Vec::new());
    let mut complete = !given.unknown;
    for field in &subject.request.fields {
        let Some(node) = given.nodes.get(field.name.as_str()) else {
            if !field.optional && !given.unknown {
                complete = false;
                let problem = format!("the example lacks the argument `{}`", field.wire);
                report.add(example.args_at, format!("{problem}; add it under `args`"));
            }
            continue;
        };
        match fit(node, &field.ty, subject.scope, report) {
            Some(value) if field.optional => options.push((field.name.clone(), value)),
            Some(value) => required.push(value),
            None => complete = false,
        }
    }
    complete.then_some((required, options))
}

/// Whether an argument is sent: what is always the same is, and so is what is given.
fn is_sent(argument: &model::Argument, given: &Given<'_>) -> bool {
    match argument.value {
        Value::Constant(_) => true,
        Value::Given(_) => given.nodes.contains_key(argument::name(argument).as_str()),
    }
}

/// Path and query that must be asked for.
fn target(
    subject: &Subject<'_>,
    given: &Given<'_>,
    example: &model::Example,
    report: &mut Report<'_>,
) -> Option<String> {
    let Http { template, placeholders, method, .. } = subject.http;
    let mut query = subject.operation.query.iter();
    match &example.sends_path {
        Some(said) => Some(said.text.clone()),
        None if placeholders.is_empty() && !query.any(|one| is_sent(one, given)) => {
            Some(format!("{template}{}", method.query()))
        }
        None => {
            let right = "add `sends: { path: sys/… }`, with the query and as it is escaped";
            report.add(example.at, format!("the example does not say what is asked for; {right}"));
            None
        }
    }
}

/// The body that must be sent, as JSON.
fn sent(
    subject: &Subject<'_>,
    given: &Given<'_>,
    example: &model::Example,
    report: &mut Report<'_>,
) -> Result<Option<String>, Told> {
    let mut body = subject.operation.body.iter();
    match &example.sends_body {
        Some(body) => Ok(Some(outcome::json(body))),
        None if !body.any(|one| is_sent(one, given)) => Ok(None),
        None => {
            let right = "add `sends: { body: { … } }`";
            report.add(example.at, format!("the example does not say what body is sent; {right}"));
            Err(Told)
        }
    }
}
