//! What a dropped value leaves in memory: nothing of its secrets. Alone in its process, as it looks
//! through all of that.
#![cfg(target_os = "linux")]

use std::{fs::File, os::unix::fs::FileExt as _};

use vault_sys::{
    Argument, Client, Encoder, Endpoint, EndpointExt as _, Error, ExposeSecret as _, Method,
    Operation, Problem, Reply, SecretString, init, raft, rekey, seal,
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

/// All that this process can write to.
///
/// Looking through it takes no memory but what is taken here: what it took might be what was just
/// given back, and would cover what is looked for.
struct Memory {
    maps: File,
    content: File,
    text: Vec<u8>,
    bytes: Vec<u8>,
}

impl Memory {
    fn new() -> Self {
        let [maps, content] =
            ["/proc/self/maps", "/proc/self/mem"].map(|path| File::open(path).unwrap());
        Self { maps, content, text: vec![0; 1 << 20], bytes: vec![0; 1 << 20] }
    }

    /// How often a secret stands there.
    fn count(&mut self, secret: &Secret) -> usize {
        let mut length = 0;
        loop {
            let read = self.maps.read_at(&mut self.text[length..], length as u64).unwrap();
            length += read;
            if read == 0 {
                break;
            }
        }
        let mut count = 0;
        for line in std::str::from_utf8(&self.text[..length]).unwrap().lines() {
            let mut words = line.split(' ');
            let (range, access) = (words.next().unwrap(), words.next().unwrap());
            if !access.starts_with("rw") {
                continue;
            }
            let (start, end) = range.split_once('-').unwrap();
            let [mut at, end] = [start, end].map(|text| u64::from_str_radix(text, 16).unwrap());
            // What has gone since the list was made is not there to be found.
            while at < end
                && let Ok(read) = self.content.read_at(&mut self.bytes, at)
                && read > 0
            {
                let read = read.min(usize::try_from(end - at).unwrap());
                count += secret.count_in(&self.bytes[..read]);
                // What was read must not be found again where it was read to.
                self.bytes.fill(0);
                // A secret may lie across two parts.
                let overlap = if at + (read as u64) < end { secret.0.len() } else { 0 };
                at += (read - overlap.min(read - 1)) as u64;
            }
        }
        count
    }
}

/// Checks that a value holds its secret, and that nothing does once it is dropped.
fn is_wiped<T>(what: &str, make: impl FnOnce(&Secret) -> T) {
    let (secret, mut memory) = (Secret::new(), Memory::new());
    let value = make(&secret);
    assert!(memory.count(&secret) > 0, "{what}: the secret is not found where it is");
    drop(value);
    assert_eq!(memory.count(&secret), 0, "{what}: the secret is still there");
}

/// A value that does not tell what room it takes, among others that do.
struct Untold(SecretString);

impl Argument for Untold {
    fn write_json(&self, out: &mut Vec<u8>) -> Result<(), Problem> {
        self.0.write_json(out)
    }
}

impl Endpoint for Untold {
    type Response = ();

    const OPERATION: Operation = Operation::new("test.untold", Method::Post, "sys/untold");

    fn encode(&self, request: &mut Encoder<'_>) {
        request.body("before", &"b".repeat(300));
        request.body("untold", self);
        request.body("after", &"a".repeat(3000));
    }

    fn decode(reply: &Reply<'_>) -> Result<(), Error> {
        reply.none()
    }
}

/// A value that takes back what it has written, be it written apart or not.
struct TakenBack {
    secret: SecretString,
    room: Option<usize>,
}

impl Argument for TakenBack {
    fn write_json(&self, out: &mut Vec<u8>) -> Result<(), Problem> {
        let start = out.len();
        // What is written next does not reach the secret.
        out.extend([b' '; 40]);
        self.secret.write_json(out)?;
        out.truncate(start);
        true.write_json(out)
    }

    fn room(&self) -> Option<usize> {
        self.room
    }
}

impl Endpoint for TakenBack {
    type Response = ();

    const OPERATION: Operation = Operation::new("test.taken_back", Method::Post, "sys/taken-back");

    fn encode(&self, request: &mut Encoder<'_>) {
        request.body("taken_back", self);
    }

    fn decode(reply: &Reply<'_>) -> Result<(), Error> {
        reply.none()
    }
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
    is_wiped("a body with a value apart", |secret| body_of(&Untold(secret.text())));
    for room in [None, Some(200)] {
        is_wiped("a body with a value that was taken back", |secret| {
            (body_of(&TakenBack { secret: secret.text(), room }), secret.text())
        });
    }
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
