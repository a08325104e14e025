//! What comes out of a build, and what goes into it.

use std::{fs, path::Path};

use bench_harness::{Result, build, crates, folder, programs, root};

use crate::part::{Part, round};

/// Crates, and what a manifest says of their versions; ours comes from its folder.
const CRATES: [(&str, &str); 4] =
    [("vault-sys", ""), ("vaultrs", "0.8"), ("vault-client-rs", "0.8"), ("openbao", "2")];

/// What the programs are called in tables, and in the names of their packages.
const PROGRAMS: [(&str, &str); 7] = [
    ("reqwest by hand", "reqwest"),
    ("vault-sys", "vault-sys"),
    ("vaultrs", "vaultrs"),
    ("vault-client-rs", "vault-client-rs"),
    ("openbao", "openbao"),
    ("reqwest by hand, blocking", "reqwest-blocking"),
    ("vault-sys, blocking", "vault-sys-blocking"),
];

pub(crate) fn measure() -> Result<Part> {
    let mut part = Part::new(
        "Build",
        "Distinct crates of a build with default features, the crate itself among them. The \
         programs are release builds that make one call with TLS at hand, stripped."
            .into(),
    );
    let mut rows = Vec::new();
    for (name, version) in CRATES {
        rows.push(vec![name.to_owned(), count(name, version)?.to_string()]);
    }
    part.table("Distinct crates", &["", "crates"], rows);
    #[expect(clippy::cast_precision_loss, reason = "it is about 100")]
    let count = crates(&root(), "vault-sys")? as f64;
    part.figure("distinct crates in the default build", "", 93.0, count);
    part.table("A program that lists mounts", &["", "stripped, MiB"], sizes()?);
    Ok(part)
}

/// Counts the crates of a package that depends on the one and is nothing by itself: in this workspace
/// they would have the features of all.
fn count(name: &str, version: &str) -> Result<usize> {
    let folder = programs()?.join("alone").join(name);
    let source = match version {
        "" => format!("path = \"{}\"", root().join("vault-sys").display()),
        version => format!("version = \"{version}\""),
    };
    let manifest = format!(
        "[package]\nname = \"alone\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [dependencies]\n{name} = {{ {source} }}\n"
    );
    package(&folder, &manifest).map_err(|error| format!("{}: {error}", folder.display()))?;
    crates(&folder, name)
}

fn package(folder: &Path, manifest: &str) -> std::io::Result<()> {
    fs::create_dir_all(folder.join("src"))?;
    fs::write(folder.join("src/lib.rs"), "")?;
    fs::write(folder.join("Cargo.toml"), manifest)?;
    // So that all have the same versions of what they depend on.
    fs::copy(self::folder().join("Cargo.lock"), folder.join("Cargo.lock")).map(drop)
}

fn sizes() -> Result<Vec<Vec<String>>> {
    let mut rows = Vec::new();
    for (name, package) in PROGRAMS {
        // By itself, so that it has the features of no other program.
        build(&["-p", &format!("client-{package}")])?;
        let file = programs()?.join(format!("one-{package}"));
        let size = fs::metadata(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        #[expect(clippy::cast_precision_loss, reason = "it is some millions")]
        let size = size.len() as f64 / f64::from(1 << 20);
        rows.push(vec![name.to_owned(), round(size)]);
    }
    Ok(rows)
}
