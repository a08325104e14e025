//! Which operations the live tests call, by what stands in their files.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use proc_macro2::{TokenStream, TokenTree};

/// All chains of methods without arguments and the name behind them, such as `leases().renew`.
///
/// They are found inside of macros as well, which is where most tests stand.
pub(crate) fn chains(folder: &Path) -> Result<BTreeSet<String>, String> {
    let mut chains = BTreeSet::new();
    collect(folder, &mut chains)?;
    Ok(chains)
}

fn collect(folder: &Path, chains: &mut BTreeSet<String>) -> Result<(), String> {
    let wrong = |error: &dyn std::fmt::Display| format!("{}: {error}", folder.display());
    for entry in fs::read_dir(folder).map_err(|error| wrong(&error))? {
        let path = entry.map_err(|error| wrong(&error))?.path();
        if path.is_dir() {
            collect(&path, chains)?;
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = fs::read_to_string(&path).map_err(|error| wrong(&error))?;
            let tokens: TokenStream = text.parse().map_err(|error| wrong(&error))?;
            scan(tokens, &mut Names::new(), chains);
        }
    }
    Ok(())
}

/// Names that stand for a chain, as after `let leases = vault.leases();`.
type Names = BTreeMap<String, Vec<String>>;

fn scan(tokens: TokenStream, names: &mut Names, chains: &mut BTreeSet<String>) {
    // The methods so far, as `.a().b` goes on.
    let mut chain: Vec<String> = Vec::new();
    let mut after_dot = false;
    let mut name = None;
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let was_after_dot = std::mem::take(&mut after_dot);
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '.' => after_dot = true,
            TokenTree::Ident(method) if was_after_dot => chain.push(method.to_string()),
            TokenTree::Ident(word) if word == "let" => {
                name = tokens.peek().map(ToString::to_string);
                chain.clear();
            }
            TokenTree::Ident(word) => {
                chain = names.get(&word.to_string()).cloned().unwrap_or_default();
            }
            TokenTree::Group(group) => {
                add(&chain, chains);
                if !group.stream().is_empty() {
                    chain.clear();
                }
                scan(group.stream(), names, chains);
            }
            TokenTree::Punct(punct) => {
                if punct.as_char() == ';'
                    && let Some(name) = name.take()
                {
                    names.insert(name, std::mem::take(&mut chain));
                }
                chain.clear();
            }
            TokenTree::Literal(_) => chain.clear(),
        }
    }
}

/// Each end of the chain: its beginning may be a client or what leads to one.
fn add(chain: &[String], chains: &mut BTreeSet<String>) {
    for length in 2..=chain.len().min(3) {
        chains.insert(chain[chain.len() - length..].join("."));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let mut chains = BTreeSet::new();
        scan(text.parse().unwrap(), &mut Names::new(), &mut chains);
        chains.into_iter().collect()
    }

    #[test]
    fn calls_are_found_in_macros_too() {
        let text = "both! { let a = send!(server.root().leases().renew(x.id).increment(y))?; }";
        assert!(found(text).contains(&"leases.renew".to_owned()));
        assert!(
            found("vault.policies().acl().read(\"a\")").contains(&"policies.acl.read".to_owned())
        );
    }

    #[test]
    fn a_handle_may_have_a_name() {
        let text =
            "let acl = vault.policies().acl(); send!(acl.read(name)); let acl = 1; acl.list()";
        let found = found(text);
        assert!(found.contains(&"policies.acl.read".to_owned()), "{found:?}");
        assert!(!found.contains(&"policies.acl.list".to_owned()));
    }

    #[test]
    fn what_is_not_called_is_not_found() {
        assert!(found("leases.renew; leases::renew(); renew(leases())").is_empty());
    }
}
