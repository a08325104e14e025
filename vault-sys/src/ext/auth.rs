//! A shorter way to mount an auth method.

use crate::auth::{EnableCall, Handle};

impl<'c, C> Handle<'c, C> {
    /// Mounts an auth method at the path that is called like its type, as the command-line tools do
    /// unless they are told otherwise.
    pub fn enable_at_type(&self, method: &str) -> EnableCall<'c, C> {
        self.enable(method, method)
    }
}
