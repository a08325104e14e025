//! What is generated for an operation, cut out of what is generated.

use std::fmt::Write as _;

use proc_macro2::TokenStream;
use quote::ToTokens as _;

use crate::{
    emit,
    format::{Failure, item},
    ir::{Group, Operation},
    lower,
};

/// The method that makes a call, the setters of its options, and what comes back.
pub(super) fn api(operation: &Operation) -> Result<String, Failure> {
    let mut text = String::new();
    for signature in signatures(&emit::method(operation))? {
        text += &indented(&signature, 2);
    }
    for tokens in emit::request(operation, emit::Target::Own) {
        let block: syn::Item = syn::parse2(tokens).map_err(|error| error.to_string())?;
        let syn::Item::Impl(block) = block else { continue };
        let name = block.self_ty.to_token_stream().to_string();
        if operation.alias.as_ref().is_some_and(|alias| name.starts_with(&alias.name)) {
            for signature in signatures_of(&block)? {
                text += &indented(&signature, 2);
            }
        } else if block.trait_.as_ref().is_some_and(|(path, _)| path.is_ident("Endpoint")) {
            text += &response(&block)?;
        }
    }
    Ok(text)
}

/// The example that shows most, as a call of each of the clients.
pub(super) fn calls(operation: &Operation, group: &Group) -> Result<String, Failure> {
    let mut text = String::new();
    if let Some(usage) = lower::example_of(operation) {
        for asynchronous in [true, false] {
            text += &indented(&call(emit::call(&usage, group, asynchronous))?, 2);
        }
    }
    Ok(text)
}

/// The head of a function that stands in an `impl`.
fn signatures(method: &TokenStream) -> Result<Vec<String>, Failure> {
    let block = syn::parse2(quote::quote!(impl Handle { #method }));
    signatures_of(&block.map_err(|error| error.to_string())?)
}

fn signatures_of(block: &syn::ItemImpl) -> Result<Vec<String>, Failure> {
    let functions = block.items.iter().filter_map(|item| match item {
        syn::ImplItem::Fn(function) => Some((&function.vis, &function.sig)),
        _ => None,
    });
    let print = |(visible, signature): (&syn::Visibility, &syn::Signature)| {
        let text = item(&quote::quote!(#visible #signature {}))?;
        Ok(text.trim_end().trim_end_matches("{}").trim_end().to_owned())
    };
    functions.map(print).collect()
}

/// `type Response = …;`
fn response(block: &syn::ItemImpl) -> Result<String, Failure> {
    let types = block.items.iter().filter_map(|item| match item {
        syn::ImplItem::Type(ty) => Some((&ty.ident, &ty.ty)),
        _ => None,
    });
    let mut text = String::new();
    for (name, ty) in types {
        text += &indented(item(&quote::quote!(type #name = #ty;))?.trim_end(), 2);
    }
    Ok(text)
}

/// Statements, without the function around them.
fn call(statements: Option<TokenStream>) -> Result<String, Failure> {
    let Some(statements) = statements else { return Ok(String::new()) };
    let text = item(&quote::quote!(fn example() { #statements }))?;
    let mut lines: Vec<_> = text.lines().collect();
    lines.pop();
    let body = lines.iter().skip(1).map(|line| line.strip_prefix("    ").unwrap_or(line));
    Ok(body.collect::<Vec<_>>().join("\n"))
}

fn indented(text: &str, by: usize) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let _ = writeln!(out, "{:by$}{line}", "");
    }
    out
}
