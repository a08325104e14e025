//! Which servers have a thing, and since when.

use crate::{model::Servers, problem::Report, yaml::Text};

/// Reports versions that are none.
pub(super) fn check(since: &Servers, report: &mut Report<'_>) {
    check_version(since.vault.as_ref(), report);
    check_version(since.openbao.as_ref(), report);
}

pub(super) fn check_version(version: Option<&Text>, report: &mut Report<'_>) {
    let Some(version) = version else { return };
    let parts: Vec<_> = version.text.split('.').collect();
    let number = |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    if !(2..=3).contains(&parts.len()) || !parts.iter().all(number) {
        let problem = format!("`{}` is no version; the form is `1.8.0`", version.text);
        report.add(version.at, problem);
    }
}

/// "Since Vault 1.8.0 and OpenBao 2.0.0", "OpenBao only, since 2.6.0", "Vault Enterprise only,
/// since 1.11.0".
pub(super) fn since(servers: &Servers, enterprise: bool) -> String {
    let vault_name = if enterprise { "Vault Enterprise" } else { "Vault" };
    match (text(servers.vault.as_ref()), text(servers.openbao.as_ref())) {
        (Some(vault), Some(openbao)) => format!("Since {vault_name} {vault} and OpenBao {openbao}"),
        (Some(vault), None) => format!("{vault_name} only, since {vault}"),
        (None, Some(openbao)) => format!("OpenBao only, since {openbao}"),
        (None, None) => String::new(),
    }
}

fn text(version: Option<&Text>) -> Option<&str> {
    version.map(|version| version.text.as_str())
}
