//! What the feature `tracing` tells of calls, and that no argument and no token is in it.
//!
//! A program of its own, in which every test listens before it calls. `tracing` asks who listens when
//! a span is made for the first time, and may miss somebody who begins just then.

#![cfg(feature = "tracing")]

#[path = "../client/both.rs"]
mod both;
#[path = "../client/canned.rs"]
#[allow(dead_code, reason = "the other tests need more of it")]
mod canned;
#[path = "../client/play.rs"]
#[allow(dead_code, reason = "the other tests need more of it")]
mod play;

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, Once},
    time::Duration,
};

use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};

use both::both;
use canned::Canned;
use play::{Act, Play, nobody};

const CANARY: &str = "canary0123456789";

/// All that is told, at the finest level, by whomever.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    /// Fields of spans, by the span's name and number.
    spans: Vec<(String, BTreeMap<String, String>)>,
    events: Vec<String>,
}

struct Fields<'a>(&'a mut BTreeMap<String, String>);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}"));
    }
}

impl Subscriber for Told {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut fields = BTreeMap::new();
        span.record(&mut Fields(&mut fields));
        let spans = &mut self.0.lock().unwrap().spans;
        let metadata = span.metadata();
        spans.push((format!("{}::{}", metadata.target(), metadata.name()), fields));
        Id::from_u64(spans.len() as u64)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let index = usize::try_from(span.into_u64()).unwrap() - 1;
        values.record(&mut Fields(&mut self.0.lock().unwrap().spans[index].1));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut fields = BTreeMap::new();
        event.record(&mut Fields(&mut fields));
        let line = format!("{} {fields:?}", event.metadata().target());
        self.0.lock().unwrap().events.push(line);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

impl Told {
    /// The fields of each call but how long it took, which has to be told as well.
    fn calls(&self) -> Vec<BTreeMap<String, String>> {
        let spans = &self.0.lock().unwrap().spans;
        let calls = spans.iter().filter(|(name, _)| name == "vault_sys::call");
        calls
            .map(|(_, fields)| {
                let mut fields = fields.clone();
                let duration = fields.remove("duration_ms").expect("a duration");
                assert!(duration.parse::<u64>().is_ok(), "{duration}");
                fields
            })
            .collect()
    }

    fn events(&self) -> Vec<String> {
        let events = &self.0.lock().unwrap().events;
        events.iter().filter(|line| line.starts_with("vault_sys")).cloned().collect()
    }

    fn everything(&self) -> String {
        let inner = self.0.lock().unwrap();
        format!("{:?} {:?}", inner.spans, inner.events)
    }
}

fn fields<const N: usize>(fields: [(&str, &str); N]) -> BTreeMap<String, String> {
    fields.into_iter().map(|(name, value)| (name.into(), value.into())).collect()
}

/// Listens for as long as what comes back is kept.
fn listen() -> (Told, tracing::subscriber::DefaultGuard) {
    // Somebody who never leaves off: whichever test makes a span first, it is wanted.
    static ALWAYS: Once = Once::new();
    ALWAYS.call_once(|| tracing::subscriber::set_global_default(Told::default()).unwrap());
    let told = Told::default();
    (told.clone(), tracing::subscriber::set_default(told))
}

both! {
    fn a_call_is_a_span_without_arguments_and_tokens(Client, send) {
        let (told, _listening) = listen();
        let server = Canned::new("403 Forbidden", "", r#"{"errors":["permission denied"]}"#);
        let vault = Client::new(&server.address).unwrap();
        let vault = vault.with_token(CANARY).with_namespace(CANARY);
        send!(vault.leases().revoke(CANARY).with_token(CANARY)).unwrap_err();
        send!(vault.mounts().read(CANARY).with_header("x-one", CANARY)).unwrap_err();
        send!(vault.seal().unseal(CANARY)).unwrap_err();
        let call = vault.policies().acl().read(CANARY).wrapped(Duration::from_secs(60));
        send!(call).unwrap_err();
        send!(upload: vault.raft().restore_snapshot(), CANARY).unwrap_err();
        let expected = [
            ("leases.revoke", "POST", "sys/leases/revoke"),
            ("mounts.read", "GET", "sys/mounts/{*path}"),
            ("seal.unseal", "POST", "sys/unseal"),
            ("policies.acl.read", "GET", "sys/policies/acl/{*name}"),
            ("raft.restore_snapshot", "POST", "sys/storage/raft/snapshot"),
        ];
        let expected = expected.map(|(operation, method, path)| {
            let known = [("operation", operation), ("method", method), ("path", path)];
            let [a, b, c] = known.map(|(name, value)| (name, format!("{value:?}")));
            let all = [(a.0, &*a.1), (b.0, &*b.1), (c.0, &*c.1)];
            fields([all[0], all[1], all[2], ("attempts", "1"), ("status", "403")])
        });
        assert_eq!(told.calls(), expected);
        let everything = told.everything();
        assert!(!everything.contains(CANARY), "{everything}");
    }

    fn attempts_are_counted_and_told(Client, send) {
        let (told, _listening) = listen();
        let server = Play::new(|before, _| match before {
            0 => Act::answer("503 Unavailable", "", ""),
            1 => Act::hang_up(),
            _ => Act::json(r#"{"initialized":true}"#),
        });
        let vault = Client::builder(&server.address).longest_pause(Duration::ZERO).build().unwrap();
        send!(vault.init().status()).unwrap();
        let calls = told.calls();
        assert_eq!((&*calls[0]["attempts"], &*calls[0]["status"]), ("3", "200"));
        let events = told.events();
        assert_eq!(events.len(), 2, "{events:?}");
        assert!(events[0].contains(r#""attempt": "1""#) && events[0].contains(r#""status": "503""#));
        assert!(events[1].contains("transport") && events[1].contains("trying again"), "{events:?}");
    }

    fn what_fails_says_how(Client, send) {
        let (told, _listening) = listen();
        let vault = Client::builder(&nobody()).retries(0).build().unwrap();
        send!(vault.init().status()).unwrap_err();
        let silent = Play::always(|| Act::Hold);
        let vault = Client::new(&silent.address).unwrap();
        send!(vault.seal().seal().with_timeout(Duration::from_millis(50))).unwrap_err();
        let calls = told.calls();
        let errors: Vec<_> = calls.iter().map(|call| call["error"].as_str()).collect();
        assert_eq!(errors, ["connect", "timeout"]);
        assert!(!calls[0].contains_key("status"));
        // What is refused before anything is sent is no call.
        let _ = send!(vault.mounts().read(".."));
        assert_eq!(told.calls().len(), 2);
    }
}

#[tokio::test]
async fn a_call_that_is_given_up_tells_how_long_it_took() {
    let (told, _listening) = listen();
    let silent = Play::always(|| Act::Hold);
    let vault = vault_sys::Client::new(&silent.address).unwrap();
    let call = vault.init().status().into_future();
    assert!(tokio::time::timeout(Duration::from_millis(50), call).await.is_err());
    assert_eq!(told.calls()[0]["attempts"], "1");
}
