//! Pages for people, in Markdown.

use std::fmt::Write as _;

use crate::{
    emit,
    ir::{Group, Operation},
    print::wrapped,
};

const FROM_HVAC: &str = "\
# Coming from hvac

What hvac's system backend calls a thing, and what it is here. Classes are those of
`client.sys`; names of hvac before 0.7 are marked. Searching the crate's docs for a method of hvac
finds ours as well.

With the blocking client each call ends in `.send()` where it says `.await` here.

This page is written by `cargo xtask regen`; do not edit it.
";

/// The methods of hvac and our calls.
pub(crate) fn from_hvac(groups: &[Group]) -> String {
    let mut page = FROM_HVAC.to_owned();
    for class in emit::hvac_page(groups) {
        let (name, rows) = (class.name, class.rows.join("\n"));
        let mentions = class.mentions.iter().map(|path| format!("# use vault_sys::{path};\n"));
        let mentions: Vec<_> = mentions.collect();
        let code = wrapped(class.code);
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
    page
}

const ENDPOINTS: &str = "\
# Every operation

What this crate calls each operation of the servers, and since when they have it. *Ent* is Vault
Enterprise; a ~~version~~ struck out is that of a server which has deprecated it.

This page is written by `cargo xtask regen`; do not edit it.
";

/// All operations, group by group.
pub(crate) fn endpoints(groups: &[Group]) -> String {
    let mut page = ENDPOINTS.to_owned();
    for group in groups.iter().filter(|group| !group.operations.is_empty()) {
        let feature = if group.enterprise { " (feature `enterprise`)" } else { "" };
        let _ = write!(page, "\n## {}{feature}\n\n{}\n\n", group.call(), summary(&group.doc));
        page += "| call | method and path | Vault | OpenBao | sudo |\n";
        page += "| --- | --- | --- | --- | --- |\n";
        for operation in &group.operations {
            page += &row(operation);
        }
    }
    page
}

fn row(operation: &Operation) -> String {
    let Operation { method, request, http, .. } = operation;
    let required = request.fields.iter().filter(|field| !field.optional);
    let required: Vec<_> = required.map(|field| field.name.as_str()).collect();
    let edition = if operation.enterprise { " Ent" } else { "" };
    let version = |server: &str, since: &Option<String>, edition: &str| match since {
        None => "–".to_owned(),
        Some(since) if operation.deprecated_by.contains(&server) => format!("~~{since}~~{edition}"),
        Some(since) => format!("{since}{edition}"),
    };
    format!(
        "| `{method}({})` | `{} {}` | {} | {} | {} |\n",
        required.join(", "),
        http.verb,
        http.template,
        version("Vault", &operation.vault, edition),
        version("OpenBao", &operation.openbao, ""),
        if operation.sudo { "yes" } else { "" }
    )
}

/// The first paragraph of a doc, with names for the links that only the crate's own docs know.
fn summary(doc: &str) -> String {
    let paragraph = doc.split("\n\n").next().unwrap_or_default();
    let mut parts = paragraph.split("](crate::");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        if let Some(open) = text.rfind('[') {
            text.remove(open);
        }
        text += part.split_once(')').map_or("", |(_, after)| after);
    }
    text.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::summary;

    #[test]
    fn a_summary_has_no_links_into_the_code() {
        let doc = "Sets [`a`](crate::a::Handle::a) and [b](crate::b), see [c](https://c).\n\nMore.";
        assert_eq!(summary(doc), "Sets `a` and b, see [c](https://c).");
    }
}
