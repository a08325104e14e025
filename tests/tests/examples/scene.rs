//! An example, and where it runs.

use std::{
    fs,
    path::{Path, PathBuf},
};

use vault_sys_tests::{Example, RaftServer, stage::Stage};

/// Nobody listens there: it takes more rights than a test has.
pub(crate) const NOWHERE: &str = "http://127.0.0.1:1";

/// An example, and a server that it runs against.
pub(crate) struct Scene {
    pub(crate) stage: Stage,
    pub(crate) example: Example,
}

/// What an example has said and done.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Scene {
    pub(crate) fn sealed(example: &str) -> Self {
        let stage = Stage::sealed(&RaftServer::builder()).unwrap();
        Self { stage, example: Example::build(example).unwrap() }
    }

    pub(crate) fn unsealed(example: &str) -> Self {
        let stage = Stage::unsealed(&RaftServer::builder()).unwrap();
        Self { stage, example: Example::build(example).unwrap() }
    }

    /// Runs it in the folder of the stage.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.run_at(self.stage.address(), self.stage.token(), arguments)
    }

    /// Runs it with another address or token.
    pub(crate) fn run_at(&self, address: &str, token: &str, arguments: &[&str]) -> Ran {
        let ran = run(&self.example, address, token, self.stage.folder(), arguments);
        let mut secrets = vec![self.stage.token().to_owned()];
        for file in shares_below(self.stage.folder()) {
            secrets.push(fs::read_to_string(file).unwrap().trim().to_owned());
        }
        for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
            assert!(!ran.out.contains(secret) && !ran.err.contains(secret), "{ran:?}");
        }
        ran
    }

    /// A file in the folder of the stage.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.stage.folder().join(name)
    }

    /// Names of what lies in the folder of the stage, but for the shares of its server.
    pub(crate) fn files(&self) -> Vec<String> {
        let names = fs::read_dir(self.stage.folder()).unwrap();
        let names = names.map(|file| file.unwrap().file_name().into_string().unwrap());
        names.filter(|name| !name.starts_with("share-")).collect()
    }

    /// Puts a share into the file `wrong` that is like the first one, and is none.
    pub(crate) fn write_wrong_share(&self) {
        let right = fs::read_to_string(self.stage.share(0)).unwrap();
        let start = if right.starts_with("00") { "01" } else { "00" };
        fs::write(self.file("wrong"), format!("{start}{}", &right[2..])).unwrap();
    }
}

impl Ran {
    /// What it said, as all went well.
    #[track_caller]
    pub(crate) fn well(self) -> String {
        assert_eq!(self.code, Some(0), "{self:?}");
        self.out
    }

    /// It failed, and said all of that.
    #[track_caller]
    pub(crate) fn fails(self, texts: &[&str]) {
        assert_eq!(self.code, Some(1), "{self:?}");
        for text in texts {
            assert!(self.err.contains(text), "no `{text}` in {self:?}");
        }
    }
}

/// Runs an example to its end.
pub(crate) fn run(
    example: &Example,
    address: &str,
    token: &str,
    folder: &Path,
    arguments: &[&str],
) -> Ran {
    let mut command = example.command(address, token);
    let output = command.args(arguments).current_dir(folder).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

fn shares_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(shares_below(&path));
        } else if path.is_file() && path.file_name().unwrap().to_str().unwrap().contains("share-") {
            found.push(path);
        }
    }
    found
}
