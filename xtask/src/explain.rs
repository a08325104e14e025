//! Tells what the generator understood.

use std::path::Path;

use vault_sys_codegen::{Unexplained, explain, read_folder};

use xtask::screen::draw;

pub(crate) fn run(root: &Path, name: &str) -> Result<(), String> {
    let sources = read_folder(&root.join("spec")).map_err(|error| format!("spec: {error}"))?;
    let text = explain(&sources, name).map_err(|unexplained| match unexplained {
        Unexplained::Wrong(problems) => draw(&problems, &sources),
        other => other.to_string(),
    })?;
    print!("{text}");
    Ok(())
}
