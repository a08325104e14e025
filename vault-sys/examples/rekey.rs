//! Replaces the key shares of a server, and does away with the old ones only when the new ones are
//! known to be right.
//!
//! `cargo run -p vault-sys --features blocking --example rekey -- --out new share-*`
//!
//! The server and the token are those of the command-line tools: `BAO_ADDR` and `BAO_TOKEN`, or
//! `VAULT_ADDR` and `VAULT_TOKEN`. OpenBao has these paths only if its listener says
//! `disable_unauthed_rekey_endpoints = false`; without that, `vault.rotate().root()` has the same
//! calls for whoever has a token.

use std::{
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, ensure};
use clap::Parser;
use tempfile::NamedTempFile;
use vault_sys::{Error, ExposeSecret as _, SecretString, blocking::Client, rekey::RekeyStatus};

/// Replaces the key shares of the server.
///
/// The new shares are written to files and given back to the server from there. Only then do they
/// count; until then the old ones do.
#[derive(Parser)]
struct Arguments {
    /// How many new shares to make
    #[arg(long, default_value_t = 5)]
    shares: u64,
    /// How many of them will unseal the server
    #[arg(long, default_value_t = 3)]
    threshold: u64,
    /// Give up a rekey that is under way, such as one that was interrupted, and begin anew
    #[arg(long)]
    restart: bool,
    /// Folder for the new shares: `share-1` and so on, none of which may exist
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// Files with one of the present shares each, in hexadecimal or base64
    #[arg(required = true, value_name = "FILE")]
    old: Vec<PathBuf>,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    // What can go wrong here should do so before the server has begun anything.
    let old = arguments.old.iter().map(|path| read(path)).collect::<Result<Vec<_>>>()?;
    let files: Vec<_> = (1..=arguments.shares)
        .map(|number| arguments.out.join(format!("share-{number}")))
        .collect();
    for file in &files {
        ensure!(!file.exists(), "{} exists already", file.display());
    }
    fs::create_dir_all(&arguments.out)
        .with_context(|| format!("cannot make {}", arguments.out.display()))?;

    let vault = Client::from_env()?;
    let status = vault.rekey().status().send().map_err(explain)?;
    if status.started && arguments.restart {
        vault.rekey().cancel().nonce(&status.nonce).send()?;
    } else {
        let why = "the key shares are being replaced already, perhaps by somebody else";
        ensure!(!status.started, "{why}; `--restart` gives that up");
    }
    let (given, needed) = (old.len(), status.required);
    ensure!(given as u64 >= needed, "{needed} of the present shares are needed, not {given}");

    let call = vault.rekey().start(arguments.shares, arguments.threshold);
    let rekey = call.require_verification(true).send()?;
    if let Err(error) = replace(&vault, &rekey, old, &files) {
        return Err(error.context(give_up(&vault, &rekey.nonce)));
    }
    println!("the new shares count from now on, and the old ones are void");
    Ok(())
}

/// Makes the new shares, writes them to files, and gives them back to the server.
fn replace(
    vault: &Client,
    rekey: &RekeyStatus,
    old: Vec<SecretString>,
    files: &[PathBuf],
) -> Result<()> {
    // Without it, the new shares would count before they are in files.
    ensure!(rekey.verification_required, "the server does not verify shares");
    let made = vault.rekey().update_with(&rekey.nonce, old);
    let made = made.context("the server did not take the present shares")?;
    let new = made.keys.context("the server wants more of the present shares")?;
    let nonce = made.verification_nonce.context("the server has no nonce to verify with")?;
    ensure!(new.len() == files.len(), "the server made {} shares", new.len());
    for (file, share) in files.iter().zip(&new) {
        write(file, share).with_context(|| format!("cannot write {}", file.display()))?;
    }
    // From the files, not from memory: that is what will be there when they are needed. The server
    // looks at no more of them than it takes to unseal it.
    let mut kept = Vec::new();
    for (file, share) in files.iter().zip(&new) {
        let read = read(file)?;
        ensure!(read.expose_secret() == share.expose_secret(), "{} is damaged", file.display());
        kept.push(read);
    }
    let verified = vault.rekey().verify_with(&nonce, kept)?;
    ensure!(verified.complete == Some(true), "the server wants more of the new shares");
    Ok(())
}

/// Ends a rekey that cannot go on, and says which shares count.
fn give_up(vault: &Client, nonce: &str) -> String {
    let rekey = vault.rekey();
    let unknown = "keep the old shares and the new ones: which of them count is not known";
    match rekey.status().send() {
        // Cancelled by its nonce, so that nobody else's is.
        Ok(status) if status.started && status.nonce == nonce => {
            match rekey.cancel().nonce(nonce).send() {
                Ok(()) => "given up: the old shares are still valid, and new ones are void".into(),
                Err(error) => format!("{unknown}, as it could not be cancelled ({error})"),
            }
        }
        // The answer to the last share may have been lost, or somebody else has cancelled it.
        Ok(_) => format!("{unknown}, as the server says that it is over"),
        Err(error) => format!("{unknown}, as the server does not say ({error})"),
    }
}

/// Says what to do about an OpenBao that does not have these paths.
fn explain(error: Error) -> anyhow::Error {
    let switched_off = error.status().is_some_and(|status| status == 405);
    let error = anyhow::Error::new(error);
    if switched_off {
        let setting = "disable_unauthed_rekey_endpoints = false";
        return error.context(format!("the server's listener needs `{setting}` for this"));
    }
    error
}

/// Writes a share to a file of its own that nobody else may read, or to none at all.
fn write(path: &Path, share: &SecretString) -> Result<()> {
    let folder = path.parent().context("it lies in no folder")?;
    let mut file = NamedTempFile::new_in(folder)?;
    file.write_all(share.expose_secret().as_bytes())?;
    file.write_all(b"\n")?;
    file.as_file().sync_all()?;
    // Unlike a rename, this never replaces another file.
    file.persist_noclobber(path)?;
    if cfg!(unix) {
        // The name has to be on the disk as well.
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Reads the share that a file holds.
fn read(path: &Path) -> Result<SecretString> {
    // A secret from the start, so that it is wiped from memory.
    let text = fs::read_to_string(path).map(SecretString::from);
    let text = text.with_context(|| format!("cannot read {}", path.display()))?;
    let share = text.expose_secret().trim();
    ensure!(!share.is_empty(), "{} is empty", path.display());
    Ok(share.into())
}
