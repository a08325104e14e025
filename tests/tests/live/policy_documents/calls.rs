//! What the tests of policies call beside the library's own operations.

use std::{collections::BTreeMap, thread};

use reqwest::blocking::Client;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use vault_sys::{Encoder, Endpoint, Error, Method, Operation, Reply};
use vault_sys_tests::Given as _;

use crate::given::Dev;

/// What a token may do.
pub(super) struct Capabilities {
    pub(super) token: SecretString,
    pub(super) path: String,
}

impl Endpoint for Capabilities {
    type Response = Vec<String>;

    const OPERATION: Operation = Operation::new("capabilities", Method::Post, "sys/capabilities");

    fn encode(&self, request: &mut Encoder<'_>) {
        request.body("token", &self.token);
        request.body("paths", &vec![self.path.clone()]);
    }

    fn decode(reply: &Reply<'_>) -> Result<Vec<String>, Error> {
        let mut paths: BTreeMap<String, Value> = reply.data()?;
        let capabilities = paths.remove("capabilities").unwrap_or_default();
        Ok(serde_json::from_value(capabilities).unwrap_or_default())
    }
}

/// Writes parameters to a place of the token's own.
pub(super) struct Put {
    pub(super) p: Option<Value>,
    pub(super) q: Option<Value>,
}

impl Endpoint for Put {
    type Response = ();

    const OPERATION: Operation = Operation::new("put", Method::Post, "cubbyhole/documents");

    fn encode(&self, request: &mut Encoder<'_>) {
        request.body("p", &self.p);
        request.body("q", &self.q);
    }

    fn decode(reply: &Reply<'_>) -> Result<(), Error> {
        reply.none()
    }
}

pub(super) fn put(p: impl Into<Value>) -> Put {
    Put { p: Some(p.into()), q: None }
}

/// Reads a path with the reply wrapped; the status.
pub(super) fn read_wrapped(token: &SecretString, path: &str, ttl: Option<&'static str>) -> u16 {
    let url = format!("{}/v1/{path}", Dev.address());
    let token = token.expose_secret().to_owned();
    // No runtime may be around the blocking client.
    let call = thread::spawn(move || {
        let request = Client::new().get(url).header("X-Vault-Token", token);
        let request =
            ttl.into_iter().fold(request, |request, ttl| request.header("X-Vault-Wrap-TTL", ttl));
        request.send().expect("an answer").status().as_u16()
    });
    call.join().expect("a call")
}
