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
        Shape::Values(variants) => set_of_values(ty, variants),
    }
}

fn structure(ty: &Type, fields: &[Field], target: Target<'_>) -> Vec<TokenStream> {
    let (name, docs) = (ident(&ty.name), doc(&ty.doc));
    let derives = derives(ty.derives, if ty.received { &["Deserialize"] } else { &[] });
    let members = fields.iter().map(|field| {
        let (name, docs, value) = (ident(&field.name), doc(&field.doc), field_type(field));
        let serde = ty.received.then(|| serde(field, target));
        quote!(#docs #serde pub #name: #value)
    });
    let mut items = vec![quote! {
        #docs
        #derives
        #[non_exhaustive]
        pub struct #name { #(#members),* }
    }];
    if ty.sent {
        items.push(builder(ty, fields));
        items.push(argument(ty, fields));
    }
    items
}

fn serde(field: &Field, target: Target<'_>) -> TokenStream {
    let wire = &field.wire;
    let rename = (*wire != field.name).then(|| quote!(rename = #wire));
    let (duration, null_as_empty) = match target {
        Target::Own => ("crate::wire::duration", "crate::wire::null_as_empty"),
        Target::Other(_) => ("vault_sys::wire::duration", "vault_sys::wire::null_as_empty"),
    };
    let how = match field.reads {
        Reads::AsIs => None,
        Reads::Duration => Some(quote!(deserialize_with = #duration)),
        Reads::OptionalDuration => Some(quote!(default, deserialize_with = #duration)),
        Reads::Rest => return quote!(#[serde(flatten)]),
        Reads::NullAsEmpty => Some(quote!(deserialize_with = #null_as_empty)),
    };
    match (rename, how) {
        (None, None) => TokenStream::new(),
        (Some(one), None) | (None, Some(one)) => quote!(#[serde(#one)]),
        (Some(rename), Some(how)) => quote!(#[serde(#rename, #how)]),
    }
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

fn set_of_values(ty: &Type, variants: &[Variant]) -> Vec<TokenStream> {
    let (name, docs) = (ident(&ty.name), doc(&ty.doc));
    let more: &[_] = if ty.received { &["Hash", "Deserialize"] } else { &["Hash"] };
    let derives = derives(ty.derives, more);
    let from = ty.received.then(|| quote!(#[serde(from = "String")]));
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
            #from
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
