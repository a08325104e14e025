//! The example on the page of a group, as the function that a doc test needs around it.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Group, Usage};

use super::{hvac::handle, ident, protocol::argument};

/// What it imports, and the function.
pub(super) fn example(group: &Group) -> Option<(String, TokenStream)> {
    let calls = group.usage.iter().filter_map(|usage| {
        let call = call(usage, group, true)?;
        let shown = usage.binding.as_ref().map(|name| format!("{{{name}:?}}"));
        let shown = shown.map(|shown| quote!(println!(#shown);));
        Some(quote!(#call #shown))
    });
    let calls: Vec<_> = calls.collect();
    let code = quote! {
        async fn example(vault: &Client) -> Result<(), Error> {
            #(#calls)*
            Ok(())
        }
    };
    (!calls.is_empty()).then(|| (import(group), code))
}

/// A call as a statement, of either client.
pub(crate) fn call(usage: &Usage, group: &Group, asynchronous: bool) -> Option<TokenStream> {
    let operation = group.operations.iter().find(|one| one.id == usage.operation)?;
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
    let call = quote!(#handle.#method(#(#required),*)#(#options)*#end);
    Some(match usage.binding.as_deref().map(ident) {
        None => quote!(#call;),
        Some(name) => quote!(let #name = #call;),
    })
}

/// What a nested group calls its own types by.
fn import(group: &Group) -> String {
    match &group.parent {
        None => "*".into(),
        Some(parent) => format!("{{{parent}::{}, *}}", group.module),
    }
}
