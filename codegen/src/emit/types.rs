//! Types that stand in replies, in requests or in both.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Field, Reads, Shape, Type, Variant};

use super::{
    Target, argument_type, argument_value, derives, doc, field_type, ident, initializers,
    parameters,
};

pub(super) fn items(ty: &Type, target: Target<'_>) -> Vec<TokenStream> {
    match &ty.shape {
        Shape::Fields(fields) => structure(ty, fields, target),
        Shape::Values(variants) => set_of_values(ty, variants, target),
    }
}

fn structure(ty: &Type, fields: &[Field], target: Target<'_>) -> Vec<TokenStream> {
    let (name, docs) = (ident(&ty.name), doc(&ty.doc));
    let derives = derives(ty.derives, &[]);
    let members = fields.iter().map(|field| {
        let (name, docs, value) = (ident(&field.name), doc(&field.doc), field_type(field));
        quote!(#docs pub #name: #value)
    });
    let mut items = vec![quote! {
        #docs
        #derives
        #[non_exhaustive]
        pub struct #name { #(#members),* }
    }];
    if ty.received {
        items.push(object(ty, fields, target));
    }
    if ty.sent {
        items.push(builder(ty, fields));
        items.push(argument(ty, fields));
    }
    items
}

/// How it is read from a reply.
fn object(ty: &Type, fields: &[Field], target: Target<'_>) -> TokenStream {
    let (root, name) = (target.root(), ident(&ty.name));
    let mut fields: Vec<_> = fields.iter().collect();
    // As the servers send most members: each is then found where it is looked for first.
    fields.sort_by_key(|field| (field.reads == Reads::Rest, &field.wire));
    let members = fields.into_iter().map(|field| {
        let (name, wire) = (ident(&field.name), &field.wire);
        match field.reads {
            Reads::AsIs => quote!(#name: #wire),
            Reads::Duration => quote!(#name: Seconds(#wire)),
            Reads::NullAsEmpty => quote!(#name: NullAsEmpty(#wire)),
            Reads::Rest => quote!(..#name),
        }
    });
    quote!(#root::wire::object!(#name { #(#members),* });)
}

/// How a caller makes one.
fn builder(ty: &Type, fields: &[Field]) -> TokenStream {
    let name = ident(&ty.name);
    let (parameters, initializers) = (parameters(fields), initializers(fields));
    let setters = fields.iter().filter(|field| field.optional).map(|field| {
        let (setter, name) = (ident(&field.setter), ident(&field.name));
        let docs = doc(&field.setter_doc);
        let (ty, value) = (argument_type(field), argument_value(field));
        quote! {
            #docs
            #[must_use]
            pub fn #setter(mut self, #name: #ty) -> Self {
                self.#name = Some(#value);
                self
            }
        }
    });
    let docs = doc(if fields.iter().any(|field| field.optional) {
        "Creates it with every option unset."
    } else {
        "Creates it."
    });
    quote! {
        impl #name {
            #docs
            #[must_use]
            pub fn new(#(#parameters),*) -> Self {
                Self #initializers
            }
            #(#setters)*
        }
    }
}

/// How it is written into a body.
fn argument(ty: &Type, fields: &[Field]) -> TokenStream {
    let name = ident(&ty.name);
    let writes = fields.iter().map(|field| {
        let (wire, name) = (&field.wire, ident(&field.name));
        quote!(object.field(#wire, &self.#name)?;)
    });
    quote! {
        impl Argument for #name {
            fn write_json(&self, out: &mut Vec<u8>) -> Result<(), Problem> {
                let mut object = Object::new(out);
                #(#writes)*
                object.end();
                Ok(())
            }
        }
    }
}

fn set_of_values(ty: &Type, variants: &[Variant], target: Target<'_>) -> Vec<TokenStream> {
    let (name, docs) = (ident(&ty.name), doc(&ty.doc));
    let derives = derives(ty.derives, &["Hash"]);
    let members = variants.iter().map(|variant| {
        let (name, docs) = (ident(&variant.name), doc(&variant.doc));
        quote!(#docs #name)
    });
    let names: Vec<_> = variants.iter().map(|variant| ident(&variant.name)).collect();
    let wires: Vec<_> = variants.iter().map(|variant| &variant.wire).collect();
    let mut items = vec![
        quote! {
            #docs
            #derives
            #[non_exhaustive]
            pub enum #name {
                #(#members,)*
                /// Something that this version of the crate does not know.
                Other(String),
            }
        },
        quote! {
            impl #name {
                /// The value as the servers write it.
                #[must_use]
                pub fn as_str(&self) -> &str {
                    match self {
                        #(Self::#names => #wires,)*
                        Self::Other(value) => value,
                    }
                }
            }
        },
        quote! {
            impl From<String> for #name {
                fn from(value: String) -> Self {
                    match value.as_str() {
                        #(#wires => Self::#names,)*
                        _ => Self::Other(value),
                    }
                }
            }
        },
    ];
    if ty.received {
        let root = target.root();
        items.push(quote!(#root::wire::text!(#name);));
    }
    if ty.sent {
        items.push(quote! {
            impl Argument for #name {
                fn write_json(&self, out: &mut Vec<u8>) -> Result<(), Problem> {
                    self.as_str().write_json(out)
                }
            }
        });
    }
    items
}
