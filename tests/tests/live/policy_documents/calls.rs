//! What the tests of policies call beside the library's own operations.

use std::collections::BTreeMap;

use secrecy::SecretString;
use serde_json::Value;
use vault_sys::{Encoder, Endpoint, Error, Method, Operation, Reply};

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

/// Looks up the caller's token, with the reply wrapped.
pub(super) struct LookUp {
    /// How long the reply can be fetched.
    pub(super) wrap: Option<&'static str>,
}

impl Endpoint for LookUp {
    type Response = Value;

    const OPERATION: Operation = Operation::new("look up", Method::Get, "auth/token/lookup-self");

    fn encode(&self, request: &mut Encoder<'_>) {
        request.header("x-vault-wrap-ttl", &self.wrap);
    }

    fn decode(reply: &Reply<'_>) -> Result<Value, Error> {
        reply.body()
    }
}
