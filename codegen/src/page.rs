//! Pages for people, in Markdown.

use crate::{emit, format, ir::Group};

const FROM_HVAC: &str = "\
# Coming from hvac

What hvac's system backend calls a thing, and what it is here. Classes are those of
`client.sys`; names of hvac before 0.7 are marked. Searching the crate's docs for a method of hvac
finds ours as well.

With the blocking client each call ends in `.send()` where it says `.await` here.

This page is written by `cargo xtask regen`; do not edit it.
";

/// The methods of hvac and our calls.
pub(crate) fn from_hvac(groups: &[Group]) -> Result<String, format::Failure> {
    let mut page = FROM_HVAC.to_owned();
    for class in emit::hvac_page(groups) {
        let (name, rows) = (class.name, class.rows.join("\n"));
        let mentions = class.mentions.iter().map(|path| format!("# use vault_sys::{path};\n"));
        let mentions: Vec<_> = mentions.collect();
        let code = format::item(&class.code)?;
        page += &[
            "\n## ",
            &name,
            "\n\n| hvac | vault-sys | note |\n| --- | --- | --- |\n",
            &rows,
            "\n\n```rust\n",
            "# use std::{collections::BTreeMap, time::Duration};\n",
            "# use vault_sys::*;\n",
            &mentions.concat(),
            code.trim_end(),
            "\n```\n",
        ]
        .concat();
    }
    Ok(page)
}
