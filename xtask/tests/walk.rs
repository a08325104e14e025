//! CONTRIBUTING.md walks through an addition. Here that is done, on a copy of the tree.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use vault_sys_tests::DevServer;

const HEADING: &str = "\n## One addition, from the report to the merge\n";

/// What the tasks read and write.
const PARTS: [&str; 5] =
    ["spec", "docs", "vault-sys/src/generated", "vault-sys/tests/protocol", "tests/tests/live"];

#[test]
fn the_walk_through_an_addition_is_true() {
    let tree = Tree::new();
    let whole = tree.files();
    let row = tree.take_out();
    tree.task("regen", &[]).unwrap();
    assert_ne!(tree.files(), whole);

    let page = fs::read_to_string(xtask::workspace().join("CONTRIBUTING.md")).unwrap();
    let section = page.split(HEADING).nth(1).expect("the section has another name");
    let section = section.split("\n## ").next().unwrap();
    let (mut commands, mut kinds) = (0, Vec::new());
    for block in section.split("\n```").skip(1).step_by(2) {
        let (kind, text) = block.split_once('\n').unwrap();
        kinds.push(kind);
        match kind {
            "console" => commands += tree.run(text),
            "yaml" => tree.write_entry(text),
            "tsv" => tree.add_row(text, &row),
            "rust" => tree.check_live_test(text),
            other => panic!("a block of {other}"),
        }
    }
    kinds.sort_unstable();
    kinds.dedup();
    assert_eq!(kinds, ["console", "rust", "tsv", "yaml"]);
    assert!(commands >= 7, "{commands} commands");
    // What was taken out is back, byte for byte.
    assert_eq!(tree.files(), whole);
}

struct Tree {
    folder: tempfile::TempDir,
    server: &'static DevServer,
}

impl Tree {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for part in PARTS {
            copy(&xtask::workspace().join(part), &folder.path().join(part));
        }
        Self { folder, server: DevServer::shared() }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    fn files(&self) -> Vec<(PathBuf, String)> {
        let mut files = Vec::new();
        for part in PARTS {
            collect(&self.path(part), &mut files);
        }
        files.sort();
        files
    }

    /// Takes the operation out of the spec and the inventory, and gives its row there.
    fn take_out(&self) -> String {
        let spec = self.read("spec/tools.yaml");
        let (before, entry, after) = cut(&spec);
        assert!(entry.contains("urlalgorithm"), "{entry}");
        fs::write(self.path("spec/tools.yaml"), format!("{before}{after}")).unwrap();
        let rows = self.read("spec/inventory.tsv");
        let is_it = |line: &&str| line.contains("\t/sys/tools/hash/{urlalgorithm}\t");
        let row = rows.split_inclusive('\n').find(is_it).unwrap();
        fs::write(self.path("spec/inventory.tsv"), rows.replace(row, "")).unwrap();
        rows
    }

    /// Puts what the page says in the place of the draft.
    fn write_entry(&self, entry: &str) {
        let spec = self.read("spec/tools.yaml");
        let (before, draft, after) = cut(&spec);
        assert!(draft.contains("doc: TODO"), "{draft}");
        let spec = format!("{before}\n{}\n{after}", entry.trim_end());
        fs::write(self.path("spec/tools.yaml"), spec).unwrap();
    }

    /// Puts the row where it was, if it is the one.
    fn add_row(&self, row: &str, rows: &str) {
        assert!(rows.contains(&format!("\n{}\n", row.trim_end())), "{row}");
        fs::write(self.path("spec/inventory.tsv"), rows).unwrap();
    }

    fn check_live_test(&self, text: &str) {
        let live = self.read("tests/tests/live/tools.rs");
        for line in text.lines().filter(|line| !line.is_empty()) {
            assert!(live.contains(line), "no live test has {line}");
        }
    }

    /// Runs the commands of a block, and holds what they say against what follows them there.
    fn run(&self, block: &str) -> usize {
        let mut count = 0;
        for part in format!("\n{}", block.trim_end()).split("\n$ ").skip(1) {
            let (command, expected) = part.split_once('\n').unwrap();
            let said = self.command(command);
            let mut lines = said.lines();
            let mut skips = false;
            for expected in expected.lines() {
                if expected == "..." {
                    skips = true;
                    continue;
                }
                let found = if skips {
                    lines.find(|line| same(line, expected))
                } else {
                    lines.next().filter(|line| same(line, expected))
                };
                assert!(found.is_some(), "{command}\n{expected}\nis not in\n{said}");
                skips = false;
            }
            assert!(skips || lines.next().is_none(), "{command} says more:\n{said}");
            count += 1;
        }
        count
    }

    fn command(&self, command: &str) -> String {
        let command = command.replace("http://127.0.0.1:8200", self.server.address());
        if let Some(task) = command.strip_prefix("cargo xtask ") {
            let words: Vec<_> = task.split(' ').collect();
            return self.task(words[0], &words[1..]).unwrap_or_else(|said| said);
        }
        self.curl(&command)
    }

    /// What the server says to a request, without the program that the page uses for it.
    fn curl(&self, command: &str) -> String {
        let rest = command.strip_prefix(r#"curl -s -H "X-Vault-Token: $VAULT_TOKEN" "#);
        let (url, body) = rest.and_then(|rest| rest.split_once(" -d ")).expect(command);
        let request = reqwest::blocking::Client::builder().no_proxy().build().unwrap().post(url);
        let request = request.header("X-Vault-Token", self.server.token());
        request.body(body.trim_matches('\'').to_owned()).send().unwrap().text().unwrap()
    }

    /// What a task says, and whether it is content.
    fn task(&self, task: &str, arguments: &[&str]) -> Result<String, String> {
        let (program, first) = match task {
            "drift" => (env!("CARGO_BIN_EXE_drift"), None),
            "import" => (env!("CARGO_BIN_EXE_drift"), Some(task)),
            _ => (env!("CARGO_BIN_EXE_xtask"), Some(task)),
        };
        let mut command = Command::new(program);
        command.args(first).args(arguments);
        command.env("VAULT_SYS_TREE", self.folder.path()).env("VAULT_TOKEN", self.server.token());
        let output = command.env_remove("BAO_TOKEN").output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8(said).unwrap();
        if output.status.success() { Ok(said) } else { Err(said) }
    }
}

/// How many there are of anything changes with every addition, and is no reason to change the page.
fn same(said: &str, expected: &str) -> bool {
    let words = |text: &str| text.split(|c: char| c.is_ascii_digit()).collect::<String>();
    words(said) == words(expected)
}

/// The spec before the operation, its entry with the line before, and what follows.
fn cut(spec: &str) -> (&str, &str, &str) {
    let start = spec.find("\n  hash_with:\n").unwrap();
    let end = spec.find("\ntypes:\n").unwrap();
    (&spec[..start], &spec[start..end], &spec[end..])
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

fn collect(folder: &Path, files: &mut Vec<(PathBuf, String)>) {
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            collect(&path, files);
        } else {
            let text = fs::read_to_string(&path).unwrap();
            files.push((path, text));
        }
    }
}
