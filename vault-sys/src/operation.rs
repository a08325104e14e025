//! What is known of an operation before any argument is given.

use std::fmt;

/// How an operation is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Method {
    /// Reads.
    Get,
    /// Asks whether and how a read would succeed.
    Head,
    /// Lists the names directly below a path. Sent as `GET` with `list=true`, which proxies let
    /// through where they stop the method `LIST`.
    List,
    /// Lists the names below a path at any depth. OpenBao only; sent as `GET` with `scan=true`.
    Scan,
    /// Creates, updates or acts.
    Post,
    /// Updates a part, by JSON merge patch.
    Patch,
    /// Deletes.
    Delete,
}

impl Method {
    /// The method as the documents of both servers spell it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::List => "LIST",
            Self::Scan => "SCAN",
            Self::Post => "POST",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    /// What the query starts with, if the method is one that HTTP does not know.
    pub(crate) const fn query(self) -> Option<&'static str> {
        match self {
            Self::List => Some("list=true"),
            Self::Scan => Some("scan=true"),
            _ => None,
        }
    }

    /// Whether an empty answer to this method is a 404.
    pub(crate) const fn lists(self) -> bool {
        matches!(self, Self::List)
    }

    /// Whether repeating a request does no harm, as a rule.
    const fn is_safe(self) -> bool {
        matches!(self, Self::Get | Self::Head | Self::List | Self::Scan)
    }

    pub(crate) const fn content_type(self) -> &'static str {
        match self {
            Self::Patch => "application/merge-patch+json",
            _ => "application/json",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<Method> for http::Method {
    fn from(method: Method) -> Self {
        match method {
            Method::Get | Method::List | Method::Scan => Self::GET,
            Method::Head => Self::HEAD,
            Method::Post => Self::POST,
            Method::Patch => Self::PATCH,
            Method::Delete => Self::DELETE,
        }
    }
}

/// Which statuses of an operation are answers and not errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answers {
    /// Those of 2xx.
    Success,
    /// Those of 2xx and these.
    Also(&'static [u16]),
    /// Every one, if what comes with it can be read.
    Always,
}

impl Answers {
    pub(crate) fn include(self, status: http::StatusCode) -> bool {
        status.is_success()
            || match self {
                Self::Success => false,
                Self::Also(statuses) => statuses.contains(&status.as_u16()),
                Self::Always => true,
            }
    }
}

/// Facts about an operation that hold for every request of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Operation {
    /// Group and name, such as `leases.renew`.
    pub name: &'static str,
    /// HTTP method.
    pub method: Method,
    /// Path template below `/v1/`; `{name}` takes one segment, `{*name}` takes several.
    pub path: &'static str,
    /// Whether the token needs the `sudo` capability.
    pub sudo: bool,
    /// Whether the operation changes nothing, so that repeating it does no harm.
    pub safe: bool,
    /// Path templates of other operations, which a filled path must not look like: the server could
    /// not tell them apart.
    pub avoids: &'static [&'static str],
    /// Which statuses are answers and not errors.
    pub answers: Answers,
    /// Whether the reply holds what the server will never tell again, such as new key shares.
    pub once: bool,
    /// First Vault version that has it, if Vault has it at all.
    pub vault: Option<&'static str>,
    /// First OpenBao version that has it, if `OpenBao` has it at all.
    pub openbao: Option<&'static str>,
    /// Whether of Vault's editions Enterprise alone has it.
    pub enterprise: bool,
}

impl Operation {
    /// Describes an operation by its name, method and path template.
    #[must_use]
    pub const fn new(name: &'static str, method: Method, path: &'static str) -> Self {
        Self {
            name,
            method,
            path,
            sudo: false,
            safe: method.is_safe(),
            avoids: &[],
            answers: Answers::Success,
            once: false,
            vault: None,
            openbao: None,
            enterprise: false,
        }
    }

    /// Marks the operation as one that needs the `sudo` capability.
    #[must_use]
    pub const fn sudo(mut self) -> Self {
        self.sudo = true;
        self
    }

    /// Says whether repeating the operation does no harm, where the method tells otherwise.
    #[must_use]
    pub const fn safe(mut self, safe: bool) -> Self {
        self.safe = safe;
        self
    }

    /// Names path templates of other operations that a filled path must not look like.
    #[must_use]
    pub const fn avoids(mut self, templates: &'static [&'static str]) -> Self {
        self.avoids = templates;
        self
    }

    /// Names the statuses outside 2xx that are answers and not errors.
    #[must_use]
    pub const fn answers(mut self, statuses: &'static [u16]) -> Self {
        self.answers = Answers::Also(statuses);
        self
    }

    /// Makes every status an answer, if what comes with it can be read.
    #[must_use]
    pub const fn always_answers(mut self) -> Self {
        self.answers = Answers::Always;
        self
    }

    /// Marks the reply as one that the server will never give again.
    #[must_use]
    pub const fn once(mut self) -> Self {
        self.once = true;
        self
    }

    /// Names the first Vault version that has the operation.
    #[must_use]
    pub const fn vault(mut self, since: &'static str) -> Self {
        self.vault = Some(since);
        self
    }

    /// Names the first OpenBao version that has the operation.
    #[must_use]
    pub const fn openbao(mut self, since: &'static str) -> Self {
        self.openbao = Some(since);
        self
    }

    /// Marks the operation as one that of Vault's editions Enterprise alone has.
    #[must_use]
    pub const fn enterprise(mut self) -> Self {
        self.enterprise = true;
        self
    }
}
