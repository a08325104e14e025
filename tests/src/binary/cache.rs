//! A folder that holds one verified binary, shared by all test processes.

use super::{BinaryError, pip};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs::{self, File, TryLockError};
use std::io::{self, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

const SCRATCH: &str = "fetch-";

pub(super) struct Cache {
    folder: PathBuf,
}

impl Cache {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The binary with this SHA-256. If it is not here, `fetch` gets it into the folder it is given
    /// and says where it is.
    pub(super) fn get_or_install(
        &self,
        sha256: &str,
        fetch: impl FnOnce(&Path) -> Result<PathBuf, BinaryError>,
    ) -> Result<PathBuf, BinaryError> {
        // Needs no lock: a binary takes its place in one step, and its stamp fits no other.
        if self.is_verified(sha256) {
            return Ok(self.binary());
        }
        self.doing("creating", fs::create_dir_all(&self.folder))?;
        let _lock = self.doing("locking", self.lock())?;
        // The one who had the lock before us may have fetched it.
        if self.is_verified(sha256) {
            return Ok(self.binary());
        }
        // Somebody touched it, or an earlier process ended before its stamp was written.
        if self.binary().exists() && self.doing("reading", hash(&self.binary()))? == sha256 {
            self.doing("writing to", self.write_stamp(sha256))?;
            return Ok(self.binary());
        }
        self.remove_scratch();
        let scratch = tempfile::Builder::new().prefix(SCRATCH).tempdir_in(&self.folder);
        let scratch = self.doing("writing to", scratch)?;
        let candidate = fetch(scratch.path())?;
        self.install(&candidate, sha256)?;
        Ok(self.binary())
    }

    fn install(&self, candidate: &Path, sha256: &str) -> Result<(), BinaryError> {
        let actual = hash(candidate).map_err(|source| BinaryError::Unpack {
            problem: format!("{}: {source}", candidate.display()),
        })?;
        if actual != sha256 {
            return Err(BinaryError::Hash { expected: sha256.into(), actual });
        }
        let executable = fs::Permissions::from_mode(0o755);
        self.doing("writing to", fs::set_permissions(candidate, executable))?;
        self.doing("writing to", fs::rename(candidate, self.binary()))?;
        self.doing("writing to", self.write_stamp(sha256))
    }

    fn binary(&self) -> PathBuf {
        self.folder.join("bao")
    }

    fn stamp(&self) -> PathBuf {
        self.folder.join("bao.verified")
    }

    fn lock(&self) -> io::Result<File> {
        let file = File::create(self.folder.join("lock"))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                pip::say("waiting for another test process that is fetching the server");
                file.lock()?;
            }
            Err(TryLockError::Error(error)) => return Err(error),
        }
        Ok(file)
    }

    /// Whether the binary is the one that was verified. By its stamp, because hashing 180 MB for
    /// every test process in a debug build would cost more than the tests.
    fn is_verified(&self, sha256: &str) -> bool {
        match (fs::read_to_string(self.stamp()), self.stamp_now(sha256)) {
            (Ok(then), Ok(now)) => then == now,
            _ => false,
        }
    }

    fn write_stamp(&self, sha256: &str) -> io::Result<()> {
        fs::write(self.stamp(), self.stamp_now(sha256)?)
    }

    fn stamp_now(&self, sha256: &str) -> io::Result<String> {
        let file = self.binary().metadata()?;
        let modified = file.modified()?.duration_since(UNIX_EPOCH);
        let modified = modified.map_err(io::Error::other)?.as_nanos();
        Ok(format!("{sha256} {} {modified}\n", file.len()))
    }

    /// Removes what killed processes left, as far as that goes: their `pip` may still be at it.
    /// Only for who holds the lock.
    fn remove_scratch(&self) {
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            if entry.file_name().to_string_lossy().starts_with(SCRATCH) {
                let _ = fs::remove_dir_all(entry.path());
            }
        }
    }

    fn doing<T>(&self, verb: &str, result: io::Result<T>) -> Result<T, BinaryError> {
        result
            .map_err(|source| BinaryError::io(format!("{verb} {}", self.folder.display()), source))
    }
}

fn hash(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        match file.read(&mut buffer)? {
            0 => break,
            read => hasher.update(&buffer[..read]),
        }
    }
    Ok(hasher.finalize().iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    }))
}

#[cfg(test)]
mod tests;
