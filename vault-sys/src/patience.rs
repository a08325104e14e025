//! How long to wait for what comes bit by bit.

use std::{
    future::poll_fn,
    pin::{Pin, pin},
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::time::{Instant, Sleep, sleep};

use crate::{Error, Operation};

/// A bound on each pause between two parts, and none on all of them.
///
/// One timer does for all: to set one for each part would take as long as what is done with the part.
pub(crate) struct Patience {
    longest_pause: Duration,
    /// When this pause has begun, if there is one.
    since: Option<Instant>,
    /// Ends when this pause may, or before that, as it was set for an earlier one.
    timer: Option<Pin<Box<Sleep>>>,
}

impl Patience {
    pub(crate) fn new(longest_pause: Duration) -> Self {
        Self { longest_pause, since: None, timer: None }
    }

    /// Waits for the next part, but not for ever.
    pub(crate) async fn wait<T>(
        &mut self,
        operation: &Operation,
        part: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        let mut part = pin!(part);
        poll_fn(|context| {
            let part = part.as_mut().poll(context);
            self.poll(part, operation, context)
        })
        .await
    }

    /// The next part, or an error if it has not come for too long.
    pub(crate) fn poll<T>(
        &mut self,
        part: Poll<Result<T, Error>>,
        operation: &Operation,
        context: &mut Context<'_>,
    ) -> Poll<Result<T, Error>> {
        if part.is_ready() {
            self.since = None;
            return part;
        }
        ready!(self.poll_end(context));
        Poll::Ready(Err(Error::timeout(operation)))
    }

    fn poll_end(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let longest = self.longest_pause;
        let since = *self.since.get_or_insert_with(Instant::now);
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep(longest)));
        loop {
            ready!(timer.as_mut().poll(context));
            match since.checked_add(longest) {
                Some(end) if end > timer.deadline() => timer.as_mut().reset(end),
                _ => return Poll::Ready(()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Method;

    const OPERATION: Operation = Operation::new("test.down", Method::Get, "sys/down");
    const LONGEST: Duration = Duration::from_secs(60);

    /// Waits for parts that take so many seconds each; after each of them something else takes as many.
    async fn wait(patience: &mut Patience, parts: &[u64], between: u64) -> Result<(), Error> {
        for part in parts {
            let part = async {
                sleep(Duration::from_secs(*part)).await;
                Ok(())
            };
            patience.wait(&OPERATION, part).await?;
            sleep(Duration::from_secs(between)).await;
        }
        Ok(())
    }

    #[tokio::test(start_paused = true)]
    async fn what_goes_on_may_take_its_time() {
        let (start, mut patience) = (Instant::now(), Patience::new(LONGEST));
        wait(&mut patience, &[50, 59, 0, 1, 59, 59, 30], 0).await.unwrap();
        assert_eq!(start.elapsed().as_secs(), 258);
    }

    #[tokio::test(start_paused = true)]
    async fn a_pause_is_counted_from_its_own_beginning() {
        for (parts, between, ended) in [
            (&[1000][..], 0, 60),
            (&[50, 30, 1000], 0, 140),
            // The timer that was set for the first of them is long over.
            (&[1, 59, 1000], 100, 320),
            (&[0, 0, 0, 1000], 59, 237),
        ] {
            let (start, mut patience) = (Instant::now(), Patience::new(LONGEST));
            let error = wait(&mut patience, parts, between).await.unwrap_err();
            assert!(error.is_timeout());
            assert_eq!(start.elapsed().as_secs(), ended, "{parts:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn some_wait_for_ever() {
        let mut patience = Patience::new(Duration::MAX);
        wait(&mut patience, &[1, 1_000_000, 1], 0).await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn there_is_one_timer_for_all_parts() {
        let mut patience = Patience::new(LONGEST);
        wait(&mut patience, &[1], 0).await.unwrap();
        let end = |patience: &Patience| patience.timer.as_ref().map(|timer| timer.deadline());
        let first = end(&patience);
        wait(&mut patience, &[1; 50], 0).await.unwrap();
        assert!(first.is_some() && end(&patience) == first);
    }
}
