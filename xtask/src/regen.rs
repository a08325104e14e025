//! Keeps the generated files as the spec says.

use std::path::Path;

use vault_sys_codegen::{Generated, catalogue::catalogue, generate, read_folder};

use crate::{
    hvac, inventory,
    tree::{Difference, compare},
};

/// Writes what differs.
pub(crate) fn write() -> Result<(), String> {
    let root = xtask::root();
    let (differences, files, _) = differences(&root)?;
    for difference in &differences {
        println!("{}", difference.mend(&root).map_err(|error| error.to_string())?);
    }
    if differences.is_empty() {
        println!("{files} generated files, all as the spec says");
    }
    Ok(())
}

/// Shows what differs, and fails if anything does.
pub(crate) fn check() -> Result<(), String> {
    let root = xtask::root();
    let (differences, files, missing) = differences(&root)?;
    for difference in &differences {
        print!("{}", difference.diff(&root));
    }
    if !missing.is_empty() {
        return Err(format!("{}\nhvac can do what is not there", missing.join("\n")));
    }
    match differences.len() {
        0 => {
            println!("{files} generated files, all as the spec says");
            Ok(())
        }
        count => Err(format!(
            "{count} of the generated files are not as the spec says: cargo xtask regen"
        )),
    }
}

/// What is not as the spec says, how many files there should be, and what hvac has beyond that.
fn differences(root: &Path) -> Result<(Vec<Difference>, usize, Vec<String>), String> {
    let spec = root.join("spec");
    let sources =
        read_folder(&spec).map_err(|error| format!("cannot read {}: {error}", spec.display()))?;
    let Generated { api, protocol, docs } =
        generate(&sources).map_err(|problems| problems.to_string())?;
    let folders = [
        (root.join("vault-sys/src/generated"), &api, true),
        (root.join("vault-sys/tests/protocol/generated"), &protocol, true),
        (root.join("docs"), &docs, false),
    ];
    let mut differences = Vec::new();
    for (folder, wanted, alone) in folders {
        let found = compare(&folder, wanted, alone);
        differences
            .extend(found.map_err(|error| format!("cannot read {}: {error}", folder.display()))?);
    }
    let page = docs.get("from-hvac.md").map(String::as_str).unwrap_or_default();
    let catalogue = catalogue(&sources).map_err(|problems| problems.to_string())?;
    let missing = hvac::missing(&inventory::read(root)?, page, &catalogue);
    Ok((differences, api.len() + protocol.len() + docs.len(), missing))
}

#[cfg(test)]
mod tests {
    #[test]
    fn generated_files_are_as_the_spec_says() {
        super::check().unwrap();
    }
}
