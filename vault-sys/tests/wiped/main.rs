//! What a dropped value leaves in memory: nothing of its secrets. Alone in its process, as it looks
//! through all of that.
#![cfg(target_os = "linux")]

use std::{
    fs::{self, File},
    os::unix::fs::FileExt as _,
};

use vault_sys::{
    Client, Endpoint, EndpointExt as _, ExposeSecret as _, SecretString, init, raft, rekey, seal,
};
use zeroize::Zeroizing;

/// So that the test's own idea of the secret is not found.
const MASK: u8 = 0x55;

/// A secret that nobody has seen.
struct Secret(Vec<u8>);

impl Secret {
    fn new() -> Self {
        Self((0..40).map(|_| fastrand::alphanumeric() as u8 ^ MASK).collect())
    }

    fn text(&self) -> SecretString {
        let mut text = String::with_capacity(self.0.len());
        text.extend(self.0.iter().map(|byte| char::from(byte ^ MASK)));
        text.into()
    }

    /// How often it stands in what this process can write to.
    fn count(&self) -> usize {
        let maps = fs::read_to_string("/proc/self/maps").unwrap();
        let memory = File::open("/proc/self/mem").unwrap();
        let mut count = 0;
        for line in maps.lines() {
            let mut words = line.split(' ');
            let (range, access) = (words.next().unwrap(), words.next().unwrap());
            if !access.starts_with("rw") || line.ends_with("[vvar]") {
                continue;
            }
            let (start, end) = range.split_once('-').unwrap();
            let [start, end] = [start, end].map(|text| u64::from_str_radix(text, 16).unwrap());
            let mut bytes = Zeroizing::new(vec![0; usize::try_from(end - start).unwrap()]);
            // What has gone since the list was made is not there to be found.
            let Ok(read) = memory.read_at(&mut bytes, start) else { continue };
            count += self.count_in(&bytes[..read]);
        }
        count
    }

    /// Looks at one byte in as many as the secret has: one of them has to be one of its own.
    fn count_in(&self, bytes: &[u8]) -> usize {
        let length = self.0.len();
        let mut is_ours = [false; 256];
        for byte in &self.0 {
            is_ours[usize::from(byte ^ MASK)] = true;
        }
        let found = |start: usize| {
            let window = bytes.get(start..start + length).unwrap_or_default();
            window.len() == length && window.iter().zip(&self.0).all(|(a, b)| a ^ MASK == *b)
        };
        let places = (length - 1..bytes.len()).step_by(length);
        let places = places.filter(|at| is_ours[usize::from(bytes[*at])]);
        places.map(|at| (at + 1 - length..=at).filter(|start| found(*start)).count()).sum()
    }
}

/// Checks that a value holds its secret, and that nothing does once it is dropped.
fn is_wiped<T>(what: &str, make: impl FnOnce(&Secret) -> T) {
    let secret = Secret::new();
    let value = make(&secret);
    assert!(secret.count() > 0, "{what}: the secret is not found where it is");
    drop(value);
    assert_eq!(secret.count(), 0, "{what}: the secret is still there");
}

fn body_of<E: Endpoint>(request: &E) -> http::Request<vault_sys::Bytes> {
    request.to_http("https://vault.example").unwrap()
}

#[test]
fn nothing_stays_of_what_was_dropped() {
    is_wiped("a request", |secret| seal::Unseal::new(secret.text()));
    is_wiped("a body", |secret| body_of(&seal::Unseal::new(secret.text())));
    is_wiped("a long body", |secret| {
        let mut request = raft::Join::new();
        // A certificate stands before it, and more follows: nothing of it may grow out of its place.
        request.leader_ca_cert = Some("c".repeat(2000));
        request.leader_client_key = Some(secret.text());
        request.leader_tls_servername = Some("c".repeat(20_000));
        body_of(&request)
    });
    is_wiped("a client", |secret| {
        let vault = Client::new("https://vault.example").unwrap().with_token(secret.text());
        (vault.clone(), vault.with_namespace("team"))
    });
    is_wiped("a call", |secret| {
        let vault = Client::new("https://vault.example").unwrap();
        drop(vault.seal().unseal(secret.text()));
        secret.text()
    });
    is_wiped("a reply", |secret| {
        let key = secret.text();
        let text = key.expose_secret();
        let parts = [r#"{"keys":[""#, text, r#""],"keys_base64":[""#, text, r#""],"root_token":""#];
        // Room for all of it: the test must leave no copies itself.
        let mut body = Zeroizing::new(Vec::with_capacity(1000));
        body.extend(parts.into_iter().chain([text, r#""}"#]).flat_map(str::bytes));
        init::Initialize::from_http(&http::Response::new(&body[..])).unwrap()
    });
    // Cut off. Of one with another type, the parser's own words have a copy.
    is_wiped("what an error keeps", |secret| {
        let key = secret.text();
        let mut body = Zeroizing::new(Vec::with_capacity(1000));
        let parts = [r#"{"keys":[""#, key.expose_secret(), r#"","#];
        body.extend(parts.into_iter().flat_map(str::bytes));
        rekey::Update::from_http(&http::Response::new(&body[..])).unwrap_err()
    });
}
