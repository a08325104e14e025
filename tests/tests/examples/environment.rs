//! What is wrong before anything is done, for all examples alike.

use tempfile::TempDir;
use vault_sys_tests::{Example, Fault, FaultProxy};

use crate::scene::{NOWHERE, run};

/// Each example, and arguments with which it would speak to a server.
const ALL: [(&str, &[&str]); 6] = [
    ("health-watch", &["--once"]),
    ("lease-inventory", &[]),
    ("provision", &["plan.json"]),
    ("rekey", &["--out", "new", "share"]),
    ("snapshot", &["save", "new.snap"]),
    ("unseal", &["share"]),
];

fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("plan.json"), "{}").unwrap();
    std::fs::write(folder.path().join("share"), "abcdef").unwrap();
    folder
}

#[test]
fn help_is_given_without_a_server() {
    let folder = folder();
    for (name, _) in ALL {
        let example = Example::build(name).unwrap();
        let out = run(&example, "no address", "", folder.path(), &["--help"]).well();
        assert!(out.contains(&format!("Usage: {name}")), "{out}");
    }
}

#[test]
fn arguments_that_are_none_are_refused_with_the_usage() {
    let folder = folder();
    for (name, _) in ALL {
        let example = Example::build(name).unwrap();
        let ran = run(&example, NOWHERE, "", folder.path(), &["--nonsense"]);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{ran:?}");
        assert!(ran.err.contains("--nonsense") && ran.err.contains("Usage"), "{ran:?}");
    }
}

#[test]
fn no_server_and_no_address_are_clear() {
    let folder = folder();
    for (name, arguments) in ALL {
        let example = Example::build(name).unwrap();
        let ran = run(&example, NOWHERE, "s.token-of-mine", folder.path(), arguments);
        assert!(!format!("{ran:?}").contains("s.token-of-mine"));
        ran.fails(&["cannot connect to the server", "Connection refused"]);
        let ran = run(&example, "no address", "s.token-of-mine", folder.path(), arguments);
        ran.fails(&["BAO_ADDR"]);
    }
    let mut left: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|it| it.unwrap().file_name()).collect();
    left.sort();
    // The folder that was asked for may be there, and nothing may be in it.
    assert_eq!(left, ["new", "plan.json", "share"]);
    assert_eq!(std::fs::read_dir(folder.path().join("new")).unwrap().count(), 0);
}

#[test]
fn what_is_no_server_of_ours_is_clear() {
    let (folder, proxy) = (folder(), FaultProxy::start(NOWHERE));
    let page = "<html>hello</html>";
    let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{page}", page.len());
    proxy.set(Fault::Garbage(answer.into_bytes()));
    for (name, arguments) in ALL {
        let example = Example::build(name).unwrap();
        let ran = run(&example, proxy.address(), "s.token-of-mine", folder.path(), arguments);
        assert!(!format!("{ran:?}").contains("hello"), "{ran:?}");
        ran.fails(&[]);
    }
}
