//! Files that variables name.

use std::{
    fs,
    io::{self, ErrorKind},
};

use secrecy::SecretString;
use zeroize::Zeroizing;

use super::value::Value;
use crate::Error;

impl Value {
    fn unreadable(&self, source: io::Error) -> Error {
        let path = self.path().display();
        Error::file(format!("{}: cannot read {path}", self.name), source)
    }

    pub(super) fn bytes_of_file(&self) -> Result<Vec<u8>, Error> {
        fs::read(self.path()).map_err(|source| self.unreadable(source))
    }

    pub(super) fn secret_of_file(&self) -> Result<SecretString, Error> {
        let text = fs::read_to_string(self.path()).map_err(|source| self.unreadable(source))?;
        Ok(text.into())
    }

    /// What stands in a file that need not be there.
    pub(super) fn text_of_file(&self) -> Result<Option<Zeroizing<String>>, Error> {
        match fs::read_to_string(self.path()) {
            Ok(text) => Ok(Some(Zeroizing::new(text))),
            Err(source) if source.kind() == ErrorKind::NotFound => Ok(None),
            Err(source) => Err(self.unreadable(source)),
        }
    }

    /// What stands in the files of a folder, of which there is at least one.
    pub(super) fn bytes_of_files(&self) -> Result<Vec<Vec<u8>>, Error> {
        let mut all = Vec::new();
        let entries = fs::read_dir(self.path()).map_err(|source| self.unreadable(source))?;
        for entry in entries {
            let path = entry.map_err(|source| self.unreadable(source))?.path();
            // Kubernetes keeps folders of its own beside the files.
            if path.is_file() {
                let file = Self { name: self.name.clone(), value: path.into() };
                all.push(file.bytes_of_file()?);
            }
        }
        if all.is_empty() { Err(self.bad("the folder has no files")) } else { Ok(all) }
    }
}
