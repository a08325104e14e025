//! Protocol tests: what the examples of a spec promise.

use proc_macro2::{Literal as Token, TokenStream};
use quote::quote;

use crate::ir::{Example, Group, Literal, Operation, Outcome, Read, Takes};

use super::{digits, ident, raw};

pub(super) fn items(group: &Group) -> Vec<TokenStream> {
    let mut items = Vec::new();
    for operation in &group.operations {
        items.extend(operation.examples.iter().map(|example| test(example, operation, group)));
    }
    items
}

fn test(example: &Example, operation: &Operation, group: &Group) -> TokenStream {
    let (name, module) = (ident(&example.test), ident(&group.module));
    let request = ident(&operation.request.name);
    let required: Vec<_> =
        operation.request.fields.iter().filter(|field| !field.optional).collect();
    let arguments = required
        .iter()
        .zip(&example.required)
        .map(|(field, value)| argument(value, field.takes, group));
    let options = example.options.iter().map(|(name, value)| {
        let (name, value) = (ident(name), owned(value, group));
        quote!(request.#name = Some(#value);)
    });
    let mutable = (!example.options.is_empty()).then(|| quote!(mut));
    let (verb, target) = (example.verb, &example.target);
    let sent = example.sent.as_deref().map(text);
    let sent = sent.map_or_else(|| quote!(None), |json| quote!(Some(#json)));
    let outcome = example.outcome.as_ref().map(|outcome| read(outcome, group));
    quote! {
        #[test]
        fn #name() {
            let #mutable request = #module::#request::new(#(#arguments),*);
            #(#options)*
            sends(&request, #verb, #target, #sent);
            #outcome
        }
    }
}

fn read(outcome: &Outcome, group: &Group) -> TokenStream {
    let Outcome { status, body, read } = outcome;
    let (status, body) = (Token::u16_unsuffixed(*status), text(body));
    match read {
        Read::Nothing => quote!(reads(&request, #status, #body);),
        Read::Status => quote!(assert_eq!(reads(&request, #status, #body), #status);),
        Read::Empty => quote!(reads_nothing(&request, #status, #body);),
        Read::Refused(errors) => quote!(refuses(&request, #status, #body, &[#(#errors),*]);),
        Read::Value(value) => {
            let checks = check(&quote!(reply), value, group);
            quote! {
                let reply = reads(&request, #status, #body);
                #checks
            }
        }
    }
}

/// A text as people would write it: raw where it has quotes.
pub(super) fn text(text: &str) -> TokenStream {
    if text.contains('"') { raw(text) } else { quote!(#text) }
}

/// Compares what was read, part by part, as replies cannot be built outside the library.
fn check(found: &TokenStream, value: &Literal, group: &Group) -> TokenStream {
    match value {
        Literal::None => quote!(assert!(#found.is_none());),
        Literal::Some(inner) => match inner.as_ref() {
            Literal::String(text) => quote!(assert_eq!(#found.as_deref(), Some(#text));),
            Literal::Secret(_) | Literal::List(_) | Literal::Map(_) | Literal::Struct { .. } => {
                check(&quote!(#found.as_ref().unwrap()), inner, group)
            }
            plain => {
                let expected = owned(plain, group);
                quote!(assert_eq!(#found, Some(#expected));)
            }
        },
        Literal::Secret(text) => quote!(assert_eq!(#found.expose_secret(), #text);),
        Literal::List(values) if values.is_empty() => quote!(assert!(#found.is_empty());),
        Literal::List(values) => {
            let count = Token::usize_unsuffixed(values.len());
            let checks = values.iter().enumerate().map(|(index, value)| {
                let index = Token::usize_unsuffixed(index);
                check(&quote!(#found[#index]), value, group)
            });
            quote!(assert_eq!(#found.len(), #count); #(#checks)*)
        }
        Literal::Map(values) if values.is_empty() => quote!(assert!(#found.is_empty());),
        Literal::Map(values) => {
            let count = Token::usize_unsuffixed(values.len());
            let checks =
                values.iter().map(|(key, value)| check(&quote!(#found[#key]), value, group));
            quote!(assert_eq!(#found.len(), #count); #(#checks)*)
        }
        Literal::Struct { fields, .. } => {
            let checks = fields.iter().map(|(field, value)| {
                let name = ident(&field.name);
                check(&quote!(#found.#name), value, group)
            });
            quote!(#(#checks)*)
        }
        Literal::String(text) => quote!(assert_eq!(#found, #text);),
        // Exactly the same number, which is what clippy takes `==` not to mean.
        Literal::F64(value) => {
            let value = digits::fraction(*value);
            quote!(assert!(#found.total_cmp(&#value).is_eq());)
        }
        Literal::Bool(true) => quote!(assert!(#found);),
        Literal::Bool(false) => quote!(assert!(!#found);),
        plain => {
            let expected = owned(plain, group);
            quote!(assert_eq!(#found, #expected);)
        }
    }
}

/// A value as a caller would pass it.
pub(super) fn argument(value: &Literal, takes: Takes, group: &Group) -> TokenStream {
    match (value, takes) {
        (Literal::String(text) | Literal::Secret(text), Takes::Into) => self::text(text),
        (Literal::List(values), Takes::IntoEach) if !values.is_empty() => {
            let values = values.iter().map(|value| argument(value, Takes::Into, group));
            quote!([#(#values),*])
        }
        (Literal::Map(values), Takes::IntoEachPair) if !values.is_empty() => {
            let pairs = values.iter().map(|(key, value)| {
                let value = argument(value, Takes::Into, group);
                quote!((#key, #value))
            });
            quote!([#(#pairs),*])
        }
        (Literal::List(_), Takes::IntoEach) => quote!(Vec::<String>::new()),
        (Literal::Map(_), Takes::IntoEachPair) => quote!(BTreeMap::<String, String>::new()),
        _ => owned(value, group),
    }
}

/// A value of exactly its type.
fn owned(value: &Literal, group: &Group) -> TokenStream {
    let module = ident(&group.module);
    match value {
        Literal::None => quote!(None),
        Literal::Some(inner) => {
            let inner = owned(inner, group);
            quote!(Some(#inner))
        }
        Literal::String(text) if text.is_empty() => quote!(String::new()),
        Literal::String(text) | Literal::Secret(text) => quote!(#text.into()),
        Literal::Bool(value) => quote!(#value),
        Literal::I64(value) => {
            let (sign, value) =
                ((*value < 0).then(|| quote!(-)), digits::whole(value.unsigned_abs()));
            quote!(#sign #value)
        }
        Literal::U64(value) => digits::whole(*value),
        Literal::F64(value) => digits::fraction(*value),
        Literal::Duration { seconds: 0, nanos: 0 } => quote!(Duration::ZERO),
        Literal::Duration { seconds, nanos: 0 } => {
            let seconds = digits::whole(*seconds);
            quote!(Duration::from_secs(#seconds))
        }
        Literal::Duration { seconds, nanos } => {
            let (seconds, nanos) = (digits::whole(*seconds), digits::whole((*nanos).into()));
            quote!(Duration::new(#seconds, #nanos))
        }
        Literal::Timestamp(text) => quote!(#text.parse::<Timestamp>().unwrap()),
        Literal::Limit(None) => quote!(Limit::All),
        Literal::Limit(Some(count)) => {
            let count = digits::whole((*count).into());
            quote!(Limit::Max(#count.try_into().unwrap()))
        }
        Literal::Json(json) => {
            let json = text(json);
            quote!(serde_json::from_str::<serde_json::Value>(#json).unwrap())
        }
        Literal::List(values) => {
            let values = values.iter().map(|value| owned(value, group));
            quote!(vec![#(#values),*])
        }
        Literal::Map(values) => {
            let pairs = values.iter().map(|(key, value)| {
                let value = owned(value, group);
                quote!((#key.into(), #value))
            });
            quote!(BTreeMap::from([#(#pairs),*]))
        }
        Literal::Variant { ty, variant } => {
            let (ty, variant) = (ident(ty), ident(variant));
            quote!(#module::#ty::#variant)
        }
        Literal::Other { ty, value } => {
            let ty = ident(ty);
            quote!(#module::#ty::from(String::from(#value)))
        }
        Literal::Struct { ty, fields } => {
            let ty = ident(ty);
            let required = fields.iter().filter(|(field, _)| !field.optional);
            let required = required.map(|(field, value)| argument(value, field.takes, group));
            let options = fields.iter().filter_map(|(field, value)| match value {
                Literal::Some(value) => {
                    let (setter, value) =
                        (ident(&field.setter), argument(value, field.takes, group));
                    Some(quote!(.#setter(#value)))
                }
                _ => None,
            });
            quote!(#module::#ty::new(#(#required),*)#(#options)*)
        }
    }
}
