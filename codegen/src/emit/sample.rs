//! Every operation with everything set, for tests of what must hold of all of them.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::{Map, Value, json};

use crate::{
    ir::{Field, Group, Operation, Reads, Reply, Shape, Type, Written},
    model::Constant,
    ty::Ty,
};

use super::{ident, protocol};

/// How deep what may be left out is filled: types may hold themselves.
const DEEPEST: usize = 4;

/// Stands in a reply wherever there is a secret.
const CANARY: &str = "hvs.canary0123456789";

const TIME: &str = "2026-01-31T12:00:00Z";

/// Makes the samples of one group. `all` has the groups that it shares types with.
pub(super) fn items(group: &Group, all: &[Group]) -> Vec<TokenStream> {
    let outer = all
        .iter()
        .find(|other| other.parent.is_none() && Some(&other.module) == group.parent.as_ref());
    let samples = Samples { group, outer };
    let operations = group.operations.iter().map(|operation| samples.operation(operation));
    vec![quote! {
        pub(crate) fn every(visitor: &mut impl Visitor) {
            #(#operations)*
        }
    }]
}

struct Samples<'g> {
    group: &'g Group,
    /// The group that it is in, which shares its types.
    outer: Option<&'g Group>,
}

impl Samples<'_> {
    fn operation(&self, operation: &Operation) -> TokenStream {
        let request = &operation.request;
        let in_path = |field: &Field| {
            let writes = request.writes.iter();
            let mut writes = writes.filter(|write| matches!(write.place, "path" | "rest"));
            let found = writes.find(|write| match &write.value {
                Written::Field(name) | Written::Name(name) => *name == field.name,
                _ => false,
            })?;
            let text = if found.place == "rest" { "rest" } else { "segment" };
            let text = ident(text);
            let text = quote!(visitor.#text());
            let Ty::Named(name) = &field.ty else { return Some(text) };
            let name = self.path(name);
            Some(quote!(#name::from(#text)))
        };
        let value = |field: &Field| in_path(field).unwrap_or_else(|| self.value(&field.ty, 0));
        let required = request.fields.iter().filter(|field| !field.optional).map(value);
        let options = request.fields.iter().filter(|field| field.optional).map(|field| {
            let (name, value) = (ident(&field.name), value(field));
            quote!(request.#name = Some(#value);)
        });
        let options: Vec<_> = options.collect();
        let mutable = (!options.is_empty()).then(|| quote!(mut));
        let (name, template) = (self.path(&request.name), template(operation));
        let reply = protocol::text(&self.reply(&operation.reply));
        quote! {
            {
                let #mutable request = #name::new(#(#required),*);
                #(#options)*
                let reply = #reply;
                visitor.visit(&request, #template, reply);
            }
        }
    }

    fn path(&self, name: &str) -> TokenStream {
        let (module, name) = (ident(&self.group.module), ident(name));
        let parent = self.group.parent.as_deref().map(ident);
        let parent = parent.map(|parent| quote!(#parent::));
        quote!(vault_sys::#parent #module::#name)
    }

    /// One of the group's types, or of those that the outer group shares with it.
    fn find(&self, name: &str) -> Option<&Type> {
        let outer = self.outer.iter().flat_map(|outer| &outer.types);
        self.group.types.iter().chain(outer).find(|ty| ty.name == name)
    }

    /// A value to send.
    fn value(&self, ty: &Ty, depth: usize) -> TokenStream {
        match ty {
            Ty::String => quote!(visitor.text()),
            Ty::Secret => quote!(visitor.secret()),
            Ty::Bool => quote!(true),
            Ty::I64 | Ty::U64 => quote!(1),
            Ty::F64 => quote!(0.5),
            Ty::Duration => quote!(std::time::Duration::from_secs(1)),
            Ty::Timestamp => quote!(#TIME.parse::<vault_sys::Timestamp>().unwrap()),
            Ty::Limit => quote!(vault_sys::Limit::All),
            Ty::Any => quote!(serde_json::Value::String(visitor.text())),
            Ty::List(inner) => {
                let inner = (depth < DEEPEST).then(|| self.value(inner, depth + 1));
                quote!(Vec::from([#inner]))
            }
            Ty::Map(inner) if depth < DEEPEST => {
                let inner = self.value(inner, depth + 1);
                quote!(std::collections::BTreeMap::from([(visitor.text(), #inner)]))
            }
            Ty::Map(_) => quote!(std::collections::BTreeMap::new()),
            Ty::Named(name) => {
                let path = self.path(name);
                let Some(Shape::Fields(fields)) = self.find(name).map(|ty| &ty.shape) else {
                    return quote!(#path::from(visitor.text()));
                };
                let required = fields.iter().filter(|field| !field.optional);
                let required = required.map(|field| self.value(&field.ty, depth + 1));
                let options = fields.iter().filter(|field| field.optional && depth < DEEPEST);
                let options = options.map(|field| {
                    let value = self.value(&field.ty, depth + 1);
                    let setter = ident(&field.setter);
                    quote!(.#setter(#value))
                });
                quote!(#path::new(#(#required),*)#(#options)*)
            }
        }
    }

    /// What the server sends, as text.
    fn reply(&self, reply: &Reply) -> String {
        let json = |ty| self.json(ty, 0);
        match reply {
            Reply::None | Reply::Status => String::new(),
            Reply::Stream | Reply::Text => "text".into(),
            Reply::Lines => "text\ntext\n".into(),
            Reply::Keys => json!({ "data": { "keys": ["text"] } }).to_string(),
            Reply::Records(record) => format!("{}\n", json(record)),
            Reply::List(data) | Reply::Data(data) | Reply::MaybeData(data) => {
                json!({ "data": json(data) }).to_string()
            }
            Reply::Body(body) | Reply::MaybeBody(body) | Reply::Events(body) => {
                json(body).to_string()
            }
        }
    }

    fn json(&self, ty: &Ty, depth: usize) -> Value {
        match ty {
            Ty::String | Ty::Any => json!("text"),
            Ty::Secret => json!(CANARY),
            Ty::Bool => json!(true),
            Ty::I64 | Ty::U64 | Ty::Duration | Ty::Limit => json!(1),
            Ty::F64 => json!(0.5),
            Ty::Timestamp => json!(TIME),
            Ty::List(_) if depth >= DEEPEST => json!([]),
            Ty::List(inner) => json!([self.json(inner, depth + 1)]),
            Ty::Map(_) if depth >= DEEPEST => json!({}),
            Ty::Map(inner) => json!({ "text": self.json(inner, depth + 1) }),
            Ty::Named(name) => match self.find(name).map(|ty| &ty.shape) {
                Some(Shape::Fields(fields)) => self.object(fields, depth).into(),
                Some(Shape::Values(values)) => json!(values.first().map(|value| &value.wire)),
                None => Value::Null,
            },
        }
    }

    fn object(&self, fields: &[Field], depth: usize) -> Map<String, Value> {
        let mut object = Map::new();
        for field in fields {
            match (self.json(&field.ty, depth + 1), field.reads) {
                (Value::Object(rest), Reads::Rest) => object.extend(rest),
                (value, _) if !field.optional || depth < DEEPEST => {
                    object.insert(field.wire.clone(), value);
                }
                _ => {}
            }
        }
        object
    }
}

/// The template, with what no caller chooses filled in.
fn template(operation: &Operation) -> String {
    let mut template = operation.http.template.clone();
    for write in &operation.request.writes {
        let value = match &write.value {
            Written::Constant(Constant::Text(text)) => text.clone(),
            Written::Number(_) => "1".into(),
            _ => continue,
        };
        for placeholder in [format!("{{{}}}", write.wire), format!("{{*{}}}", write.wire)] {
            if matches!(write.place, "path" | "rest") {
                template = template.replace(&placeholder, &value);
            }
        }
    }
    template
}
