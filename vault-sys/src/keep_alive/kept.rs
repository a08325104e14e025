//! A lease that is kept alive while it is polled.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;
use sync_wrapper::SyncWrapper;
use tokio::runtime::Handle;

use super::{Event, Keeper, LeaseServer, Revocation};
use crate::Error;

/// The keeper comes back with its event.
type Step = Pin<Box<dyn Future<Output = (Keeper<LeaseServer>, Option<Event>)> + Send>>;

/// A lease that is kept alive, and what happens to it. Made by
/// [`KeepAlive::start`](super::KeepAlive::start).
///
/// A [`Stream`]; [`next`](Self::next) serves where nothing else of streams is needed. It does its
/// work while it is polled and has no task of its own: who polls it too late is told that the lease
/// [has expired](super::End::Expired). A lease that somebody else revokes is missed when its next
/// renewal is due.
///
/// Dropping it ends the renewals, and revokes the lease if
/// [that was asked for](super::KeepAlive::revoke_at_end): in a task on the runtime that it was
/// started on, which nobody waits for and which is lost with the runtime. [`stop`](Self::stop) waits.
#[must_use = "a lease is kept alive only while this is polled"]
pub struct Kept {
    /// There is none after the end.
    step: Option<SyncWrapper<Step>>,
    revocation: Option<(Revocation, Option<Handle>)>,
}

fn step(mut keeper: Keeper<LeaseServer>) -> SyncWrapper<Step> {
    SyncWrapper::new(Box::pin(async move {
        let event = keeper.next().await;
        (keeper, event)
    }))
}

impl Kept {
    pub(super) fn new(keeper: Keeper<LeaseServer>, revocation: Option<Revocation>) -> Self {
        let revocation = revocation.map(|it| (it, Handle::try_current().ok()));
        Self { step: Some(step(keeper)), revocation }
    }

    /// What happens next; `None` after [`Event::Ended`].
    ///
    /// Waits for as long as it takes, such as two thirds of the lease's time. The future can be
    /// dropped, as by `select!`, and nothing is lost.
    pub async fn next(&mut self) -> Option<Event> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Ends the renewals, and revokes the lease if
    /// [that was asked for](super::KeepAlive::revoke_at_end).
    ///
    /// # Errors
    ///
    /// When the lease cannot be revoked. It is not tried again.
    pub async fn stop(mut self) -> Result<(), Error> {
        self.step = None;
        match self.revocation.take() {
            Some((revocation, _)) => revocation.carry_out().await,
            None => Ok(()),
        }
    }
}

impl Stream for Kept {
    type Item = Event;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Event>> {
        let Some(running) = &mut self.step else { return Poll::Ready(None) };
        let (keeper, event) = ready!(running.get_mut().as_mut().poll(context));
        match &event {
            Some(Event::Ended { why }) => {
                self.step = None;
                if why.is_of_lease() {
                    self.revocation = None;
                }
            }
            _ => self.step = Some(step(keeper)),
        }
        Poll::Ready(event)
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        if let Some((revocation, Some(runtime))) = self.revocation.take() {
            // Nobody is there to be told that it failed.
            runtime.spawn(async move { drop(revocation.carry_out().await) });
        }
    }
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kept").field("ended", &self.step.is_none()).finish_non_exhaustive()
    }
}
