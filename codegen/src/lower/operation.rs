//! One operation: its request, its reply, its texts.

use std::collections::BTreeSet;

use crate::{
    ir, model, name,
    path::{self, Http, Placeholder},
    problem::{Report, nearest, shown},
    yaml::Text,
};

use super::{deprecation, doc, example, hvac, reply, request, server, types::Scope};

/// Lowers one operation. For what is wrong with it, and reported, something stands in, so that
/// the rest can be looked at.
pub(super) fn lower(
    operation: &model::Operation,
    group: &model::Group,
    scope: &Scope,
    report: &mut Report<'_>,
) -> ir::Operation {
    let http = operation.http.as_ref().and_then(|text| http(text, report));
    if let Some(http) = &http {
        check_body(operation, http, report);
    }
    let in_place = http.as_ref().is_none_or(|http| check_path(operation, http, report));
    let http = http.unwrap_or_else(|| stand_in(operation));
    let since = operation.since.as_ref().unwrap_or(&group.since);
    if operation.since.is_some() {
        server::check(since, report);
    }
    let reply = operation.reply.as_ref().and_then(|text| reply::lower(text, &http, scope, report));
    let reply = reply.unwrap_or(ir::Reply::None);
    let answers = reply::answers(&operation.answers, report);
    let (request, apart) = request::lower(operation, scope, &http, report);
    let subject = example::Subject {
        operation,
        http: &http,
        reply: &reply,
        request: &request,
        answers: &answers,
        scope,
    };
    // Of arguments that are lost, misplaced or confused, examples could say nothing but that.
    let can_be_shown = in_place && apart && operation.complete;
    let examples = if can_be_shown { example::lower(&subject, report) } else { Vec::new() };
    let hvac = hvac::lower(&operation.hvac, report);
    let enterprise = group.enterprise || operation.enterprise;
    deprecation::check(operation, since, report);
    if enterprise && since.vault.is_none() {
        let problem = "it is `enterprise`, but `since` does not name `vault`";
        let at = operation.place(if operation.enterprise { "enterprise" } else { "since" });
        report.add(at, format!("{problem}; add the version, or take one out"));
    }
    let has_options = request.fields.iter().any(|field| field.optional);
    let method = name::method(&operation.name.text);
    let version = |server: &Option<Text>| server.as_ref().map(|text| text.text.clone());
    ir::Operation {
        at: operation.name.at,
        asked: operation.http.as_ref().map_or(operation.name.at, |text| text.at),
        id: id(group, &operation.name.text),
        doc: doc::method(operation, group, &http, &request),
        alias: has_options.then(|| ir::Alias {
            name: format!("{}Call", request.name),
            doc: format!("Call of [`Handle::{method}`], with its options."),
        }),
        doc_aliases: hvac::aliases(&hvac, &method),
        hvac,
        sudo: operation.sudo,
        enterprise,
        safe: operation.safe.filter(|safe| *safe != http.method.is_safe()),
        deprecated: deprecation::attribute(operation, since),
        deprecated_by: operation.deprecated.iter().map(|one| one.server).collect(),
        instead: operation.deprecated.iter().filter_map(deprecation::instead).collect(),
        variant_of: operation.variant_of.as_ref().map(|text| variant_of(group, text)),
        vault: version(&since.vault),
        openbao: version(&since.openbao),
        method,
        request,
        http,
        answers,
        avoids: Vec::new(),
        once: operation.once,
        call: match reply {
            ir::Reply::Events(_) => "Subscription",
            _ if operation.upload => "Upload",
            _ => "Call",
        },
        reply,
        examples,
    }
}

/// What errors and logs call the operation, such as `policies.acl.read`.
fn id(group: &model::Group, operation: &str) -> String {
    let parent = group.parent.iter().map(String::as_str);
    parent.chain([group.name.as_str(), operation]).collect::<Vec<_>>().join(".")
}

/// An operation of the same group goes by its name alone.
fn variant_of(group: &model::Group, name: &Text) -> ir::Reference {
    ir::Reference { at: name.at, id: id(group, &name.text) }
}

fn http(text: &Text, report: &mut Report<'_>) -> Option<Http> {
    path::parse(&text.text).map_err(|flaw| report.add_flaw(text, flaw)).ok()
}

/// Takes all that the operation has, in the place of a line that says nothing.
fn stand_in(operation: &model::Operation) -> Http {
    let arguments = operation.path.iter();
    let placeholders =
        arguments.map(|argument| Placeholder { name: argument.wire.text.clone(), rest: false });
    Http { placeholders: placeholders.collect(), ..Http::unknown() }
}

/// Placeholders and path arguments belong together. Tells whether they do.
fn check_path(operation: &model::Operation, http: &Http, report: &mut Report<'_>) -> bool {
    let known: BTreeSet<_> = operation.path.iter().map(|one| one.wire.text.as_str()).collect();
    let slots: BTreeSet<_> = http.placeholders.iter().map(|slot| slot.name.as_str()).collect();
    let mut misspelt = BTreeSet::new();
    for name in slots.difference(&known) {
        let near = nearest(name, known.difference(&slots).copied());
        let right = match near {
            Some(near) => format!("did you mean `{near}`, which is?"),
            None => format!("add `{name}: {{ type: string, doc: … }}` there"),
        };
        let slot = [format!("{{{name}}}"), format!("{{*{name}}}")];
        let at = operation.http.as_ref().map_or(operation.name.at, |text| {
            text.part(slot.iter().find(|slot| text.text.contains(*slot)).unwrap_or(&slot[0]))
        });
        report.add(at, format!("`{{{name}}}` is not under `path`; {right}"));
        misspelt.extend(near);
    }
    for Text { at, text } in operation.path.iter().map(|argument| &argument.wire) {
        if !slots.contains(text.as_str()) && !misspelt.contains(text.as_str()) {
            let problem = format!("`{text}` has no place in {}", shown(&http.template));
            report.add(*at, format!("{problem}; add `{{{text}}}` there, or `{{*{text}}}`"));
        }
    }
    known == slots
}

/// A body needs a method that sends it, a stream is all of it, and a header has a name of its kind.
fn check_body(operation: &model::Operation, http: &Http, report: &mut Report<'_>) {
    let has_body = http.method.has_body();
    if operation.upload && !http.method.can_upload() {
        let problem = format!("{} cannot upload; POST or PATCH can", http.verb);
        report.add(operation.place("upload"), problem);
    }
    if operation.whole_body && operation.body.len() != 1 {
        let problem = "`whole_body` needs exactly one argument under `body`, which is all of it";
        report.add(operation.place("whole_body"), problem);
    }
    for Text { at, text } in operation.header.iter().map(|argument| &argument.wire) {
        if text.is_empty() || !text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
            let right = "one has letters, digits and `-`";
            report.add(*at, format!("{} is no header; {right}", shown(text)));
        }
    }
    let Some(first) = operation.body.first() else { return };
    if operation.upload {
        let problem = "the body is a stream, so nothing else can stand in it; use `query`";
        report.add(first.wire.at, problem);
    } else if !has_body {
        let right = "POST, PATCH or DELETE does; arguments of others go into `query`";
        report.add(first.wire.at, format!("{} sends no `body`; {right}", http.verb));
    }
}
