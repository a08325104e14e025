//! The `use` lines of a file: what its items mention, no more.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

use crate::ir::Group;

use super::{Target, ident};

const OURS: [&str; 23] = [
    "AnyClient",
    "Argument",
    "Bytes",
    "Call",
    "Client",
    "Download",
    "Encoder",
    "Endpoint",
    "Error",
    "Feed",
    "Limit",
    "Line",
    "Listing",
    "Method",
    "Object",
    "Operation",
    "Problem",
    "Reply",
    "SecretString",
    "Series",
    "Subscription",
    "Timestamp",
    "Upload",
];

pub(super) fn of_group(items: &[TokenStream], target: Target<'_>) -> TokenStream {
    let used = used(items);
    let ours = mentioned(&OURS, &used);
    let std = std_imports(&used);
    let root = target.root();
    quote!(#std use #root::{#(#ours),*};)
}

pub(super) fn of_protocol(items: &[TokenStream], group: &Group) -> TokenStream {
    let used = used(items);
    let expose = used.contains("expose_secret").then(|| quote!(ExposeSecret as _,));
    let ours = mentioned(&["Limit", "Timestamp"], &used);
    let std = std_imports(&used);
    let module = ident(&group.module);
    let parent = group.parent.as_deref().map(ident);
    let parent = parent.map(|parent| quote!(#parent::));
    let helpers = mentioned(&["reads", "reads_nothing", "refuses", "sends"], &used);
    quote! {
        #std
        use vault_sys::{#expose #(#ours,)* #parent #module};
        use super::super::{#(#helpers),*};
    }
}

fn std_imports(used: &BTreeSet<String>) -> TokenStream {
    match (used.contains("BTreeMap"), used.contains("Duration")) {
        (true, true) => quote!(
            use std::{collections::BTreeMap, time::Duration};
        ),
        (true, false) => quote!(
            use std::collections::BTreeMap;
        ),
        (false, true) => quote!(
            use std::time::Duration;
        ),
        (false, false) => TokenStream::new(),
    }
}

fn mentioned(names: &[&str], used: &BTreeSet<String>) -> Vec<proc_macro2::Ident> {
    names.iter().filter(|name| used.contains(**name)).map(|name| ident(name)).collect()
}

fn used(items: &[TokenStream]) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for item in items {
        collect(item.clone(), &mut used);
    }
    used
}

/// Collects the words that may stand for something elsewhere: where a path begins, or a method
/// that takes nothing.
fn collect(tokens: TokenStream, used: &mut BTreeSet<String>) {
    let mut tokens = tokens.into_iter().peekable();
    let mut before = String::new();
    while let Some(token) = tokens.next() {
        match &token {
            // What an enum calls its variants mentions nothing.
            TokenTree::Ident(word) if word == "enum" => drop((tokens.next(), tokens.next())),
            TokenTree::Ident(word) => {
                let is_call = tokens.peek().is_some_and(is_empty_group);
                let is_member = before.ends_with('.') && !is_call;
                if !is_member && !before.ends_with("::") && before != "fn" {
                    used.insert(word.to_string());
                }
            }
            TokenTree::Group(group) => collect(group.stream(), used),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
        match token {
            TokenTree::Punct(punct) => before.push(punct.as_char()),
            TokenTree::Ident(word) if word == "fn" => before = "fn".into(),
            _ => before.clear(),
        }
    }
}

fn is_empty_group(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.stream().is_empty())
}
