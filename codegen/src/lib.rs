//! Turns a YAML spec of HTTP operations into Rust.
//!
//! ```text
//! parse -> model -> lower -> ir -> check -> emit -> tokens -> format -> text by path
//! ```
//!
//! [`generate`] is a function: it writes no file, and starts no process but the formatter. It
//! never panics; whatever is wrong with a spec comes back as [`Problems`], all at once.

mod check;
mod emit;
mod format;
mod ir;
mod lower;
mod model;
mod name;
mod parse;
mod path;
mod problem;
mod source;
mod table;
mod ty;
mod yaml;

use std::collections::BTreeMap;

pub use self::{
    problem::{Place, Problem, Problems},
    source::{Source, read_folder},
};

/// The text of each file, by its path in the folder that holds nothing else.
pub type Files = BTreeMap<String, String>;

/// What comes of a spec.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generated {
    /// Requests, replies and handles, one file a group.
    pub api: Files,
    /// Tests of what the spec's examples promise, one file a group.
    pub protocol: Files,
}

/// Turns the files of a spec into Rust.
///
/// # Errors
///
/// Everything that is wrong with the spec, with file and place, and what would have been right.
pub fn generate(sources: &[Source]) -> Result<Generated, Problems> {
    let mut problems = Problems::default();
    let models: Vec<_> =
        sources.iter().filter_map(|source| parse::group(source, &mut problems)).collect();
    let groups: Vec<_> = models.iter().map(|model| lower::group(model, &mut problems)).collect();
    check::all(&groups, &mut problems);
    if !problems.is_empty() {
        return Err(problems.into_sorted());
    }
    render(&groups).map_err(|failure| {
        let mut problems = Problems::default();
        problems.add("the generator", Place::default(), failure);
        problems
    })
}

fn render(groups: &[ir::Group]) -> Result<Generated, format::Failure> {
    let api = emit::index(groups, "The API of the servers, one module a group.", true);
    let protocol = emit::index(groups, "What the examples promise, one module a group.", false);
    let mut drafts = vec![format::draft(&api)?, format::draft(&protocol)?];
    for group in groups {
        drafts.push(format::draft(&emit::group(group))?);
        drafts.push(format::draft(&emit::protocol(group))?);
    }
    let modules = groups.iter().map(|group| group.module.as_str());
    let names = std::iter::once("mod").chain(modules).map(|name| format!("{name}.rs"));
    let mut texts = format::rustfmt(&drafts)?.into_iter();
    let mut generated = Generated { api: Files::new(), protocol: Files::new() };
    for name in names {
        generated.api.extend(texts.next().map(|text| (name.clone(), text)));
        generated.protocol.extend(texts.next().map(|text| (name, text)));
    }
    Ok(generated)
}
