//! What comes back in an example, and what it must be read as.

use crate::{
    ir::{Literal, Outcome, Read, Reply, Shape},
    model,
    path::Method,
    problem::Report,
    ty::Ty,
    yaml::{Kind, Node},
};

use super::{
    example::{Subject, Told},
    literal::{ENVELOPE, fit, structure},
    reply::status,
    types::Scope,
};

/// What comes back, if the example tells.
pub(super) fn lower(
    subject: &Subject<'_>,
    example: &model::Example,
    report: &mut Report<'_>,
) -> Result<Option<Outcome>, Told> {
    let status = match example.status.as_ref().map(status) {
        None if example.body.is_none() => return Ok(None),
        None => 200,
        Some(Ok(status)) => status,
        Some(Err((place, problem))) => {
            report.add(place, problem);
            return Err(Told);
        }
    };
    let read = read(subject, example, status, report).ok_or(Told)?;
    let refused = matches!(read, Read::Refused(_));
    let body = example.body.as_ref().map(|body| match subject.reply {
        Reply::Text if !refused => raw(body),
        Reply::Lines if !refused => one_a_line(body, raw),
        Reply::Records(_) if !refused => one_a_line(body, |node| node.to_json().to_string()),
        _ => json(body),
    });
    let body = body.unwrap_or_default();
    Ok(Some(Outcome { status, body, read }))
}

fn read(
    subject: &Subject<'_>,
    example: &model::Example,
    status: u16,
    report: &mut Report<'_>,
) -> Option<Read> {
    let errors = example.body.as_ref().and_then(errors);
    // The server's way to say that there is nothing to list.
    if subject.http.method == Method::List
        && status == 404
        && errors.as_ref().is_some_and(Vec::is_empty)
    {
        match subject.reply {
            Reply::Keys => return Some(Read::Value(Literal::List(Vec::new()))),
            Reply::List(_) => return Some(Read::Empty),
            _ => {}
        }
    }
    if !subject.answers.include(status) {
        if errors.is_none() {
            let problem = format!("{status} refuses the call, so it comes with `errors`");
            let right = "add `body: { errors: [...] }`, or make the status one of `answers`";
            let at = example.status.as_ref().map_or(example.gets_at, |status| status.at);
            report.add(at, format!("{problem}; {right}"));
        }
        return errors.map(Read::Refused);
    }
    match subject.reply {
        Reply::None | Reply::Stream => return Some(Read::Nothing),
        Reply::Status => return Some(Read::Status),
        Reply::MaybeData(_) | Reply::MaybeBody(_) if says_nothing(subject, example) => {
            return Some(Read::Value(Literal::None));
        }
        _ => {}
    }
    let Some(body) = &example.body else {
        let problem = format!("the example shows the status {status} without a `body`");
        report.add(example.gets_at, format!("{problem}, which this reply has; add it to `gets`"));
        return None;
    };
    value(subject, body, report).map(Read::Value)
}

fn value(subject: &Subject<'_>, body: &Node, report: &mut Report<'_>) -> Option<Literal> {
    let scope = subject.scope;
    match subject.reply {
        Reply::None | Reply::Status | Reply::Stream => None,
        Reply::Text => fit(body, &Ty::String, scope, report),
        Reply::Lines => fit(body, &Ty::List(Box::new(Ty::String)), scope, report),
        Reply::Records(ty) => fit(body, &Ty::List(Box::new(ty.clone())), scope, report),
        Reply::MaybeData(ty) => {
            let value = fit(need(body, "data", report)?, ty, scope, report)?;
            Some(Literal::Some(Box::new(value)))
        }
        Reply::MaybeBody(ty) => {
            whole(body, ty, scope, report).map(|value| Literal::Some(Box::new(value)))
        }
        Reply::Keys => {
            let keys = need(need(body, "data", report)?, "keys", report)?;
            fit(keys, &Ty::List(Box::new(Ty::String)), scope, report)
        }
        Reply::Data(ty) | Reply::List(ty) => fit(need(body, "data", report)?, ty, scope, report),
        Reply::Body(ty) | Reply::Events(ty) => whole(body, ty, scope, report),
    }
}

fn whole(body: &Node, ty: &Ty, scope: &Scope, report: &mut Report<'_>) -> Option<Literal> {
    if let Ty::Named(name) = ty
        && let Some(Shape::Fields(fields)) = scope.get(name).map(|ty| &ty.shape)
    {
        return structure(body, name, fields, scope, &ENVELOPE, report);
    }
    fit(body, ty, scope, report)
}

/// Whether the server leaves out what a reply may have.
fn says_nothing(subject: &Subject<'_>, example: &model::Example) -> bool {
    let Some(body) = &example.body else { return true };
    matches!(subject.reply, Reply::MaybeData(_)) && member(body, "data").is_none_or(Node::is_null)
}

fn need<'n>(node: &'n Node, key: &str, report: &mut Report<'_>) -> Option<&'n Node> {
    let found = member(node, key);
    if found.is_none() {
        let problem = format!("the reply of the example has no `{key}`");
        report.add(node.of, format!("{problem}, which this kind of reply stands in"));
    }
    found
}

fn member<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    let Kind::Map(entries) = &node.kind else { return None };
    entries.iter().find(|(other, _)| other.text == key).map(|(_, node)| node)
}

/// A text as it is.
fn raw(node: &Node) -> String {
    match &node.kind {
        Kind::Plain(text) | Kind::Quoted(text) => text.clone(),
        _ => String::new(),
    }
}

fn one_a_line(body: &Node, line: impl Fn(&Node) -> String) -> String {
    let Kind::List(nodes) = &body.kind else { return String::new() };
    nodes.iter().map(|node| line(node) + "\n").collect()
}

fn errors(body: &Node) -> Option<Vec<String>> {
    let Kind::List(errors) = &member(body, "errors")?.kind else { return None };
    let text = |node: &Node| match &node.kind {
        Kind::Plain(text) | Kind::Quoted(text) => Some(text.clone()),
        _ => None,
    };
    errors.iter().map(text).collect()
}

/// JSON as people would write it: on one line as long as that can be read.
pub(super) fn json(node: &Node) -> String {
    let json = node.to_json();
    match json.to_string() {
        short if short.len() <= 72 => short,
        long => serde_json::to_string_pretty(&json).unwrap_or(long),
    }
}
