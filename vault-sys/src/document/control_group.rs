//! Who else has to agree.

use std::time::Duration;

use super::Capability;

/// Other people that have to agree before a request is answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ControlGroup {
    /// How long the request waits for them.
    pub ttl: Option<Duration>,
    /// Whether one's own consent counts. OpenBao only.
    pub self_auth_allowed: Option<bool>,
    /// Who has to agree. The servers ask for at least one factor.
    pub factors: Vec<Factor>,
}

impl ControlGroup {
    /// Nobody yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets [`ttl`](Self::ttl).
    #[must_use]
    pub fn ttl(mut self, ttl: Duration) -> Self {
        self.ttl = Some(ttl);
        self
    }

    /// Sets [`self_auth_allowed`](Self::self_auth_allowed).
    #[must_use]
    pub fn self_auth_allowed(mut self, allowed: bool) -> Self {
        self.self_auth_allowed = Some(allowed);
        self
    }

    /// Adds to [`factors`](Self::factors).
    #[must_use]
    pub fn factor(mut self, factor: Factor) -> Self {
        self.factors.push(factor);
        self
    }
}

/// How many of which groups have to agree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Factor {
    /// Name of the factor.
    pub name: String,
    /// What needs their consent. OpenBao refuses an empty list, and `sudo` in it.
    pub controlled_capabilities: Vec<Capability>,
    /// Names of the groups that may agree.
    pub group_names: Vec<String>,
    /// IDs of the groups that may agree. Vault only.
    pub group_ids: Vec<String>,
    /// How many have to.
    pub approvals: u64,
}

impl Factor {
    /// So many approvals, by groups that are yet to be named.
    pub fn new(name: impl Into<String>, approvals: u64) -> Self {
        Self { name: name.into(), approvals, ..Self::default() }
    }

    /// Sets [`controlled_capabilities`](Self::controlled_capabilities).
    #[must_use]
    pub fn controlled_capabilities<I>(mut self, capabilities: I) -> Self
    where
        I: IntoIterator<Item: Into<Capability>>,
    {
        self.controlled_capabilities = capabilities.into_iter().map(Into::into).collect();
        self
    }

    /// Sets [`group_names`](Self::group_names).
    #[must_use]
    pub fn group_names(mut self, names: impl IntoIterator<Item: Into<String>>) -> Self {
        self.group_names = names.into_iter().map(Into::into).collect();
        self
    }

    /// Sets [`group_ids`](Self::group_ids).
    #[must_use]
    pub fn group_ids(mut self, ids: impl IntoIterator<Item: Into<String>>) -> Self {
        self.group_ids = ids.into_iter().map(Into::into).collect();
        self
    }
}
