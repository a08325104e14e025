//! Composes doc comments, so that each text stands in the spec once.

use std::fmt::Write as _;

use crate::{
    ir::Request,
    model::{Group, Operation, Servers},
    path::Http,
    text::fill,
};

/// As wide as the text of a doc comment may be inside an `impl`.
const WIDTH: usize = 88;

pub(super) fn handle(doc: &str, module: &str, nested: bool) -> String {
    if nested {
        format!("{doc}\n\nMade by [`Handle::{module}`](super::Handle::{module}).")
    } else {
        format!("{doc}\n\nMade by [`Client::{module}`].")
    }
}

/// What stands above the method of a handle.
pub(super) fn method(
    operation: &Operation,
    group: &Group,
    http: &Http,
    request: &Request,
) -> String {
    let mut doc = operation.doc.clone();
    for one in &operation.deprecated {
        let _ = write!(doc, "\n\n{}", fill(&super::deprecation::doc(one), WIDTH));
    }
    let options: Vec<_> = request.fields.iter().filter(|field| field.optional).collect();
    let request = &request.name;
    if !options.is_empty() {
        let links: Vec<_> = options
            .iter()
            .map(|field| format!("[`{}`]({request}::{})", field.setter, field.name))
            .collect();
        let _ = write!(doc, "\n\n{}", fill(&format!("Optional: {}.", links.join(", ")), WIDTH));
    }
    let since = operation.since.as_ref().unwrap_or(&group.since);
    let sudo = if operation.sudo { ", needs the `sudo` capability" } else { "" };
    let _ = write!(doc, "\n\n`{} /v1/{}`{sudo}.\n", http.verb, http.template);
    doc += &super::server::since(since, group.enterprise || operation.enterprise);
    doc + &links(operation, group, since)
}

/// "; see the [Vault docs]." and where they are.
fn links(operation: &Operation, group: &Group, since: &Servers) -> String {
    let servers = [
        ("Vault", &since.vault, &group.links.vault, &operation.anchor.vault),
        ("OpenBao", &since.openbao, &group.links.openbao, &operation.anchor.openbao),
    ];
    let targets: Vec<_> = servers
        .into_iter()
        .filter_map(|(server, since, page, anchor)| {
            let page = since.as_ref().and(page.as_ref())?;
            let anchor = anchor.as_ref().map(|anchor| format!("#{}", anchor.text));
            Some((server, format!("{}{}", page.text, anchor.unwrap_or_default())))
        })
        .collect();
    if targets.is_empty() {
        return ".".into();
    }
    let names: Vec<_> = targets.iter().map(|(name, _)| format!("the [{name} docs]")).collect();
    let mut text = format!("; see {}.\n", names.join(" or "));
    for (name, target) in targets {
        let _ = write!(text, "\n[{name} docs]: {target}");
    }
    text
}

/// The doc of a field, with the servers that have it where that is not all.
pub(super) fn field(doc: &str, since: Option<&Servers>) -> String {
    match since {
        None => doc.into(),
        Some(since) => format!("{doc}\n\n*{}.*", super::server::since(since, false)),
    }
}
