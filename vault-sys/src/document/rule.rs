//! What a policy says of one path.

use std::{collections::BTreeMap, time::Duration};

use serde_json::Value;

use super::{Capability, ControlGroup};
use crate::Timestamp;

/// For [`Rule::allowed_parameter`] and [`Rule::denied_parameter`]: whatever the value is.
pub const ANY_VALUE: [Value; 0] = [];

/// What a policy says of one path.
///
/// A rule that is made of nothing but its path allows nothing.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Rule {
    /// The path as written, with its wildcards and templates, such as
    /// `secret/data/+/{{identity.entity.name}}/*`.
    ///
    /// `*` is a wildcard at the end only, and `+` only as a whole segment; the servers refuse `+*`
    /// and templates whose braces are not balanced.
    pub path: String,
    /// What it is for. The servers do not look at it.
    pub comment: Option<String>,
    /// What is allowed. [`Capability::Deny`] outweighs all others.
    pub capabilities: Vec<Capability>,
    /// Parameters that a request must have.
    pub required_parameters: Vec<String>,
    /// Parameters that a request may have, and their values; an empty list is every value.
    ///
    /// As long as there are none, a request may have all. `*` stands for all others. Text may begin
    /// or end with `*`. A number is never equal to the number of a request (seen with OpenBao
    /// 2.7.2). The servers refuse policies with `null` and with integers beyond 64 bits.
    pub allowed_parameters: BTreeMap<String, Vec<Value>>,
    /// Parameters that a request must not have, or not with these values; an empty list is every
    /// value. The rest is as with [`allowed_parameters`](Self::allowed_parameters).
    pub denied_parameters: BTreeMap<String, Vec<Value>>,
    /// The reply has to be wrapped, for at least this long.
    pub min_wrapping_ttl: Option<Duration>,
    /// The reply has to be wrapped, for at most this long.
    pub max_wrapping_ttl: Option<Duration>,
    /// Login MFA methods that have to be passed.
    pub mfa_methods: Vec<String>,
    /// How many entries a list may return. OpenBao only.
    pub pagination_limit: Option<u64>,
    /// Template of the path that a key's reader must have access to, or it is left out of lists.
    /// OpenBao only, which asks for [`Capability::List`] beside it.
    pub list_scan_response_keys_filter_path: Option<String>,
    /// When the rule ends. OpenBao only.
    pub expiration: Option<Timestamp>,
    /// Who else has to agree.
    pub control_group: Option<ControlGroup>,
    /// Types of events that may be subscribed to. Vault only.
    pub subscribe_event_types: Vec<String>,
}

/// Setters of options.
macro_rules! options {
    ($($name:ident: $type:ty),+ $(,)?) => {
        $(
            #[doc = concat!("Sets [`", stringify!($name), "`](Self::", stringify!($name), ").")]
            #[must_use]
            pub fn $name(mut self, value: $type) -> Self {
                self.$name = Some(value.into());
                self
            }
        )+
    };
}

/// Setters of lists.
macro_rules! lists {
    ($($name:ident: $type:ty),+ $(,)?) => {
        $(
            #[doc = concat!("Sets [`", stringify!($name), "`](Self::", stringify!($name), ").")]
            #[must_use]
            pub fn $name(mut self, all: impl IntoIterator<Item: Into<$type>>) -> Self {
                self.$name = all.into_iter().map(Into::into).collect();
                self
            }
        )+
    };
}

impl Rule {
    /// A rule for a path that allows nothing yet.
    pub fn new(path: impl Into<String>) -> Self {
        Self { path: path.into(), ..Self::default() }
    }

    lists! {
        capabilities: Capability,
        required_parameters: String,
        mfa_methods: String,
        subscribe_event_types: String,
    }

    options! {
        comment: impl Into<String>,
        min_wrapping_ttl: Duration,
        max_wrapping_ttl: Duration,
        pagination_limit: u64,
        list_scan_response_keys_filter_path: impl Into<String>,
        expiration: Timestamp,
        control_group: ControlGroup,
    }

    /// Adds to [`allowed_parameters`](Self::allowed_parameters), with [`ANY_VALUE`] or with some.
    #[must_use]
    pub fn allowed_parameter<V>(mut self, name: impl Into<String>, values: V) -> Self
    where
        V: IntoIterator<Item: Into<Value>>,
    {
        let values = values.into_iter().map(Into::into).collect();
        self.allowed_parameters.insert(name.into(), values);
        self
    }

    /// Adds to [`denied_parameters`](Self::denied_parameters), with [`ANY_VALUE`] or with some.
    #[must_use]
    pub fn denied_parameter<V>(mut self, name: impl Into<String>, values: V) -> Self
    where
        V: IntoIterator<Item: Into<Value>>,
    {
        let values = values.into_iter().map(Into::into).collect();
        self.denied_parameters.insert(name.into(), values);
        self
    }
}
