//! Turns a YAML spec of HTTP operations into Rust.
//!
//! ```text
//! parse -> model -> lower -> ir -> check -> emit -> tokens -> format -> text by path
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
mod parse;
mod path;
pub mod plugin;
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

use self::problem::Span;
pub use self::{
    explain::{Unexplained, explain},
    problem::{Place, Problem, Problems},
    schema::{FIRST_LINE, schema},
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
    /// Every operation with everything set, one file a group.
    pub samples: Files,
    /// Tables for people, in Markdown.
    pub docs: Files,
}

/// Turns the files of a spec into Rust, the same whatever their order.
///
/// # Errors
///
/// Everything that is wrong with the spec, with file and place, and what would have been right.
pub fn generate(sources: &[Source]) -> Result<Generated, Problems> {
    drafts(&groups(sources)?).and_then(finish).map_err(bug)
}

/// Finds what is wrong with a spec. It does all that [`generate`] does but for the last touches of
/// the formatter, which take longest.
///
/// # Errors
///
/// Those of [`generate`].
pub fn check(sources: &[Source]) -> Result<(), Problems> {
    drafts(&groups(sources)?).map(drop).map_err(bug)
}

fn groups(sources: &[Source]) -> Result<Vec<ir::Group>, Problems> {
    let mut sources: Vec<_> = sources.iter().collect();
    sources.sort_by_key(|source| &source.path);
    let mut problems = Problems::default();
    let models: Vec<_> =
        sources.iter().filter_map(|source| parse::group(source, &mut problems)).collect();
    let mut groups = lower::groups(&models, &sources, &mut problems);
    check::all(&groups, &sources, &mut problems);
    if !problems.is_empty() {
        return Err(problems.into_sorted());
    }
    route::avoid(&mut groups);
    Ok(groups)
}

/// What comes of a spec that is right is ours, and so is what is wrong with it.
fn bug(failure: format::Failure) -> Problems {
    let mut problems = Problems::default();
    problems.add("the generator", Span::FILE, failure);
    problems
}

/// All but the last touches.
struct Drafts {
    /// A file's folder, its name there, and its text.
    rust: Vec<(Folder, String, String)>,
    docs: Files,
}

#[derive(Clone, Copy)]
enum Folder {
    Api,
    Protocol,
    Samples,
}

fn finish(drafts: Drafts) -> Result<Generated, format::Failure> {
    let Drafts { rust, docs } = drafts;
    let mut generated =
        Generated { api: Files::new(), protocol: Files::new(), samples: Files::new(), docs };
    let (places, texts): (Vec<_>, Vec<_>) =
        rust.into_iter().map(|(folder, name, text)| ((folder, name), text)).unzip();
    for ((folder, name), text) in places.into_iter().zip(format::rustfmt(&texts)?) {
        let files = match folder {
            Folder::Api => &mut generated.api,
            Folder::Protocol => &mut generated.protocol,
            Folder::Samples => &mut generated.samples,
        };
        files.insert(format!("{name}.rs"), text);
    }
    Ok(generated)
}

fn drafts(groups: &[ir::Group]) -> Result<Drafts, format::Failure> {
    let tested: Vec<_> = groups.iter().filter(|group| !group.operations.is_empty()).collect();
    let outer = groups.iter().filter(|group| group.parent.is_none());
    let api = outer.map(|group| (group.module.as_str(), group.enterprise));
    let api = emit::api_index(api);
    let names: Vec<_> = tested.iter().map(|group| (group.flat_name(), group.enterprise)).collect();
    let protocol = emit::protocol_index(names.iter().map(|(name, gate)| (name.as_str(), *gate)));
    let samples = names.iter().map(|(name, gate)| (name.as_str(), *gate));
    let samples = emit::samples_index(samples);
    let mut rust = vec![
        (Folder::Api, "mod".into(), format::draft(&api)?),
        (Folder::Protocol, "mod".into(), format::draft(&protocol)?),
        (Folder::Samples, "mod".into(), format::draft(&samples)?),
    ];
    for group in groups {
        rust.push((
            Folder::Api,
            group.location(),
            format::draft(&emit::group(group, emit::Target::Own))?,
        ));
    }
    for (group, (name, _)) in tested.into_iter().zip(names) {
        let samples = format::draft(&emit::samples(group, groups))?;
        rust.push((Folder::Samples, name.clone(), samples));
        rust.push((Folder::Protocol, name, format::draft(&emit::protocol(group))?));
    }
    let docs = Files::from([
        ("endpoints.md".to_owned(), page::endpoints(groups)),
        ("from-hvac.md".to_owned(), page::from_hvac(groups)?),
    ]);
    Ok(Drafts { rust, docs })
}
