//! One operation: its request, its reply, its texts.

use crate::{
    ir::{self, Answers},
    model, name,
    path::{self, Http, Placeholder},
    problem::{Place, Report, did_you_mean, one_of},
    ty::Ty,
    yaml::Text,
};

use super::{doc, example, hvac, request, server, types::Scope, uses::NO_LIMIT};

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
        check_places(operation, http, report);
    }
    let http = http.unwrap_or_else(|| stand_in(operation));
    let since = operation.since.as_ref().unwrap_or(&group.since);
    if operation.since.is_some() {
        server::check(since, report);
    }
    let reply = operation.reply.as_ref().and_then(|text| reply(text, &http, scope, report));
    let reply = reply.unwrap_or(ir::Reply::None);
    let answers = answers(&operation.answers, report);
    let request = request::lower(operation, scope, &http, report);
    let subject = example::Subject {
        operation,
        http: &http,
        reply: &reply,
        request: &request,
        answers: &answers,
        scope,
    };
    let examples = example::lower(&subject, report);
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
fn check_places(operation: &model::Operation, http: &Http, report: &mut Report<'_>) {
    let known = || operation.path.iter().map(|argument| argument.wire.text.as_str());
    let slots = || http.placeholders.iter().map(|placeholder| placeholder.name.as_str());
    let at = operation.http.as_ref().map_or(operation.name.at, |text| text.at);
    for name in slots().filter(|name| !known().any(|known| known == *name)) {
        let near = did_you_mean(name, known().filter(|known| !slots().any(|slot| slot == *known)));
        let right = format!("add `{name}: {{ type: string, doc: … }}` there");
        report.add(at, format!("`{{{name}}}` is not under `path`; {right}{near}"));
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
        }
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

fn reply(text: &Text, http: &Http, scope: &Scope, report: &mut Report<'_>) -> Option<ir::Reply> {
    let reply = reply_kind(text, scope, report)?;
    if http.method == path::Method::Head && !matches!(reply, ir::Reply::None | ir::Reply::Status) {
        report.add(text.at, "the answer to HEAD has no body, so its reply is `none` or `status`");
        return None;
    }
    Some(reply)
}

fn reply_kind(text: &Text, scope: &Scope, report: &mut Report<'_>) -> Option<ir::Reply> {
    let (kind, ty) = match text.text.split_once(' ') {
        Some((kind, ty)) => (kind, Some(Text { at: text.at, text: ty.trim().into() })),
        None => (text.text.as_str(), None),
    };
    let problem = match (kind, ty) {
        ("none", None) => return Some(ir::Reply::None),
        ("status", None) => return Some(ir::Reply::Status),
        ("keys", None) => return Some(ir::Reply::Keys),
        ("stream", None) => return Some(ir::Reply::Stream),
        ("data" | "body" | "list", Some(ty)) => {
            let (parsed, optional) = scope.parse(&ty, report)?;
            let plain = ty.text.trim_end_matches('?');
            if optional {
                format!(
                    "a reply is there or not, as a whole it cannot be optional: `{kind} {plain}`"
                )
            } else if parsed == Ty::Duration {
                "a duration can be read from a field only; make a type with a field that is one"
                    .into()
            } else if *parsed.core() == Ty::Limit {
                NO_LIMIT.into()
            } else {
                return match kind {
                    "data" => Some(ir::Reply::Data(parsed)),
                    "body" => Some(ir::Reply::Body(parsed)),
                    _ => list(parsed, &ty, scope, report),
                };
            }
        }
        ("data" | "body" | "list", None) => {
            format!("`{kind}` needs a type, such as `{kind} map<string>`")
        }
        ("none" | "status" | "keys" | "stream", Some(_)) => {
            format!("`{kind}` stands alone, without a type")
        }
        (other, ty) => {
            let forms = ["none", "status", "keys", "stream", "list TYPE", "data TYPE", "body TYPE"];
            let forms = one_of(forms);
            let words = ["none", "status", "keys", "stream", "list", "data", "body"];
            let near = did_you_mean(other, words);
            let forgotten = ty.is_none() && scope.try_parse(other).is_ok();
            let right = if forgotten { format!("; write `data {other}`") } else { near };
            format!("`{}` is no reply; there is {forms}{right}", text.text)
        }
    };
    report.add(text.at, problem);
    None
}

/// A list of nothing is read as an empty one, so there has to be such a thing.
fn list(parsed: Ty, ty: &Text, scope: &Scope, report: &mut Report<'_>) -> Option<ir::Reply> {
    let derives = scope.derives_of(&parsed);
    let can_be_empty = match &parsed {
        Ty::List(_) | Ty::Map(_) => true,
        Ty::Named(name) => scope.get(name).is_none() || derives.default,
        _ => false,
    };
    if can_be_empty && derives.partial_eq {
        return Some(ir::Reply::List(parsed));
    }
    let problem = format!("`{}` cannot be empty, as a list of nothing is", ty.text);
    let right = "a `list<…>`, a `map<…>`, or a type without secrets whose fields are lists, maps \
                 or optional";
    report.add(ty.at, format!("{problem}; use {right}"));
    None
}

fn answers(texts: &[Text], report: &mut Report<'_>) -> Answers {
    if let [Text { text, .. }] = texts
        && text == "always"
    {
        return Answers::Always;
    }
    let mut statuses = Vec::new();
    for text in texts {
        match status(text) {
            Ok(status) if (200..300).contains(&status) => {
                let problem = format!("{status} is a success, and so an answer anyway");
                report.add(text.at, format!("{problem}; take it out"));
            }
            Ok(status) => statuses.push(status),
            Err((place, problem)) => report.add(place, format!("{problem}, or `always`")),
        }
    }
    Answers::Also(statuses)
}

/// An HTTP status.
pub(super) fn status(text: &Text) -> Result<u16, (Place, String)> {
    let status = text.text.parse().ok().filter(|status| (200..600).contains(status));
    let problem = || format!("`{}` is no status; one is a number from 200 to 599", text.text);
    status.ok_or_else(|| (text.at, problem()))
}
