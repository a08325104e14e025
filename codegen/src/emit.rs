//! From the IR to tokens. Nothing is decided here, so nothing can fail here.

mod digits;
mod handle;
mod hvac;
mod imports;
mod plugin;
mod protocol;
mod request;
mod sample;
mod types;
mod usage;

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use crate::{
    ir::{Derives, Field, Group, Takes},
    print::{self, Printed},
    ty::Ty,
};

/// One file before it is formatted.
pub(crate) struct File {
    pub(crate) doc: String,
    /// A function whose body the doc shows, and what it imports.
    pub(crate) example: Option<(String, TokenStream)>,
    /// Where it comes from.
    pub(crate) provenance: String,
    pub(crate) code: String,
    /// Whether it may be included, where docs of a file are not allowed.
    pub(crate) included: bool,
}

/// Whose crate the requests and replies go into.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target<'t> {
    /// That of vault-sys itself.
    Own,
    /// Another one. The text is what makes them again there.
    Other(&'t str),
}

impl Target<'_> {
    /// Where the names of the runtime are.
    fn root(self) -> TokenStream {
        match self {
            Self::Own => quote!(crate),
            Self::Other(_) => quote!(vault_sys),
        }
    }
}

/// The requests and replies of one group, and the handle to call them.
pub(crate) fn group(group: &Group, target: Target<'_>) -> File {
    let children = group.children.iter();
    let children =
        children.map(|child| (child.module.as_str(), child.enterprise && !group.enterprise));
    let mut items = vec![modules(children, true), shared(group)];
    items.extend(handle::items(group, target));
    items.extend(group.operations.iter().flat_map(|operation| request::items(operation, target)));
    items.extend(group.types.iter().flat_map(|ty| types::items(ty, target)));
    let (example, provenance) = match target {
        Target::Own => (usage::example(group), provenance(&group.file)),
        // Nothing tells what path it would have to import.
        Target::Other(command) => (None, plugin::provenance(command, &group.file)),
    };
    let items = print::items(items);
    let imports = imports::of_group(&items.words, target);
    File {
        doc: group.doc.clone(),
        example,
        provenance,
        code: code(imports, &items),
        included: false,
    }
}

/// The protocol tests of one group.
pub(crate) fn protocol(group: &Group) -> File {
    let items = print::items(protocol::items(group));
    let imports = imports::of_protocol(&items.words, group);
    File {
        doc: format!("What the examples in `{}` promise.", group.file),
        example: None,
        provenance: provenance(&group.file),
        code: code(imports, &items),
        included: false,
    }
}

/// The operations of one group, each with everything set.
pub(crate) fn samples(group: &Group, all: &[Group]) -> File {
    let imports = vec![quote!(
        use super::Visitor;
    )];
    File {
        doc: "Requests and replies of all kinds.".into(),
        example: None,
        provenance: provenance(&group.file),
        code: code(imports, &print::items(sample::items(group, all))),
        included: false,
    }
}

/// The file that names them.
pub(crate) fn samples_index<'n>(names: impl Iterator<Item = (&'n str, bool)> + Clone) -> File {
    let reason = "what a group has is as long as that";
    let lints = quote!(#![allow(clippy::too_many_lines, reason = #reason)]);
    let calls = names.clone().map(|(name, enterprise)| {
        let (module, gate) = (ident(name), gate(enterprise));
        quote!(#gate #module::every(visitor);)
    });
    let every = quote! {
        /// Shows a visitor every operation.
        pub(crate) fn every(visitor: &mut impl Visitor) {
            #(#calls)*
        }
    };
    let doc = "Every operation with everything set, one module a group.";
    let import = quote!(
        use super::visitor::Visitor;
    );
    index(doc, [lints, modules(names, false), import, every])
}

pub(crate) use hvac::page as hvac_page;
pub(crate) use plugin::{CLIENT, index as plugin_index, setters_name};
pub(crate) use {handle::method, request::items as request, usage::call};

/// The file that names the groups.
///
/// Each comes with whether it is behind the feature for Vault Enterprise.
pub(crate) fn api_index<'n>(names: impl Iterator<Item = (&'n str, bool)>) -> File {
    let lints = quote! {
        #![allow(
            clippy::fn_params_excessive_bools,
            clippy::struct_excessive_bools,
            clippy::too_many_arguments,
            reason = "the servers choose the fields"
        )]
    };
    let doc = "The API of the servers, one module a group.";
    index(doc, [lints, modules(names, true)])
}

/// The file that names the protocol tests.
pub(crate) fn protocol_index<'n>(names: impl Iterator<Item = (&'n str, bool)>) -> File {
    let reason = "an example is as long as what the servers send";
    let lints = quote!(#![allow(clippy::too_many_lines, reason = #reason)]);
    let doc = "What the examples promise, one module a group.";
    index(doc, [lints, modules(names, false)])
}

fn index(doc: &str, items: impl IntoIterator<Item = TokenStream>) -> File {
    File {
        doc: doc.into(),
        example: None,
        provenance: "Generated by `cargo xtask regen`. Do not edit by hand.".into(),
        code: print::items(items).text,
        included: false,
    }
}

fn code(imports: Vec<TokenStream>, items: &Printed) -> String {
    let imports = print::items(imports).text;
    [imports.as_str(), items.text.as_str()].join(if imports.is_empty() { "" } else { "\n" })
}

fn modules<'n>(names: impl Iterator<Item = (&'n str, bool)>, public: bool) -> TokenStream {
    let visible = public.then(|| quote!(pub));
    let modules = names.map(|(name, enterprise)| {
        let (module, gate) = (ident(name), gate(enterprise));
        quote!(#gate #visible mod #module;)
    });
    modules.collect()
}

/// The types of the outer group that this one uses.
fn shared(group: &Group) -> TokenStream {
    let names: Vec<_> = group.shared.iter().map(|shared| ident(&shared.name)).collect();
    if names.is_empty() { TokenStream::new() } else { quote!(pub use super::{#(#names),*};) }
}

/// Puts what follows behind the feature for Vault Enterprise.
fn gate(enterprise: bool) -> TokenStream {
    if enterprise { quote!(#[cfg(feature = "enterprise")]) } else { TokenStream::new() }
}

fn provenance(file: &str) -> String {
    format!("Generated by `cargo xtask regen` from `{file}`. Do not edit by hand.")
}

fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

fn doc(text: &str) -> TokenStream {
    let line = |line: &str| if line.is_empty() { String::new() } else { format!(" {line}") };
    let lines: Vec<_> = text.trim_end().lines().map(line).collect();
    // Escaping each character takes longer than all else that is done with docs.
    let text = (!lines.is_empty()).then(|| raw(&lines.join("\n")));
    text.map(|text| quote!(#[doc = #text])).unwrap_or_default()
}

/// A text without escapes, where it can be written so.
fn raw(text: &str) -> TokenStream {
    let literal =
        if text.contains('"') { format!("r#\"{text}\"#") } else { format!("r\"{text}\"") };
    match literal.parse::<Literal>() {
        Ok(literal) if !text.contains("\"#") => quote!(#literal),
        _ => quote!(#text),
    }
}

fn ty(ty: &Ty) -> TokenStream {
    match ty {
        Ty::String => quote!(String),
        Ty::Secret => quote!(SecretString),
        Ty::Bool => quote!(bool),
        Ty::I64 => quote!(i64),
        Ty::U64 => quote!(u64),
        Ty::F64 => quote!(f64),
        Ty::Duration => quote!(Duration),
        Ty::Timestamp => quote!(Timestamp),
        Ty::Limit => quote!(Limit),
        Ty::Any => quote!(serde_json::Value),
        Ty::Named(name) => {
            let name = ident(name);
            quote!(#name)
        }
        Ty::List(inner) => {
            let inner = self::ty(inner);
            quote!(Vec<#inner>)
        }
        Ty::Map(inner) => {
            let inner = self::ty(inner);
            quote!(BTreeMap<String, #inner>)
        }
    }
}

/// The type of a struct's field.
fn field_type(field: &Field) -> TokenStream {
    let ty = ty(&field.ty);
    if field.optional { quote!(Option<#ty>) } else { ty }
}

/// The type of the argument that becomes a field.
fn argument_type(field: &Field) -> TokenStream {
    match (field.takes, &field.ty) {
        (Takes::IntoEach, Ty::List(inner)) => {
            let inner = ty(inner);
            quote!(impl IntoIterator<Item = impl Into<#inner>>)
        }
        (Takes::IntoEachPair, Ty::Map(inner)) => {
            let inner = ty(inner);
            quote!(impl IntoIterator<Item = (impl Into<String>, impl Into<#inner>)>)
        }
        (Takes::Into, plain) => {
            let plain = ty(plain);
            quote!(impl Into<#plain>)
        }
        (_, plain) => ty(plain),
    }
}

/// What turns an argument into a field's value.
fn argument_value(field: &Field) -> TokenStream {
    let name = ident(&field.name);
    match field.takes {
        Takes::Exactly => quote!(#name),
        Takes::Into => quote!(#name.into()),
        Takes::IntoEach => quote!(#name.into_iter().map(Into::into).collect()),
        Takes::IntoEachPair => {
            quote!(#name.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
        }
    }
}

/// `name: Type` for each field that has to be given.
fn parameters(fields: &[Field]) -> Vec<TokenStream> {
    let required = fields.iter().filter(|field| !field.optional);
    required
        .map(|field| {
            let (name, ty) = (ident(&field.name), argument_type(field));
            quote!(#name: #ty)
        })
        .collect()
}

/// What follows `Self` in a constructor.
fn initializers(fields: &[Field]) -> TokenStream {
    let fields = fields.iter().map(|field| {
        let name = ident(&field.name);
        let value = argument_value(field);
        if field.optional {
            quote!(#name: None)
        } else if field.takes == Takes::Exactly {
            quote!(#name)
        } else {
            quote!(#name: #value)
        }
    });
    quote!({ #(#fields),* })
}

fn derives(derives: Derives, more: &[&str]) -> TokenStream {
    let names = ["Clone", "Debug"]
        .into_iter()
        .chain(derives.default.then_some("Default"))
        .chain(derives.partial_eq.then_some("PartialEq"))
        .chain((derives.partial_eq && derives.eq).then_some("Eq"))
        .chain(more.iter().copied())
        .map(ident);
    quote!(#[derive(#(#names),*)])
}
