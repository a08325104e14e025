//! Keeps the generated files as the spec says.

use std::path::Path;

use vault_sys_codegen::{FIRST_LINE, Files, Generated, Source, generate, read_folder, schema};

use crate::{
    screen::draw,
    tree::{Difference, compare},
};

/// Writes what differs, below the folder of a workspace. Gives lines that tell what was done.
///
/// # Errors
///
/// What is wrong with the spec, drawn for a person, and what keeps a file from being read or
/// written. If the spec is wrong nothing is written.
pub fn write(root: &Path) -> Result<String, String> {
    let found = Found::new(root)?;
    let mut done = Vec::new();
    for difference in &found.differences {
        done.push(difference.mend(root).map_err(|error| error.to_string())?);
    }
    if done.is_empty() {
        done.push(found.all_is_well());
    }
    done.extend(found.headless);
    Ok(done.join("\n"))
}

/// Tells that nothing differs.
///
/// # Errors
///
/// What [`write()`] would change, as a diff, and what it could not do.
pub fn check(root: &Path) -> Result<String, String> {
    let found = Found::new(root)?;
    let mut told: Vec<_> = found.differences.iter().map(|one| one.diff(root)).collect();
    if !told.is_empty() {
        let count = found.differences.len();
        told.push(format!(
            "{count} of the generated files are not as the spec says: cargo xtask regen"
        ));
    }
    told.extend(found.headless.iter().cloned());
    if told.is_empty() { Ok(found.all_is_well()) } else { Err(told.join("\n")) }
}

/// How things are.
struct Found {
    /// What is not as the spec says.
    differences: Vec<Difference>,
    /// How many files there should be.
    files: usize,
    /// What has to be said of spec files that editors do not know as such.
    headless: Vec<String>,
}

impl Found {
    fn new(root: &Path) -> Result<Self, String> {
        let spec = root.join("spec");
        let unread = |folder: &Path, error| format!("cannot read {}: {error}", folder.display());
        let sources = read_folder(&spec).map_err(|error| unread(&spec, error))?;
        let Generated { api, protocol, samples, docs } =
            generate(&sources).map_err(|problems| draw(&problems, &sources))?;
        let schema = Files::from([("schema.json".to_owned(), schema())]);
        let folders = [
            (root.join("vault-sys/src/generated"), &api, true),
            (root.join("vault-sys/tests/protocol/generated"), &protocol, true),
            (root.join("vault-sys/tests/protocol/samples"), &samples, true),
            (root.join("docs"), &docs, false),
            (spec, &schema, false),
        ];
        let (mut differences, mut files) = (Vec::new(), 0);
        for (folder, wanted, alone) in folders {
            files += wanted.len();
            let found = compare(&folder, wanted, alone);
            differences.extend(found.map_err(|error| unread(&folder, error))?);
        }
        Ok(Self { differences, files, headless: headless(&sources) })
    }

    fn all_is_well(&self) -> String {
        format!("{} generated files, all as the spec says", self.files)
    }
}

fn headless(sources: &[Source]) -> Vec<String> {
    let lacks = |source: &&Source| !source.text.starts_with(FIRST_LINE.as_bytes());
    let told = |source: &Source| {
        format!("{}: the first line should be `{FIRST_LINE}`, for editors", source.path)
    };
    sources.iter().filter(lacks).map(told).collect()
}

#[cfg(test)]
mod tests {
    use vault_sys_codegen::{FIRST_LINE, Source};

    #[test]
    fn generated_files_are_as_the_spec_says() {
        super::check(&crate::root()).unwrap();
    }

    #[test]
    fn a_spec_file_that_editors_do_not_know_is_told() {
        let source = |path: &str, text: &str| Source { path: path.into(), text: text.into() };
        let known = source("spec/a.yaml", &format!("{FIRST_LINE}\ndoc: A.\n"));
        let told = super::headless(&[known, source("spec/b.yaml", "doc: B.\n")]);
        assert_eq!(told.len(), 1);
        assert!(told[0].starts_with("spec/b.yaml: ") && told[0].contains(FIRST_LINE));
    }
}
