//! Does what a [`Lifetime`] decides.

use std::time::{Duration, Instant};

use tokio::time;

use super::{
    Event,
    lifetime::{Lifetime, Next},
    server::Renewer,
};
use crate::Error;

/// Keeps one lease alive, from event to event.
pub(crate) struct Keeper<R> {
    server: R,
    lifetime: Lifetime,
    /// Whether the end has been told.
    over: bool,
}

/// As the timers have it.
pub(super) fn now() -> Instant {
    time::Instant::now().into_std()
}

impl<R: Renewer> Keeper<R> {
    /// Keeps a lease that had so much left when it was asked for at `sent`.
    pub(super) fn new(server: R, sent: Instant, left: Duration) -> Self {
        Self { server, lifetime: Lifetime::new(sent, left), over: false }
    }

    /// Keeps a lease of which nothing is known, by renewing it now.
    pub(super) async fn renewed_first(server: R, limit: Duration) -> Result<Self, Error> {
        let sent = now();
        let renewed = server.renew(limit).await?;
        let mut keeper = Self::new(server, sent, renewed.lease_duration);
        keeper.lifetime.renewed(sent, renewed.lease_duration, renewed.renewable);
        Ok(keeper)
    }

    /// Waits for what happens next, and makes it happen; nothing does after the end.
    ///
    /// Dropping the future loses nothing but an answer that is under way.
    pub(crate) async fn next(&mut self) -> Option<Event> {
        while !self.over {
            match self.lifetime.next(now()) {
                Next::Wait(until) => time::sleep_until(until.into()).await,
                Next::Renew(limit) => return Some(self.renew(limit).await),
                Next::Expiring(remaining) => return Some(Event::Expiring { remaining }),
                Next::End(why) => {
                    self.over = true;
                    return Some(Event::Ended { why });
                }
            }
        }
        None
    }

    async fn renew(&mut self, limit: Duration) -> Event {
        let sent = now();
        match self.server.renew(limit).await {
            Ok(renewed) => {
                let granted = renewed.lease_duration;
                self.lifetime.renewed(sent, granted, renewed.renewable);
                Event::Renewed { granted }
            }
            Err(error) => {
                let limit = limit.min(self.lifetime.remaining(now()));
                if self.server.is_gone(&error, limit).await {
                    self.lifetime.gone();
                } else {
                    self.lifetime.failed(now(), error.retry_after());
                }
                Event::Failed { error, remaining: self.lifetime.remaining(now()) }
            }
        }
    }
}

#[cfg(test)]
mod tests;
