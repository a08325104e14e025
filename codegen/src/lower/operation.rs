//! One operation: its request, its reply, its texts.

use crate::{
    ir, model, name,
    path::{self, Http, Placeholder},
    problem::{Report, did_you_mean},
    yaml::Text,
};

use super::{doc, example, hvac, reply, request, server, types::Scope};

/// Lowers one operation. For what is wrong with it, and reported, something stands in, so that
/// the rest can be looked at.
pub(super) fn lower(
    operation: &model::Operation,
    group: &model::Group,
    scope: &Scope,
    report: &mut Report<'_>,
) -> ir::Operation {
    let http = operation.http.as_ref().and_then(|text| http(text, report));
    let in_place = http.as_ref().is_none_or(|http| check_places(operation, http, report));
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
    // Of arguments that are misplaced or confused, examples could say nothing but that.
    let can_be_shown = in_place && apart;
    let examples = if can_be_shown { example::lower(&subject, report) } else { Vec::new() };
    let hvac = hvac::lower(&operation.hvac, report);
    let has_options = request.fields.iter().any(|field| field.optional);
    let method = name::method(&operation.name.text);
    let version = |server: &Option<Text>| server.as_ref().map(|text| text.text.clone());
    ir::Operation {
        at: operation.name.at,
        id: id(group, operation),
        doc: doc::method(operation, group, &http, &request.name, &request.fields),
        alias: has_options.then(|| ir::Alias {
            name: format!("{}Call", request.name),
            doc: format!("Call of [`Handle::{method}`], with its options."),
        }),
        doc_aliases: hvac::aliases(&hvac, &method),
        hvac,
        sudo: operation.sudo,
        vault: version(&since.vault),
        openbao: version(&since.openbao),
        method,
        request,
        http,
        answers,
        once: operation.once,
        call: if operation.upload { "Upload" } else { "Call" },
        reply,
        examples,
    }
}

/// What errors and logs call the operation, such as `policies.acl.read`.
fn id(group: &model::Group, operation: &model::Operation) -> String {
    let parent = group.parent.iter().map(String::as_str);
    let parts = parent.chain([group.name.as_str(), operation.name.text.as_str()]);
    parts.collect::<Vec<_>>().join(".")
}

fn http(text: &Text, report: &mut Report<'_>) -> Option<Http> {
    path::parse(&text.text).map_err(|problem| report.add(text.at, problem)).ok()
}

/// Takes all that the operation has, in the place of a line that says nothing.
fn stand_in(operation: &model::Operation) -> Http {
    let arguments = operation.path.iter();
    let placeholders =
        arguments.map(|argument| Placeholder { name: argument.wire.text.clone(), rest: false });
    Http { placeholders: placeholders.collect(), ..Http::unknown() }
}

/// Placeholders and path arguments belong together, and a body needs a method that sends it.
/// Tells whether the former do.
fn check_places(operation: &model::Operation, http: &Http, report: &mut Report<'_>) -> bool {
    let mut in_place = true;
    let known = || operation.path.iter().map(|argument| argument.wire.text.as_str());
    let slots = || http.placeholders.iter().map(|placeholder| placeholder.name.as_str());
    let at = operation.http.as_ref().map_or(operation.name.at, |text| text.at);
    for name in slots().filter(|name| !known().any(|known| known == *name)) {
        let near = did_you_mean(name, known().filter(|known| !slots().any(|slot| slot == *known)));
        let right = format!("add `{name}: {{ type: string, doc: … }}` there");
        report.add(at, format!("`{{{name}}}` is not under `path`; {right}{near}"));
        in_place = false;
    }
    for argument in &operation.path {
        let Text { at, text } = &argument.wire;
        // A slip of the pen is told already, at the placeholder.
        let near = slots().any(|slot| {
            !known().any(|known| known == slot) && !did_you_mean(slot, [text.as_str()]).is_empty()
        });
        if !near && !slots().any(|slot| slot == text) {
            let problem = format!("`{text}` has no place in `{}`", http.template);
            report.add(*at, format!("{problem}; add `{{{text}}}` there, or `{{*{text}}}`"));
            in_place = false;
        }
    }
    if operation.upload && !http.method.has_body() {
        let problem = format!("{} sends no body, so it cannot upload", http.verb);
        report.add(at, format!("{problem}; POST or PATCH does"));
    }
    if operation.upload
        && let Some(first) = operation.body.first()
    {
        let problem = "the body is a stream, so nothing else can stand in it; use `query`";
        report.add(first.wire.at, problem);
    }
    if !http.method.has_body()
        && let Some(first) = operation.body.first()
    {
        let right = "POST or PATCH does; arguments of others go into `query`";
        report.add(first.wire.at, format!("{} sends no `body`; {right}", http.verb));
    }
}
