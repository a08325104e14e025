//! The compiler, measured: cargo starts this program instead of it.

use std::{
    path::Path,
    process::{Command, ExitCode},
    time::Instant,
};

use bench_harness::{Result, cargo, output};
use nix::sys::{
    resource::{UsageWho, getrusage},
    time::TimeValLike as _,
};

/// Says where to write what the compiler has used, and that this is to be the compiler.
const FILE: &str = "BENCH_RUSTC_FILE";
/// The crate that is to be measured; all of them if there is none.
const CRATE: &str = "BENCH_RUSTC_CRATE";

/// What compiling has used.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Compiled {
    /// Seconds.
    pub(crate) wall: f64,
    /// Seconds of CPU time.
    pub(crate) cpu: f64,
    /// MiB, of the largest compiler.
    pub(crate) peak: f64,
}

/// Does the compiler's work if this program was started in its place.
pub(crate) fn wrapped() -> Option<ExitCode> {
    let file = std::env::var_os(FILE)?;
    let mut arguments = std::env::args_os().skip(1);
    let rustc = arguments.next()?;
    let arguments: Vec<_> = arguments.collect();
    let measured = std::env::var(CRATE).map_or(true, |name| {
        arguments.windows(2).any(|pair| pair[0] == "--crate-name" && pair[1] == *name)
    });
    let start = Instant::now();
    let status = Command::new(rustc).args(&arguments).status();
    let wall = start.elapsed().as_secs_f64();
    let asks = arguments.iter().any(|argument| argument == "--print" || argument == "-vV");
    if measured && !asks {
        let line = line(wall).and_then(|line| add(Path::new(&file), &line));
        if line.is_none() {
            return Some(ExitCode::FAILURE);
        }
    }
    Some(match status.ok().and_then(|status| status.code()) {
        Some(0) => ExitCode::SUCCESS,
        Some(code) => ExitCode::from(u8::try_from(code).unwrap_or(1)),
        None => ExitCode::FAILURE,
    })
}

fn line(wall: f64) -> Option<String> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).ok()?;
    let cpu = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    Some(format!("{wall} {cpu} {}\n", usage.max_rss()))
}

fn add(file: &Path, line: &str) -> Option<()> {
    use std::io::Write as _;
    let mut file = std::fs::OpenOptions::new().append(true).create(true).open(file).ok()?;
    file.write_all(line.as_bytes()).ok()
}

/// Runs cargo in `folder`, with one job, and tells what the compiler has used for `name`; for all
/// crates together if there is none.
pub(crate) fn compile(
    folder: &Path,
    target: &Path,
    options: &[&str],
    name: Option<&str>,
) -> Result<Option<Compiled>> {
    let here = std::env::current_exe().map_err(|error| error.to_string())?;
    let file = target.join("rustc.txt");
    let _ = std::fs::remove_file(&file);
    std::fs::create_dir_all(target).map_err(|error| error.to_string())?;
    let mut command = cargo();
    command
        .args(options)
        .args(["--quiet", "--offline", "--jobs", "1", "--target-dir"])
        .arg(target)
        .current_dir(folder)
        .env("RUSTC_WRAPPER", here)
        .env("CARGO_INCREMENTAL", "0")
        .env(FILE, &file);
    if let Some(name) = name {
        command.env(CRATE, name);
    }
    output(&mut command)?;
    let text = std::fs::read_to_string(&file).unwrap_or_default();
    let mut all: Option<Compiled> = None;
    for line in text.lines() {
        let numbers: Vec<f64> = line.split(' ').filter_map(|part| part.parse().ok()).collect();
        let [wall, cpu, peak] = numbers.as_slice() else { continue };
        let sum = all.get_or_insert(Compiled { wall: 0.0, cpu: 0.0, peak: 0.0 });
        sum.wall += wall;
        sum.cpu += cpu / 1e6;
        sum.peak = sum.peak.max(peak / 1024.0);
    }
    Ok(all)
}

/// Forgets what was built of a package, so that it is built again.
pub(crate) fn clean(folder: &Path, target: &Path, package: &str, release: bool) -> Result<()> {
    let mut command = cargo();
    command.args(["clean", "--quiet", "--offline", "--package", package, "--target-dir"]);
    command.arg(target).args(release.then_some("--release")).current_dir(folder);
    output(&mut command).map(drop)
}
