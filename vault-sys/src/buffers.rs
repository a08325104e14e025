//! Memory for what is sent piece by piece.

use std::collections::VecDeque;

use bytes::{Bytes, BytesMut};

/// How much is moved at a time.
pub(crate) const CHUNK: usize = 64 * 1024;

/// How many pieces are kept for later. Connections take some before they write the first.
const MOST: usize = 8;

/// Buffers of [`CHUNK`] bytes, used again once what they held has been sent.
///
/// New ones would have to be filled with zeros, each of them, before anything is read into them.
#[derive(Default)]
pub(crate) struct Buffers {
    lent: VecDeque<Bytes>,
}

impl Buffers {
    /// A buffer in which something stands already, whatever it is.
    pub(crate) fn take(&mut self) -> BytesMut {
        let mut buffer = match self.lent.pop_front().map(Bytes::try_into_mut) {
            Some(Ok(buffer)) => buffer,
            Some(Err(unsent)) => {
                self.lent.push_front(unsent);
                BytesMut::new()
            }
            None => BytesMut::new(),
        };
        buffer.resize(CHUNK, 0);
        buffer
    }

    /// Gives away the first `count` bytes of a buffer.
    pub(crate) fn lend(&mut self, mut buffer: BytesMut, count: usize) -> Bytes {
        buffer.truncate(count);
        let piece = buffer.freeze();
        if self.lent.len() < MOST {
            self.lent.push_back(piece.clone());
        }
        piece
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A piece that is full of `byte`.
    fn piece(buffers: &mut Buffers, byte: u8, count: usize) -> Bytes {
        let mut buffer = buffers.take();
        assert_eq!(buffer.len(), CHUNK);
        buffer.fill(byte);
        let piece = buffers.lend(buffer, count);
        assert_eq!(piece.len(), count);
        piece
    }

    #[test]
    fn what_has_not_been_sent_stays_as_it_is() {
        let mut buffers = Buffers::default();
        let pieces: Vec<_> = (0..20).map(|byte| piece(&mut buffers, byte, CHUNK)).collect();
        for (byte, piece) in (0..20).zip(&pieces) {
            assert!(piece.iter().all(|other| *other == byte));
        }
        assert_eq!(buffers.lent.len(), MOST);
    }

    #[test]
    fn what_has_been_sent_makes_room_for_the_next() {
        let mut buffers = Buffers::default();
        let first = piece(&mut buffers, 1, 10).as_ptr();
        assert_eq!(piece(&mut buffers, 2, CHUNK).as_ptr(), first);
        let unsent = piece(&mut buffers, 3, CHUNK);
        assert_ne!(piece(&mut buffers, 4, CHUNK).as_ptr(), unsent.as_ptr());
        assert!(unsent.iter().all(|byte| *byte == 3));
        assert!(buffers.lent.len() <= 2);
    }
}
