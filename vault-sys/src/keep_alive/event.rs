//! What there is to tell of a lease that is kept alive.

use std::{fmt, time::Duration};

use crate::Error;

/// What has happened to a lease that is kept alive.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event {
    /// It was renewed.
    Renewed {
        /// How long it lasts from the renewal on.
        granted: Duration,
    },
    /// A renewal failed. It is tried again, unless [`Ended`](Self::Ended) follows.
    ///
    /// Whatever the error is: a server may come back, and a right be granted again.
    Failed {
        /// Why.
        error: Error,
        /// How long the lease still lasts, as far as is known.
        remaining: Duration,
    },
    /// It will not be renewed any more, as the server has come to its limit for the lease or has
    /// said that it cannot be renewed again. This is the time to obtain another one.
    Expiring {
        /// How long it still lasts.
        remaining: Duration,
    },
    /// It is kept alive no longer. Nothing follows.
    Ended {
        /// Why.
        why: End,
    },
}

/// Why a lease is kept alive no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum End {
    /// No renewal has succeeded in time, or nobody asked for one, and the lease is over.
    Expired,
    /// The server's longest time for the lease is reached. It lasts a little longer.
    MaxTtl,
    /// The server has said that the lease cannot be renewed again. It lasts a little longer.
    NotRenewable,
    /// The server does not know the lease any more; it may have been revoked.
    Gone,
    /// The caller has stopped it.
    Stopped,
}

impl End {
    /// Whether there is no lease left that could be revoked.
    pub(crate) fn is_of_lease(self) -> bool {
        matches!(self, Self::Expired | Self::Gone)
    }
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Expired => "the lease has expired",
            Self::MaxTtl => "the lease has reached its longest time",
            Self::NotRenewable => "the lease cannot be renewed again",
            Self::Gone => "the server does not know the lease any more",
            Self::Stopped => "the lease is kept alive no longer",
        })
    }
}
