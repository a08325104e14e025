//! Memory does not grow with calls, nor with a list that is read as it comes. Alone in its process, as it looks at all of that.
#![cfg(all(target_os = "linux", feature = "blocking"))]

use std::{
    fs,
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    thread,
};

use vault_sys::{Client, ErrorKind, blocking};

/// How many calls are made until memory is what it will be, and after that.
const WARM_UP: usize = 10_000;
const CALLS: usize = 100_000;

/// How many kilobytes more are no growth: an allocator keeps some of what it got back. It is less
/// than a hundred bytes a call.
const MOST_GROWTH: usize = 8 * 1024;

/// How many names a list has: 25 bytes each.
const NAMES: usize = 1_000_000;

const RENEWED: &str = r#"{"lease_id":"a/b","renewable":true,"lease_duration":9}"#;

/// Gives one answer to `sys/leases/renew`, a long one to `sys/leases/lookup`, and refuses all else.
fn start() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || serve(BufReader::new(stream)));
        }
    });
    address
}

fn serve(mut reader: BufReader<TcpStream>) -> Option<()> {
    let answer = |status: &str, body: &str| {
        format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n\r\n{body}", body.len())
    };
    let renewed = answer("200 OK", RENEWED);
    let refused = answer("403 Forbidden", r#"{"errors":["permission denied"]}"#);
    let mut line = String::new();
    loop {
        let (mut first, mut length) = (String::new(), 0);
        reader.read_line(&mut first).ok().filter(|count| *count > 0)?;
        loop {
            line.clear();
            if reader.read_line(&mut line).ok()? <= 2 {
                break;
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().ok()?;
            }
        }
        io::copy(&mut reader.by_ref().take(length), &mut io::sink()).ok()?;
        if first.contains("/leases/lookup") {
            return list(reader.into_inner());
        }
        let answer = if first.contains("/leases/renew") { &renewed } else { &refused };
        reader.get_mut().write_all(answer.as_bytes()).ok()?;
    }
}

/// Sends a list, which ends with the connection, and never has all of it itself.
fn list(stream: TcpStream) -> Option<()> {
    let mut out = io::BufWriter::new(stream);
    write!(out, "HTTP/1.1 200 OK\r\n\r\n{{\"data\":{{\"keys\":[\"first\"").ok()?;
    for number in 1..NAMES {
        write!(out, ",\"{number:022}\"").ok()?;
    }
    write!(out, "]}}}}").ok()?;
    out.flush().ok()
}

/// What this process has in memory, in kilobytes.
fn resident() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

async fn by_async(vault: &Client, count: usize) {
    for index in 0..count {
        // A client for each token is what a program with many has.
        let vault = vault.with_token(format!("s.{index}"));
        if index % 4 == 0 {
            let error = vault.mounts().disable("a").await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Refused);
        } else {
            assert_eq!(vault.leases().renew("a/b").await.unwrap().lease_id, "a/b");
        }
    }
}

fn by_blocking(vault: &blocking::Client, count: usize) {
    for index in 0..count {
        let vault = vault.with_token(format!("s.{index}"));
        if index % 4 == 0 {
            let error = vault.mounts().disable("a").send().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Refused);
        } else {
            assert_eq!(vault.leases().renew("a/b").send().unwrap().lease_id, "a/b");
        }
    }
}

#[test]
fn memory_does_not_grow_with_calls() {
    let address = start();
    let (one, other) = (Client::new(&address).unwrap(), blocking::Client::new(&address).unwrap());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let both = |count| {
        runtime.block_on(by_async(&one, count / 2));
        by_blocking(&other, count / 2);
    };
    both(WARM_UP);
    let before = resident();
    both(CALLS);
    let after = resident();
    println!("{CALLS} calls: {before} kB before, {after} kB after");
    assert!(after < before + MOST_GROWTH, "{before} kB became {after} kB");

    // In the same test, as nothing else may go on meanwhile.
    let before = resident();
    let (mut count, mut most) = (0, before);
    let mut look = |name: Result<String, vault_sys::Error>| {
        name.unwrap();
        count += 1;
        if count % (NAMES / 10) == 0 {
            most = most.max(resident());
        }
    };
    runtime.block_on(async {
        let mut keys = one.leases().list_root().stream().await.unwrap();
        while let Some(name) = keys.next().await {
            look(name);
        }
    });
    other.leases().list_root().stream().unwrap().for_each(look);
    println!("two lists of {NAMES} names: {before} kB before, {most} kB at the most");
    assert_eq!(count, 2 * NAMES);
    assert!(most < before + MOST_GROWTH, "{before} kB became {most} kB");
}
