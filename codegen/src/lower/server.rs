//! Which servers have a thing, and since when.

use crate::{model::Servers, problem::Report, yaml::Text};

/// Reports versions that are none.
pub(super) fn check(since: &Servers, report: &mut Report<'_>) {
    for version in [&since.vault, &since.openbao].into_iter().flatten() {
        let parts: Vec<_> = version.text.split('.').collect();
        let number = |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
        if !(2..=3).contains(&parts.len()) || !parts.iter().all(number) {
            let problem = format!("`{}` is no version; the form is `1.8.0`", version.text);
            report.add(version.at, problem);
        }
    }
}

/// "Since Vault 1.8.0 and OpenBao 2.0.0", "OpenBao only, since 2.6.0".
pub(super) fn since(servers: &Servers) -> String {
    match (text(servers.vault.as_ref()), text(servers.openbao.as_ref())) {
        (Some(vault), Some(openbao)) => format!("Since Vault {vault} and OpenBao {openbao}"),
        (Some(vault), None) => format!("Vault only, since {vault}"),
        (None, Some(openbao)) => format!("OpenBao only, since {openbao}"),
        (None, None) => String::new(),
    }
}

fn text(version: Option<&Text>) -> Option<&str> {
    version.map(|version| version.text.as_str())
}
