//! What an operation answers: the line for its reply, and the statuses that are answers.

use crate::{
    ir::{self, Answers},
    path::{Http, Method},
    problem::{Report, Span, did_you_mean, one_of},
    ty::Ty,
    yaml::Text,
};

use super::{types::Scope, uses::NO_LIMIT};

/// Replies that say all, and those that say of what type what comes back is.
pub(crate) const ALONE: [&str; 6] = ["none", "status", "keys", "text", "stream", "lines"];
pub(crate) const TYPED: [&str; 5] = ["data", "body", "list", "records", "events"];

/// What comes back, unless that is a problem.
pub(super) fn lower(
    text: &Text,
    http: &Http,
    scope: &Scope,
    report: &mut Report<'_>,
) -> Option<ir::Reply> {
    let reply = reply_kind(text, scope, report)?;
    if http.method == Method::Head && !matches!(reply, ir::Reply::None | ir::Reply::Status) {
        report.add(text.at, "the answer to HEAD has no body, so its reply is `none` or `status`");
        return None;
    }
    Some(reply)
}

fn reply_kind(text: &Text, scope: &Scope, report: &mut Report<'_>) -> Option<ir::Reply> {
    let (kind, ty) = match text.text.split_once(' ') {
        Some((kind, ty)) => (kind, Some(Text { at: text.part(ty.trim()), text: ty.trim().into() })),
        None => (text.text.as_str(), None),
    };
    let problem = match (kind, ty) {
        ("none", None) => return Some(ir::Reply::None),
        ("status", None) => return Some(ir::Reply::Status),
        ("keys", None) => return Some(ir::Reply::Keys),
        ("stream", None) => return Some(ir::Reply::Stream),
        ("text", None) => return Some(ir::Reply::Text),
        ("lines", None) => return Some(ir::Reply::Lines),
        ("data" | "body" | "list" | "records" | "events", Some(ty)) => {
            let (parsed, optional) = scope.parse(&ty, report)?;
            let plain = ty.text.trim_end_matches('?');
            if optional && !matches!(kind, "data" | "body") {
                format!("what may not be there is `data` or `body`; write `{kind} {plain}`")
            } else if parsed == Ty::Duration {
                "a duration can be read from a field only; make a type with a field that is one"
                    .into()
            } else if *parsed.core() == Ty::Limit {
                NO_LIMIT.into()
            } else {
                return match kind {
                    "data" if optional => Some(ir::Reply::MaybeData(parsed)),
                    "data" => Some(ir::Reply::Data(parsed)),
                    "body" if optional => Some(ir::Reply::MaybeBody(parsed)),
                    "body" => Some(ir::Reply::Body(parsed)),
                    "records" => Some(ir::Reply::Records(parsed)),
                    "events" => Some(ir::Reply::Events(parsed)),
                    _ => list(parsed, &ty, scope, report),
                };
            }
        }
        ("data" | "body" | "list" | "records" | "events", None) => {
            format!("`{kind}` needs a type, such as `{kind} map<string>`")
        }
        ("none" | "status" | "keys" | "stream" | "text" | "lines", Some(_)) => {
            format!("`{kind}` stands alone, without a type")
        }
        (other, ty) => {
            let forms = TYPED.map(|kind| format!("{kind} TYPE"));
            let forms = one_of(ALONE.into_iter().chain(forms.iter().map(String::as_str)));
            let near = did_you_mean(other, ALONE.into_iter().chain(TYPED));
            let forgotten = ty.is_none() && scope.try_parse(other).is_ok();
            let right = if forgotten { format!("; write `data {other}`") } else { near };
            format!("`{}` is no reply; there is {forms}{right}", text.text)
        }
    };
    report.add(text.part(if is_known(kind) { "" } else { kind }), problem);
    None
}

fn is_known(kind: &str) -> bool {
    ALONE.contains(&kind) || TYPED.contains(&kind)
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

/// Which statuses are answers.
pub(super) fn answers(texts: &[Text], report: &mut Report<'_>) -> Answers {
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
pub(super) fn status(text: &Text) -> Result<u16, (Span, String)> {
    let status = text.text.parse().ok().filter(|status| (200..600).contains(status));
    let problem = || format!("`{}` is no status; one is a number from 200 to 599", text.text);
    status.ok_or_else(|| (text.at, problem()))
}
