//! What building the crate alone costs, once all that it depends on is there.

use std::{
    fs,
    path::{Path, PathBuf},
};

use bench_harness::{Result, folder, programs, root};

use crate::{
    part::{Part, round},
    rustc::{Compiled, clean, compile},
};

/// The three ways to build.
const WAYS: [(&str, &[&str]); 3] = [
    ("check", &["check"]),
    ("debug build", &["build"]),
    ("release build", &["build", "--release"]),
];

/// A crate that is built by itself, below nothing but a program that is empty.
struct Subject {
    name: &'static str,
    package: &'static str,
    features: &'static [&'static str],
    folder: PathBuf,
}

pub(crate) fn measure() -> Result<Part> {
    let mut part = Part::new(
        "The crate alone",
        "One job, dependencies built, not incremental, the least of three; the seconds are CPU time \
         of the compiler, which other work on the machine disturbs least, and the memory is its \
         peak. Debug builds are without debug information. All have the same versions of what they \
         depend on, and but for one row their default features."
            .into(),
    );
    let here = programs()?;
    // What is built there has been built for the programs, as far as it is the same.
    let target = here.parent().unwrap_or(&here).to_path_buf();
    let area = target.join("alone");
    let subjects = [
        subject(&area, "vault-sys", "vault-sys", &[])?,
        subject(&area, "vault-sys, all features", "vault-sys", OUR_FEATURES)?,
        subject(&area, "vaultrs", "vaultrs", &[])?,
        subject(&area, "vault-client-rs", "vault-client-rs", &[])?,
        subject(&area, "openbao", "openbao", &[])?,
    ];
    let mut rows = Vec::new();
    let mut found = Vec::new();
    for subject in &subjects {
        let mut row = vec![subject.name.to_owned()];
        let mut of_subject = Vec::new();
        for (way, options) in WAYS {
            eprintln!("{way} of {}", subject.name);
            let least = alone(subject, &target, options)?;
            row.push(format!("{} s, {} MiB", round(least.cpu), round(least.peak)));
            of_subject.push(least);
        }
        rows.push(row);
        found.push(of_subject);
    }
    part.table("The crate alone", &["", "check", "debug", "release"], rows);
    for (index, (way, _)) in WAYS.iter().enumerate() {
        let least = found[2..].iter().map(|peer| peer[index].cpu).fold(f64::INFINITY, f64::min);
        let what = format!("CPU time of the crate's {way}, of the quickest peer");
        part.ratio(&what, 1.0, found[0][index].cpu / least);
    }
    Ok(part)
}

const OUR_FEATURES: &[&str] = &["blocking", "enterprise", "events", "policy-document", "tracing"];

/// Makes a package that depends on the crate and is nothing by itself.
fn subject(
    area: &Path,
    name: &'static str,
    package: &'static str,
    features: &'static [&'static str],
) -> Result<Subject> {
    let folder = area.join(name.replace([',', ' '], "-"));
    let version = match package {
        "vault-sys" => format!("path = \"{}\"", root().join("vault-sys").display()),
        "openbao" => "version = \"2\"".to_owned(),
        _ => "version = \"0.8\"".to_owned(),
    };
    let manifest = format!(
        "[package]\nname = \"alone\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [dependencies]\n{package} = {{ {version}, features = {features:?} }}\n\n\
         [profile.dev]\ndebug = 0\n\n[profile.release]\nstrip = \"symbols\"\n"
    );
    let written = || {
        fs::create_dir_all(folder.join("src"))?;
        fs::write(folder.join("src/lib.rs"), "")?;
        fs::write(folder.join("Cargo.toml"), manifest)?;
        // So that all have the same versions of what they depend on.
        fs::copy(self::folder().join("Cargo.lock"), folder.join("Cargo.lock"))
    };
    written().map_err(|error: std::io::Error| format!("{}: {error}", folder.display()))?;
    Ok(Subject { name, package, features, folder })
}

/// The least of three builds of the crate, after one with all that it depends on.
fn alone(subject: &Subject, target: &Path, options: &[&str]) -> Result<Compiled> {
    let options = [options, &["--package", subject.package]].concat();
    let name = subject.package.replace('-', "_");
    compile(&subject.folder, target, &options, Some(&name))?;
    let mut least: Option<Compiled> = None;
    for _ in 0..3 {
        clean(&subject.folder, target, subject.package, options.contains(&"--release"))?;
        let compiled =
            compile(&subject.folder, target, &options, Some(&name))?.ok_or_else(|| {
                format!("{} was not built, with {:?}", subject.name, subject.features)
            })?;
        least = Some(least.map_or(compiled, |least| Compiled {
            wall: least.wall.min(compiled.wall),
            cpu: least.cpu.min(compiled.cpu),
            peak: least.peak.min(compiled.peak),
        }));
    }
    least.ok_or_else(|| "nothing was built".into())
}
