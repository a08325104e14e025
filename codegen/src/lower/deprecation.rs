//! What the servers say against an operation that they still have.

use crate::{
    ir::Reference,
    model::{Deprecation, Operation, Servers},
    problem::Report,
};

/// Only a server that has the operation can be against it.
pub(super) fn check(operation: &Operation, since: &Servers, report: &mut Report<'_>) {
    for one in &operation.deprecated {
        if !has(since, one.server) {
            let problem = format!("{} does not have it, by `since`", one.server);
            report.add(one.at, format!("deprecated: {problem}; take one out"));
        }
        super::server::check_version(one.since.as_ref(), report);
    }
}

/// The compiler warns only of what no server wants to be used: who talks to the other one has
/// nothing else.
pub(super) fn attribute(operation: &Operation, since: &Servers) -> Option<String> {
    let against = |server| operation.deprecated.iter().any(|one| one.server == server);
    let all = ["Vault", "OpenBao"].into_iter().filter(|server| has(since, server)).all(against);
    let first = operation.deprecated.first().filter(|_| all)?;
    Some(match (&first.instead, &first.why) {
        (Some(instead), _) => format!("use `{}`", call(&instead.text)),
        (None, Some(why)) => why.text.trim_end_matches('.').to_owned(),
        (None, None) => String::new(),
    })
}

/// "*Deprecated by Vault since 1.2.0: use [`leases().renew`](…).*"
pub(super) fn doc(one: &Deprecation) -> String {
    let since = one.since.as_ref().map(|since| format!(" since {}", since.text));
    let instead = one.instead.as_ref().map(|instead| {
        let path = instead.text.rsplit_once('.').unwrap_or(("", &instead.text));
        let target = format!("crate::{}::Handle::{}", path.0.replace('.', "::"), path.1);
        format!("use [`{}`]({target}).", call(&instead.text))
    });
    let why = one.why.as_ref().map(|why| why.text.clone());
    let what = instead.into_iter().chain(why).collect::<Vec<_>>().join(" ");
    format!("Deprecated by {}{}: {what}", one.server, since.unwrap_or_default())
}

pub(super) fn instead(one: &Deprecation) -> Option<Reference> {
    let text = one.instead.as_ref()?;
    Some(Reference { at: text.at, id: text.text.clone() })
}

/// `rotate.root.start` as it is called: `rotate().root().start`.
fn call(id: &str) -> String {
    id.replace('.', "().")
}

fn has(since: &Servers, server: &str) -> bool {
    if server == "Vault" { since.vault.is_some() } else { since.openbao.is_some() }
}
