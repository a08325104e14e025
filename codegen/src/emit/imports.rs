//! The `use` lines of a file: what its items mention, no more.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

use super::ident;

const OURS: [&str; 14] = [
    "Argument",
    "Call",
    "Client",
    "Encoder",
    "Endpoint",
    "Error",
    "Limit",
    "Method",
    "Object",
    "Operation",
    "Problem",
    "Reply",
    "SecretString",
    "Timestamp",
];

pub(super) fn of_group(items: &[TokenStream]) -> TokenStream {
    let used = used(items);
    let ours = mentioned(&OURS, &used);
    let std = std_imports(&used);
    let serde = used.contains("Deserialize").then(|| {
        quote!(
            use serde::Deserialize;
        )
    });
    quote!(#std #serde use crate::{#(#ours),*};)
}

pub(super) fn of_protocol(items: &[TokenStream], module: &str) -> TokenStream {
    let used = used(items);
    let expose = used.contains("expose_secret").then(|| quote!(ExposeSecret as _,));
    let ours = mentioned(&["Limit", "Timestamp"], &used);
    let std = std_imports(&used);
    let module = ident(module);
    let helpers = mentioned(&["reads", "refuses", "sends"], &used);
    quote! {
        #std
        use vault_sys::{#expose #(#ours,)* #module};
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

fn collect(tokens: TokenStream, used: &mut BTreeSet<String>) {
    let mut tokens = tokens.into_iter();
    while let Some(token) = tokens.next() {
        match token {
            // What an enum calls its variants mentions nothing.
            TokenTree::Ident(word) if word == "enum" => drop((tokens.next(), tokens.next())),
            TokenTree::Ident(word) => drop(used.insert(word.to_string())),
            TokenTree::Group(group) => collect(group.stream(), used),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}
