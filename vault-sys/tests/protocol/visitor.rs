//! How tests look at every operation there is.

use std::fmt::Debug;

use vault_sys::{Endpoint, SecretString};

/// Stands in the replies of the samples wherever there is a secret.
pub(crate) const CANARY: &str = "hvs.canary0123456789";

/// Chooses what stands in each sample, and is shown it.
pub(crate) trait Visitor {
    /// One segment of a path.
    fn segment(&mut self) -> String {
        "segment".into()
    }

    /// One or more segments of a path.
    fn rest(&mut self) -> String {
        "a/b".into()
    }

    /// A text elsewhere.
    fn text(&mut self) -> String {
        "text".into()
    }

    /// What nobody may see.
    fn secret(&mut self) -> SecretString {
        CANARY.into()
    }

    /// Looks at a request with everything set, and at a reply to it. `template` is that of its path,
    /// with all filled in that no caller chooses.
    fn visit<E>(&mut self, request: &E, template: &str, reply: &'static str)
    where
        E: Endpoint<Response: Debug> + Debug;
}
