//! What is generated for an operation, cut out of what is generated.

use std::fmt::Write as _;

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    emit,
    ir::{Group, Operation},
    lower,
    print::{self, wrap, wrapped},
};

/// The method that makes a call, the setters of its options, and what comes back.
pub(super) fn api(operation: &Operation) -> String {
    let mut text = signatures(&print::items([emit::method(operation)]).text);
    let setters = operation.alias.as_ref().map(|alias| format!("impl<C> {}<", alias.name));
    for item in emit::request(operation, emit::Target::Own) {
        let item = print::items([item]).text;
        if setters.as_ref().is_some_and(|setters| item.starts_with(setters)) {
            text += &signatures(&item);
        } else if item.starts_with("impl Endpoint for ") {
            text += &cut(&item, "type ", ";");
        }
    }
    text
}

/// The example that shows most, as a call of each of the clients.
pub(super) fn calls(operation: &Operation, group: &Group) -> String {
    let mut text = String::new();
    if let Some(usage) = lower::example_of(operation) {
        for asynchronous in [true, false] {
            text += &indented(&call(emit::call(&usage, group, asynchronous)), 2);
        }
    }
    text
}

/// The heads of functions.
fn signatures(text: &str) -> String {
    cut(text, "pub fn ", " {").replace(" {\n", "\n")
}

/// The lines with this beginning and this end.
fn cut(text: &str, begin: &str, end: &str) -> String {
    let lines = text.lines().map(str::trim);
    let lines = lines.filter(|line| line.starts_with(begin) && line.ends_with(end));
    lines.map(|line| indented(&wrap(line), 2)).collect()
}

/// Statements, without the function around them.
fn call(statements: Option<TokenStream>) -> String {
    let Some(statements) = statements else { return String::new() };
    let text = wrapped(quote!(fn example() { #statements }));
    let mut lines: Vec<_> = text.lines().collect();
    lines.pop();
    let body = lines.iter().skip(1).map(|line| line.strip_prefix("    ").unwrap_or(line));
    body.collect::<Vec<_>>().join("\n")
}

fn indented(text: &str, by: usize) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let _ = writeln!(out, "{:by$}{line}", "");
    }
    out
}
