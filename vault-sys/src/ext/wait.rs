//! Waiting until a server is what it is about to be.

use std::time::{Duration, Instant};

use super::for_both_clients;
use crate::{
    Endpoint as _, Error, health,
    health::Health,
    mounts::{self, MigrationState, MigrationStatus},
    seal,
};

/// How long to wait between two looks.
const PAUSE: Duration = Duration::from_millis(100);

for_both_clients!(send, pause, health, {
    /// Waits until the server is unsealed and the active one of its cluster.
    ///
    /// A server that cannot be reached is asked again, as it may be starting.
    ///
    /// # Errors
    ///
    /// When it is not active within `limit`; [`Error::is_timeout`] tells that from other errors.
    fn wait_until_active(&self, limit: Duration) -> Result<Health, Error> {
        let start = Instant::now();
        loop {
            match send!(self.read()) {
                Ok(health) if !health.sealed && !health.standby => return Ok(health),
                Err(error) if !error.is_connect() => return Err(error),
                _ if start.elapsed() >= limit => {
                    return Err(Error::not_within(&health::Read::OPERATION, limit));
                }
                _ => pause!(PAUSE),
            }
        }
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
        let start = Instant::now();
        loop {
            match send!(self.status()) {
                Ok(status) if !status.sealed => return Ok(()),
                Err(error) if !error.is_connect() => return Err(error),
                _ if start.elapsed() >= limit => {
                    return Err(Error::not_within(&seal::Status::OPERATION, limit));
                }
                _ => pause!(PAUSE),
            }
        }
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
        let start = Instant::now();
        loop {
            let status = send!(self.remount_status(migration_id))?;
            if status.migration_info.status != MigrationState::InProgress {
                return Ok(status);
            }
            if start.elapsed() >= limit {
                return Err(Error::not_within(&mounts::RemountStatus::OPERATION, limit));
            }
            pause!(PAUSE);
        }
    }
});
