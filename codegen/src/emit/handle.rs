//! The handle that has a method for each operation of a group.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Group, Operation};

use super::{argument_type, doc, ident};

pub(super) fn items(group: &Group) -> Vec<TokenStream> {
    let module = ident(&group.module);
    let accessor_doc = doc(&group.doc);
    let accessor = quote! {
        #accessor_doc
        #[must_use]
        pub fn #module(&self) -> Handle<'_, Self> {
            Handle { client: self }
        }
    };
    let handle_doc = doc(&group.handle_doc);
    let methods = group.operations.iter().map(method);
    vec![
        quote!(impl Client { #accessor }),
        quote!(#[cfg(feature = "blocking")] impl crate::blocking::Client { #accessor }),
        quote! {
            #handle_doc
            #[derive(Debug)]
            pub struct Handle<'c, C> { client: &'c C }
        },
        quote!(impl<'c, C> Handle<'c, C> { #(#methods)* }),
    ]
}

fn method(operation: &Operation) -> TokenStream {
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
    let call = if let Some(alias) = &operation.alias {
        let alias = ident(&alias.name);
        quote!(#alias<'c, C>)
    } else {
        quote!(Call<'c, C, #request>)
    };
    quote! {
        #docs
        #(#aliases)*
        pub fn #method(&self, #(#parameters),*) -> #call {
            Call::new(self.client, #request::new(#(#arguments),*))
        }
    }
}
