//! The `use` lines of a file: what its items mention, no more.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
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

pub(super) fn of_group(used: &BTreeSet<String>, target: Target<'_>) -> Vec<TokenStream> {
    let ours = mentioned(&OURS, used);
    let std = std_imports(used);
    let root = target.root();
    let ours = quote!(
        use #root::{#(#ours),*};
    );
    std.into_iter().chain([ours]).collect()
}

pub(super) fn of_protocol(used: &BTreeSet<String>, group: &Group) -> Vec<TokenStream> {
    let expose = used.contains("expose_secret").then(|| quote!(ExposeSecret as _,));
    let ours = mentioned(&["Limit", "Timestamp"], used);
    let std = std_imports(used);
    let module = ident(&group.module);
    let parent = group.parent.as_deref().map(ident);
    let parent = parent.map(|parent| quote!(#parent::));
    let helpers = mentioned(&["reads", "reads_nothing", "refuses", "sends"], used);
    let ours = quote!(
        use vault_sys::{#expose #(#ours,)* #parent #module};
    );
    let helpers = quote!(
        use super::super::{#(#helpers),*};
    );
    std.into_iter().chain([ours, helpers]).collect()
}

fn std_imports(used: &BTreeSet<String>) -> Option<TokenStream> {
    Some(match (used.contains("BTreeMap"), used.contains("Duration")) {
        (true, true) => quote!(
            use std::{collections::BTreeMap, time::Duration};
        ),
        (true, false) => quote!(
            use std::collections::BTreeMap;
        ),
        (false, true) => quote!(
            use std::time::Duration;
        ),
        (false, false) => return None,
    })
}

fn mentioned(names: &[&str], used: &BTreeSet<String>) -> Vec<proc_macro2::Ident> {
    names.iter().filter(|name| used.contains(**name)).map(|name| ident(name)).collect()
}
