//! Policies as values: built and changed in Rust, written as the servers' HCL, read from it.
//!
//! This is the text that [`policy().write`](crate::policy::Handle::write) takes and
//! [`policy().read`](crate::policy::Handle::read) returns in `rules`. It needs the feature
//! `policy-document`.
//!
//! ```
//! use vault_sys::document::{ANY_VALUE, Capability, Policy, Rule};
//!
//! let policy = Policy::new()
//!     .rule(Rule::new("secret/data/team/*").capabilities([Capability::Read, Capability::List]))
//!     .rule(
//!         Rule::new("auth/token/create")
//!             .capabilities([Capability::Update])
//!             .required_parameters(["policies"])
//!             .allowed_parameter("ttl", ["1h", "2h"])
//!             .allowed_parameter("policies", ANY_VALUE),
//!     );
//! assert_eq!(
//!     policy.to_hcl(),
//!     r#"path "secret/data/team/*" {
//!   capabilities = ["read", "list"]
//! }
//!
//! path "auth/token/create" {
//!   capabilities = ["update"]
//!   required_parameters = ["policies"]
//!   allowed_parameters = {
//!     "policies" = []
//!     "ttl" = ["1h", "2h"]
//!   }
//! }
//! "#
//! );
//!
//! let read: Policy = r#"path "sys/health" { policy = "read" }"#.parse()?;
//! assert_eq!(read.rules[0].capabilities, [Capability::Read, Capability::List]);
//! # Ok::<(), vault_sys::document::ParsePolicyError>(())
//! ```
//!
//! # What can be read
//!
//! The servers speak HCL 1, and no library for Rust does. What is read is what HCL 1 and HCL 2 have
//! in common, and JSON. What only HCL 1 allows is an error, never read as something else:
//!
//! - several keys on one line, as in `path "a" { policy = "read" comment = "" }`
//! - blocks with a label in an object, as in `control_group = { factor "ops" { } }`; without the
//!   `=` it is fine
//! - a key that is quoted outside of an object, as in `"path" "a" { }`
//! - the same key twice in a rule, which the servers merge
//! - `$${`, `%{` and `%%{` in a text, and `${` in a path or before more than a name; written
//!   `\u0024{` and `\u0025{`, they mean the same to everybody
//! - an unknown escape such as `\x41`, and numbers such as `0x10` and `010`
//!
//! Comments and the order of keys are not kept.

mod capability;
mod control_group;
mod error;
mod hcl;
mod json;
mod node;
mod policy;
mod read;
mod render;
mod rule;
mod scalar;

pub use self::{
    capability::Capability,
    control_group::{ControlGroup, Factor},
    error::ParsePolicyError,
    policy::Policy,
    rule::{ANY_VALUE, Rule},
};
