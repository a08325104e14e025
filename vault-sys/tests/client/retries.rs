//! What is sent again, and what never is.

use std::time::{Duration, Instant};

use vault_sys::{Encoder, Endpoint, Error, ErrorKind, Method, Operation, Reply};

use crate::{
    both::both,
    play::{Act, Play, nobody},
};

const SEALED: &str = r#"{"errors":["Vault is sealed"]}"#;
const COUNT: &str = r#"{"data":{"lease_count":7,"counts":{}}}"#;

/// What is worth another try.
const PASSING: [&str; 5] = [
    "412 Precondition Failed",
    "429 Too Many Requests",
    "502 Bad Gateway",
    "503 Service Unavailable",
    "504 Gateway Timeout",
];

/// A server that has trouble so many times.
fn troubled(times: usize, trouble: impl Fn() -> Act + Send + Sync + 'static) -> Play {
    Play::new(move |before, _| if before < times { trouble() } else { Act::json(COUNT) })
}

fn half() -> Act {
    Act::Last(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{\"data\":".to_vec())
}

/// A `POST` that only looks, and a `GET` that does something.
struct Look;
struct Fire;

impl Endpoint for Look {
    type Response = ();

    const OPERATION: Operation = Operation::new("test.look", Method::Post, "sys/look").safe(true);

    fn encode(&self, request: &mut Encoder<'_>) {
        request.body("path", "a");
    }

    fn decode(reply: &Reply<'_>) -> Result<(), Error> {
        reply.none()
    }
}

impl Endpoint for Fire {
    type Response = ();

    const OPERATION: Operation = Operation::new("test.fire", Method::Get, "sys/fire").safe(false);

    fn decode(reply: &Reply<'_>) -> Result<(), Error> {
        reply.none()
    }
}

both! {
    fn what_is_safe_is_sent_again_when_it_may_help(Vault, send) {
        for status in PASSING {
            let server = troubled(2, move || Act::answer(status, "", "try later"));
            let vault = Vault::builder(&server.address).longest_pause(Duration::ZERO);
            let vault = vault.build().unwrap();
            send!(vault.leases().count_irrevocable()).unwrap();
            assert_eq!(server.count(), 3, "{status}");
        }
        for broken in [Act::hang_up, half] {
            let server = troubled(2, broken);
            let vault = Vault::builder(&server.address).longest_pause(Duration::ZERO);
            let vault = vault.build().unwrap();
            send!(vault.leases().count_irrevocable()).unwrap();
            assert_eq!(server.count(), 3);
        }
    }

    fn there_is_an_end_to_it(Vault, send) {
        for retries in [0, 1, 2, 7] {
            let server = Play::always(|| Act::answer("503 Service Unavailable", "", ""));
            let vault = Vault::builder(&server.address).longest_pause(Duration::ZERO);
            let vault = vault.retries(retries).build().unwrap();
            let error = send!(vault.mounts().list()).unwrap_err();
            assert_eq!(server.count(), retries as usize + 1);
            assert_eq!(error.status().unwrap(), 503);
            assert!(error.is_unavailable() && !error.is_sealed());
            let told = format!("({} attempts)", retries + 1);
            assert_eq!(error.to_string().contains(&told), retries > 0, "{error}");
        }
    }

    fn no_other_status_is_tried_again(Vault, send) {
        // The status is asked for by a header that means nothing here.
        let server = Play::new(|_, request| {
            let status = request.header("x-vault-namespace").unwrap();
            Act::answer(&format!("{status} No"), "", "{}")
        });
        let vault = Vault::builder(&server.address).longest_pause(Duration::ZERO).build().unwrap();
        for status in (400..600).filter(|status| ![412, 429, 502, 503, 504].contains(status)) {
            assert!(send!(vault.with_namespace(&status.to_string()).mounts().list()).is_err());
            assert_eq!(server.take().len(), 1, "{status}");
        }
    }

    fn a_sealed_server_is_not_asked_again(Vault, send) {
        let server = Play::always(|| Act::answer("503 Service Unavailable", "", SEALED));
        let vault = Vault::new(&server.address).unwrap();
        assert!(send!(vault.mounts().list()).unwrap_err().is_sealed());
        assert_eq!(server.count(), 1);
    }

    fn what_is_an_answer_is_no_trouble(Vault, send) {
        for status in [429, 503] {
            let server = Play::always(move || Act::answer(&format!("{status} State"), "", ""));
            let vault = Vault::new(&server.address).unwrap();
            assert_eq!(send!(vault.health().check()).unwrap(), status);
            assert_eq!(server.count(), 1);
        }
    }

    fn the_spec_says_what_is_safe_and_not_the_method(Vault, send) {
        let server = Play::always(|| Act::answer("503 Service Unavailable", "", ""));
        let vault = Vault::builder(&server.address).longest_pause(Duration::ZERO);
        let vault = vault.build().unwrap();
        assert!(send!(vault.call(Fire)).is_err());
        assert_eq!(server.take().len(), 1);
        assert!(send!(vault.call(Look)).is_err());
        let requests = server.take();
        assert_eq!(requests.len(), 3);
        assert!(requests.iter().all(|request| request.body == r#"{"path":"a"}"#));
    }

    fn the_server_says_how_long_to_wait(Vault, send) {
        let wait = || Act::answer("429 Too Many Requests", "retry-after: 1\r\n", "");
        let server = troubled(1, wait);
        let vault = Vault::builder(&server.address).longest_pause(Duration::ZERO);
        let vault = vault.build().unwrap();
        let start = Instant::now();
        send!(vault.leases().count_irrevocable()).unwrap();
        assert!(start.elapsed() >= Duration::from_secs(1));
        assert_eq!(server.count(), 2);
    }

    fn who_would_have_to_wait_too_long_is_told_at_once(Vault, send) {
        let wait = || Act::answer("429 Too Many Requests", "retry-after: 3600\r\n", "");
        let server = Play::always(wait);
        let vault = Vault::new(&server.address).unwrap();
        let start = Instant::now();
        let error = send!(vault.mounts().list()).unwrap_err();
        assert!(error.is_rate_limited() && !error.is_timeout());
        assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
        assert_eq!(server.count(), 1);
        assert!(start.elapsed() < Duration::from_secs(30));
    }

    fn all_attempts_together_keep_the_time(Vault, send) {
        let limit = Duration::from_millis(500);
        let server = Play::always(|| Act::answer("503 Service Unavailable", "", ""));
        let vault = Vault::builder(&server.address).retries(u32::MAX).timeout(limit);
        let vault = vault.longest_pause(Duration::from_millis(50)).build().unwrap();
        let start = Instant::now();
        assert!(send!(vault.mounts().list()).is_err());
        assert!(start.elapsed() < Duration::from_secs(30));
        assert!(server.count() > 1);
        let server = Play::always(|| Act::Hold);
        let vault = Vault::builder(&server.address).timeout(limit).build().unwrap();
        let start = Instant::now();
        let error = send!(vault.mounts().list()).unwrap_err();
        assert!(error.is_timeout() && !error.is_connect(), "{error}");
        assert!(start.elapsed() >= limit && start.elapsed() < Duration::from_secs(30));
        assert_eq!(server.count(), 1);
    }

    fn a_server_that_is_not_there_is_looked_for_again(Vault, send) {
        let vault = Vault::builder(&nobody()).longest_pause(Duration::ZERO).build().unwrap();
        let error = send!(vault.mounts().list()).unwrap_err();
        assert!(error.is_connect());
        assert!(error.to_string().contains("(3 attempts)"), "{error}");
        let error = send!(vault.seal().seal()).unwrap_err();
        assert!(error.is_connect());
        assert!(!error.to_string().contains("attempts"), "{error}");
    }

    fn what_acts_reaches_the_server_once(Vault, send) {
        let troubles: Vec<fn() -> Act> = vec![
            Act::hang_up,
            half,
            || Act::answer("412 Precondition Failed", "", ""),
            || Act::answer("429 Too Many Requests", "retry-after: 0\r\n", ""),
            || Act::answer("500 Internal Server Error", "", ""),
            || Act::answer("502 Bad Gateway", "", ""),
            || Act::answer("503 Service Unavailable", "retry-after: 0\r\n", ""),
            || Act::answer("504 Gateway Timeout", "", ""),
        ];
        for trouble in troubles {
            let server = Play::always(trouble);
            let vault = Vault::builder(&server.address).longest_pause(Duration::ZERO);
            let vault = vault.build().unwrap();
            macro_rules! once {
                ($($call:expr),+ $(,)?) => {$(
                    assert!(send!($call).is_err());
                    assert_eq!(server.take().len(), 1, stringify!($call));
                )+};
            }
            once!(
                vault.init().initialize(5, 3),
                vault.seal().unseal("share"),
                vault.seal().seal(),
                vault.rekey().start(5, 3),
                vault.rekey().update("share", "nonce"),
                vault.rekey().verify("share", "nonce"),
                vault.rekey().cancel(),
                vault.rekey().recovery().update("share", "nonce"),
                vault.rotate().rotate(),
                vault.rotate().root().start(5, 3),
                vault.rotate().root().update("share", "nonce"),
                vault.generate_root().start(),
                vault.generate_root().update("share", "nonce"),
                vault.leader().step_down(),
                vault.mounts().enable("kv", "kv"),
                vault.mounts().disable("kv"),
                vault.leases().renew("a/b"),
                vault.leases().revoke("a/b"),
                vault.wrapping().rewrap("s.token"),
                vault.raft().remove_peer("node"),
                vault.call(Fire),
            );
            let bytes = b"snapshot".repeat(100_000);
            assert!(send!(upload: vault.raft().restore_snapshot(), bytes).is_err());
            assert_eq!(server.take().len(), 1);
        }
    }

    fn an_idle_connection_that_ends_costs_no_second_request(Vault, send) {
        // Ends at the second request of each connection, when that has been read.
        let server = Play::new(|before, _| match before {
            0 => Act::json(COUNT),
            _ => Act::hang_up(),
        });
        let vault = Vault::new(&server.address).unwrap();
        send!(vault.leases().count_irrevocable()).unwrap();
        let error = send!(vault.leases().revoke("a/b")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Transport);
        assert_eq!(server.count(), 2, "{:?}", server.lines());
    }
}
