//! What operations and helpers are called in hvac, the client for Python.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::{
    ir::{Helper, Hvac},
    model, name,
    problem::{Report, shown},
    yaml::Text,
};

/// What fits in a table. Each bracket is looked into, too.
const LONGEST_CALL: usize = 200;

/// Reads `Lease.read_lease`, or `read_lease` from before there were classes.
pub(super) fn lower(texts: &[Text], report: &mut Report<'_>) -> Vec<Hvac> {
    let mut names = Vec::new();
    for Text { at, text } in texts {
        let (class, method) = match text.split_once('.') {
            Some((class, method)) => (Some(class), method),
            None => (None, text.as_str()),
        };
        if class.into_iter().chain([method]).all(name::is_word) {
            names.push(Hvac { class: class.map(Into::into), method: method.into() });
        } else {
            let right = "a method such as `Lease.read_lease`, or `read_lease` before hvac 0.7";
            report.add(*at, format!("`{text}` is nothing in hvac; it has {right}"));
        }
    }
    names
}

/// What users of hvac look for. The method's own name is found anyway.
pub(super) fn aliases(names: &[Hvac], method: &str) -> Vec<String> {
    let mut aliases: Vec<String> = Vec::new();
    for Hvac { method: name, .. } in names {
        if name != method && !aliases.contains(name) {
            aliases.push(name.clone());
        }
    }
    aliases
}

pub(super) fn helper(helper: &model::Helper, report: &mut Report<'_>) -> Option<Helper> {
    let hvac = lower(&helper.hvac, report);
    let call = helper.call.as_ref()?;
    if call.text.len() > LONGEST_CALL || !is_call(&call.text) {
        let right = "write it as in Rust, such as `unseal_with([\"share\"])`";
        report.add(call.at, format!("{} is no call; {right}", shown(&call.text)));
        return None;
    }
    Some(Helper { call: call.text.clone(), doc: helper.doc.clone(), hvac })
}

/// Whether it is a name and values in brackets.
fn is_call(text: &str) -> bool {
    let tokens: Vec<_> = text.parse::<TokenStream>().unwrap_or_default().into_iter().collect();
    matches!(
        &tokens[..],
        [TokenTree::Ident(word), TokenTree::Group(values)]
            if name::is_name(&word.to_string())
                && values.delimiter() == Delimiter::Parenthesis
                && are_values(values.stream())
    )
}

/// Whether there is nothing between commas but one literal, name or list.
fn are_values(tokens: TokenStream) -> bool {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let mut parts: Vec<_> = tokens.split(is_comma).collect();
    // What ends with a comma, or is empty.
    parts.pop_if(|last| last.is_empty());
    parts.into_iter().all(|part| match part {
        [TokenTree::Literal(_)] => true,
        [TokenTree::Ident(word)] => {
            word == "true" || word == "false" || name::is_name(&word.to_string())
        }
        [TokenTree::Group(list)] => {
            list.delimiter() == Delimiter::Bracket && are_values(list.stream())
        }
        _ => false,
    })
}

fn is_comma(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',')
}
