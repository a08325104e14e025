//! From tokens to text in the style of the workspace.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use proc_macro2::TokenStream;

use crate::emit::File;

/// Why a file cannot be formatted. The tokens are ours, so it is never the spec's fault.
pub(crate) type Failure = String;

/// The whole text of a file, but for the last touches.
pub(crate) fn draft(file: &File) -> Result<String, Failure> {
    let mut text = String::new();
    let example = file.example.as_ref().map(example).transpose()?;
    let docs = [Some(&file.doc), example.as_ref(), Some(&file.provenance)];
    let docs: Vec<_> = docs.into_iter().flatten().map(|doc| doc.trim_end()).collect();
    for line in docs.join("\n\n").lines() {
        text.push_str(format!("//! {line}").trim_end());
        text.push('\n');
    }
    let blocks = std::iter::once(&file.imports).chain(&file.items);
    for block in blocks.filter(|block| !block.is_empty()) {
        text.push('\n');
        text.push_str(&spread(&item(block)?));
    }
    Ok(text)
}

/// The same for a file that may be included, where docs of a file are not allowed.
pub(crate) fn draft_to_include(file: &File) -> Result<String, Failure> {
    let text = draft(file)?;
    let lines = text.lines().map(|line| match line.strip_prefix("//!") {
        Some(doc) => format!("//{doc}\n"),
        None => format!("{line}\n"),
    });
    Ok(lines.collect::<Vec<_>>().concat())
}

/// A doc test that shows the body of a function and hides what makes it compile.
fn example((import, function): &(String, TokenStream)) -> Result<String, Failure> {
    let text = item(function)?;
    let lines: Vec<_> = text.lines().collect();
    let begin = lines.iter().position(|line| line.ends_with('{')).map_or(0, |head| head + 1);
    let head: Vec<_> = lines[..begin].iter().map(|line| format!("# {line}")).collect();
    // The last two are `Ok(())` and the brace.
    let body = &lines[begin..lines.len().saturating_sub(2).max(begin)];
    let body: Vec<_> = body.iter().map(|line| line.strip_prefix("    ").unwrap_or(line)).collect();
    Ok(format!(
        "```no_run\n# use std::{{collections::BTreeMap, time::Duration}};\n# use vault_sys::{import};\n\
         {}\n{}\n# Ok(())\n# }}\n```",
        head.join("\n"),
        body.join("\n")
    ))
}

pub(crate) fn item(tokens: &TokenStream) -> Result<String, Failure> {
    let file = syn::parse2(tokens.clone()).map_err(|error| format!("{error} in `{tokens}`"))?;
    Ok(prettyplease::unparse(&file))
}

/// Puts blank lines between the members of an `impl` and between groups of imports.
fn spread(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    let mut previous = "";
    let in_impl =
        text.lines().any(|line| line.starts_with("impl") || line.starts_with("pub trait"));
    for line in text.lines() {
        let begins_member = in_impl && begins_member(line) && !leads_to_member(previous);
        let begins_imports = line.starts_with("use ") && previous.starts_with("use ");
        if begins_member || begins_imports {
            out.push('\n');
        }
        out.push_str(line);
        out.push('\n');
        previous = line;
    }
    out
}

fn begins_member(line: &str) -> bool {
    let begins = ["///", "#[", "pub fn ", "fn ", "const ", "type "];
    let member = line.strip_prefix("    ");
    member.is_some_and(|member| begins.iter().any(|word| member.starts_with(word)))
}

/// Whether what follows this line belongs to it: docs, attributes, the head of the `impl`.
fn leads_to_member(line: &str) -> bool {
    line.starts_with("    ///")
        || line.starts_with("    #[")
        || line == "    )]"
        || line.starts_with("impl")
        || line.starts_with("pub trait")
        || line.starts_with("#[")
}

/// Stands between two files that are formatted in one go: starting the formatter takes longer than
/// what it then does.
const NEXT: &str = "// Here begins the next file.";

/// Gives each draft the last touches, some at a time.
pub(crate) fn rustfmt(drafts: &[String]) -> Result<Vec<String>, Failure> {
    let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    // What has attributes of its own can stand at the beginning only; those come first.
    let alone = drafts.iter().take_while(|draft| draft.contains("\n#![")).count();
    let (alone, together) = drafts.split_at(alone);
    let chunks = alone.chunks(1).chain(together.chunks(together.len().div_ceil(workers).max(1)));
    std::thread::scope(|scope| {
        let workers: Vec<_> = chunks.map(|chunk| scope.spawn(|| rustfmt_all(chunk))).collect();
        let results = workers.into_iter().map(|worker| {
            worker.join().unwrap_or_else(|_| Err("the formatter's thread failed".into()))
        });
        Ok(results.collect::<Result<Vec<_>, _>>()?.concat())
    })
}

/// Formats drafts together, but for their docs, which can stand at the beginning only.
fn rustfmt_all(drafts: &[String]) -> Result<Vec<String>, Failure> {
    if let [only] = drafts {
        return Ok(vec![rustfmt_one(only)?]);
    }
    let (heads, bodies): (Vec<_>, Vec<_>) = drafts.iter().map(|draft| cut_head(draft)).unzip();
    let text = rustfmt_one(&bodies.join(&format!("\n{NEXT}\n\n")))?;
    let bodies: Vec<_> = text.split(NEXT).map(str::trim).collect();
    if bodies.len() != heads.len() {
        return Err("the formatter lost where a file begins".into());
    }
    let whole = |(head, body): (&str, &str)| match head {
        "" => format!("{body}\n"),
        head if body.is_empty() => format!("{head}\n"),
        head => format!("{head}\n\n{body}\n"),
    };
    Ok(heads.into_iter().zip(bodies).map(whole).collect())
}

/// The docs of a file, which are formatted as they are, and the rest of it.
fn cut_head(draft: &str) -> (&str, &str) {
    let in_head = |line: &&str| line.starts_with("//!") || line.trim().is_empty();
    let end = draft.split_inclusive('\n').take_while(in_head).map(str::len).sum();
    let (head, body) = draft.split_at(end);
    (head.trim_end(), body)
}

fn rustfmt_one(text: &str) -> Result<String, Failure> {
    let failed = |error: std::io::Error| format!("cannot run rustfmt: {error}");
    let mut child = Command::new("rustfmt")
        .args(["--edition", "2024", "--config", "max_width=100,use_small_heuristics=Max"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    let mut stdin = child.stdin.take().ok_or("rustfmt has no input")?;
    // Written beside the reading: a large file fills both pipes.
    let (written, output) = std::thread::scope(|scope| {
        let writer = scope.spawn(move || stdin.write_all(text.as_bytes()));
        let output = child.wait_with_output();
        (writer.join(), output)
    });
    let output = output.map_err(failed)?;
    if !output.status.success() {
        return Err(format!("rustfmt refused it: {}", String::from_utf8_lossy(&output.stderr)));
    }
    if !matches!(written, Ok(Ok(()))) {
        return Err("rustfmt did not take all of the text".into());
    }
    String::from_utf8(output.stdout).map_err(|_| "rustfmt did not give UTF-8".into())
}
