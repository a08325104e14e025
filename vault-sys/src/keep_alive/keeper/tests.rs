//! A keeper and a server that is played, in time that stands still unless all wait.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use http::StatusCode;

use super::*;
use crate::{
    Endpoint as _,
    keep_alive::End,
    leases::{Renew, Renewed},
};

const MINUTE: Duration = Duration::from_secs(60);

/// A server with one lease that lasts ten minutes from each renewal on, and half an hour at the most.
#[derive(Clone)]
struct Played(Arc<State>);

struct State {
    start: Instant,
    end: Mutex<Instant>,
    most: Duration,
    away: AtomicBool,
    revoked: AtomicBool,
    renewals: AtomicUsize,
}

impl Played {
    fn new(most: Duration) -> (Self, Keeper<Self>) {
        let start = now();
        let played = Self(Arc::new(State {
            start,
            end: Mutex::new(start + 10 * MINUTE),
            most,
            away: false.into(),
            revoked: false.into(),
            renewals: 0.into(),
        }));
        (played.clone(), Keeper::new(played, start, 10 * MINUTE))
    }

    fn end(&self) -> Instant {
        *self.0.end.lock().unwrap()
    }

    fn renewals(&self) -> usize {
        self.0.renewals.load(Ordering::Relaxed)
    }
}

impl Renewer for Played {
    async fn renew(&self, limit: Duration) -> Result<Renewed, Error> {
        let operation = &Renew::OPERATION;
        self.0.renewals.fetch_add(1, Ordering::Relaxed);
        assert!(now() < self.end(), "asked after the end");
        if self.0.away.load(Ordering::Relaxed) {
            time::sleep(limit).await;
            return Err(Error::timeout(operation));
        }
        // On its way.
        time::sleep(Duration::from_millis(20)).await;
        if self.0.revoked.load(Ordering::Relaxed) {
            let errors = vec!["lease not found".into()];
            return Err(Error::refused(operation, StatusCode::BAD_REQUEST, errors, Vec::new()));
        }
        let end = (now() + 10 * MINUTE).min(self.0.start + self.0.most);
        *self.0.end.lock().unwrap() = end;
        // Whole seconds, as servers have it.
        let granted = Duration::from_secs(end.duration_since(now()).as_secs());
        let lease_id = "a/b".into();
        Ok(Renewed { lease_id, renewable: true, lease_duration: granted, data: None })
    }

    async fn is_gone(&self, error: &Error, _: Duration) -> bool {
        error.status() == Some(StatusCode::BAD_REQUEST)
    }
}

#[tokio::test(start_paused = true)]
async fn a_lease_is_kept_far_past_its_first_time() {
    let (server, mut keeper) = Played::new(100_000 * MINUTE);
    for _ in 0..1000 {
        let Some(Event::Renewed { granted }) = keeper.next().await else { panic!() };
        assert_eq!(granted, 10 * MINUTE);
        assert!(now() < server.end());
    }
    assert!(now() > server.0.start + 5500 * MINUTE);
    assert_eq!(server.renewals(), 1000);
}

#[tokio::test(start_paused = true)]
async fn the_longest_time_is_told_before_it_is_over() {
    let (server, mut keeper) = Played::new(30 * MINUTE);
    let mut told = None;
    let why = loop {
        match keeper.next().await.unwrap() {
            Event::Renewed { .. } => assert!(told.is_none(), "renewed in vain"),
            Event::Expiring { remaining } => {
                assert!(now() + remaining <= server.end());
                assert!(remaining > 20 * Duration::from_secs(1), "{remaining:?}");
                told = Some(remaining);
            }
            Event::Ended { why } => break why,
            event @ Event::Failed { .. } => panic!("{event:?}"),
        }
    };
    assert_eq!(why, End::MaxTtl);
    assert!(told.is_some());
    assert!(now() < server.end(), "ended after the lease");
    assert!(keeper.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn an_outage_is_survived() {
    let (server, mut keeper) = Played::new(100_000 * MINUTE);
    server.0.away.store(true, Ordering::Relaxed);
    let mut last = 10 * MINUTE;
    for _ in 0..3 {
        let Some(Event::Failed { error, remaining }) = keeper.next().await else { panic!() };
        assert!(error.is_timeout());
        assert!(remaining < last && remaining > Duration::ZERO);
        assert_eq!(now() + remaining, server.end());
        last = remaining;
    }
    server.0.away.store(false, Ordering::Relaxed);
    assert!(matches!(keeper.next().await, Some(Event::Renewed { .. })));
    assert!(now() + 9 * MINUTE < server.end());
}

#[tokio::test(start_paused = true)]
async fn an_outage_that_lasts_longer_than_the_lease_ends_with_it() {
    let (server, mut keeper) = Played::new(100_000 * MINUTE);
    server.0.away.store(true, Ordering::Relaxed);
    let mut failures = 0;
    let why = loop {
        match keeper.next().await.unwrap() {
            Event::Failed { .. } => failures += 1,
            Event::Ended { why } => break why,
            event => panic!("{event:?}"),
        }
    };
    assert_eq!(why, End::Expired);
    assert!(failures > 3, "{failures}");
    let late = now().saturating_duration_since(server.end());
    assert!(now() >= server.end() && late < Duration::from_millis(10), "{late:?}");
    assert!(keeper.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_lease_that_is_gone_is_told_and_left() {
    let (server, mut keeper) = Played::new(100_000 * MINUTE);
    assert!(matches!(keeper.next().await, Some(Event::Renewed { .. })));
    server.0.revoked.store(true, Ordering::Relaxed);
    let Some(Event::Failed { error, .. }) = keeper.next().await else { panic!() };
    assert_eq!(error.errors(), ["lease not found"]);
    assert!(matches!(keeper.next().await, Some(Event::Ended { why: End::Gone })));
    assert!(keeper.next().await.is_none());
    assert_eq!(server.renewals(), 2);
}

#[tokio::test(start_paused = true)]
async fn who_asks_too_late_is_told_the_end_and_nothing_is_sent() {
    let (server, mut keeper) = Played::new(100_000 * MINUTE);
    time::sleep(11 * MINUTE).await;
    assert!(matches!(keeper.next().await, Some(Event::Ended { why: End::Expired })));
    assert_eq!(server.renewals(), 0);
}

#[tokio::test(start_paused = true)]
async fn waiting_can_be_broken_off_and_taken_up_again() {
    let (server, mut keeper) = Played::new(100_000 * MINUTE);
    for _ in 0..50 {
        // Some of these come while an answer is under way.
        drop(time::timeout(Duration::from_millis(7919), keeper.next()).await);
    }
    while now() < server.0.start + 60 * MINUTE {
        assert!(matches!(keeper.next().await, Some(Event::Renewed { .. })));
    }
}
