//! Shorter ways to mount an engine and to look at one.

use super::for_both_clients;
use crate::{
    Error,
    mounts::{EnableCall, Handle},
};

impl<'c, C> Handle<'c, C> {
    /// Mounts a secrets engine at the path that is called like its type, as the command-line tools
    /// do unless they are told otherwise.
    pub fn enable_at_type(&self, engine: &str) -> EnableCall<'c, C> {
        self.enable(engine, engine)
    }
}

for_both_clients!(send, pause, mounts, {
    /// Reads one of a mount's options, such as `version` of a `kv` engine.
    ///
    /// It is `None` if the mount has no such option.
    ///
    /// # Errors
    ///
    /// Those of [`read`](Self::read); a path without a mount is one.
    fn option(&self, path: &str, name: &str) -> Result<Option<String>, Error> {
        send!(self.read(path)).map(|mut mount| mount.options.remove(name))
    }
});
