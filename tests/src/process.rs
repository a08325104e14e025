//! A server process that ends when its guard does, and when the test process does, however it does.

use crate::StartError;
use std::ffi::OsStr;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::net::{SocketAddr, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, io, thread};

/// A guard's destructor does not run when its process is killed or aborts. This script does then
/// what is to be done: the system closes the pipe for us, and it notices.
const KEEPER: &str = include_str!("keeper.sh");

const START_LIMIT: Duration = Duration::from_secs(60);
/// More than the keeper gives the server between TERM and KILL.
const STOP_LIMIT: Duration = Duration::from_secs(15);
const POLL: Duration = Duration::from_millis(10);
const CONNECT_LIMIT: Duration = Duration::from_millis(500);
const LOG_TAIL_LINES: usize = 40;

/// Where the keeper writes the ID of the server's process.
const PID_FILE: &str = "server.pid";

/// What `bao` and `vault` print when their listeners are open.
const STARTED: &str = "server started!";

/// What is to become of the server's folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Folder {
    Keep,
    Remove,
}

/// A running server.
#[derive(Debug)]
pub(crate) struct Process {
    keeper: Child,
    pipe: Option<ChildStdin>,
    pid: u32,
}

impl Process {
    /// Starts `binary` in `folder`, and returns when it accepts connections at `address`.
    pub(crate) fn start<A: AsRef<OsStr>>(
        binary: &Path,
        arguments: &[A],
        folder: &Path,
        address: SocketAddr,
    ) -> Result<Self, StartError> {
        let out = OpenOptions::new().create(true).append(true).open(log_path(folder));
        let out = out.map_err(StartError::io("opening its log"))?;
        // What an earlier run in this folder wrote does not count.
        let _ = fs::remove_file(folder.join(PID_FILE));
        let old = out.metadata().map_err(StartError::io("reading its log"))?.len();
        let mut keeper = command(binary, arguments, folder, out)
            .and_then(|mut command| command.spawn())
            .map_err(StartError::io("running sh"))?;
        let pipe = keeper.stdin.take();
        let mut process = Self { keeper, pipe, pid: 0 };
        process.pid = process.wait_until_ready(folder, old, address)?;
        Ok(process)
    }

    fn wait_until_ready(
        &mut self,
        folder: &Path,
        old: u64,
        address: SocketAddr,
    ) -> Result<u32, StartError> {
        let new_log = || {
            let bytes = fs::read(log_path(folder)).unwrap_or_default();
            let new = bytes.get(usize::try_from(old).unwrap_or(usize::MAX)..);
            String::from_utf8_lossy(new.unwrap_or_default()).into_owned()
        };
        let deadline = Instant::now() + START_LIMIT;
        loop {
            let ended = self.keeper.try_wait().map_err(StartError::io("waiting for it"))?;
            if let Some(status) = ended {
                return Err(StartError::Exited { status, log: tail(&new_log()) });
            }
            // Its own word first: whoever accepts connections there could be somebody else.
            if new_log().contains(STARTED)
                && let Some(pid) = read_pid(folder)
                && TcpStream::connect_timeout(&address, CONNECT_LIMIT).is_ok()
            {
                return Ok(pid);
            }
            if Instant::now() > deadline {
                return Err(StartError::TimedOut { limit: START_LIMIT, log: tail(&new_log()) });
            }
            thread::sleep(POLL);
        }
    }

    /// The process ID of the server itself.
    pub(crate) fn pid(&self) -> u32 {
        self.pid
    }

    /// Ends the server, and returns when it is gone.
    pub(crate) fn stop(&mut self, folder: Folder) {
        if let Some(mut pipe) = self.pipe.take()
            && folder == Folder::Keep
        {
            // Fails when the server is gone already; then nothing is removed either.
            let _ = pipe.write_all(b"keep\n");
        }
        let deadline = Instant::now() + STOP_LIMIT;
        while let Ok(None) = self.keeper.try_wait() {
            if Instant::now() > deadline {
                let _ = self.keeper.kill();
                let _ = self.keeper.wait();
                break;
            }
            thread::sleep(POLL);
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.stop(Folder::Remove);
    }
}

/// The whole log of the server in `folder`.
pub(crate) fn log(folder: &Path) -> String {
    let bytes = fs::read(log_path(folder)).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn log_path(folder: &Path) -> PathBuf {
    folder.join("server.log")
}

fn command<A: AsRef<OsStr>>(
    binary: &Path,
    arguments: &[A],
    folder: &Path,
    out: File,
) -> io::Result<Command> {
    let mut command = Command::new("/bin/sh");
    command.args(["-c", KEEPER, "keeper"]).arg(folder).arg(binary).args(arguments);
    // A developer's own server and token must not get into the tests, nor the tests' into theirs.
    for (name, _) in env::vars_os() {
        let name_text = name.to_string_lossy();
        if name_text.starts_with("BAO_") || name_text.starts_with("VAULT_") {
            command.env_remove(&name);
        }
    }
    command.env("HOME", folder).current_dir(folder);
    // Ctrl-C is for the test runner. The keeper must live on to clean up.
    command.process_group(0);
    command.stdin(Stdio::piped()).stderr(out.try_clone()?).stdout(out);
    Ok(command)
}

/// Nothing while the keeper has not written all of it, which it does with a line end.
fn read_pid(folder: &Path) -> Option<u32> {
    let text = fs::read_to_string(folder.join(PID_FILE)).ok()?;
    text.strip_suffix('\n')?.parse().ok()
}

fn tail(log: &str) -> String {
    let lines: Vec<_> = log.lines().collect();
    lines[lines.len().saturating_sub(LOG_TAIL_LINES)..].join("\n")
}
