//! `cargo xtask regen --watch` on a small tree: what an editor does to a file, and what comes of it.

use std::{
    env, fs,
    io::{BufRead as _, BufReader, Read},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc::{self, Receiver},
    thread,
    time::{Duration, Instant},
};

/// Far beyond what anything here takes.
const DEADLINE: Duration = Duration::from_secs(120);

/// A tree with a spec, and what watches it. Both end with this.
struct Watched {
    root: PathBuf,
    watch: Child,
    lines: Receiver<String>,
}

impl Drop for Watched {
    fn drop(&mut self) {
        let _ = self.watch.kill();
        let _ = self.watch.wait();
        let _ = fs::remove_dir_all(&self.root);
    }
}

impl Watched {
    fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let root = env::temp_dir().join(format!("vault-sys-watch-{name}-{}", std::process::id()));
        fs::create_dir_all(root.join("spec")).unwrap();
        for (file, text) in files {
            fs::write(root.join("spec").join(file), text).unwrap();
        }
        let mut watch = Command::new(env!("CARGO_BIN_EXE_watch"))
            .arg(&root)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, lines) = mpsc::channel();
        let outputs: [Box<dyn Read + Send>; 2] =
            [Box::new(watch.stdout.take().unwrap()), Box::new(watch.stderr.take().unwrap())];
        for output in outputs {
            let sender = sender.clone();
            thread::spawn(move || {
                for line in BufReader::new(output).lines().map_while(Result::ok) {
                    let _ = sender.send(line);
                }
            });
        }
        let watched = Self { root, watch, lines };
        watched.says("watching spec/");
        watched
    }

    fn spec(&self, file: &str) -> PathBuf {
        self.root.join("spec").join(file)
    }

    fn generated(&self, file: &str) -> PathBuf {
        self.root.join("vault-sys/src/generated").join(file)
    }

    /// Waits for a line with this in it.
    fn says(&self, part: &str) {
        let start = Instant::now();
        let mut said = Vec::new();
        while let Some(left) = DEADLINE.checked_sub(start.elapsed()) {
            let Ok(line) = self.lines.recv_timeout(left) else { break };
            if line.contains(part) {
                return;
            }
            said.push(line);
        }
        panic!("{part} was not said, but:\n{}", said.join("\n"));
    }

    /// Waits until a generated file has this in it.
    fn gives(&self, file: &str, part: &str) {
        let path = self.generated(file);
        until(|| fs::read_to_string(&path).is_ok_and(|text| text.contains(part)), part);
    }
}

fn until(mut done: impl FnMut() -> bool, what: &str) {
    let start = Instant::now();
    while !done() {
        assert!(start.elapsed() < DEADLINE, "{what}");
        thread::sleep(Duration::from_millis(10));
    }
}

fn spec(doc: &str) -> String {
    format!(
        "# yaml-language-server: $schema=schema.json\ndoc: {doc}\nsince: 1.0.0\noperations:\n  \
         read:\n    doc: Reads.\n    http: GET sys/{}\n    reply: none\n    examples:\n      \
         - gets: {{ status: 204 }}\n",
        doc.trim_end_matches('.').to_lowercase()
    )
}

/// As most editors save.
fn save_by_rename(path: &Path, text: &str) {
    let draft = path.with_extension("tmp");
    fs::write(&draft, text).unwrap();
    fs::rename(draft, path).unwrap();
}

#[test]
fn what_is_saved_is_generated_whatever_was_wrong_before() {
    let watched = Watched::new("saved", &[("thing.yaml", &spec("First."))]);
    watched.gives("thing.rs", "First.");

    fs::write(watched.spec("thing.yaml"), spec("Second.")).unwrap();
    watched.gives("thing.rs", "Second.");

    // A broken spec is told, and leaves what is there.
    fs::write(watched.spec("thing.yaml"), spec("Third.").replace("http:", "htpp:")).unwrap();
    watched.says("unknown key `htpp`");
    watched.says("did you mean `http`?");
    assert!(fs::read_to_string(watched.generated("thing.rs")).unwrap().contains("Second."));

    save_by_rename(&watched.spec("thing.yaml"), &spec("Fourth."));
    watched.gives("thing.rs", "Fourth.");

    // Once renamed over, it is another file, which is watched as well.
    fs::write(watched.spec("thing.yaml"), spec("Fifth.")).unwrap();
    watched.gives("thing.rs", "Fifth.");
}

#[test]
fn a_file_that_comes_or_goes_takes_what_is_generated_with_it() {
    let watched = Watched::new("deleted", &[("thing.yaml", &spec("First."))]);
    fs::write(watched.spec("other.yaml"), spec("Other.")).unwrap();
    watched.gives("other.rs", "Other.");
    fs::remove_file(watched.spec("other.yaml")).unwrap();
    until(|| !watched.generated("other.rs").exists(), "other.rs is still there");
    watched.gives("thing.rs", "First.");
}
