//! Where the servers are, who is asking, and within what bounds; the same for both clients.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, header::CONTENT_TYPE};
use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

use crate::{Error, Operation, address::Address, encode::Encoded, rate::Turns, redirects::Rule};

pub(crate) const TOKEN: HeaderName = HeaderName::from_static("x-vault-token");
pub(crate) const NAMESPACE: HeaderName = HeaderName::from_static("x-vault-namespace");
/// Agents and proxies may insist on it, so that a browser cannot be made to call the server.
pub(crate) const REQUEST: HeaderName = HeaderName::from_static("x-vault-request");

/// What a client knows beside its connections.
#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) shared: Arc<Shared>,
    pub(crate) timeout: Duration,
    pub(crate) token: Credential,
    pub(crate) namespace: Credential,
    /// What one call has more of. Names are checked: none is reserved.
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
}

/// What all clients that come of one have in common.
pub(crate) struct Shared {
    /// At least one.
    pub(crate) addresses: Vec<Address>,
    /// Which of them was the last that could be used.
    preferred: AtomicUsize,
    pub(crate) redirects: Rule,
    pub(crate) retries: u32,
    pub(crate) longest_pause: Duration,
    pub(crate) reply_limit: usize,
    pub(crate) turns: Option<Turns>,
}

/// A header that the caller chose.
#[derive(Clone, Default)]
pub(crate) enum Credential {
    #[default]
    Unset,
    Header(HeaderValue),
    /// Kept so that setting it need not fail; every call does.
    CannotBeSent,
}

impl Shared {
    pub(crate) fn new(
        addresses: Vec<Address>,
        redirects: Rule,
        retries: u32,
        longest_pause: Duration,
        reply_limit: usize,
        turns: Option<Turns>,
    ) -> Self {
        let preferred = AtomicUsize::new(0);
        Self { addresses, preferred, redirects, retries, longest_pause, reply_limit, turns }
    }

    pub(crate) fn preferred(&self) -> usize {
        self.preferred.load(Ordering::Relaxed)
    }

    /// Makes other calls start at `address`. Nothing is written if they do so already, as all
    /// threads read it.
    pub(crate) fn prefer(&self, address: usize) {
        if self.preferred() != address {
            self.preferred.store(address, Ordering::Relaxed);
        }
    }
}

impl Settings {
    /// The headers of a request.
    pub(crate) fn headers(
        &self,
        operation: &Operation,
        encoded: &Encoded,
    ) -> Result<HeaderMap, Error> {
        let mut headers = HeaderMap::with_capacity(8);
        headers.insert(REQUEST, HeaderValue::from_static("true"));
        if encoded.body.is_some() {
            let kind = HeaderValue::from_static(operation.method.content_type());
            headers.insert(CONTENT_TYPE, kind);
        }
        headers.extend(encoded.headers.iter().cloned());
        self.token.add(&mut headers, TOKEN, "token", operation)?;
        self.namespace.add(&mut headers, NAMESPACE, "namespace", operation)?;
        for (name, _) in &self.headers {
            if headers.contains_key(name) {
                let message = format!("the header `{name}` is reserved: it is the operation's");
                return Err(Error::header(operation, message));
            }
        }
        headers.extend(self.headers.iter().cloned());
        Ok(headers)
    }
}

impl Credential {
    pub(crate) fn token(token: &SecretString) -> Self {
        let bytes = Zeroizing::new(token.expose_secret().as_bytes().to_vec());
        Self::new(Bytes::from_owner(bytes), true)
    }

    pub(crate) fn namespace(namespace: &str) -> Self {
        Self::new(Bytes::copy_from_slice(namespace.as_bytes()), false)
    }

    fn new(bytes: Bytes, sensitive: bool) -> Self {
        if bytes.is_empty() {
            return Self::Unset;
        }
        match HeaderValue::from_maybe_shared(bytes) {
            Ok(mut value) => {
                value.set_sensitive(sensitive);
                Self::Header(value)
            }
            Err(_) => Self::CannotBeSent,
        }
    }

    fn add(
        &self,
        headers: &mut HeaderMap,
        name: HeaderName,
        what: &str,
        operation: &Operation,
    ) -> Result<(), Error> {
        match self {
            Self::Unset => {}
            Self::Header(value) => {
                headers.insert(name, value.clone());
            }
            Self::CannotBeSent => {
                let message =
                    format!("the {what} of the client or the call has a control character");
                return Err(Error::config(Some(operation), message));
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Settings");
        let addresses = self.shared.addresses.iter().map(Address::shown);
        out.field("addresses", &addresses.collect::<Vec<_>>());
        if let Credential::Header(namespace) = &self.namespace {
            out.field("namespace", namespace);
        }
        out.field("timeout", &self.timeout);
        out.finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Client, Method};

    #[test]
    fn the_token_is_marked_so_that_nothing_logs_or_indexes_it() {
        const OPERATION: Operation = Operation::new("a.b", Method::Get, "sys/x");
        let vault = Client::new("http://127.0.0.1:8200").unwrap();
        let vault = vault.with_token("s.token").with_namespace("team");
        let encoded = Encoded { target: "/v1/sys/x".into(), body: None, headers: Vec::new() };
        let headers = vault.settings.headers(&OPERATION, &encoded).unwrap();
        assert!(headers[TOKEN].is_sensitive());
        assert!(!headers[NAMESPACE].is_sensitive());
    }
}
