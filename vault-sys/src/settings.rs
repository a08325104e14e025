//! Where the server is and who is asking; the same for both clients.

use std::{fmt, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header::CONTENT_TYPE};
use reqwest::Url;
use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

use crate::{Error, Operation, Reply, encode::Encoded};

const TOKEN: HeaderName = HeaderName::from_static("x-vault-token");
const NAMESPACE: HeaderName = HeaderName::from_static("x-vault-namespace");
/// Agents and proxies may insist on it, so that a browser cannot be made to call the server.
const REQUEST: HeaderName = HeaderName::from_static("x-vault-request");

/// How long a call may take, as with the servers' command-line tools.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(60);

#[derive(Clone)]
pub(crate) struct Config {
    address: Url,
    token: Credential,
    namespace: Credential,
}

/// A header that the caller chose.
#[derive(Clone)]
enum Credential {
    Unset,
    Header(HeaderValue),
    /// Kept so that setting it need not fail; every call does.
    CannotBeSent,
}

impl Config {
    pub(crate) fn new(address: &str) -> Result<Self, Error> {
        let bad = |problem: &str| {
            let form = "the form is `https://host:8200`";
            Err(Error::config(None, format!("address of the server: {problem}; {form}")))
        };
        let Ok(address) = Url::parse(address) else { return bad("not a URL") };
        if !matches!(address.scheme(), "http" | "https") || address.host().is_none() {
            return bad("neither http nor https");
        }
        if !address.username().is_empty() || address.password().is_some() {
            return bad("has a user name or a password, which neither server knows");
        }
        if address.query().is_some() || address.fragment().is_some() {
            return bad("has a query or a fragment");
        }
        Ok(Self { address, token: Credential::Unset, namespace: Credential::Unset })
    }

    /// Whether the server is on this machine, where no proxy of the network can reach it.
    pub(crate) fn is_loopback(&self) -> bool {
        match self.address.host_str().unwrap_or_default() {
            "localhost" | "[::1]" => true,
            host => host.parse().is_ok_and(|ip: std::net::Ipv4Addr| ip.is_loopback()),
        }
    }

    pub(crate) fn set_token(&mut self, token: &SecretString) {
        let bytes = Zeroizing::new(token.expose_secret().as_bytes().to_vec());
        self.token = Credential::new(Bytes::from_owner(bytes), true);
    }

    pub(crate) fn set_namespace(&mut self, namespace: &str) {
        self.namespace = Credential::new(Bytes::copy_from_slice(namespace.as_bytes()), false);
    }

    /// The URL, the headers and the body of a request.
    pub(crate) fn prepare(
        &self,
        operation: &Operation,
        encoded: Encoded,
    ) -> Result<(Url, HeaderMap, Option<Bytes>), Error> {
        let base = self.address.as_str().trim_end_matches('/');
        let url = Url::parse(&format!("{base}{}", encoded.target))
            .map_err(|_| Error::config(Some(operation), "no URL comes of this address".into()))?;
        let mut headers = HeaderMap::with_capacity(8);
        headers.insert(REQUEST, HeaderValue::from_static("true"));
        if encoded.body.is_some() {
            let kind = HeaderValue::from_static(operation.method.content_type());
            headers.insert(CONTENT_TYPE, kind);
        }
        headers.extend(encoded.headers);
        self.token.add(&mut headers, TOKEN, "token", operation)?;
        self.namespace.add(&mut headers, NAMESPACE, "namespace", operation)?;
        Ok((url, headers, encoded.body))
    }
}

impl Credential {
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
                let message = format!("the {what} of the client has a control character");
                return Err(Error::config(Some(operation), message));
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Config");
        out.field("address", &self.address.as_str());
        if let Credential::Header(namespace) = &self.namespace {
            out.field("namespace", namespace);
        }
        out.finish_non_exhaustive()
    }
}

/// What came back, before it is read.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn reply<'a>(&'a self, operation: &'a Operation) -> Reply<'a> {
        Reply::new(operation, self.status, &self.headers, &self.body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Method;

    #[test]
    fn the_token_is_marked_so_that_nothing_logs_or_indexes_it() {
        const OPERATION: Operation = Operation::new("a.b", Method::Get, "sys/x");
        let mut config = Config::new("http://127.0.0.1:8200").unwrap();
        config.set_token(&"s.token".into());
        config.set_namespace("team");
        let encoded = Encoded { target: "/v1/sys/x".into(), body: None, headers: Vec::new() };
        let (_, headers, _) = config.prepare(&OPERATION, encoded).unwrap();
        assert!(headers[TOKEN].is_sensitive());
        assert!(!headers[NAMESPACE].is_sensitive());
    }

    #[test]
    fn loopback_is_known_in_every_form() {
        let is = |address| Config::new(address).unwrap().is_loopback();
        for address in ["http://localhost", "http://127.1.2.3:8200", "http://[::1]:8200"] {
            assert!(is(address), "{address}");
        }
        for address in ["http://vault", "http://128.0.0.1", "http://[::2]", "http://127.example"] {
            assert!(!is(address), "{address}");
        }
    }
}
