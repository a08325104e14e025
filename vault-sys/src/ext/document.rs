//! What the server keeps of a policy, as a value.

use crate::{
    document::{ParsePolicyError, Policy},
    policies::acl::AclPolicy,
    policy,
};

impl AclPolicy {
    /// Reads the rules as a document.
    ///
    /// # Errors
    ///
    /// When the rules are in a form that [`Policy::parse`] does not know.
    pub fn document(&self) -> Result<Policy, ParsePolicyError> {
        Policy::parse(&self.policy)
    }
}

impl policy::Policy {
    /// Reads the rules as a document.
    ///
    /// # Errors
    ///
    /// When the rules are in a form that [`Policy::parse`] does not know.
    pub fn document(&self) -> Result<Policy, ParsePolicyError> {
        Policy::parse(&self.rules)
    }
}
