//! Turns a YAML spec of HTTP operations into Rust.
//!
//! ```text
//! parse -> model -> lower -> ir -> check -> emit -> tokens -> print -> format -> text by path
//! ```
//!
//! [`generate`] is a function: it writes no file, and starts no process but the formatter. It
//! never panics; whatever is wrong with a spec comes back as [`Problems`], all at once, and
//! [`Problems::render`] draws them with the lines that they stand in. [`schema()`] is for editors,
//! [`explain()`] for who wants to know what an entry was taken for.
//!
//! It gives what goes into vault-sys itself. For bindings in a crate of your own, say to a plugin of
//! your company's, see [`plugin`]: that module, [`Source`], [`read_folder`] and [`Problems`] are what
//! such a crate needs, and change only as semantic versioning allows. [`catalogue`] and [`draft`] are for
//! tools that read specs and add to them.

pub mod catalogue;
mod check;
pub mod draft;
mod emit;
mod explain;
mod format;
mod ir;
mod lower;
mod model;
mod name;
mod page;
mod parallel;
mod parse;
mod path;
pub mod plugin;
mod print;
mod problem;
mod route;
mod schema;
mod source;
mod table;
mod text;
mod ty;
mod vocabulary;
mod yaml;

use std::collections::BTreeMap;

pub use self::{
    explain::{Unexplained, explain},
    problem::{Place, Problem, Problems},
    schema::{FIRST_LINE, schema},
    source::{Source, read_folder},
};
use self::{
    format::{Draft, Failure},
    problem::Span,
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
    /// Every operation with everything set, one file a group.
    pub samples: Files,
    /// Tables for people, in Markdown.
    pub docs: Files,
}

/// Turns the files of a spec into Rust, the same whatever their order.
///
/// # Errors
///
/// Everything that is wrong with the spec, with file and place, and what would have been right. And
/// when rustfmt cannot be run.
pub fn generate(sources: &[Source]) -> Result<Generated, Problems> {
    generated(&groups(sources)?, format::formatted).map_err(bug)
}

/// The same without the formatter, which takes longest and has to be there: it is Rust, but no lines
/// are broken.
///
/// # Errors
///
/// Everything that is wrong with the spec.
pub fn unformatted(sources: &[Source]) -> Result<Generated, Problems> {
    generated(&groups(sources)?, |drafts| Ok(format::unformatted(drafts))).map_err(bug)
}

/// Finds what is wrong with a spec.
///
/// # Errors
///
/// Those of [`generate`].
pub fn check(sources: &[Source]) -> Result<(), Problems> {
    unformatted(sources).map(drop)
}

fn groups(sources: &[Source]) -> Result<Vec<ir::Group>, Problems> {
    let mut sources: Vec<_> = sources.iter().collect();
    sources.sort_by_key(|source| &source.path);
    let mut problems = Problems::default();
    let models = Problems::collect(&sources, &mut problems, |source, problems| {
        parse::group(source, problems)
    });
    let models: Vec<_> = models.into_iter().flatten().collect();
    let mut groups = lower::groups(&models, &sources, &mut problems);
    check::all(&groups, &sources, &mut problems);
    if !problems.is_empty() {
        return Err(problems.into_sorted());
    }
    route::avoid(&mut groups);
    Ok(groups)
}

/// What comes of a spec that is right is ours, and so is what is wrong with it.
fn bug(failure: Failure) -> Problems {
    let mut problems = Problems::default();
    problems.add("the generator", Span::FILE, failure);
    problems
}

fn generated(
    groups: &[ir::Group],
    format: impl Fn(Vec<Draft>) -> Result<Files, Failure>,
) -> Result<Generated, Failure> {
    let docs = Files::from([
        ("endpoints.md".to_owned(), page::endpoints(groups)),
        ("from-hvac.md".to_owned(), page::from_hvac(groups)),
    ]);
    let (api, protocol, samples) = (Files::new(), Files::new(), Files::new());
    let mut generated = Generated { api, protocol, samples, docs };
    for (path, text) in format(drafts(groups))? {
        let (files, name) = match path.split_once('/') {
            Some(("protocol", name)) => (&mut generated.protocol, name),
            Some(("samples", name)) => (&mut generated.samples, name),
            Some((_, name)) => (&mut generated.api, name),
            None => continue,
        };
        files.insert(name.to_owned(), text);
    }
    Ok(generated)
}

/// All that is Rust, by what it is and its path among those.
fn drafts(groups: &[ir::Group]) -> Vec<Draft> {
    let outer = groups.iter().filter(|group| group.parent.is_none());
    let outer = outer.map(|group| (group.module.as_str(), group.enterprise));
    let tested = groups.iter().filter(|group| !group.operations.is_empty());
    let names: Vec<_> = tested.map(|group| (group.flat_name(), group.enterprise)).collect();
    let names = names.iter().map(|(name, gate)| (name.as_str(), *gate));
    let mut drafts = vec![
        Draft::new("api/mod.rs".into(), emit::api_index(outer)),
        Draft::new("protocol/mod.rs".into(), emit::protocol_index(names.clone())),
        Draft::new("samples/mod.rs".into(), emit::samples_index(names)),
    ];
    drafts.extend(parallel::map(groups, |group| of_group(group, groups)).into_iter().flatten());
    drafts
}

fn of_group(group: &ir::Group, all: &[ir::Group]) -> Vec<Draft> {
    let api = emit::group(group, emit::Target::Own);
    let mut drafts = vec![Draft::new(format!("api/{}.rs", group.location()), api)];
    if !group.operations.is_empty() {
        let name = group.flat_name();
        let (samples, protocol) = (emit::samples(group, all), emit::protocol(group));
        drafts.push(Draft::new(format!("samples/{name}.rs"), samples));
        drafts.push(Draft::new(format!("protocol/{name}.rs"), protocol));
    }
    drafts
}
