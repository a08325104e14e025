//! Examples become protocol tests: what is given, what must be sent, what must be read.

use crate::{
    ir::{Example, Field, Literal, Outcome, Read, Reply, Request},
    model,
    path::Http,
    problem::{Place, one_of},
    table::Report,
    ty::Ty,
    yaml::{Kind, Node, Text},
};

use super::{
    literal::{ENVELOPE, Misfit, fit, structure},
    operation::status,
    types::Scope,
};

/// What an example is an example of.
pub(super) struct Subject<'s> {
    pub(super) operation: &'s model::Operation,
    pub(super) http: &'s Http,
    pub(super) reply: &'s Reply,
    pub(super) request: &'s Request,
    pub(super) answers: &'s [u16],
    pub(super) scope: &'s Scope,
}

pub(super) fn lower(subject: &Subject<'_>, report: &mut Report<'_>) -> Vec<Example> {
    let operation = subject.operation;
    let name = &operation.name;
    let examples = &operation.examples;
    if examples.is_empty() {
        report.add(name.at, format!("`{}` needs `examples`, at least one", name.text));
    } else if *subject.reply != Reply::None && examples.iter().all(|one| one.body.is_none()) {
        report
            .add(name.at, format!("no example of `{}` shows a reply: add `gets.body`", name.text));
    }
    let lower = |(index, example)| lower_one(subject, example, index, report);
    examples.iter().enumerate().filter_map(lower).collect()
}

fn lower_one(
    subject: &Subject<'_>,
    example: &model::Example,
    index: usize,
    report: &mut Report<'_>,
) -> Option<Example> {
    let test = match index {
        0 => crate::name::value(&subject.operation.name.text),
        _ => format!("{}_{}", subject.operation.name.text, index + 1),
    };
    let mut misfit = |(place, problem): Misfit| report.add(place, problem);
    let arguments = arguments(subject, example).map_err(&mut misfit).ok();
    let target = target(subject, example).map_err(&mut misfit).ok();
    let sent = sent(subject, example).map_err(&mut misfit).ok();
    let outcome = outcome(subject, example).map_err(&mut misfit).ok();
    let (required, options) = arguments?;
    Some(Example {
        test,
        required,
        options,
        verb: http_verb(subject.http),
        target: target?,
        sent: sent?,
        outcome: outcome?,
    })
}

/// LIST and SCAN are sent as GET.
fn http_verb(http: &Http) -> &'static str {
    if http.method.query().is_empty() { http.verb } else { "GET" }
}

type Arguments = (Vec<Literal>, Vec<(String, Literal)>);

fn arguments(subject: &Subject<'_>, example: &model::Example) -> Result<Arguments, Misfit> {
    let fields = &subject.request.fields;
    for (key, _) in &example.args {
        if !fields.iter().any(|field| is_called(field, key)) {
            let all = one_of(fields.iter().map(|field| field.wire.as_str()));
            return Err((key.at, format!("`{}` is no argument; there are {all}", key.text)));
        }
    }
    let (mut required, mut options) = (Vec::new(), Vec::new());
    for field in fields {
        let given = example.args.iter().find(|(key, _)| is_called(field, key));
        match given {
            Some((_, node)) => {
                let value = fit(node, &field.ty, subject.scope)?;
                if field.optional {
                    options.push((field.name.clone(), value));
                } else {
                    required.push(value);
                }
            }
            None if field.optional => {}
            None => {
                return Err((example.at, format!("the example lacks `args: {}`", field.wire)));
            }
        }
    }
    Ok((required, options))
}

/// An argument goes by the server's name, or by ours where two of the server's are the same.
fn is_called(field: &Field, key: &Text) -> bool {
    field.wire == key.text || field.name == key.text
}

/// Path and query that must be asked for.
fn target(subject: &Subject<'_>, example: &model::Example) -> Result<String, Misfit> {
    let Http { template, placeholders, method, .. } = subject.http;
    let said = example.sends_path.as_ref();
    let query = &subject.operation.query;
    let given = |argument: &model::Argument| {
        matches!(argument.value, model::Value::Constant(_))
            || example.args.iter().any(|(key, _)| key.text == argument.wire.text)
    };
    match said {
        Some(said) => Ok(said.text.clone()),
        None if placeholders.is_empty() && !query.iter().any(given) => {
            Ok(format!("{template}{}", method.query()))
        }
        None => Err((example.at, "the example has to say what is sent: `sends: path`".into())),
    }
}

/// The body that must be sent, as JSON.
fn sent(subject: &Subject<'_>, example: &model::Example) -> Result<Option<String>, Misfit> {
    let given = |argument: &model::Argument| {
        let name = argument.name.as_ref().unwrap_or(&argument.wire);
        matches!(argument.value, model::Value::Constant(_))
            || example
                .args
                .iter()
                .any(|(key, _)| key.text == argument.wire.text || key.text == name.text)
    };
    let expected = subject.operation.body.iter().any(given);
    match &example.sends_body {
        Some(body) => Ok(Some(json(body))),
        None if !expected => Ok(None),
        None => Err((example.at, "the example has to say what is sent: `sends: body`".into())),
    }
}

/// JSON as people would write it: on one line as long as that can be read.
fn json(node: &Node) -> String {
    let json = node.to_json();
    match json.to_string() {
        short if short.len() <= 72 => short,
        long => serde_json::to_string_pretty(&json).unwrap_or(long),
    }
}

/// What comes back and what it is read as, if the example tells.
fn outcome(subject: &Subject<'_>, example: &model::Example) -> Result<Option<Outcome>, Misfit> {
    if example.status.is_none() && example.body.is_none() {
        return Ok(None);
    }
    let status = example.status.as_ref().map_or(Ok(200), status)?;
    let read = read(subject, example, status)?;
    let body = example.body.as_ref().map(json).unwrap_or_default();
    Ok(Some(Outcome { status, body, read }))
}

fn read(subject: &Subject<'_>, example: &model::Example, status: u16) -> Result<Read, Misfit> {
    let success = (200..300).contains(&status) || subject.answers.contains(&status);
    let errors = example.body.as_ref().and_then(errors);
    let lists_nothing = status == 404 && errors.as_ref().is_some_and(Vec::is_empty);
    match subject.reply {
        Reply::Keys if lists_nothing => return Ok(Read::Value(Literal::List(Vec::new()))),
        _ if !success => {
            let missing = "an answer outside 2xx has `body: { errors: [...] }`";
            return errors.map(Read::Refused).ok_or_else(|| (example.at, missing.into()));
        }
        Reply::None => return Ok(Read::Nothing),
        _ => {}
    }
    let body = example.body.as_ref().ok_or_else(|| missing_body(example.at))?;
    let scope = subject.scope;
    let value = match subject.reply {
        Reply::Keys => fit(member(member(body, "data")?, "keys")?, &strings(), scope)?,
        Reply::Data(ty) => fit(member(body, "data")?, ty, scope)?,
        Reply::Body(Ty::Named(name)) => {
            let ty = scope.get(name).map(|ty| &ty.shape);
            match ty {
                Some(crate::ir::Shape::Fields(fields)) => {
                    structure(body, name, fields, scope, &ENVELOPE)?
                }
                _ => fit(body, &Ty::Named(name.clone()), scope)?,
            }
        }
        Reply::Body(ty) => fit(body, ty, scope)?,
        Reply::None => return Ok(Read::Nothing),
    };
    Ok(Read::Value(value))
}

fn missing_body(at: Place) -> Misfit {
    (at, "the example shows a status but no `body`, which this reply has".into())
}

fn strings() -> Ty {
    Ty::List(Box::new(Ty::String))
}

fn member<'n>(node: &'n Node, key: &str) -> Result<&'n Node, Misfit> {
    let found = match &node.kind {
        Kind::Map(entries) => entries.iter().find(|(other, _)| other.text == key),
        _ => None,
    };
    let missing = || (node.at, format!("the reply of the example has no `{key}`"));
    found.map(|(_, node)| node).ok_or_else(missing)
}

fn errors(body: &Node) -> Option<Vec<String>> {
    let Kind::List(errors) = &member(body, "errors").ok()?.kind else { return None };
    let text = |node: &Node| match &node.kind {
        Kind::Plain(text) | Kind::Quoted(text) => Some(text.clone()),
        _ => None,
    };
    errors.iter().map(text).collect()
}
