//! A client program, and what it tells of itself.

use std::{
    path::PathBuf,
    process::{Command, Output},
};

use crate::{Result, Server, programs};

/// What a program ends with that has no such call; `bench_common` says it, too.
const LACKS: i32 = 3;

/// A program that calls the canned server.
#[derive(Clone, Debug)]
pub struct Program {
    /// What it is called in tables.
    pub name: &'static str,
    executable: PathBuf,
    script: Option<PathBuf>,
}

/// What the calls of a program have used.
#[derive(Clone, Copy, Debug)]
pub struct Usage {
    /// Time, in nanoseconds.
    pub wall: f64,
    /// CPU time, in nanoseconds.
    pub cpu: f64,
    /// Peak of memory before the calls, in KiB.
    pub idle: f64,
    /// Peak of memory with them, in KiB.
    pub peak: f64,
}

impl Program {
    /// A program of this workspace.
    ///
    /// # Errors
    ///
    /// When the system does not tell where this one lies.
    pub fn new(name: &'static str, package: &str) -> Result<Self> {
        Ok(Self { name, executable: programs()?.join(package), script: None })
    }

    /// A script.
    #[must_use]
    pub fn script(name: &'static str, interpreter: PathBuf, script: PathBuf) -> Self {
        Self { name, executable: interpreter, script: Some(script) }
    }

    /// Whether it is a script, whose interpreter would be counted with it.
    #[must_use]
    pub fn is_script(&self) -> bool {
        self.script.is_some()
    }

    /// Makes a call a number of times; `None` if the program has no such call.
    ///
    /// # Errors
    ///
    /// When the program fails, or has not sent what it should have.
    pub fn run(&self, server: &mut Server, call: &str, times: u64) -> Result<Option<Usage>> {
        let Some(output) = self.run_under(&[], server, call, times)? else { return Ok(None) };
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let numbers: Vec<f64> =
            text.split_whitespace().filter_map(|number| number.parse().ok()).collect();
        match numbers.as_slice() {
            [wall, cpu, idle, peak] => {
                Ok(Some(Usage { wall: *wall, cpu: *cpu, idle: *idle, peak: *peak }))
            }
            _ => Err(format!("{} says: {text}", self.name)),
        }
    }

    /// The same under a program that looks at it.
    ///
    /// # Errors
    ///
    /// Those of [`run`](Self::run).
    pub fn run_under(
        &self,
        observer: &[&str],
        server: &mut Server,
        call: &str,
        times: u64,
    ) -> Result<Option<Output>> {
        let mut line: Vec<std::ffi::OsString> = observer.iter().map(Into::into).collect();
        line.push((&self.executable).into());
        line.extend(self.script.iter().map(Into::into));
        line.extend([server.address(), call, &times.to_string()].map(Into::into));
        let mut command = Command::new(&line[0]);
        let output = command.args(&line[1..]).output();
        let output = output.map_err(|error| format!("{}: {error}", self.name))?;
        if output.status.code() == Some(LACKS) {
            server.answered()?;
            return Ok(None);
        }
        if !output.status.success() {
            let problem = String::from_utf8_lossy(&output.stderr);
            return Err(format!("{} {call}: {}\n{problem}", self.name, output.status));
        }
        // One call opens the connection.
        let answered = server.answered()?;
        if answered == times + 1 {
            Ok(Some(output))
        } else {
            Err(format!("{} sent {answered} requests for {times} of {call}", self.name))
        }
    }
}
