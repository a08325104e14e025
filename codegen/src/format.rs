//! From tokens to text in the style of the workspace.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use proc_macro2::TokenStream;

use crate::{Files, emit::File, parallel, print::wrapped};

/// Why a file cannot be formatted. The tokens are ours, so it is never the spec's fault.
pub(crate) type Failure = String;

/// A file that the formatter has not seen.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    path: String,
    docs: String,
    code: String,
}

impl Draft {
    pub(crate) fn new(path: String, file: File) -> Self {
        let example = file.example.map(example);
        let docs = [Some(&file.doc), example.as_ref(), Some(&file.provenance)];
        let docs: Vec<_> = docs.into_iter().flatten().map(|doc| doc.trim_end()).collect();
        let mark = if file.included { "//" } else { "//!" };
        let line = |line: &str| format!("{mark} {line}").trim_end().to_owned() + "\n";
        let docs = docs.join("\n\n").lines().map(line).collect();
        Self { path, docs, code: file.code }
    }

    /// Its path and its text, with this for its code.
    fn with(self, code: &str) -> (String, String) {
        let between = if code.is_empty() { "" } else { "\n" };
        (self.path, [&self.docs, between, code].concat())
    }
}

/// The text of each file by its path. Lines are as long as they are.
pub(crate) fn unformatted(drafts: Vec<Draft>) -> Files {
    let text = |mut draft: Draft| {
        let code = std::mem::take(&mut draft.code);
        draft.with(&code)
    };
    drafts.into_iter().map(text).collect()
}

/// A doc test that shows the body of a function and hides what makes it compile.
fn example((import, function): (String, TokenStream)) -> String {
    let text = wrapped(function);
    let lines: Vec<_> = text.lines().collect();
    let begin = lines.iter().position(|line| line.ends_with('{')).map_or(0, |head| head + 1);
    let head: Vec<_> = lines[..begin].iter().map(|line| format!("# {line}")).collect();
    // The last two are `Ok(())` and the brace.
    let body = &lines[begin..lines.len().saturating_sub(2).max(begin)];
    let body: Vec<_> = body.iter().map(|line| line.strip_prefix("    ").unwrap_or(line)).collect();
    format!(
        "```no_run\n# use std::{{collections::BTreeMap, time::Duration}};\n# use vault_sys::{import};\n\
         {}\n{}\n# Ok(())\n# }}\n```",
        head.join("\n"),
        body.join("\n")
    )
}

/// Stands between two files that are formatted in one go: starting the formatter takes longer than
/// what it then does.
const NEXT: &str = "// Here begins the next file.";

/// The text of each file by its path, as the formatter leaves it. Some have their turn at a time.
pub(crate) fn formatted(drafts: Vec<Draft>) -> Result<Files, Failure> {
    // What has attributes of its own can stand at the beginning only; those come first.
    let alone = drafts.iter().take_while(|draft| draft.code.starts_with("#![")).count();
    let (first, together) = drafts.split_at(alone);
    let size = together.len().div_ceil(parallel::workers()).max(1);
    let chunks: Vec<_> = first.chunks(1).chain(together.chunks(size)).collect();
    let codes = parallel::map(&chunks, |chunk| rustfmt_all(chunk));
    let codes = codes.into_iter().collect::<Result<Vec<_>, _>>()?.concat();
    Ok(drafts.into_iter().zip(codes).map(|(draft, code)| draft.with(&code)).collect())
}

fn rustfmt_all(drafts: &[Draft]) -> Result<Vec<String>, Failure> {
    let codes: Vec<_> = drafts.iter().map(|draft| draft.code.as_str()).collect();
    let text = rustfmt(&codes.join(&format!("\n{NEXT}\n\n")));
    let text = text.map_err(|failure| culprit(drafts).unwrap_or(failure))?;
    let codes: Vec<_> = text.split(NEXT).map(str::trim).collect();
    if codes.len() != drafts.len() {
        return Err("the formatter lost where a file begins".into());
    }
    let ended = |code: &str| if code.is_empty() { String::new() } else { format!("{code}\n") };
    Ok(codes.into_iter().map(ended).collect())
}

/// The file that is refused, of those that are refused together.
fn culprit(drafts: &[Draft]) -> Option<Failure> {
    let refused = |draft: &Draft| Some(format!("{}: {}", draft.path, rustfmt(&draft.code).err()?));
    drafts.iter().find_map(refused)
}

fn rustfmt(text: &str) -> Result<String, Failure> {
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

#[cfg(test)]
mod tests {
    use super::{Draft, formatted};

    #[test]
    fn what_is_no_rust_is_told_by_its_name() {
        let draft = |path: &str, code: &str| Draft {
            path: path.into(),
            docs: "//! Docs.\n".into(),
            code: code.into(),
        };
        let good = || vec![draft("a", "#![allow(b)]\n"), draft("c", "mod d ;"), draft("e", "")];
        let files = formatted(good()).unwrap();
        let texts: Vec<_> = files.values().map(String::as_str).collect();
        let expected = ["//! Docs.\n\n#![allow(b)]\n", "//! Docs.\n\nmod d;\n", "//! Docs.\n"];
        assert_eq!(texts, expected);
        let failure = formatted([good(), vec![draft("f", "mod 1;")]].concat()).unwrap_err();
        assert!(failure.starts_with("f: rustfmt refused it: "), "{failure}");
    }
}
