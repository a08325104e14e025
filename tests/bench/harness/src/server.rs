//! The canned server, a process of its own.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use crate::{Result, programs};

/// The canned server. It ends when this is dropped, and with its input if this never is.
#[derive(Debug)]
pub struct Server {
    process: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    address: String,
}

impl Server {
    /// Starts it.
    ///
    /// # Errors
    ///
    /// When it cannot be started.
    pub fn start() -> Result<Self> {
        let program = programs()?.join("bench-server");
        let mut process = Command::new(&program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{}: {error}", program.display()))?;
        let input = process.stdin.take();
        let output = process.stdout.take().ok_or("no output")?;
        let mut server =
            Self { process, input, output: BufReader::new(output), address: String::new() };
        server.address = server.line()?;
        Ok(server)
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// How many requests it has answered since the last time.
    ///
    /// # Errors
    ///
    /// When one of them was none that it knows, or when the server is gone.
    pub fn answered(&mut self) -> Result<u64> {
        let input = self.input.as_mut().ok_or("no input")?;
        input.write_all(b"\n").map_err(|error| format!("the server: {error}"))?;
        let line = self.line()?;
        match line.split_once(' ').map(|(right, wrong)| (right.parse(), wrong)) {
            Some((Ok(right), "0")) => Ok(right),
            _ => Err(format!("requests that were right and wrong: {line}")),
        }
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        let read = self.output.read_line(&mut line);
        match read {
            Ok(count) if count > 0 => Ok(line.trim_end().to_owned()),
            _ => Err("the server is gone".into()),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Without its input it ends by itself.
        self.input = None;
        let _ = self.process.wait();
    }
}
