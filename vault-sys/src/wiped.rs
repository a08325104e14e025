//! Memory that is left without its secrets.

use zeroize::Zeroize as _;

/// What a body takes at least.
const LEAST: usize = 512;

/// Bytes that are wiped when they are no longer needed, as there may be unseal keys among them.
///
/// They are only ever added to, so what lies behind their end has never held anything, and need not
/// be wiped. That matters: it is most of it.
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
        self.0.as_mut_slice().zeroize();
    }
}
