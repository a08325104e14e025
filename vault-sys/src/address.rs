//! Where a server is.

use std::path::{Path, PathBuf};

use reqwest::Url;

use crate::Error;

/// The address of a server, and whether it is on this machine.
#[derive(Clone)]
pub(crate) struct Address {
    url: Url,
    loopback: bool,
    socket: Option<PathBuf>,
}

impl Address {
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        let bad = |problem: &str| {
            let form = "the form is `https://host:8200`";
            Err(Error::config(None, format!("address of the server: {problem}; {form}")))
        };
        if let Some(path) = text.strip_prefix("unix://") {
            // Relative, it would mean another server after the program has gone elsewhere.
            return Self::at_socket(path).map_or_else(|| bad("not an absolute path"), Ok);
        }
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
        Ok(Self { url, loopback, socket: None })
    }

    /// Connections are told apart by the host in the URL, so each socket gets one of its own, which
    /// no server has.
    fn at_socket(path: &str) -> Option<Self> {
        let mut host = String::with_capacity(2 * path.len());
        for byte in path.bytes() {
            // Nothing is lost of it, so no two sockets have the same.
            host.extend([byte >> 4, byte & 15].map(|half| char::from(b'a' + half)));
        }
        let url = Url::parse(&format!("http://socket-{host}.invalid")).ok()?;
        let absolute = path.starts_with('/') && !path.contains('\0');
        absolute.then(|| Self { url, loopback: true, socket: Some(path.into()) })
    }

    /// The Unix socket that the server listens at.
    pub(crate) fn socket(&self) -> Option<&Path> {
        self.socket.as_deref()
    }

    /// As it was given.
    pub(crate) fn shown(&self) -> String {
        self.socket
            .as_ref()
            .map_or_else(|| self.url.to_string(), |path| format!("unix://{}", path.display()))
    }

    /// Whether others on the way can read what is sent.
    pub(crate) fn is_exposed(&self) -> bool {
        self.url.scheme() == "http" && !self.loopback
    }

    pub(crate) fn url(&self) -> &Url {
        &self.url
    }

    pub(crate) fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// The URL of a path and query at this server.
    ///
    /// They are escaped, so parsing them together with the address would come to the same, and take
    /// several times as long.
    pub(crate) fn join(&self, target: &str) -> Url {
        let (path, query) = target.split_once('?').map_or((target, None), |(p, q)| (p, Some(q)));
        let mut url = self.url.clone();
        match self.url.path().trim_end_matches('/') {
            "" => url.set_path(path),
            before => url.set_path(&format!("{before}{path}")),
        }
        url.set_query(query);
        url
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
    use proptest::prelude::*;

    use super::*;
    use crate::path::Kind;

    proptest! {
        #[test]
        fn a_url_is_the_same_as_if_it_were_parsed_as_a_whole(
            at in "(http|https)://(host|127\\.0\\.0\\.1|\\[::1\\])(:[1-9][0-9]{3})?(/[a-z%.]{0,5}){0,3}/{0,2}",
            parts in prop::collection::vec(".{1,8}", 1..4),
            query in proptest::option::of(".{0,8}"),
        ) {
            let escape = |text: &str| {
                percent_encoding::utf8_percent_encode(text, Kind::Segment.escaped()).to_string()
            };
            let path: Vec<_> = parts.iter().map(|part| escape(part)).collect();
            let mut target = format!("/v1/sys/{}", path.join("/"));
            if let Some(query) = query {
                target += "?list=true&after=";
                target += &escape(&query);
            }
            let address = Address::parse(&at).unwrap();
            let whole = format!("{}{target}", address.url().as_str().trim_end_matches('/'));
            prop_assert_eq!(address.join(&target), Url::parse(&whole).unwrap());
        }
    }

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
