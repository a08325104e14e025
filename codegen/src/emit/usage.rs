//! The example on the page of a group, as the function that a doc test needs around it.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Group, Operation, Usage};

use super::{hvac::handle, ident, protocol::argument};

/// What it imports, and the function.
pub(super) fn example(group: &Group) -> Option<(String, TokenStream)> {
    // What comes as it happens is there with a feature only.
    let feed = |usage: &&Usage| find(usage, group).is_some_and(is_feed);
    let gate = group.usage.iter().any(|usage| feed(&usage));
    let gate = gate.then(|| quote!(#[cfg(feature = "events")]));
    let calls = group.usage.iter().filter_map(|usage| {
        if feed(&usage) {
            return events(usage, group);
        }
        let call = call(usage, group, true)?;
        let shown = usage.binding.as_ref().map(|name| format!("{{{name}:?}}"));
        let shown = shown.map(|shown| quote!(println!(#shown);));
        Some(quote!(#call #shown))
    });
    let calls: Vec<_> = calls.collect();
    let code = quote! {
        #gate
        async fn example(vault: &Client) -> Result<(), Error> {
            #(#calls)*
            Ok(())
        }
    };
    (!calls.is_empty()).then(|| (import(group), code))
}

fn find<'g>(usage: &Usage, group: &'g Group) -> Option<&'g Operation> {
    group.operations.iter().find(|one| one.id == usage.operation)
}

fn is_feed(operation: &Operation) -> bool {
    operation.call == "Subscription"
}

/// Waits for one thing after the other.
fn events(usage: &Usage, group: &Group) -> Option<TokenStream> {
    let (feed, event) = (expression(usage, group, true)?, ident(usage.binding.as_deref()?));
    let shown = format!("{{{event}:?}}");
    Some(quote! {
        let mut feed = #feed;
        while let Some(#event) = feed.next().await {
            let #event = #event?;
            println!(#shown);
        }
    })
}

/// A call as a statement, of either client.
pub(crate) fn call(usage: &Usage, group: &Group, asynchronous: bool) -> Option<TokenStream> {
    let call = expression(usage, group, asynchronous)?;
    Some(match usage.binding.as_deref().map(ident) {
        None => quote!(#call;),
        Some(name) => quote!(let #name = #call;),
    })
}

fn expression(usage: &Usage, group: &Group, asynchronous: bool) -> Option<TokenStream> {
    let operation = find(usage, group)?;
    let fields = &operation.request.fields;
    let required = fields.iter().filter(|field| !field.optional).zip(&usage.required);
    let required = required.map(|(field, value)| argument(value, field.takes, group));
    let options = usage.options.iter().filter_map(|(name, value)| {
        let field = fields.iter().find(|field| field.name == *name)?;
        let (setter, value) = (ident(&field.setter), argument(value, field.takes, group));
        Some(quote!(.#setter(#value)))
    });
    let (handle, method) = (handle(group), ident(&operation.method));
    let end = match (operation.call, asynchronous) {
        ("Upload", true) => quote!(.from_reader(reader).await?),
        ("Upload", false) => quote!(.from_reader(reader)?),
        ("Subscription", true) => quote!(.connect().await?),
        ("Subscription", false) => quote!(.connect()?),
        (_, true) => quote!(.await?),
        (_, false) => quote!(.send()?),
    };
    Some(quote!(#handle.#method(#(#required),*)#(#options)*#end))
}

/// What a nested group calls its own types by.
fn import(group: &Group) -> String {
    match &group.parent {
        None => "*".into(),
        Some(parent) => format!("{{{parent}::{}, *}}", group.module),
    }
}
