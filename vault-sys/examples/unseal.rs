//! Unseals a server with key shares from files.
//!
//! `cargo run -p vault-sys --features blocking --example unseal -- share-1 share-2 share-3`
//!
//! `BAO_ADDR` or `VAULT_ADDR` says which server. No token is needed.

use std::{fs, path::PathBuf, time::Duration};

use anyhow::{Context as _, Result, bail, ensure};
use clap::Parser;
use vault_sys::{ExposeSecret as _, SecretString, blocking::Client, seal::SealStatus};

/// How long a server may take to unseal after the last share, as one does that has just joined a
/// cluster.
const PATIENCE: Duration = Duration::from_secs(60);

/// Unseals the server of `BAO_ADDR` or `VAULT_ADDR` with key shares from files.
///
/// Gives one share after the other until the server is unsealed. One that is unsealed already is
/// left alone, which is a success.
#[derive(Parser)]
struct Arguments {
    /// Make the server forget the shares that it was given before
    #[arg(long)]
    reset: bool,
    /// Files with one key share each, in hexadecimal or base64; their order does not matter
    #[arg(required = true, value_name = "FILE")]
    shares: Vec<PathBuf>,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    // Before anything is sent: a file that cannot be read should not leave a server half unsealed.
    let shares = read_shares(&arguments.shares)?;
    // Shares are all that is needed, so no token goes with them.
    let vault = Client::from_env()?.with_token("");

    let mut status = vault.seal().status().send()?;
    ensure!(status.initialized, "the server is not initialised, so no share fits");
    if !status.sealed {
        println!("the server is unsealed already");
        return Ok(());
    }
    if arguments.reset {
        status = vault.seal().unseal("").reset(true).send()?;
    }
    if status.progress > 0 {
        println!("the server has {} of {} shares already", status.progress, status.threshold);
    }
    for (path, share) in arguments.shares.iter().zip(shares) {
        let before = status.progress;
        status = give(&vault, share).with_context(|| format!("with {}", path.display()))?;
        if !status.sealed || status.progress == 0 {
            break;
        }
        // It is no error for the server if the same share comes twice.
        let note = if status.progress == before { ", as it had this one" } else { "" };
        println!("{}: {} of {}{note}", path.display(), status.progress, status.threshold);
    }
    if status.progress > 0 {
        let (progress, threshold) = (status.progress, status.threshold);
        bail!("the server is still sealed, with {progress} of {threshold} shares");
    }
    if status.sealed {
        println!("it has all the shares that it needs");
        vault.seal().wait_until_unsealed(PATIENCE)?;
    }
    println!("the server is unsealed");
    Ok(())
}

/// Gives the server a share, and says what it has left if it did not like it.
fn give(vault: &Client, share: SecretString) -> Result<SealStatus> {
    let error = match vault.seal().unseal(share).send() {
        Ok(status) => return Ok(status),
        Err(error) => error,
    };
    // That a share is wrong shows only at the last one that is needed, and nothing tells which.
    let left = match vault.seal().status().send() {
        Ok(status) if status.progress == 0 => {
            "the server has no shares now: one that it was given may be wrong".into()
        }
        Ok(status) => format!(
            "the server still has {} of {} shares; `--reset` begins anew",
            status.progress, status.threshold
        ),
        Err(_) => "how many shares the server has is not known".into(),
    };
    Err(anyhow::Error::new(error).context(left))
}

/// Reads one share from each file, and sees to it that none is there twice.
fn read_shares(paths: &[PathBuf]) -> Result<Vec<SecretString>> {
    let mut shares = Vec::<SecretString>::new();
    for path in paths {
        // A secret from the start, so that it is wiped from memory.
        let text = fs::read_to_string(path).map(SecretString::from);
        let text = text.with_context(|| format!("cannot read {}", path.display()))?;
        let share = text.expose_secret().trim();
        ensure!(!share.is_empty(), "{} is empty", path.display());
        let same = shares.iter().position(|other| other.expose_secret() == share);
        if let Some(index) = same {
            bail!("{} and {} hold the same share", paths[index].display(), path.display());
        }
        shares.push(share.into());
    }
    Ok(shares)
}
