//! Keeping a lease alive, against a server that says what it is told to.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use vault_sys::{
    ErrorKind,
    keep_alive::{End, Event},
};

use crate::{
    both::both,
    canned::Request,
    play::{Act, Play},
};

/// Anything that has not come to an end by then hangs.
const HANGS: Duration = Duration::from_secs(30);

/// What a server knows of a lease.
fn lease(renewable: bool, ttl: u64) -> Act {
    let times = r#""issue_time":"2026-11-22T01:22:37Z","expire_time":"2026-11-22T01:52:37Z""#;
    Act::json(&format!(
        r#"{{"data":{{"id":"a/b",{times},"last_renewal":null,"renewable":{renewable},"ttl":{ttl}}}}}"#
    ))
}

fn renewed(seconds: u64) -> Act {
    Act::json(&format!(r#"{{"lease_id":"a/b","renewable":true,"lease_duration":{seconds}}}"#))
}

fn refusal(status: &str, text: &str) -> Act {
    Act::answer(status, "", &format!(r#"{{"errors":["{text}"]}}"#))
}

fn is_lookup(request: &Request) -> bool {
    request.line.contains("/v1/sys/leases/lookup ")
}

fn is_renewal(request: &Request) -> bool {
    request.line.contains("/v1/sys/leases/renew ")
}

/// What has been asked of a server, by the last part of its paths.
fn asked(server: &Play) -> Vec<String> {
    let last = |line: String| line.split(['/', ' ']).rev().nth(2).unwrap_or_default().to_owned();
    server.lines().into_iter().map(last).collect()
}

both! {
    fn a_lease_that_cannot_be_renewed_is_an_error_at_once(Vault, send) {
        let server = Play::always(|| lease(false, 60));
        let vault = Vault::new(&server.address).unwrap();
        let error = send!(help: vault.leases().keep_alive("a/b").start()).unwrap_err();
        assert_eq!((error.kind(), error.operation()), (ErrorKind::Refused, Some("leases.renew")));
        assert!(error.to_string().ends_with("the lease cannot be renewed"), "{error}");
        assert_eq!(server.count(), 1);
    }

    fn what_cannot_be_sent_is_an_error_at_once(Vault, send) {
        let server = Play::always(|| lease(true, 60));
        let vault = Vault::new(&server.address).unwrap();
        let call = vault.leases().keep_alive("a/b");
        let call = call.increment(Duration::from_millis(1500));
        let error = send!(help: call.start()).unwrap_err();
        assert_eq!(error.argument_name(), Some("increment"));
        assert_eq!(server.count(), 0);
    }

    fn the_lease_of_a_token_is_an_error_at_once(Vault, send) {
        let server = Play::always(|| lease(true, 60));
        let vault = Vault::new(&server.address).unwrap();
        let call = vault.leases().keep_alive("auth/token/create/abcd");
        let error = send!(help: call.start()).unwrap_err();
        assert!(error.to_string().contains("that of a token"), "{error}");
    }

    fn a_lease_that_is_not_there_is_an_error_at_once(Vault, send) {
        let server = Play::always(|| refusal("400 Bad Request", "invalid lease"));
        let vault = Vault::new(&server.address).unwrap();
        let error = send!(help: vault.leases().keep_alive("a/b").start()).unwrap_err();
        assert_eq!(error.errors(), ["invalid lease"]);
    }

    fn who_may_not_look_at_the_lease_renews_it_at_once(Vault, send) {
        let server = Play::new(|_, request| match request {
            request if is_renewal(request) => renewed(3600),
            _ => refusal("403 Forbidden", "permission denied"),
        });
        let vault = Vault::new(&server.address).unwrap();
        let call = vault.leases().keep_alive("a/b").increment(Duration::from_secs(60));
        let kept = send!(help: call.start()).unwrap();
        assert_eq!(asked(&server), ["lookup", "renew"]);
        let bodies: Vec<_> = server.take().into_iter().map(|request| request.body).collect();
        assert_eq!(bodies[1], r#"{"lease_id":"a/b","increment":60}"#);
        send!(help: kept.stop()).unwrap();
        assert_eq!(server.count(), 0, "nobody has asked for a revocation");
    }

    fn a_failure_is_told_and_the_next_attempt_succeeds(Vault, send) {
        let server = Play::new(|before, request| match before {
            // With seconds to spare once a renewal is due.
            0 => lease(true, 15),
            1 => refusal("500 Internal Server Error", "out of sorts"),
            2 => refusal("400 Bad Request", "the engine fails"),
            // Which leads to a look at the lease.
            3 if is_lookup(request) => lease(true, 5),
            _ => renewed(3600),
        });
        let vault = Vault::new(&server.address).unwrap();
        let mut kept = send!(help: vault.leases().keep_alive("a/b").start()).unwrap();
        for reason in ["out of sorts", "the engine fails"] {
            let Some(Event::Failed { error, .. }) = send!(help: kept.next()) else { panic!() };
            assert_eq!(error.errors(), [reason]);
        }
        let Some(Event::Renewed { granted }) = send!(help: kept.next()) else { panic!() };
        assert_eq!(granted.as_secs(), 3600);
        assert_eq!(asked(&server), ["lookup", "renew", "renew", "lookup", "renew"]);
    }

    fn a_lease_that_is_gone_is_not_revoked(Vault, send) {
        let server = Play::new(|before, _| match before {
            0 => lease(true, 12),
            _ => refusal("400 Bad Request", "lease not found"),
        });
        let vault = Vault::new(&server.address).unwrap();
        let call = vault.leases().keep_alive("a/b").revoke_at_end();
        let mut kept = send!(help: call.start()).unwrap();
        assert!(matches!(send!(help: kept.next()), Some(Event::Failed { .. })));
        assert!(matches!(send!(help: kept.next()), Some(Event::Ended { why: End::Gone })));
        assert!(send!(help: kept.next()).is_none());
        send!(help: kept.stop()).unwrap();
        assert_eq!(asked(&server), ["lookup", "renew", "lookup"]);
    }

    fn a_lease_is_revoked_at_the_end_if_asked(Vault, send) {
        let refuse = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&refuse);
        let server = Play::new(move |_, request| match request {
            request if is_lookup(request) => lease(true, 3600),
            _ if told.load(Ordering::SeqCst) => refusal("400 Bad Request", "not now"),
            _ => Act::answer("204 No Content", "", ""),
        });
        let vault = Vault::new(&server.address).unwrap();
        let keep = || vault.leases().keep_alive("a/b").revoke_at_end();
        let kept = send!(help: keep().start()).unwrap();
        send!(help: kept.stop()).unwrap();
        drop(send!(help: keep().start()).unwrap());
        // By a task that nobody waits for, with the async client.
        let deadline = Instant::now() + HANGS;
        while server.count() < 4 {
            assert!(Instant::now() < deadline, "{:?}", server.lines());
            std::thread::sleep(Duration::from_millis(5));
        }
        assert_eq!(asked(&server), ["lookup", "revoke", "lookup", "revoke"]);
        refuse.store(true, Ordering::SeqCst);
        let kept = send!(help: keep().start()).unwrap();
        assert_eq!(send!(help: kept.stop()).unwrap_err().errors(), ["not now"]);
    }
}

#[cfg(feature = "blocking")]
#[test]
fn another_thread_that_waits_is_told_of_the_stop() {
    let server = Play::always(|| lease(true, 3600));
    let vault = vault_sys::blocking::Client::new(&server.address).unwrap();
    let kept = vault.leases().keep_alive("a/b").start().unwrap();
    drop(vault);
    assert!(kept.try_next().is_none());
    let events: Vec<_> = std::thread::scope(|scope| {
        let waiting = scope.spawn(|| kept.events().collect());
        kept.stop().unwrap();
        kept.stop().unwrap();
        waiting.join().unwrap()
    });
    assert!(matches!(events[..], [Event::Ended { why: End::Stopped }]), "{events:?}");
    assert!(kept.try_next().is_none());
}

/// What goes on in the background needs nobody who asks for it.
#[cfg(feature = "blocking")]
#[test]
fn a_lease_is_kept_alive_though_nobody_asks_for_events() {
    let server = Play::new(|_, request| match request {
        request if is_lookup(request) => lease(true, 12),
        _ => renewed(12),
    });
    let vault = vault_sys::blocking::Client::new(&server.address).unwrap();
    let kept = vault.leases().keep_alive("a/b").start().unwrap();
    let deadline = Instant::now() + HANGS;
    while server.count() < 3 {
        assert!(Instant::now() < deadline, "{:?}", server.lines());
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(matches!(kept.try_next(), Some(Event::Renewed { .. })));
}

#[test]
fn what_is_kept_can_go_to_other_threads() {
    fn movable<T: Send>(_: &T) {}
    fn shareable<T: Send + Sync>() {}
    shareable::<vault_sys::keep_alive::Kept>();
    #[cfg(feature = "blocking")]
    shareable::<vault_sys::blocking::Kept>();
    let vault = vault_sys::Client::new("http://127.0.0.1:1").unwrap();
    movable(&vault.leases().keep_alive("a/b").start());
}
