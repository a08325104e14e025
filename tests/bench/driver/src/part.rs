//! What one part of the benchmark has found.

use std::path::PathBuf;

use bench_harness::{Result, folder};
use serde::{Deserialize, Serialize};

/// What is kept of a part.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Part {
    pub(crate) title: String,
    /// How it was measured.
    pub(crate) about: String,
    pub(crate) machine: String,
    pub(crate) targets: Vec<Target>,
    pub(crate) tables: Vec<Table>,
    /// What the chart shows, if it is in there.
    #[serde(default)]
    pub(crate) bars: Vec<Bars>,
}

/// A target of the project.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Target {
    pub(crate) what: String,
    /// The most that it may be.
    pub(crate) most: String,
    pub(crate) is: String,
    pub(crate) met: bool,
}

#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Table {
    pub(crate) title: String,
    pub(crate) head: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

/// Bars side by side.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Bars {
    pub(crate) title: String,
    pub(crate) bars: Vec<(String, f64)>,
}

impl Part {
    pub(crate) fn new(title: &str, about: String) -> Self {
        Self {
            title: title.into(),
            about,
            machine: crate::machine::describe(),
            targets: Vec::new(),
            tables: Vec::new(),
            bars: Vec::new(),
        }
    }

    pub(crate) fn save(&self, name: &str) -> Result<()> {
        let mut text = serde_json::to_string_pretty(self).map_err(|error| error.to_string())?;
        text.push('\n');
        std::fs::write(file(name), text).map_err(|error| format!("{name}: {error}"))
    }

    /// What was found the last time, if ever.
    pub(crate) fn load(name: &str) -> Result<Option<Self>> {
        match std::fs::read_to_string(file(name)) {
            Ok(text) => serde_json::from_str(&text)
                .map(Some)
                .map_err(|error| format!("figures/{name}.json: {error}")),
            Err(_) => Ok(None),
        }
    }

    /// Adds a target that is a ratio.
    pub(crate) fn ratio(&mut self, what: &str, most: f64, is: f64) {
        self.targets.push(Target {
            what: what.into(),
            most: format!("{most:.2} ×"),
            is: format!("{is:.3} ×"),
            met: is <= most,
        });
    }

    /// Adds a target that is a figure with its unit.
    pub(crate) fn figure(&mut self, what: &str, unit: &str, most: f64, is: f64) {
        self.targets.push(Target {
            what: what.into(),
            most: format!("{most} {unit}").trim_end().into(),
            is: format!("{} {unit}", round(is)).trim_end().into(),
            met: is <= most,
        });
    }

    pub(crate) fn table(&mut self, title: &str, head: &[&str], rows: Vec<Vec<String>>) {
        let head = head.iter().map(|&name| name.to_owned()).collect();
        self.tables.push(Table { title: title.into(), head, rows });
    }
}

fn file(name: &str) -> PathBuf {
    folder().join("figures").join(format!("{name}.json"))
}

/// A figure with as many digits as anybody wants to read.
pub(crate) fn round(value: f64) -> String {
    match value.abs() {
        large if large >= 1000.0 => thousands(value),
        large if large >= 100.0 || (large.fract() == 0.0) => format!("{value:.0}"),
        large if large >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

fn thousands(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
