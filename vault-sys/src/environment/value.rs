//! The value of a variable, and what is wrong with it: never by quoting it, as it may be a secret,
//! or a secret that was put into the wrong variable.

use std::{ffi::OsString, path::Path, time::Duration};

use super::duration;
use crate::{Error, rate::Rate};

pub(super) struct Value {
    /// What errors call it.
    pub(super) name: String,
    pub(super) value: OsString,
}

impl Value {
    pub(super) fn bad(&self, problem: &str) -> Error {
        Error::config(None, format!("{}: {problem}", self.name))
    }

    pub(super) fn path(&self) -> &Path {
        Path::new(&self.value)
    }

    pub(super) fn join(&self, file: &str) -> Self {
        let name = format!("{file} in {}", self.name);
        Self { name, value: self.path().join(file).into() }
    }

    pub(super) fn text(&self) -> Result<&str, Error> {
        self.value.to_str().ok_or_else(|| self.bad("not UTF-8"))
    }

    /// What is to be sent as the value of a header.
    pub(super) fn header(&self) -> Result<&str, Error> {
        let text = self.text()?;
        if text.contains(control) { Err(self.bad("has a control character")) } else { Ok(text) }
    }

    pub(super) fn number(&self) -> Result<u32, Error> {
        self.text()?.parse().map_err(|_| self.bad("not a whole number"))
    }

    pub(super) fn duration(&self) -> Result<Duration, Error> {
        let problem = "not a time; the form is `90`, seconds, or `1m30s`";
        duration::parse(self.text()?).ok_or_else(|| self.bad(problem))
    }

    pub(super) fn rate(&self) -> Result<Rate, Error> {
        let problem = "not a rate; the form is `10`, requests a second, or `10:20`, with how many \
                       may go at once";
        Rate::parse(self.text()?).ok_or_else(|| self.bad(problem))
    }

    /// As the tools have it.
    pub(super) fn truth(&self) -> Result<bool, Error> {
        match self.text()? {
            "1" | "t" | "T" | "true" | "TRUE" | "True" => Ok(true),
            "0" | "f" | "F" | "false" | "FALSE" | "False" => Ok(false),
            _ => Err(self.bad("neither `true` nor `false`")),
        }
    }
}

pub(super) fn control(char: char) -> bool {
    char.is_ascii_control()
}
