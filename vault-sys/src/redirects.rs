//! Where a request may be sent on to, if the server asks for it.

use http::{HeaderValue, StatusCode, uri::Authority};
use reqwest::Url;

use crate::{
    Error,
    address::{Address, has_user},
};

/// Which redirects are followed. None are, unless something else is asked for.
///
/// A server of a cluster that is not the active one, and cannot pass a request on, redirects to
/// the one that is. Whoever is redirected to gets the token, the namespace and the body, so nothing
/// but what is named here is followed: 307 and 308 only, which keep method and body; never from
/// https to http; no more than ten, and none in a circle.
///
/// ```
/// use vault_sys::{Client, Redirects};
///
/// # fn main() -> Result<(), vault_sys::Error> {
/// let vault = Client::builder("https://vault-1.example:8200")
///     .redirects(Redirects::to_hosts(["vault-2.example", "vault-3.example"]))
///     .build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Redirects(Choice);

#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Choice {
    #[default]
    None,
    SameOrigin,
    Hosts(Vec<String>),
}

impl Redirects {
    /// Follows none.
    #[must_use]
    pub fn none() -> Self {
        Self(Choice::None)
    }

    /// Follows those to the scheme, host and port of the server that redirects.
    #[must_use]
    pub fn same_origin() -> Self {
        Self(Choice::SameOrigin)
    }

    /// Follows those to these hosts, and to the client's own addresses.
    ///
    /// Each is `host:port`, or `host`, which stands for that host at the port of the client's first
    /// address. No other port of it is followed to.
    #[must_use]
    pub fn to_hosts(hosts: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self(Choice::Hosts(hosts.into_iter().map(Into::into).collect()))
    }

    /// What is followed by a client with these addresses, of which there is at least one.
    pub(crate) fn rule(&self, addresses: &[Address]) -> Result<Rule, Error> {
        Ok(match &self.0 {
            Choice::None => Rule::None,
            Choice::SameOrigin => Rule::SameOrigin,
            Choice::Hosts(hosts) => {
                let own = addresses.iter().map(|address| Place::of(address.url()));
                let port = addresses.first().and_then(|first| first.url().port_or_known_default());
                let named = hosts.iter().map(|host| Place::parse(host, port));
                own.map(Ok).chain(named).collect::<Result<_, _>>().map(Rule::Places)?
            }
        })
    }
}

/// Which redirects a client follows.
#[derive(Debug)]
pub(crate) enum Rule {
    None,
    SameOrigin,
    Places(Vec<Place>),
}

/// A host and a port.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Place {
    host: String,
    port: Option<u16>,
}

impl Place {
    fn of(url: &Url) -> Self {
        let host = url.host_str().unwrap_or_default().to_owned();
        Self { host, port: url.port_or_known_default() }
    }

    fn parse(text: &str, port: Option<u16>) -> Result<Self, Error> {
        let place = text.parse().ok().and_then(|named: Authority| {
            let whole = named.port_u16().is_some() || named.host() == text;
            // As a URL would have it: in lower case, and numbers of hosts in one form only.
            let url = Url::parse(&format!("http://{}", named.host())).ok()?;
            let host = url.host_str()?.to_owned();
            let port = named.port_u16().or(port);
            (whole && !text.contains('@')).then_some(Self { host, port })
        });
        let problem = "a host to follow redirects to: the form is `host` or `host:8200`";
        place.ok_or_else(|| Error::config(None, problem.into()))
    }
}

/// A redirect that was not followed.
#[derive(Debug)]
pub(crate) struct Unfollowed {
    /// Where it leads, without what could be a secret.
    pub(crate) location: Option<String>,
    /// The same without its path, and why it was not followed.
    pub(crate) message: String,
}

impl Unfollowed {
    pub(crate) fn new(to: Option<&Url>, why: &str) -> Self {
        let Some(to) = to else {
            return Self { location: None, message: format!("a redirect: {why}") };
        };
        let mut shown = to.clone();
        shown.set_query(None);
        shown.set_fragment(None);
        // Fails where a URL cannot have them.
        let _ = shown.set_username("");
        let _ = shown.set_password(None);
        let location = Some(shown.to_string());
        shown.set_path("");
        let origin = shown.as_str().trim_end_matches('/');
        Self { location, message: format!("a redirect to {origin} that is not followed: {why}") }
    }
}

/// Whether an answer sends elsewhere.
pub(crate) fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

impl Rule {
    /// Where to send the request that was sent to `from`, if that is allowed.
    pub(crate) fn follow(
        &self,
        status: StatusCode,
        from: &Url,
        location: &HeaderValue,
    ) -> Result<Url, Unfollowed> {
        let to = location.to_str().ok().and_then(|location| from.join(location).ok());
        let Some(mut to) = to else {
            return Err(Unfollowed::new(None, "it leads to no URL"));
        };
        let refuse = |why: &str| Err(Unfollowed::new(Some(&to), why));
        if !matches!(status.as_u16(), 307 | 308) {
            return refuse("only 307 and 308 are, as they keep method and body");
        }
        if !matches!(to.scheme(), "http" | "https") || has_user(&to) {
            return refuse("it is none that a server would send");
        }
        if from.scheme() == "https" && to.scheme() != "https" {
            return refuse("it leads from https to http");
        }
        if !self.allows(from, &to) {
            let way = if from.origin() == to.origin() {
                "`Redirects::same_origin()`".into()
            } else {
                let place = Place::of(&to);
                let port = place.port.unwrap_or_default();
                format!("`Redirects::to_hosts([\"{}:{port}\"])`", place.host)
            };
            return refuse(&format!("{way} of the client's builder would allow it"));
        }
        to.set_fragment(None);
        Ok(to)
    }

    fn allows(&self, from: &Url, to: &Url) -> bool {
        match self {
            Self::None => false,
            Self::SameOrigin => from.origin() == to.origin(),
            Self::Places(places) => places.contains(&Place::of(to)),
        }
    }

    /// The hosts that are named.
    pub(crate) fn hosts(&self) -> impl Iterator<Item = &str> {
        let places: &[Place] = if let Self::Places(places) = self { places } else { &[] };
        places.iter().map(|place| &*place.host)
    }

    /// Whether everything that may be redirected to is, or is not, on this machine.
    pub(crate) fn any_place(&self, mut wanted: impl FnMut(&Url) -> bool) -> bool {
        let Self::Places(places) = self else { return false };
        places.iter().any(|place| {
            Url::parse(&format!("http://{}", place.host)).is_ok_and(|url| wanted(&url))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn follow(redirects: &Redirects, from: &str, status: u16, to: &str) -> Result<Url, Unfollowed> {
        let addresses = [Address::parse(from).unwrap()];
        let rule = redirects.rule(&addresses).unwrap();
        let status = StatusCode::from_u16(status).unwrap();
        let to = HeaderValue::from_bytes(to.as_bytes()).unwrap();
        rule.follow(status, addresses[0].url(), &to)
    }

    #[test]
    fn only_what_is_named_is_followed() {
        let named = Redirects::to_hosts(["b.example", "C.example:443", "[::1]", "d.example:80"]);
        let from = "https://a.example:8200/v1/sys/x";
        for to in [
            "https://b.example:8200/v1/sys/x",
            "https://c.example/v1/sys/x",
            "https://a.example:8200/v1/sys/y",
            "/v1/sys/y?a=b",
            "https://[::1]:8200/",
            "https://d.example:80/",
        ] {
            for status in [307, 308] {
                assert!(follow(&named, from, status, to).is_ok(), "{to}");
            }
            for status in [301, 302, 303] {
                assert!(follow(&named, from, status, to).is_err(), "{status} {to}");
            }
            assert!(follow(&Redirects::none(), from, 307, to).is_err(), "{to}");
        }
        for to in [
            "http://b.example:8200/v1/sys/x",
            "http://a.example:8200/v1/sys/x",
            "http://d.example/",
            "https://b.example:8201/",
            "https://b.example/",
            "https://c.example:8200/",
            "https://x.example:8200/",
            "https://b.example.x.example:8200/",
            "https://b.example:8200@x.example:8200/",
            "https://user:secret@b.example:8200/",
            "//x.example:8200/",
            r"\\x.example:8200/",
            "ftp://b.example:8200/",
            "file:///etc/passwd",
            "https://",
        ] {
            assert!(follow(&named, from, 307, to).is_err(), "{to}");
        }
    }

    #[test]
    fn the_same_origin_is_scheme_and_host_and_port() {
        let same = Redirects::same_origin();
        let from = "http://a.example:8200/v1/sys/x";
        for to in ["/v1/sys/y", "y", "http://a.example:8200/", "http://A.example:8200/"] {
            assert!(follow(&same, from, 307, to).is_ok(), "{to}");
        }
        for to in ["https://a.example:8200/", "http://a.example/", "http://b.example:8200/"] {
            assert!(follow(&same, from, 307, to).is_err(), "{to}");
        }
    }

    #[test]
    fn what_is_not_followed_says_where_it_leads_and_how_to_allow_it() {
        let from = "https://a.example:8200/v1/sys/x";
        let to = "https://user:secret@b.example/v1/sys/name?token=secret#secret";
        let refused = follow(&Redirects::none(), from, 307, to).unwrap_err();
        assert_eq!(refused.location.as_deref(), Some("https://b.example/v1/sys/name"));
        assert!(refused.message.contains("https://b.example that"), "{}", refused.message);
        let to = "https://b.example/v1/sys/name";
        let refused = follow(&Redirects::same_origin(), from, 307, to).unwrap_err();
        assert!(refused.message.contains(r#"`Redirects::to_hosts(["b.example:443"])`"#));
        let refused = follow(&Redirects::none(), from, 308, "/v1/sys/y").unwrap_err();
        assert!(refused.message.contains("`Redirects::same_origin()`"), "{}", refused.message);
    }

    #[test]
    fn hosts_that_are_none_are_refused() {
        let addresses = [Address::parse("https://a.example").unwrap()];
        for host in [
            "",
            "https://b.example",
            "b.example/x",
            "user@b.example",
            "b.example:x",
            "b:",
            "b:70000",
            "a b",
        ] {
            assert!(Redirects::to_hosts([host]).rule(&addresses).is_err(), "{host}");
        }
    }
}
