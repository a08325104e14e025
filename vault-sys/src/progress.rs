//! Whether what is being sent goes on.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::time::{self, Instant};

use crate::{Error, Operation};

/// When something has been sent for the last time, known to who sends and to who watches.
#[derive(Clone)]
pub(crate) struct Progress(Arc<Inner>);

struct Inner {
    start: Instant,
    /// Milliseconds from the start.
    last: AtomicU64,
    unreadable: AtomicBool,
}

impl Progress {
    pub(crate) fn start() -> Self {
        let unreadable = AtomicBool::new(false);
        Self(Arc::new(Inner { start: Instant::now(), last: AtomicU64::new(0), unreadable }))
    }

    /// Notes that there is some.
    pub(crate) fn made(&self) {
        let time = u64::try_from(self.0.start.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.0.last.store(time, Ordering::Relaxed);
    }

    /// Notes that what was to be sent cannot be read.
    pub(crate) fn unreadable(&self) {
        self.0.unreadable.store(true, Ordering::Relaxed);
    }

    /// Waits for an exchange for as long as there is some, with no pause longer than `limit`.
    pub(crate) async fn watch<T>(
        &self,
        operation: &Operation,
        limit: Duration,
        exchange: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        let mut exchange = std::pin::pin!(exchange);
        let mut left = limit;
        loop {
            if let Ok(result) = time::timeout(left, exchange.as_mut()).await {
                let unreadable = self.0.unreadable.load(Ordering::Relaxed);
                return result.map_err(|error| if unreadable { error.unreadable() } else { error });
            }
            let last = Duration::from_millis(self.0.last.load(Ordering::Relaxed));
            left = limit.saturating_sub(self.0.start.elapsed().saturating_sub(last));
            if left.is_zero() {
                return Err(Error::timeout(operation));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Method;

    const OPERATION: Operation = Operation::new("test.up", Method::Post, "sys/up");
    const LIMIT: Duration = Duration::from_secs(60);

    async fn watch(pauses: &[u64]) -> Result<(), Error> {
        let progress = Progress::start();
        let exchange = async {
            for pause in pauses {
                time::sleep(Duration::from_secs(*pause)).await;
                progress.made();
            }
            Ok(())
        };
        progress.watch(&OPERATION, LIMIT, exchange).await
    }

    #[tokio::test(start_paused = true)]
    async fn what_goes_on_may_take_its_time() {
        let start = Instant::now();
        watch(&[50, 59, 1, 59, 59, 30]).await.unwrap();
        assert_eq!(start.elapsed().as_secs(), 258);
    }

    #[tokio::test(start_paused = true)]
    async fn a_pause_ends_it_and_when_is_counted_from_what_came_last() {
        let start = Instant::now();
        let error = watch(&[50, 30, 1000]).await.unwrap_err();
        assert!(error.is_timeout());
        assert_eq!(start.elapsed().as_secs(), 140);
    }
}
