//! The request of an operation: its struct, its setters, how it is written and its reply read.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use crate::{
    ir::{Answers, Field, Operation, Reply, Write, Written},
    model::Constant,
    ty::Ty,
};

use super::{
    argument_type, argument_value, derives, doc, field_type, ident, initializers, parameters, ty,
};

pub(super) fn items(operation: &Operation) -> Vec<TokenStream> {
    let mut items = vec![structure(operation), constructor(operation)];
    items.extend(options(operation));
    items.push(endpoint(operation));
    let request = ident(&operation.request.name);
    items.extend(match &operation.reply {
        Reply::Keys => Some(quote!(impl Listing for #request {})),
        Reply::Stream => Some(quote!(impl Download for #request {})),
        Reply::Lines => Some(series(&request, &quote!(String), &quote!(text))),
        Reply::Records(record) => Some(series(&request, &ty(record), &quote!(json))),
        Reply::Events(_) => Some(quote!(impl Feed for #request {})),
        _ => None,
    });
    items
}

/// How one item of a reply that is many is read.
fn series(request: &Ident, item: &TokenStream, read: &TokenStream) -> TokenStream {
    quote! {
        impl Series for #request {
            type Item = #item;
            #[inline]
            fn item(line: &Line<'_>) -> Result<#item, Error> {
                line.#read()
            }
        }
    }
}

fn structure(operation: &Operation) -> TokenStream {
    let request = &operation.request;
    let (name, docs) = (ident(&request.name), doc(&request.doc));
    let derives = derives(request.derives, &[]);
    let fields = request.fields.iter().map(|field| {
        let (name, docs, ty) = (ident(&field.name), doc(&field.doc), field_type(field));
        quote!(#docs pub #name: #ty)
    });
    quote! {
        #docs
        #derives
        #[non_exhaustive]
        pub struct #name { #(#fields),* }
    }
}

fn constructor(operation: &Operation) -> TokenStream {
    let request = &operation.request;
    let (name, docs) = (ident(&request.name), doc(&request.new_doc));
    let parameters = parameters(&request.fields);
    let fields = initializers(&request.fields);
    quote! {
        impl #name {
            #docs
            #[must_use]
            pub fn new(#(#parameters),*) -> Self {
                Self #fields
            }
        }
    }
}

/// The name of a call that has options, and their setters.
fn options(operation: &Operation) -> Vec<TokenStream> {
    let Some(alias) = &operation.alias else { return Vec::new() };
    let (name, docs) = (ident(&alias.name), doc(&alias.doc));
    let (request, sender) = (ident(&operation.request.name), ident(operation.call));
    let setters = operation.request.fields.iter().filter(|field| field.optional).map(setter);
    vec![
        quote! {
            #docs
            pub type #name<'c, C> = #sender<'c, C, #request>;
        },
        quote!(impl<C> #name<'_, C> { #(#setters)* }),
    ]
}

fn setter(field: &Field) -> TokenStream {
    let (setter, name, docs) = (ident(&field.setter), ident(&field.name), doc(&field.setter_doc));
    let (ty, value) = (argument_type(field), argument_value(field));
    quote! {
        #docs
        pub fn #setter(mut self, #name: #ty) -> Self {
            self.request.#name = Some(#value);
            self
        }
    }
}

fn endpoint(operation: &Operation) -> TokenStream {
    let request = ident(&operation.request.name);
    let metadata = metadata(operation);
    let writes: Vec<_> = operation.request.writes.iter().map(write).collect();
    let encode = (!writes.is_empty()).then(|| {
        quote! {
            #[inline]
            fn encode(&self, request: &mut Encoder<'_>) {
                #(#writes)*
            }
        }
    });
    let (response, read) = match &operation.reply {
        Reply::None => (quote!(()), quote!(none)),
        Reply::Status => (quote!(http::StatusCode), quote!(state)),
        Reply::Keys => (quote!(Vec<String>), quote!(keys)),
        Reply::Stream => (quote!(Bytes), quote!(content)),
        Reply::List(list) => (ty(list), quote!(list)),
        Reply::Text => (quote!(String), quote!(text)),
        Reply::Lines => (quote!(Vec<String>), quote!(series::<Self>)),
        Reply::Records(record) => {
            let record = ty(record);
            (quote!(Vec<#record>), quote!(series::<Self>))
        }
        Reply::Data(data) => (ty(data), quote!(data)),
        Reply::MaybeData(data) => (option(data), quote!(maybe_data)),
        Reply::Body(body) | Reply::Events(body) => (ty(body), quote!(body)),
        Reply::MaybeBody(body) => (option(body), quote!(maybe_body)),
    };
    quote! {
        impl Endpoint for #request {
            type Response = #response;
            const OPERATION: Operation = #metadata;
            #encode
            #[inline]
            fn decode(reply: &Reply<'_>) -> Result<#response, Error> {
                reply.#read()
            }
        }
    }
}

fn option(inner: &Ty) -> TokenStream {
    let inner = ty(inner);
    quote!(Option<#inner>)
}

fn metadata(operation: &Operation) -> TokenStream {
    let Operation { id, answers, avoids, .. } = operation;
    let (method, template) = (ident(operation.http.variant), &operation.http.template);
    let sudo = operation.sudo.then(|| quote!(.sudo()));
    let answers = match answers {
        Answers::Also(statuses) if statuses.is_empty() => None,
        Answers::Also(statuses) => {
            let statuses = statuses.iter().map(|status| Literal::u16_unsuffixed(*status));
            Some(quote!(.answers(&[#(#statuses),*])))
        }
        Answers::Always => Some(quote!(.always_answers())),
    };
    let enterprise = operation.enterprise.then(|| quote!(.enterprise()));
    let safe = operation.safe.map(|safe| quote!(.safe(#safe)));
    let avoids = (!avoids.is_empty()).then(|| quote!(.avoids(&[#(#avoids),*])));
    let once = operation.once.then(|| quote!(.once()));
    let vault = operation.vault.iter().map(|since| quote!(.vault(#since)));
    let openbao = operation.openbao.iter().map(|since| quote!(.openbao(#since)));
    quote! {
        Operation::new(#id, Method::#method, #template) #sudo #safe #avoids #answers #once #(#vault)* #(#openbao)* #enterprise
    }
}

fn write(write: &Write) -> TokenStream {
    let (place, wire) = (ident(write.place), &write.wire);
    let value = match &write.value {
        Written::Field(name) | Written::Each(name) => {
            let name = ident(name);
            quote!(&self.#name)
        }
        Written::Name(name) => {
            let name = ident(name);
            quote!(self.#name.as_str())
        }
        Written::Number(name) => {
            let name = ident(name);
            quote!(&self.#name.to_string())
        }
        Written::EachIfSet(name) => {
            let name = ident(name);
            quote!(self.#name.iter().flatten())
        }
        Written::Constant(Constant::Text(text)) => quote!(#text),
        Written::Constant(Constant::Bool(flag)) => quote!(&#flag),
        Written::Constant(Constant::Number(number)) => quote!(&#number),
    };
    quote!(request.#place(#wire, #value);)
}
