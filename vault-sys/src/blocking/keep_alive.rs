//! A lease that is kept alive in the background.

use std::{
    collections::VecDeque,
    fmt,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc},
};

use tokio::task::JoinHandle;

use super::{Background, Client};
use crate::{
    Error,
    keep_alive::{End, Event, KeepAlive, Revocation},
};

/// How many events wait for somebody to ask for them. The oldest are forgotten first.
const WAITING: usize = 1000;

/// A lease that is kept alive by the thread of its client, and what happens to it. Made by
/// [`KeepAlive::start`].
///
/// An iterator over the events, each of which is waited for; [`events`](Self::events) is one for
/// threads that share it, so that one of them can [`stop`](Self::stop) it. Nobody has to ask for the
/// events: the renewals go on without, and the last thousand events are kept. A lease that somebody
/// else revokes is missed when its next renewal is due.
///
/// Dropping it ends the renewals, and revokes the lease if
/// [that was asked for](KeepAlive::revoke_at_end), which is waited for.
#[must_use = "a lease is kept alive until this is dropped"]
pub struct Kept {
    events: Arc<Events>,
    task: JoinHandle<()>,
    revocation: Mutex<Option<Revocation>>,
    background: Arc<Background>,
}

impl KeepAlive<'_, Client> {
    /// Looks at the lease, and renews it from now on whenever that is due.
    ///
    /// If the token may not look at the lease, it is renewed at once instead.
    ///
    /// # Errors
    ///
    /// When the lease cannot be renewed or is not there, when the call fails, and when the increment
    /// has a fraction of a second.
    pub fn start(self) -> Result<Kept, Error> {
        let Self { client: Client { client, background }, request, revoke } = self;
        let keep = KeepAlive { client, request, revoke };
        let (mut keeper, revocation) = background.handle.block_on(keep.keeper())?;
        let events = Arc::new(Events::default());
        let told = Last(Arc::clone(&events));
        let task = background.handle.spawn(async move {
            while let Some(event) = keeper.next().await {
                told.0.add(event);
            }
        });
        let background = Arc::clone(background);
        Ok(Kept { events, task, revocation: Mutex::new(revocation), background })
    }
}

impl Kept {
    /// Ends the renewals, and revokes the lease if
    /// [that was asked for](KeepAlive::revoke_at_end). Who waits for an event is told.
    ///
    /// # Errors
    ///
    /// When the lease cannot be revoked. It is not tried again.
    pub fn stop(&self) -> Result<(), Error> {
        self.task.abort();
        self.events.add(Event::Ended { why: End::Stopped });
        let revocation = self.revocation.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(revocation) = revocation.filter(|_| !self.events.lease_is_over()) else {
            return Ok(());
        };
        let (sender, result) = mpsc::channel();
        // Not by blocking on it: that panics within a runtime, and this may be a drop.
        self.background.handle.spawn(async move {
            // Whoever wanted to know may be gone.
            let _ = sender.send(revocation.carry_out().await);
        });
        result.recv().unwrap_or(Ok(()))
    }

    /// What happens, each waited for, as the iterator that this is has it; for threads that share it.
    pub fn events(&self) -> impl Iterator<Item = Event> + '_ {
        std::iter::from_fn(|| self.events.next())
    }

    /// What has happened and was not asked for yet, the oldest first; does not wait.
    #[must_use]
    pub fn try_next(&self) -> Option<Event> {
        self.events.lock().waiting.pop_front()
    }
}

impl Iterator for Kept {
    type Item = Event;

    /// Waits for what happens next; `None` after [`Event::Ended`].
    fn next(&mut self) -> Option<Event> {
        self.events.next()
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        // Nobody is there to be told that it failed.
        drop(self.stop());
    }
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ended = self.events.lock().ended.is_some();
        f.debug_struct("Kept").field("ended", &ended).finish_non_exhaustive()
    }
}

/// Events on their way from one thread to another.
#[derive(Default)]
struct Events {
    queue: Mutex<Queue>,
    more: Condvar,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Event>,
    /// Why none will come any more.
    ended: Option<End>,
}

impl Events {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds an event, unless there has been the last one.
    fn add(&self, event: Event) {
        let mut queue = self.lock();
        if queue.ended.is_some() {
            return;
        }
        if let Event::Ended { why } = &event {
            queue.ended = Some(*why);
        }
        if queue.waiting.len() >= WAITING {
            queue.waiting.pop_front();
        }
        queue.waiting.push_back(event);
        self.more.notify_all();
    }

    fn next(&self) -> Option<Event> {
        let waits = |queue: &mut Queue| queue.waiting.is_empty() && queue.ended.is_none();
        let queue = self.more.wait_while(self.lock(), waits);
        queue.unwrap_or_else(PoisonError::into_inner).waiting.pop_front()
    }

    fn lease_is_over(&self) -> bool {
        self.lock().ended.is_some_and(End::is_of_lease)
    }
}

/// Makes sure that nobody waits for events of a task that is no more, however it ended.
struct Last(Arc<Events>);

impl Drop for Last {
    fn drop(&mut self) {
        self.0.add(Event::Ended { why: End::Stopped });
    }
}
