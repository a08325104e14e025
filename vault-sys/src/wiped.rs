//! Memory that is left without its secrets.

use zeroize::optimization_barrier;

/// What a body takes at least.
const LEAST: usize = 512;

/// Bytes that are wiped when they are no longer needed, as there may be unseal keys among them.
///
/// What lies behind their end is wiped as well: an argument may have written there, and taken it back.
#[derive(Default)]
pub(crate) struct Wiped(pub(crate) Vec<u8>);

impl Wiped {
    pub(crate) fn with_capacity(capacity: usize) -> Self {
        Self(Vec::with_capacity(capacity))
    }

    /// Makes room for more. A vector that grows by itself leaves a copy behind that nobody wipes.
    pub(crate) fn make_room(&mut self, more: usize) {
        let needed = self.0.len() + more;
        if needed > self.0.capacity() {
            let more = if self.0.is_empty() { needed } else { 2 * needed };
            let mut larger = Self::with_capacity(more.max(LEAST));
            larger.0.extend_from_slice(&self.0);
            *self = larger;
        }
    }
}

impl AsRef<[u8]> for Wiped {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for Wiped {
    fn drop(&mut self) {
        self.0.clear();
        self.0.resize(self.0.capacity(), 0);
        // Filled at once and not byte by byte, as nearly all of it is room. Without this, a compiler
        // may leave it out: nobody reads it again.
        optimization_barrier(self.0.as_slice());
    }
}
