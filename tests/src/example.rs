//! The examples of `vault-sys`, as the programs of their own that users have.

use std::env;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize;

/// A program of `vault-sys/examples`.
#[derive(Clone, Debug)]
pub struct Example {
    name: String,
    program: PathBuf,
}

/// What cargo says of a program that it has built, among much else.
#[derive(Deserialize)]
struct Built {
    executable: Option<PathBuf>,
    target: Target,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

impl Example {
    /// Builds the example of that name, if it is not built yet.
    ///
    /// # Errors
    ///
    /// When there is none, or cargo cannot build it.
    pub fn build(name: &str) -> io::Result<Self> {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        // As a part of the workspace, so that it has the same features as in `cargo test
        // --workspace`, which has built it by then.
        command.args(["build", "--quiet", "--workspace", "--example", name]);
        command.args(["--message-format", "json-render-diagnostics"]);
        if let Some(folder) = target_folder() {
            command.arg("--target-dir").arg(folder);
        }
        let output = command
            .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."))
            .stdin(Stdio::null())
            .stderr(Stdio::inherit())
            .output()?;
        let lines = output.stdout.split(|byte| *byte == b'\n');
        let built = lines.filter_map(|line| serde_json::from_slice::<Built>(line).ok());
        let program = built.filter(|built| built.target.name == name).find_map(|it| it.executable);
        match program {
            Some(program) if output.status.success() => Ok(Self { name: name.into(), program }),
            _ => Err(io::Error::other(format!("cargo cannot build the example `{name}`"))),
        }
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Starts to run it for the server at `address`, with a token, as a user would whose
    /// environment says nothing else of servers.
    #[must_use]
    pub fn command(&self, address: &str, token: &str) -> Command {
        let mut command = Command::new(&self.program);
        for (name, _) in env::vars_os() {
            let text = name.to_string_lossy();
            if text.starts_with("BAO_") || text.starts_with("VAULT_") {
                command.env_remove(&name);
            }
        }
        command.env("BAO_ADDR", address).env("BAO_TOKEN", token);
        command.env_remove("RUST_BACKTRACE").env_remove("RUST_LIB_BACKTRACE");
        command
    }
}

/// Where cargo has put this very program, whatever it was told: its folder has a mark.
fn target_folder() -> Option<PathBuf> {
    let program = env::current_exe().ok()?;
    program.ancestors().find(|folder| folder.join("CACHEDIR.TAG").is_file()).map(Path::to_owned)
}
