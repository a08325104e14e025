//! A policy as a whole.

use std::str::FromStr;

use super::{ParsePolicyError, Rule, hcl, json, read};

/// What a policy says.
///
/// Two are equal if they say the same in the same order. They print as HCL.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Policy {
    /// The name that stands in the text. The servers do not look at it.
    pub name: Option<String>,
    /// Its rules. Several may be for the same path; the servers then merge them.
    pub rules: Vec<Rule>,
}

impl Policy {
    /// A policy that allows nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets [`name`](Self::name).
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Adds to [`rules`](Self::rules).
    #[must_use]
    pub fn rule(mut self, rule: Rule) -> Self {
        self.rules.push(rule);
        self
    }

    /// The policy in HCL, as the servers take it.
    ///
    /// Equal policies are equal texts. What no server could take, such as a path with `+*`, is
    /// written nevertheless, and refused there.
    #[must_use]
    pub fn to_hcl(&self) -> String {
        self.to_string()
    }

    /// Reads a policy in HCL or in JSON.
    ///
    /// The older `policy = "write"` becomes the capabilities that the servers make of it.
    ///
    /// # Errors
    ///
    /// When the text is neither, and when there is anything in it that [`Policy`] has no place
    /// for, such as an unknown key: to leave it out would change what the policy allows. See
    /// [the module](super#what-can-be-read) for what else cannot be read.
    pub fn parse(text: &str) -> Result<Self, ParsePolicyError> {
        // This is how the servers tell one from the other.
        let node = if text.trim_start().starts_with('{') { json::parse } else { hcl::parse };
        node(text).and_then(read::policy).map_err(|problem| problem.locate(text))
    }
}

impl FromStr for Policy {
    type Err = ParsePolicyError;

    fn from_str(text: &str) -> Result<Self, ParsePolicyError> {
        Self::parse(text)
    }
}
