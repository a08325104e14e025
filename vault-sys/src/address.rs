//! Where a server is.

use reqwest::Url;

use crate::{Error, Operation};

/// The address of a server, and whether it is on this machine.
#[derive(Clone)]
pub(crate) struct Address {
    url: Url,
    loopback: bool,
}

impl Address {
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        let bad = |problem: &str| {
            let form = "the form is `https://host:8200`";
            Err(Error::config(None, format!("address of the server: {problem}; {form}")))
        };
        let Ok(url) = Url::parse(text) else { return bad("not a URL") };
        if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
            return bad("neither http nor https");
        }
        if has_user(&url) {
            return bad("has a user name or a password, which neither server knows");
        }
        if url.query().is_some() || url.fragment().is_some() {
            return bad("has a query or a fragment");
        }
        let loopback = is_loopback(&url);
        Ok(Self { url, loopback })
    }

    pub(crate) fn url(&self) -> &Url {
        &self.url
    }

    pub(crate) fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// The URL of a path and query at this server.
    pub(crate) fn join(&self, operation: &Operation, target: &str) -> Result<Url, Error> {
        let base = self.url.as_str().trim_end_matches('/');
        Url::parse(&format!("{base}{target}"))
            .map_err(|_| Error::config(Some(operation), "no URL comes of this address".into()))
    }
}

pub(crate) fn has_user(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some()
}

/// Whether a server is on this machine, where no proxy of the network can reach it.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host_str().unwrap_or_default() {
        "localhost" | "[::1]" => true,
        host => host.parse().is_ok_and(|ip: std::net::Ipv4Addr| ip.is_loopback()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_is_known_in_every_form() {
        let is = |address| Address::parse(address).unwrap().is_loopback();
        for address in ["http://localhost", "http://127.1.2.3:8200", "http://[::1]:8200"] {
            assert!(is(address), "{address}");
        }
        for address in ["http://vault", "http://128.0.0.1", "http://[::2]", "http://127.example"] {
            assert!(!is(address), "{address}");
        }
    }
}
