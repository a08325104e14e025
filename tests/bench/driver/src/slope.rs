//! What more operations add to a build: the crate with the spec's groups there twice.

use std::{fs, path::Path};

use bench_generator::synthetic;
use bench_harness::{Result, programs, root};
use vault_sys_codegen::generate;

use crate::{
    part::{Part, round},
    rustc::{clean, compile},
};

pub(crate) fn measure() -> Result<Part> {
    let mut part = Part::new(
        "More operations",
        "The crate with all features, its groups there once and copied under other names and paths, \
         checked as above."
            .into(),
    );
    let here = programs()?;
    let target = here.parent().unwrap_or(&here);
    let real = bench_generator::real(&root().join("spec")).map_err(|error| error.to_string())?;
    let mut points = Vec::new();
    for wanted in [real, 2 * real] {
        points.push(point(&target.join("alone"), target, wanted)?);
    }
    let ((fewest, least), (most, longest)) = (points[0], points[points.len() - 1]);
    let slope = (longest - least) / (most - fewest) * 100.0;
    part.figure("what 100 operations more add to `check`", "s", 0.5, slope);
    let rows = points.iter().map(|(count, time)| vec![round(*count), round(*time)]).collect();
    part.table("`check` by operations", &["operations", "CPU time, s"], rows);
    Ok(part)
}

/// How many operations there are, and what checking them takes.
fn point(area: &Path, target: &Path, wanted: usize) -> Result<(f64, f64)> {
    let spec = root().join("spec");
    let (sources, count) = synthetic(&spec, wanted).map_err(|error| error.to_string())?;
    let generated = generate(&sources).map_err(|problems| problems.to_string())?;
    let folder = area.join("slope").join(count.to_string());
    let written = || {
        let _ = fs::remove_dir_all(&folder);
        for part in ["src", "examples"] {
            copy(&root().join("vault-sys").join(part), &folder.join(part))?;
        }
        fs::remove_dir_all(folder.join("src/generated"))?;
        for (path, text) in &generated.api {
            let file = folder.join("src/generated").join(path);
            fs::create_dir_all(file.parent().unwrap_or(&file))?;
            fs::write(file, text)?;
        }
        fs::copy(root().join("README.md"), folder.join("README.md"))?;
        fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock"))?;
        fs::write(folder.join("Cargo.toml"), manifest()?)
    };
    written().map_err(|error| format!("{}: {error}", folder.display()))?;
    let options = ["check", "--lib", "--all-features"];
    let mut least = f64::INFINITY;
    // The first has the dependencies to build.
    for _ in 0..4 {
        clean(&folder, target, "vault-sys", false)?;
        let compiled = compile(&folder, target, &options, Some("vault_sys"))?;
        least = least.min(compiled.map_or(f64::INFINITY, |compiled| compiled.cpu));
    }
    #[expect(clippy::cast_precision_loss, reason = "it is about 1000")]
    Ok((count as f64, least))
}

/// The crate's own manifest, with what it has from the workspace.
fn manifest() -> std::io::Result<String> {
    let text = fs::read_to_string(root().join("vault-sys/Cargo.toml"))?;
    let mut lines = vec!["[workspace]".to_owned()];
    for line in text.lines() {
        lines.push(match line {
            "version.workspace = true" => "version = \"0.1.0\"".into(),
            "edition.workspace = true" => "edition = \"2024\"".into(),
            "[lints]" => "[package.metadata.lints]".into(),
            line if line.ends_with(".workspace = true") => continue,
            line => line.to_owned(),
        });
    }
    lines.push("[profile.dev]\ndebug = 0\n".to_owned());
    Ok(lines.join("\n"))
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
