//! Saves all data of a server with raft storage to a file, and brings it back.
//!
//! `cargo run -p vault-sys --features blocking --example snapshot -- save monday.snap`
//!
//! The server and the token are those of the command-line tools: `BAO_ADDR` and `BAO_TOKEN`, or
//! `VAULT_ADDR` and `VAULT_TOKEN`.

use std::{
    fs::File,
    io::{self, Read, Seek as _},
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context as _, Result, ensure};
use clap::{Parser, Subcommand};
use indicatif::{DecimalBytes, ProgressBar, ProgressStyle};
use tempfile::NamedTempFile;
use vault_sys::blocking::Client;

/// What every snapshot begins with, as gzip makes it.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Saves all data of the server to a file, and brings it back.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Writes a snapshot to a file, which must not exist yet
    Save { file: PathBuf },
    /// Replaces all data of the server by that of a snapshot
    Restore {
        file: PathBuf,
        /// Even if it was taken under other key shares, which are needed again then
        #[arg(long)]
        force: bool,
    },
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let vault = Client::from_env()?;
    match arguments.task {
        Task::Save { file } => save(&vault, &file),
        Task::Restore { file, force } => restore(&vault, &file, force),
    }
}

fn save(vault: &Client, path: &Path) -> Result<()> {
    // Looked at once more at the end, but it is better known before the server has worked.
    ensure!(!path.exists(), "{} exists already", path.display());
    // In the same folder, as a file can only be renamed within its file system. Nobody else may
    // read it, and it is gone if we fail.
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let part = NamedTempFile::new_in(folder)
        .with_context(|| format!("cannot write to {}", folder.display()))?;

    // The server does not say how long it will be.
    let style = "{spinner} {decimal_bytes} {decimal_bytes_per_sec}";
    let bar = ProgressBar::no_length().with_style(ProgressStyle::with_template(style)?);
    bar.enable_steady_tick(Duration::from_millis(100));
    let length = vault.raft().take_snapshot().to_writer(&mut bar.wrap_write(part.as_file()))?;
    bar.finish_and_clear();

    check(&mut part.reopen()?).context("the server sent something else")?;
    // On the disk, all of it, before it has the name that says so.
    part.as_file().sync_all()?;
    part.persist_noclobber(path).with_context(|| format!("cannot make {}", path.display()))?;
    if cfg!(unix) {
        // The name has to be on the disk as well.
        File::open(folder)?.sync_all()?;
    }
    println!("{}: {}", path.display(), DecimalBytes(length));
    Ok(())
}

fn restore(vault: &Client, path: &Path, force: bool) -> Result<()> {
    let mut file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    check(&mut file).with_context(|| path.display().to_string())?;

    let style = "{wide_bar} {decimal_bytes} of {decimal_total_bytes}, {eta} left";
    let bar = ProgressBar::new(file.metadata()?.len());
    let bar = bar.with_style(ProgressStyle::with_template(style)?);
    let reader = bar.wrap_read(file);
    let raft = vault.raft();
    if force {
        raft.restore_snapshot_force().from_reader(reader)?;
    } else {
        raft.restore_snapshot().from_reader(reader)?;
    }
    bar.finish_and_clear();
    // It has checked the snapshot by now, and loads it after its answer.
    println!("the server has taken {}, and loads it now", path.display());
    if force {
        println!("if it seals itself, unseal it with the key shares of the snapshot's time");
    }
    Ok(())
}

/// Sees to it that a file could be a snapshot, and goes back to its beginning.
fn check(file: &mut File) -> Result<()> {
    let mut start = [0; 2];
    match file.read_exact(&mut start) {
        Err(error) if error.kind() != io::ErrorKind::UnexpectedEof => return Err(error.into()),
        result => ensure!(result.is_ok() && start == GZIP, "that is no snapshot"),
    }
    file.rewind()?;
    Ok(())
}
