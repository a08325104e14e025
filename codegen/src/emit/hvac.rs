//! The way over for users of hvac: class by class, its methods and our calls.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Group, Helper, Hvac, Operation};

use super::{ident, protocol::argument};

/// A class of hvac.
pub(crate) struct Class {
    pub(crate) name: String,
    /// The lines of its table.
    pub(crate) rows: Vec<String>,
    /// A function that makes each call of the table.
    pub(crate) code: TokenStream,
    /// What that function mentions of groups within groups, such as `policies::egp`.
    pub(crate) mentions: Vec<String>,
}

#[derive(Default)]
struct Row {
    methods: Vec<String>,
    call: String,
    note: String,
    code: TokenStream,
    /// The group within a group that the code mentions.
    mentions: Option<String>,
}

/// All classes, in the order of their names.
pub(crate) fn page(groups: &[Group]) -> Vec<Class> {
    let mut classes: BTreeMap<&str, Vec<Row>> = BTreeMap::new();
    for group in groups {
        for operation in &group.operations {
            add(&mut classes, &operation.hvac, || of_operation(operation, group));
        }
        for helper in &group.helpers {
            add(&mut classes, &helper.hvac, || of_helper(helper, group));
        }
    }
    classes.into_iter().map(|(name, rows)| class(name, rows)).collect()
}

fn add<'g>(classes: &mut BTreeMap<&'g str, Vec<Row>>, names: &'g [Hvac], row: impl Fn() -> Row) {
    let mut rows: BTreeMap<&str, Row> = BTreeMap::new();
    let first = names.iter().find_map(|name| name.class.as_deref()).unwrap_or("Client");
    for name in names {
        let row = rows.entry(name.class.as_deref().unwrap_or(first)).or_insert_with(&row);
        let current = |other: &Hvac| other.class.is_some() && other.method == name.method;
        if name.class.is_none() && names.iter().any(current) {
            continue;
        }
        let old = if name.class.is_none() { " (before 0.7)" } else { "" };
        row.methods.push(format!("`{}`{old}", name.method));
    }
    for (class, row) in rows {
        classes.entry(class).or_default().push(row);
    }
}

fn class(name: &str, mut rows: Vec<Row>) -> Class {
    rows.sort_by(|a, b| a.methods.cmp(&b.methods));
    let lines = rows.iter().map(|Row { methods, call, note, .. }| {
        format!("| {} | `{call}` | {note} |", methods.join(", "))
    });
    let calls = rows.iter().map(|row| &row.code);
    let function = ident(&name.to_lowercase());
    let code = quote! {
        async fn #function(vault: &Client) -> Result<(), Error> {
            #(#calls)*
            Ok(())
        }
    };
    let mut mentions: Vec<_> = rows.iter().filter_map(|row| row.mentions.clone()).collect();
    mentions.dedup();
    Class { name: name.into(), rows: lines.collect(), code, mentions }
}

fn of_operation(operation: &Operation, group: &Group) -> Row {
    let method = ident(&operation.method);
    let required = || operation.request.fields.iter().filter(|field| !field.optional);
    let names: Vec<_> = required().map(|field| field.name.as_str()).collect();
    let options = operation.request.fields.iter().filter(|field| field.optional);
    let options: Vec<_> = options.map(|field| format!("`{}`", field.setter)).collect();
    let values = operation.examples.first().map(|example| example.required.as_slice());
    let values = values.unwrap_or_default().iter().zip(required());
    let values: Vec<_> = values.map(|(value, field)| argument(value, field.takes, group)).collect();
    let upload = (operation.call == "Upload").then(|| quote!(.from_reader(tokio::io::empty())));
    let handle = handle(group);
    let end = if upload.is_some() { ".from_reader(reader)" } else { "" };
    let note = match options.len() {
        0 => String::new(),
        _ => format!("options: {}", options.join(", ")),
    };
    Row {
        methods: Vec::new(),
        call: format!("{}.{}({}){end}", group.call(), operation.method, names.join(", ")),
        note: note.replace('|', "\\|"),
        mentions: mention(&quote!(#(#values)*), group),
        code: quote!(#handle.#method(#(#values),*)#upload.await?;),
    }
}

fn of_helper(helper: &Helper, group: &Group) -> Row {
    let handle = handle(group);
    // Looked at when it was lowered.
    let call: TokenStream = helper.call.parse().unwrap_or_default();
    Row {
        methods: Vec::new(),
        call: format!("{}.{}", group.call(), helper.call),
        note: helper.doc.clone(),
        code: quote!(#handle.#call.await?;),
        mentions: None,
    }
}

fn mention(values: &TokenStream, group: &Group) -> Option<String> {
    let parent = group.parent.as_ref()?;
    let named = values.to_string().contains(&format!("{} ::", group.module));
    named.then(|| format!("{parent}::{}", group.module))
}

pub(super) fn handle(group: &Group) -> TokenStream {
    let module = ident(&group.module);
    let parent = group.parent.as_deref().map(ident);
    let parent = parent.map(|parent| quote!(#parent().));
    quote!(vault.#parent #module())
}
