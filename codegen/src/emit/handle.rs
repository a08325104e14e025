//! The handle that has a method for each operation of a group.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Child, Group, Operation};

use super::{Target, argument_type, doc, gate, ident, plugin};

pub(super) fn items(group: &Group, target: Target<'_>) -> Vec<TokenStream> {
    let (handle_doc, constructor, accessors) = match target {
        Target::Own => (doc(&group.handle_doc), None, accessors(group)),
        Target::Other(_) => {
            (doc(&plugin::handle_doc(group)), Some(plugin::constructor()), plugin::accessors(group))
        }
    };
    let visible = group.parent.as_ref().map(|_| quote!(pub(super)));
    let structure = quote! {
        #handle_doc
        #[derive(Debug)]
        pub struct Handle<'c, C> { #visible client: &'c C }
    };
    let children = group.children.iter().map(|child| inner(child, group));
    let methods =
        constructor.into_iter().chain(children).chain(group.operations.iter().map(method));
    let methods = quote!(impl<'c, C> Handle<'c, C> { #(#methods)* });
    let mut items = if group.parent.is_some() { Vec::new() } else { accessors };
    items.extend([structure, methods]);
    items
}

/// How the groups in this one are reached.
fn inner(child: &Child, group: &Group) -> TokenStream {
    let (module, docs) = (ident(&child.module), doc(&child.doc));
    let gate = gate(child.enterprise && !group.enterprise);
    quote! {
        #docs
        #gate
        #[must_use]
        pub fn #module(&self) -> #module::Handle<'c, C> {
            #module::Handle { client: self.client }
        }
    }
}

/// How this group is reached from either client.
fn accessors(group: &Group) -> Vec<TokenStream> {
    let module = ident(&group.module);
    let accessor_doc = doc(&group.doc);
    let accessor = quote! {
        #accessor_doc
        #[must_use]
        pub fn #module(&self) -> Handle<'_, Self> {
            Handle { client: self }
        }
    };
    vec![
        quote!(impl Client { #accessor }),
        quote!(#[cfg(feature = "blocking")] impl crate::blocking::Client { #accessor }),
    ]
}

/// The method that makes a call of an operation.
pub(crate) fn method(operation: &Operation) -> TokenStream {
    let request = ident(&operation.request.name);
    let method = ident(&operation.method);
    let docs = doc(&operation.doc);
    let aliases = operation.doc_aliases.iter().map(|alias| quote!(#[doc(alias = #alias)]));
    let required = || operation.request.fields.iter().filter(|field| !field.optional);
    let parameters = required().map(|field| {
        let (name, ty) = (ident(&field.name), argument_type(field));
        quote!(#name: #ty)
    });
    let arguments = required().map(|field| ident(&field.name));
    let sender = ident(operation.call);
    let deprecated = operation.deprecated.iter().map(|note| quote!(#[deprecated(note = #note)]));
    let deprecated = deprecated.collect::<TokenStream>();
    let call = if let Some(alias) = &operation.alias {
        let alias = ident(&alias.name);
        quote!(#alias<'c, C>)
    } else {
        quote!(#sender<'c, C, #request>)
    };
    quote! {
        #docs
        #(#aliases)*
        #deprecated
        pub fn #method(&self #(, #parameters)*) -> #call {
            #sender::new(self.client, #request::new(#(#arguments),*))
        }
    }
}
