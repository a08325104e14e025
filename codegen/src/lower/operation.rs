//! One operation: its request, its reply, its texts.

use crate::{
    ir::{self, Write, Written},
    model::{self, Argument, Value},
    name,
    path::{self, Http, Placeholder},
    problem::{Place, one_of},
    table::Report,
    ty::Ty,
    yaml::Text,
};

use super::{argument, doc, example, server, types::Scope};

pub(super) fn lower(
    operation: &model::Operation,
    group: &model::Group,
    scope: &Scope,
    report: &mut Report<'_>,
) -> Option<ir::Operation> {
    let http = http(&operation.http, report);
    if let Some(http) = &http {
        check_places(operation, http, report);
    }
    let since = operation.since.as_ref().unwrap_or(&group.since);
    if operation.since.is_some() {
        server::check(since, report);
    }
    let reply = reply(&operation.reply, scope, report);
    let answers = answers(&operation.answers, report);
    let request = request(operation, scope, http.as_ref(), report);
    let (http, reply) = (http?, reply?);
    let id = format!("{}.{}", group.name, operation.name.text);
    let subject = example::Subject {
        operation,
        http: &http,
        reply: &reply,
        request: &request,
        answers: &answers,
        scope,
    };
    let examples = example::lower(&subject, report);
    let has_options = request.fields.iter().any(|field| field.optional);
    let method = name::value(&operation.name.text);
    let version = |server: &Option<Text>| server.as_ref().map(|text| text.text.clone());
    Some(ir::Operation {
        at: operation.name.at,
        doc: doc::method(operation, group, &http, &request.name, &request.fields),
        alias: has_options.then(|| ir::Alias {
            name: format!("{}Call", request.name),
            doc: format!("Call of [`Handle::{method}`], with its options."),
        }),
        doc_aliases: aliases(operation, &method),
        sudo: operation.sudo,
        vault: version(&since.vault),
        openbao: version(&since.openbao),
        id,
        method,
        request,
        http,
        answers,
        reply,
        examples,
    })
}

/// What users of other clients look for. The method's own name is found anyway.
fn aliases(operation: &model::Operation, method: &str) -> Vec<String> {
    let names = operation.hvac.iter().map(|name| name.text.clone());
    names.filter(|name| name != method).collect()
}

fn http(text: &Text, report: &mut Report<'_>) -> Option<Http> {
    if text.text.is_empty() {
        return None;
    }
    path::parse(&text.text).map_err(|problem| report.add(text.at, problem)).ok()
}

/// Placeholders and path arguments belong together, and a body needs a method that sends it.
fn check_places(operation: &model::Operation, http: &Http, report: &mut Report<'_>) {
    for Placeholder { name, .. } in &http.placeholders {
        if !operation.path.iter().any(|argument| argument.wire.text == *name) {
            let problem = format!("`{{{name}}}` stands in the path, but not under `path`");
            report.add(operation.http.at, problem);
        }
    }
    for argument in &operation.path {
        let Text { at, text } = &argument.wire;
        if !http.placeholders.iter().any(|placeholder| placeholder.name == *text) {
            let problem = format!("`{text}` has no place in `{}`: add `{{{text}}}`", http.template);
            report.add(*at, problem);
        }
    }
    if !http.method.has_body()
        && let Some(first) = operation.body.first()
    {
        let problem = format!("{} sends no body; use `query`", http.verb);
        report.add(first.wire.at, problem);
    }
}

fn request(
    operation: &model::Operation,
    scope: &Scope,
    http: Option<&Http>,
    report: &mut Report<'_>,
) -> ir::Request {
    let name = name::request(&operation.name.text);
    let (mut fields, mut writes) = (Vec::new(), Vec::new());
    // In the order of the template, whatever the order in the spec.
    let slots = http.map(|http| http.placeholders.as_slice()).unwrap_or_default();
    for slot in slots {
        if let Some(argument) = operation.path.iter().find(|other| other.wire.text == slot.name) {
            let place = if slot.rest { "rest" } else { "path" };
            lower_argument(argument, place, &name, scope, (&mut fields, &mut writes), report);
        }
    }
    for (place, arguments) in [("query", &operation.query), ("body", &operation.body)] {
        for argument in arguments {
            lower_argument(argument, place, &name, scope, (&mut fields, &mut writes), report);
        }
    }
    argument::check_names(&fields, report);
    let fields: Vec<_> = fields.into_iter().map(|(_, field)| field).collect();
    let has_options = fields.iter().any(|field| field.optional);
    ir::Request {
        doc: format!("Request of [`Handle::{}`].", name::value(&operation.name.text)),
        new_doc: if has_options {
            "Creates the request with every option unset.".into()
        } else {
            "Creates the request.".into()
        },
        derives: derives(&fields, scope),
        name,
        fields,
        writes,
    }
}

type Lowered<'l> = (&'l mut Vec<(Place, ir::Field)>, &'l mut Vec<Write>);

fn lower_argument(
    argument: &Argument,
    place: &'static str,
    owner: &str,
    scope: &Scope,
    (fields, writes): Lowered<'_>,
    report: &mut Report<'_>,
) {
    let wire = argument.wire.text.clone();
    let value = match &argument.value {
        Value::Constant(text) => Written::Constant(text.text.clone()),
        Value::Given(text) => {
            let Some((ty, optional)) = scope.parse(text, report) else { return };
            let is_set = scope.is_set_of_values(&ty);
            check_type(&ty, optional, is_set, place, text, report);
            let field = argument::field(argument, ty, optional, owner, report);
            let name = field.name.clone();
            fields.push((argument.wire.at, field));
            if is_set && matches!(place, "path" | "rest") {
                Written::Name(name)
            } else {
                Written::Field(name)
            }
        }
    };
    writes.push(Write { place, wire, value });
}

/// Reports types that cannot stand in a path or a query.
fn check_type(
    ty: &Ty,
    optional: bool,
    is_set: bool,
    place: &str,
    text: &Text,
    report: &mut Report<'_>,
) {
    let problem = match (place, ty) {
        ("path" | "rest", _) if optional => "a path argument cannot be optional",
        ("path" | "rest", Ty::String) => return,
        ("path" | "rest", _) if is_set => return,
        ("path" | "rest", _) => "a path argument is a `string` or a type with `values`",
        ("query", Ty::Secret) => "a secret in a query would end in logs",
        ("query", Ty::List(_) | Ty::Map(_) | Ty::Any) => "only single values fit in a query",
        ("query", Ty::Named(_)) if !is_set => "only single values fit in a query",
        _ => return,
    };
    report.add(text.at, format!("`{}`: {problem}", text.text));
}

fn derives(fields: &[ir::Field], scope: &Scope) -> ir::Derives {
    let all = fields.iter().map(|field| scope.derives_of(&field.ty));
    let both =
        all.fold((true, true), |(partial, eq), one| (partial && one.partial_eq, eq && one.eq));
    let default = fields.iter().all(|field| field.optional);
    ir::Derives { default, partial_eq: both.0, eq: both.1 }
}

fn reply(text: &Text, scope: &Scope, report: &mut Report<'_>) -> Option<ir::Reply> {
    let kinds = ["none", "keys", "data", "body"];
    let (kind, ty) = match text.text.split_once(' ') {
        Some((kind, ty)) => (kind, Some(Text { at: text.at, text: ty.trim().into() })),
        None => (text.text.as_str(), None),
    };
    match (kind, ty) {
        ("", _) => None,
        ("none", None) => Some(ir::Reply::None),
        ("keys", None) => Some(ir::Reply::Keys),
        ("data" | "body", Some(ty)) => {
            let (parsed, optional) = scope.parse(&ty, report)?;
            if optional || parsed == Ty::Duration {
                report.add(text.at, format!("`{}` cannot be a whole reply", ty.text));
                return None;
            }
            Some(if kind == "data" { ir::Reply::Data(parsed) } else { ir::Reply::Body(parsed) })
        }
        ("data" | "body", None) => {
            report.add(text.at, format!("`{kind}` needs a type, such as `{kind} Lease`"));
            None
        }
        (kind, _) => {
            let forms = one_of(["none", "keys", "data TYPE", "body TYPE"]);
            let near = crate::problem::did_you_mean(kind, kinds);
            report.add(text.at, format!("`{}` is no reply; there are {forms}{near}", text.text));
            None
        }
    }
}

fn answers(texts: &[Text], report: &mut Report<'_>) -> Vec<u16> {
    let mut statuses = Vec::new();
    for text in texts {
        match status(text) {
            Ok(status) if (200..300).contains(&status) => {
                report.add(text.at, format!("{status} is a success and always an answer"));
            }
            Ok(status) => statuses.push(status),
            Err((place, problem)) => report.add(place, problem),
        }
    }
    statuses
}

/// An HTTP status.
pub(super) fn status(text: &Text) -> Result<u16, (Place, String)> {
    let status = text.text.parse().ok().filter(|status| (200..600).contains(status));
    let problem = || format!("`{}` is no status; one is a number from 200 to 599", text.text);
    status.ok_or_else(|| (text.at, problem()))
}
