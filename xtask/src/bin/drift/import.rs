//! Adds entries to the spec, as a server's document of itself has them.

mod disagreements;
mod entry;
mod naming;
mod select;

use std::{fmt::Write as _, path::Path};

use serde_json::Value;
use vault_sys_codegen::{
    Source,
    draft::{self, Draft},
    read_folder,
};
use xtask::known::Known;

use crate::{
    document_at, document_of,
    drive::Server,
    openapi::{Routes, read},
};

use self::{entry::Entry, select::Pattern};

const USAGE: &str =
    "cargo xtask import (--server ADDR | --document FILE) [--as GROUP.OPERATION] [PATH...]

A PATH is `sys/x/{name}`, `POST sys/x/{name}` for one of its methods, `sys/*/x` or `sys/x/...`.";

/// Does what the arguments say, or tells how it is called.
pub(crate) fn run(root: &Path, arguments: &[&str]) -> Result<(), String> {
    let (document, rest) = match arguments {
        ["--server", address, rest @ ..] => {
            let token =
                ["BAO_TOKEN", "VAULT_TOKEN"].into_iter().find_map(|name| std::env::var(name).ok());
            (document_of(&Server::new(address, &token.unwrap_or_default())?)?, rest)
        }
        ["--document", file, rest @ ..] => (document_at(file)?, rest),
        _ => return Err(USAGE.into()),
    };
    let (name, patterns) = match rest {
        ["--as", name, patterns @ ..] => (Some(*name), patterns),
        patterns => (None, patterns),
    };
    if patterns.iter().any(|one| one.starts_with('-')) {
        return Err(USAGE.into());
    }
    let sources = read_folder(&root.join("spec")).map_err(|error| format!("spec: {error}"))?;
    let imported = import(&document, &sources, &Known::read(root)?, name, patterns)?;
    for changed in &imported.changed {
        xtask::write_spec(root, &sources, changed)?;
    }
    print!("{}", imported.told);
    Ok(())
}

#[derive(Debug, Default)]
struct Imported {
    /// Each file once, with all that was added to it.
    changed: Vec<Source>,
    told: String,
}

/// Nothing comes of it unless all of it can be added.
fn import(
    document: &Value,
    sources: &[Source],
    known: &Known,
    name: Option<&str>,
    patterns: &[&str],
) -> Result<Imported, String> {
    let mut routes = Routes::new();
    read(document, &mut routes)?;
    let existing = draft::operations(sources);
    if patterns.is_empty() {
        return Ok(Imported { told: select::missing(&routes, &existing), ..Imported::default() });
    }
    let mut selected = Vec::new();
    for pattern in patterns {
        for found in Pattern::new(pattern).find(&routes, &existing)? {
            if !selected.contains(&found) {
                selected.push(found);
            }
        }
    }
    if let (Some(_), [_, _, ..]) = (name, selected.as_slice()) {
        return Err(format!("`--as` names one operation, and these are {}", selected.join(", ")));
    }
    let version = document["info"]["version"].as_str();
    let (mut sources, mut imported) = (sources.to_vec(), Imported::default());
    for route in selected {
        let existing = draft::operations(&sources);
        let entry = Entry { route, routes: &routes, existing: &existing, known, version };
        let (draft, told) = entry.draft(name)?;
        let changed = draft.add_to(&sources, "spec")?;
        let Draft { group, operation, .. } = &draft;
        let _ = write!(imported.told, "{}: {group}.{operation}\n{told}", changed.path);
        for list in [&mut sources, &mut imported.changed] {
            list.retain(|one| one.path != changed.path);
            list.push(changed.clone());
        }
    }
    imported.told += "say what is TODO there, in words of your own, then cargo xtask regen\n";
    Ok(imported)
}

#[cfg(test)]
mod tests;
