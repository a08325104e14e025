//! `docs/performance.md` and its chart, of what is kept in `figures/`.

use std::{fmt::Write as _, fs};

use bench_harness::{Result, folder, root};

use crate::{
    chart,
    part::{Part, Table, Target},
};

const HEAD: &str = "\
# Performance

What vault-sys costs beside what its users would have written by hand, and beside other clients.
Nothing here is a promise: all figures of a part come from one run on one machine, and it is their
ratios that say something. `cargo xtask bench` measures again and writes this page; what it runs is
in [tests/bench](../tests/bench/README.md).

Instructions are the figure to steer by, as they repeat. × stands for \"times as much\".
";

pub(crate) fn write(names: &[&str]) -> Result<()> {
    let mut page = HEAD.to_owned();
    let mut parts = Vec::new();
    for name in names {
        match Part::load(name)? {
            Some(part) => parts.push(part),
            None => eprintln!("the page has no {name}: that was never measured"),
        }
    }
    for bars in parts.iter().map(|part| &part.bars).filter(|bars| !bars.is_empty()) {
        let title = "Instructions a call, of reqwest and serde by hand";
        save("performance.svg", &chart::draw(title, bars)?)?;
        let _ = write!(page, "\n![{title}](performance.svg)\n");
    }
    page += "\n## Targets\n\n| target | at most | is | met |\n| --- | ---: | ---: | --- |\n";
    for Target { what, most, is, met } in parts.iter().flat_map(|part| &part.targets) {
        let met = if *met { "yes" } else { "**no**" };
        let _ = writeln!(page, "| {what} | {most} | {is} | {met} |");
    }
    let tried = folder().join("tried.md");
    let tried = fs::read_to_string(&tried).map_err(|error| format!("tried.md: {error}"))?;
    let _ = write!(page, "\n{tried}");
    for part in &parts {
        let _ = write!(page, "\n## {}\n\n{}\n", part.title, wrapped(&part.about));
        let _ = write!(page, "\nMeasured on {}.\n", part.machine);
        for table in &part.tables {
            page += &text(table);
        }
    }
    save("performance.md", &page)
}

fn text(Table { title, head, rows }: &Table) -> String {
    let mut text = format!("\n### {title}\n\n| {} |\n", head.join(" | "));
    let place = |(index, _)| if index == 0 { "---" } else { "---:" };
    let rule: Vec<_> = head.iter().enumerate().map(place).collect();
    let _ = writeln!(text, "| {} |", rule.join(" | "));
    for row in rows {
        let _ = writeln!(text, "| {} |", row.join(" | "));
    }
    text
}

/// A paragraph in lines that are not too long.
fn wrapped(text: &str) -> String {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().filter(|line| line.len() + word.len() < 99);
        match line {
            Some(line) if !line.is_empty() => {
                line.push(' ');
                line.push_str(word);
            }
            Some(line) => line.push_str(word),
            None => lines.push(word.to_owned()),
        }
    }
    lines.join("\n")
}

fn save(name: &str, text: &str) -> Result<()> {
    fs::write(root().join("docs").join(name), text).map_err(|error| format!("{name}: {error}"))
}
