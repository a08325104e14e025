//! What a rule allows to do.

use std::fmt;

/// Something that may be done with a path.
///
/// The servers refuse a policy with a capability that they do not know, so each says who does.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Capability {
    /// Writing where nothing is yet. Most of the servers' paths ask for `update` instead.
    Create,
    /// Reading.
    Read,
    /// Writing where something is already.
    Update,
    /// Changing parts of what is there.
    Patch,
    /// Deleting.
    Delete,
    /// Listing what lies directly below.
    List,
    /// Listing everything below. OpenBao only.
    Scan,
    /// Calling what is protected besides, such as `sys/seal`.
    Sudo,
    /// Nothing at all, whatever else is allowed by this rule or by others for the same path.
    Deny,
    /// Being told of events. Vault only.
    Subscribe,
    /// Recovering from a snapshot. Vault only.
    Recover,
    /// One that this crate does not know.
    ///
    /// Never made of the name of one that it does: `Capability::from("read")` is
    /// [`Read`](Self::Read).
    Other(String),
}

impl Capability {
    /// How the servers call it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Create => "create",
            Self::Read => "read",
            Self::Update => "update",
            Self::Patch => "patch",
            Self::Delete => "delete",
            Self::List => "list",
            Self::Scan => "scan",
            Self::Sudo => "sudo",
            Self::Deny => "deny",
            Self::Subscribe => "subscribe",
            Self::Recover => "recover",
            Self::Other(name) => name,
        }
    }
}

impl From<String> for Capability {
    fn from(name: String) -> Self {
        match name.as_str() {
            "create" => Self::Create,
            "read" => Self::Read,
            "update" => Self::Update,
            "patch" => Self::Patch,
            "delete" => Self::Delete,
            "list" => Self::List,
            "scan" => Self::Scan,
            "sudo" => Self::Sudo,
            "deny" => Self::Deny,
            "subscribe" => Self::Subscribe,
            "recover" => Self::Recover,
            _ => Self::Other(name),
        }
    }
}

impl From<&str> for Capability {
    fn from(name: &str) -> Self {
        name.to_owned().into()
    }
}

impl fmt::Display for Capability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
