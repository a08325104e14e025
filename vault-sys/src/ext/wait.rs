//! Waiting until a server is what it is about to be.

use std::time::{Duration, Instant};

use super::for_both_clients;
use crate::{
    Endpoint as _, Error, health,
    health::Health,
    mounts::{self, MigrationState, MigrationStatus},
    namespaces, seal,
};

/// How long to wait between two looks, and the least that the last one may take.
const PAUSE: Duration = Duration::from_millis(100);

/// How long the next look may take, so that the limit is kept by all of them together. There is none
/// when the time is up, unless it would be the first.
fn next(start: Instant, limit: Duration, looks: &mut u32) -> Option<Duration> {
    let left = limit.saturating_sub(start.elapsed());
    *looks += 1;
    (*looks == 1 || !left.is_zero()).then(|| left.max(PAUSE))
}

/// Sends a call that may take `left` at the most.
macro_rules! look {
    ($send:ident, $call:expr, $left:expr) => {{
        let call = $call;
        let limit = call.client.timeout().min($left);
        $send!(call.with_timeout(limit))
    }};
}

for_both_clients!(send, pause, health, {
    /// Waits until the server is unsealed and the active one of its cluster.
    ///
    /// A server that cannot be reached is asked again, as it may be starting.
    ///
    /// # Errors
    ///
    /// When it is not active within `limit`; [`Error::is_timeout`] tells that from other errors.
    fn wait_until_active(&self, limit: Duration) -> Result<Health, Error> {
        let (start, mut looks) = (Instant::now(), 0);
        while let Some(left) = next(start, limit, &mut looks) {
            match look!(send, self.read(), left) {
                Ok(health) if !health.sealed && !health.standby => return Ok(health),
                Err(error) if !error.is_connect() && !error.is_timeout() => return Err(error),
                _ => pause!(PAUSE),
            }
        }
        Err(Error::not_within(&health::Read::OPERATION, limit))
    }
});

for_both_clients!(send, pause, seal, {
    /// Waits until the server is unsealed, by whomever.
    ///
    /// A server that cannot be reached is asked again, as it may be starting.
    ///
    /// # Errors
    ///
    /// When it is not unsealed within `limit`; [`Error::is_timeout`] tells that from other errors.
    fn wait_until_unsealed(&self, limit: Duration) -> Result<(), Error> {
        let (start, mut looks) = (Instant::now(), 0);
        while let Some(left) = next(start, limit, &mut looks) {
            match look!(send, self.status(), left) {
                Ok(status) if !status.sealed => return Ok(()),
                Err(error) if !error.is_connect() && !error.is_timeout() => return Err(error),
                _ => pause!(PAUSE),
            }
        }
        Err(Error::not_within(&seal::Status::OPERATION, limit))
    }
});

for_both_clients!(send, pause, mounts, {
    /// Waits until a move of a mount has come to its end, whether it succeeded or failed.
    ///
    /// # Errors
    ///
    /// When it is not over within `limit`; [`Error::is_timeout`] tells that from other errors.
    fn wait_until_moved(
        &self,
        migration_id: &str,
        limit: Duration,
    ) -> Result<MigrationStatus, Error> {
        let (start, mut looks) = (Instant::now(), 0);
        while let Some(left) = next(start, limit, &mut looks) {
            match look!(send, self.remount_status(migration_id), left) {
                Ok(status) if status.migration_info.status != MigrationState::InProgress => {
                    return Ok(status);
                }
                Err(error) if !error.is_timeout() => return Err(error),
                _ => pause!(PAUSE),
            }
        }
        Err(Error::not_within(&mounts::RemountStatus::OPERATION, limit))
    }
});

for_both_clients!(send, pause, namespaces, {
    /// Waits until a namespace that is being deleted is gone.
    ///
    /// One that was never there is gone already.
    ///
    /// # Errors
    ///
    /// When it is not gone within `limit`; [`Error::is_timeout`] tells that from other errors.
    fn wait_until_deleted(&self, path: &str, limit: Duration) -> Result<(), Error> {
        let (start, mut looks) = (Instant::now(), 0);
        while let Some(left) = next(start, limit, &mut looks) {
            match look!(send, self.read(path), left) {
                Err(error) if error.is_not_found() => return Ok(()),
                Err(error) if !error.is_timeout() => return Err(error),
                _ => pause!(PAUSE),
            }
        }
        Err(Error::not_within(&namespaces::Read::OPERATION, limit))
    }
});
