use crate::api::{accepts_connections, assert_gone, assert_gone_soon};
use std::io::{BufRead, BufReader, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::{self, Child, ChildStdout, Command, Stdio};
use std::time::Duration;
use std::{env, fs, thread};
use vault_sys_tests::{DevServer, RaftServer};

/// Tells a copy of this test program what to do with the server it owns.
const ROLE: &str = "VAULT_SYS_HARNESS_ROLE";
const REPORT: &str = "the server of the child: ";

#[test]
fn a_server_is_gone_after_drop() {
    let dev = DevServer::start();
    let (address, pid, folder) = (dev.address().to_owned(), dev.pid(), dev.folder().to_owned());
    drop(dev);
    assert_gone(&address, pid, &folder);

    let raft = RaftServer::start();
    let (address, pid, folder) = (raft.address().to_owned(), raft.pid(), raft.folder().to_owned());
    drop(raft);
    assert_gone(&address, pid, &folder);
}

#[test]
fn a_server_is_gone_after_a_panic() {
    let mut seen = None;
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let dev = DevServer::start();
        seen = Some((dev.address().to_owned(), dev.pid(), dev.folder().to_owned()));
        panic!("this panic is part of the test");
    }));
    assert!(outcome.is_err());
    let (address, pid, folder) = seen.expect("a server that started");
    assert_gone(&address, pid, &folder);
}

#[test]
fn a_server_is_gone_after_its_owner_was_killed() {
    let mut owner = Owner::start("wait");
    assert!(accepts_connections(&owner.address));
    owner.child.kill().expect("our own child");
    owner.child.wait().expect("our own child");
    assert_gone_soon(&owner.address, owner.pid, &owner.folder);
}

#[test]
fn a_server_is_gone_after_its_owner_aborted() {
    let mut owner = Owner::start("abort");
    let status = owner.child.wait().expect("our own child");
    assert!(!status.success());
    assert_gone_soon(&owner.address, owner.pid, &owner.folder);
}

#[test]
fn the_shared_server_is_gone_when_its_process_ends() {
    let mut owner = Owner::start("share");
    let status = owner.child.wait().expect("our own child");
    assert!(status.success());
    assert_gone_soon(&owner.address, owner.pid, &owner.folder);
}

#[test]
fn the_environment_of_the_user_does_not_reach_the_server() {
    let mut owner = Owner::start("wait");
    let log = fs::read_to_string(owner.folder.join("server.log")).expect("the server's log");
    owner.child.kill().expect("our own child");
    owner.child.wait().expect("our own child");
    // The server lists the names of the variables it was given.
    let names = log.lines().find(|line| line.contains("Environment Variables:"));
    let names = names.expect("the list of variables");
    assert!(names.contains("HOME"), "{names}");
    for name in ["BAO_ADDR", "BAO_LOG_LEVEL", "VAULT_TOKEN"] {
        assert!(!names.contains(name), "{names}");
    }
    assert_gone_soon(&owner.address, owner.pid, &owner.folder);
}

/// A copy of this test program that owns a server.
struct Owner {
    child: Child,
    // Held open: a test runner that cannot write fails.
    _output: BufReader<ChildStdout>,
    address: String,
    pid: u32,
    folder: PathBuf,
}

impl Owner {
    fn start(role: &str) -> Self {
        let mut child = Command::new(env::current_exe().expect("this program"))
            .args(["--exact", "ending::owner_of_a_server", "--nocapture"])
            .env(ROLE, role)
            .env("BAO_ADDR", "http://127.0.0.1:1")
            .env("BAO_LOG_LEVEL", "trace")
            .env("VAULT_TOKEN", "not for servers")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("this program");
        let mut output = BufReader::new(child.stdout.take().expect("piped"));
        let report = output
            .by_ref()
            .lines()
            .map_while(Result::ok)
            .find_map(|line| line.split_once(REPORT).map(|(_, report)| report.to_owned()))
            .expect("the child's report");
        let mut parts = report.splitn(3, ' ');
        let mut next = || parts.next().expect("three parts");
        Self {
            address: next().into(),
            pid: next().parse().expect("a number"),
            folder: Path::new(next()).into(),
            child,
            _output: output,
        }
    }
}

/// Does nothing, unless another test calls this program for it.
#[test]
fn owner_of_a_server() {
    let Ok(role) = env::var(ROLE) else { return };
    let owned;
    let server = if role == "share" {
        DevServer::shared()
    } else {
        owned = DevServer::start();
        &owned
    };
    println!("{REPORT}{} {} {}", server.address(), server.pid(), server.folder().display());
    match role.as_str() {
        "abort" => process::abort(),
        "wait" => thread::sleep(Duration::from_secs(60)),
        _ => {}
    }
}
