//! Bindings for paths that vault-sys knows nothing of, in a crate of your own.
//!
//! The spec is written as that of `/sys` is; paths begin where the plugin is mounted, or with a
//! placeholder for that:
//!
//! ```
//! use vault_sys_codegen::{Source, plugin::Plugin};
//!
//! let spec = "
//! doc: Keys that Acme rotates.
//! since: { vault: 1.15.0, openbao: 2.0.0 }
//! operations:
//!   rotate:
//!     doc: Rotates a key.
//!     http: POST {*mount}/rotate/{name}
//!     path:
//!       mount: { type: string, doc: Where the plugin is mounted. }
//!       name: { type: string, doc: Name of the key. }
//!     body:
//!       ttl: { type: duration?, doc: How long the old one goes on working. }
//!     reply: none
//!     examples:
//!       - args: { mount: team/acme, name: web, ttl: 30m }
//!         sends: { path: team/acme/rotate/web, body: { ttl: 1800 } }
//! ";
//! let source = Source { path: "spec/acme.yaml".into(), text: spec.trim_start().into() };
//! let files = Plugin::new().generate(&[source])?;
//! assert!(files["acme.rs"].contains("pub fn rotate("));
//! # Ok::<(), vault_sys_codegen::Problems>(())
//! ```
//!
//! # Committed
//!
//! Write the files into a folder such as `src/generated`, from a task or a test of your own, and name
//! it `mod generated;`. They can be read and reviewed, and nobody who builds the crate needs the
//! generator. A test that generates them again and compares shows that they are what the spec says.
//!
//! # Made by a build script
//!
//! [`Plugin::build`] is all of `build.rs`, and [`include!`] all of the module:
//!
//! ```no_run
//! fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     vault_sys_codegen::plugin::Plugin::new().build("spec")
//! }
//! ```
//!
//! ```text
//! include!(concat!(env!("OUT_DIR"), "/bindings/mod.rs"));
//! ```
//!
//! # Calls
//!
//! With `use generated::prelude::*;` calls look as those of vault-sys do, on both clients:
//! `vault.acme().rotate("team/acme", "web").ttl(minutes).await?`. In a crate that is not vault-sys these
//! are traits: `acme::ClientExt` for the group, `acme::RotateSetters` for the options of a call. Should
//! a later vault-sys have a method of the same name, that one goes first; `acme::Handle::new(&vault)` and
//! fields of the request, which are public, are always there.
//!
//! What is generated uses only what vault-sys documents, so both can be updated apart. The crate
//! depends on `vault-sys`, on `serde_json` if the spec says `any`, on `http` if it says `status`; a file with `enterprise: true` is behind a feature of that name. Links in docs
//! lead to `vault_sys::`, where those of vault-sys's own spec say `crate::`.
//!
//! # Mounts
//!
//! A path may begin with `{*mount}`. No argument makes it lead to `sys`, and the operations of one group
//! that differ only behind it are kept apart. Two groups are taken for two engines.

use std::{env, error::Error, fs, path::Path};

use crate::{
    Files, Problems, bug, emit,
    format::{self, Draft},
    ir, name,
    problem::Span,
    source::{Source, read_folder},
};

/// The folder below `OUT_DIR`.
const FOLDER: &str = "bindings";

/// Makes bindings for another crate than vault-sys.
#[derive(Clone, Debug)]
pub struct Plugin {
    command: String,
}

impl Default for Plugin {
    fn default() -> Self {
        Self::new()
    }
}

impl Plugin {
    /// Bindings that say of themselves that this crate made them.
    #[must_use]
    pub fn new() -> Self {
        Self { command: "vault-sys-codegen".into() }
    }

    /// Makes the files tell what makes them again, such as `cargo xtask regen`.
    #[must_use]
    pub fn regenerated_by(self, command: &str) -> Self {
        Self { command: format!("`{command}`") }
    }

    /// The files, by their paths in a folder that has nothing else. `mod.rs` names the others.
    ///
    /// They are formatted by rustfmt, a hundred columns wide, whatever the crate's own settings are.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the spec. And when rustfmt cannot be run.
    pub fn generate(&self, sources: &[Source]) -> Result<Files, Problems> {
        format::formatted(self.drafts(sources)?).map_err(bug)
    }

    /// For a build script: generates from all of the folder `spec`, into `bindings` in `OUT_DIR`, whenever
    /// the folder has changed. It needs no rustfmt.
    ///
    /// # Errors
    ///
    /// When a file cannot be read or written, or something is wrong with the spec. Cargo then shows
    /// each problem with its place.
    pub fn build(&self, spec: impl AsRef<Path>) -> Result<(), Box<dyn Error>> {
        let spec = spec.as_ref();
        println!("cargo::rerun-if-changed={}", spec.display());
        let sources = read_folder(spec).map_err(|error| format!("{}: {error}", spec.display()))?;
        let drafts = self.drafts(&sources).inspect_err(|problems| {
            for problem in problems.as_slice() {
                println!("cargo::error={}", problem.to_string().replace('\n', " "));
            }
        })?;
        let out = env::var_os("OUT_DIR").ok_or("there is no OUT_DIR: this is for build scripts")?;
        let folder = Path::new(&out).join(FOLDER);
        for (name, text) in format::unformatted(drafts) {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().unwrap_or(&folder))?;
            fs::write(path, text)?;
        }
        Ok(())
    }

    fn drafts(&self, sources: &[Source]) -> Result<Vec<Draft>, Problems> {
        let groups = crate::groups(sources)?;
        check(&groups)?;
        let target = emit::Target::Other(&self.command);
        let index = Draft::new("mod.rs".into(), emit::plugin_index(&groups, &self.command));
        let file = |group: &ir::Group| {
            Draft::new(format!("{}.rs", group.location()), emit::group(group, target))
        };
        Ok(std::iter::once(index).chain(groups.iter().map(file)).collect())
    }
}

/// Names that are free in vault-sys and not here.
fn check(groups: &[ir::Group]) -> Result<(), Problems> {
    let mut problems = Problems::default();
    for group in groups {
        let module = &group.module;
        if group.parent.is_none() && name::is_group_of_vault_sys(module) {
            let problem = format!("vault-sys has a group `{module}`, whose methods would go first");
            problems.add(&group.file, Span::FILE, format!("{problem}; give the file another name"));
        }
        let traits = group.operations.iter().filter(|operation| operation.alias.is_some());
        let traits = traits.map(|operation| emit::setters_name(&operation.request.name));
        let mut traits: Vec<_> = traits.collect();
        traits.extend([emit::CLIENT.into(), "AnyClient".into()]);
        for ty in group.types.iter().filter(|ty| traits.contains(&ty.name)) {
            let problem = format!("type `{}`: a trait in Rust is called so", ty.name);
            problems.add(&group.file, ty.at, format!("{problem}; choose another name"));
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems.into_sorted()) }
}
