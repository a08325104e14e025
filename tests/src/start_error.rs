//! Why a server did not start.

use crate::BinaryError;
use std::process::ExitStatus;
use std::time::Duration;
use std::{error, fmt, io};

/// A server did not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// There is none.
    Binary(&'static BinaryError),
    /// It ended by itself.
    Exited {
        /// How.
        status: ExitStatus,
        /// The last lines of its log.
        log: String,
    },
    /// It was not ready in time, and was ended.
    TimedOut {
        /// How long it had.
        limit: Duration,
        /// The last lines of its log.
        log: String,
    },
    /// A file, a port or a process could not be had.
    Io {
        /// What was being done.
        doing: &'static str,
        /// What came of it.
        source: io::Error,
    },
}

impl StartError {
    pub(crate) fn io(doing: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { doing, source }
    }

    /// Whether another port could help. Go says it in these words on every Unix.
    pub(crate) fn is_port_taken(&self) -> bool {
        matches!(self, Self::Exited { log, .. } if log.contains("address already in use"))
    }
}

impl From<&'static BinaryError> for StartError {
    fn from(error: &'static BinaryError) -> Self {
        Self::Binary(error)
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let log = match self {
            Self::Binary(error) => return error.fmt(f),
            Self::Io { doing, source } => {
                return write!(f, "the server did not start: {doing}: {source}");
            }
            Self::Exited { status, log } => {
                write!(f, "the server ended while it started ({status})")?;
                log
            }
            Self::TimedOut { limit, log } => {
                write!(f, "the server was not ready after {limit:?}")?;
                log
            }
        };
        write!(f, "; the end of its log:\n{log}")
    }
}

impl error::Error for StartError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::Binary(error) => error.source(),
            Self::Io { source, .. } => Some(source),
            Self::Exited { .. } | Self::TimedOut { .. } => None,
        }
    }
}
