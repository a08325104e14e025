//! Calls a real server through both clients for as long as it is told to, an hour by default, and
//! looks at memory: `cargo run --release -p vault-sys-tests --bin soak -- SECONDS`.

use std::{
    fs,
    process::ExitCode,
    time::{Duration, Instant},
};

use vault_sys::{Client, Error, blocking};
use vault_sys_tests::{DevServer, Fault, FaultProxy};

const HOUR: u64 = 3600;
const RULES: &str = r#"path "secret/*" { capabilities = ["read"] }"#;
const REPORT: Duration = Duration::from_secs(60);

/// How many kilobytes more than after the first minute are no growth.
const MOST_GROWTH: usize = 16 * 1024;

/// Calls of all kinds, the same for both clients. Gives how many there were.
macro_rules! round {
    ($vault:expr, $name:expr, $send:ident) => {{
        let (vault, acl, name) = ($vault, $vault.policies().acl(), $name);
        $send!(acl.write(name, RULES))?;
        let policy = $send!(acl.read(name))?;
        let listed = $send!(acl.list())?.iter().any(|other| other == name);
        let detailed = $send!(vault.mounts().list().detailed())?;
        let refused = $send!(vault.with_token("s.nobody").mounts().list());
        $send!(acl.delete(name))?;
        let gone = $send!(acl.read(name));
        let right = policy.policy == RULES
            && listed
            && detailed.value.contains_key("sys/")
            && refused.is_err_and(|error| error.is_permission_denied())
            && gone.is_err_and(|error| error.is_not_found());
        Ok((right, 7))
    }};
}

async fn by_async(vault: &Client, name: &str) -> Result<(bool, u64), Error> {
    macro_rules! send {
        ($call:expr) => {
            $call.await
        };
    }
    round!(vault, name, send)
}

fn by_blocking(vault: &blocking::Client, name: &str) -> Result<(bool, u64), Error> {
    macro_rules! send {
        ($call:expr) => {
            $call.send()
        };
    }
    round!(vault, name, send)
}

/// What this process has in memory, in kilobytes; nothing where the system does not say it so.
fn resident() -> Option<usize> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

fn main() -> ExitCode {
    let seconds = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(HOUR);
    match run(Duration::from_secs(seconds)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn run(time: Duration) -> Result<(), String> {
    let server = DevServer::try_start().map_err(|error| error.to_string())?;
    let proxy = FaultProxy::start(server.address());
    let wrong = |error: Error| error.to_string();
    let one = Client::new(proxy.address()).map_err(wrong)?.with_token(server.token());
    let other = blocking::Client::new(proxy.address()).map_err(wrong)?.with_token(server.token());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    let (start, mut reported) = (Instant::now(), Instant::now());
    let (mut calls, mut broken, mut first) = (0, 0, None);
    for count in 0_u64.. {
        // One round in a hundred loses its connection somewhere.
        let breaks = count % 100 == 99;
        let cut = usize::try_from(count % 800).unwrap_or_default();
        proxy.set(if breaks { Fault::CutReply(cut) } else { Fault::None });
        let name = format!("soak-{}", count % 2);
        let result = if count % 2 == 0 {
            runtime.block_on(by_async(&one, &name))
        } else {
            by_blocking(&other, &name)
        };
        match result {
            Ok((true, made)) => calls += made,
            Ok((false, _)) => return Err(format!("round {count} was told something wrong")),
            // The next rounds may find connections that are about to close.
            Err(_) if breaks || count % 100 < 2 => broken += 1,
            Err(error) => return Err(format!("round {count}: {error}")),
        }
        let _ = proxy.take_seen();
        let over = start.elapsed() >= time;
        if over || reported.elapsed() >= REPORT {
            reported = Instant::now();
            let now = resident();
            let first = *first.get_or_insert(now);
            let after = start.elapsed().as_secs();
            println!("{after} s: {calls} calls, {broken} rounds broken, {now:?} kB");
            if let (Some(first), Some(now)) = (first, now)
                && now > first + MOST_GROWTH
            {
                return Err(format!("{first} kB became {now} kB"));
            }
        }
        if over {
            break;
        }
    }
    Ok(())
}
