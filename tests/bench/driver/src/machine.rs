//! What the figures were measured on, as far as it matters for them.

use std::process::Command;

pub(crate) fn describe() -> String {
    let read = |file: &str| std::fs::read_to_string(file).unwrap_or_default();
    let processor = value(&read("/proc/cpuinfo"), "model name", ':');
    let system = value(&read("/etc/os-release"), "PRETTY_NAME", '=');
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let rustc = Command::new("rustc").arg("--version").output();
    let rustc = rustc.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    let rustc: Vec<_> =
        rustc.iter().flat_map(|text| text.split_whitespace()).take(2).map(str::to_owned).collect();
    let processor = processor.unwrap_or_else(|| std::env::consts::ARCH.into());
    let system = system.unwrap_or_else(|| std::env::consts::OS.into());
    format!("{processor}, {cores} cores, {system}, {}", rustc.join(" "))
}

fn value(text: &str, key: &str, sign: char) -> Option<String> {
    let (_, value) = text
        .lines()
        .filter_map(|line| line.split_once(sign))
        .find(|(name, _)| name.trim() == key)?;
    Some(value.trim().trim_matches('"').to_owned())
}
