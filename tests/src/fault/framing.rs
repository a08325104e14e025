//! Where a message of HTTP/1.1 ends.

use std::io;
use tokio::io::{AsyncRead, AsyncReadExt as _};

const END_OF_HEAD: &[u8] = b"\r\n\r\n";

/// Whose message it is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Side {
    Request,
    /// Whether it is the reply to a HEAD matters: it has a length and no body.
    Reply {
        to_head: bool,
    },
}

/// A message, or the beginning of one.
#[derive(Debug)]
pub(super) struct Message {
    pub(super) bytes: Vec<u8>,
    /// Whether it is all of it.
    pub(super) whole: bool,
}

/// How a body ends.
#[derive(Debug, PartialEq, Eq)]
enum Body {
    Length(usize),
    Chunks,
    /// With the connection.
    Open,
}

/// Waits until there is something to read, and tells whether there is.
pub(super) async fn wait_for_more<S: AsyncRead + Unpin>(
    stream: &mut S,
    waiting: &mut Vec<u8>,
) -> io::Result<bool> {
    if !waiting.is_empty() {
        return Ok(true);
    }
    stream.read_buf(waiting).await.map(|count| count > 0)
}

impl Message {
    /// Reads a message to its end, to `most` bytes, or to the end of the connection. What came
    /// behind it is left in `waiting`.
    pub(super) async fn read<S: AsyncRead + Unpin>(
        stream: &mut S,
        waiting: &mut Vec<u8>,
        side: Side,
        most: usize,
    ) -> io::Result<Self> {
        loop {
            let end = end(waiting, side);
            let ready = end.unwrap_or(usize::MAX).min(most);
            if waiting.len() >= ready {
                let rest = waiting.split_off(ready);
                let bytes = std::mem::replace(waiting, rest);
                return Ok(Self { bytes, whole: end.is_some_and(|end| end <= most) });
            }
            if stream.read_buf(waiting).await? == 0 {
                let is_open = body(waiting, side).is_some_and(|(_, body)| body == Body::Open);
                return Ok(Self { bytes: std::mem::take(waiting), whole: is_open });
            }
        }
    }

    /// The first two words: method and target.
    pub(super) fn line(&self) -> String {
        let line = self.bytes.split(|byte| *byte == b'\r').next().unwrap_or_default();
        let line = String::from_utf8_lossy(line);
        line.strip_suffix(" HTTP/1.1").unwrap_or(&line).to_owned()
    }

    /// The same message, with a length in its head that is not its own; chunks become one piece.
    pub(super) fn with_length(&self, more: i64) -> Vec<u8> {
        let Some(start) = position(&self.bytes, END_OF_HEAD) else { return self.bytes.clone() };
        let (head, body) = self.bytes.split_at(start);
        let head = String::from_utf8_lossy(head);
        let is_framing = |line: &&str| {
            let line = line.to_ascii_lowercase();
            line.starts_with("content-length:") || line.starts_with("transfer-encoding:")
        };
        let chunked = header(&head, "transfer-encoding").is_some();
        let body = &body[END_OF_HEAD.len()..];
        let body = if chunked { unchunked(body) } else { body.to_vec() };
        let length = i64::try_from(body.len()).unwrap_or(i64::MAX).saturating_add(more).max(0);
        let head: Vec<_> = head.split("\r\n").filter(|line| !is_framing(line)).collect();
        let head = format!("{}\r\ncontent-length: {length}\r\n\r\n", head.join("\r\n"));
        [head.as_bytes(), &body].concat()
    }
}

/// Where the message ends, if all of it is there.
fn end(bytes: &[u8], side: Side) -> Option<usize> {
    let (start, body) = body(bytes, side)?;
    match body {
        Body::Length(length) => (bytes.len() >= start + length).then_some(start + length),
        Body::Chunks => chunks(&bytes[start..]).map(|(length, _)| start + length),
        Body::Open => None,
    }
}

/// Where the body starts, and how it ends.
fn body(bytes: &[u8], side: Side) -> Option<(usize, Body)> {
    let start = position(bytes, END_OF_HEAD)? + END_OF_HEAD.len();
    let head = String::from_utf8_lossy(&bytes[..start]);
    let status = head.split(' ').nth(1).unwrap_or_default();
    let is_empty = matches!(side, Side::Reply { to_head: true })
        || matches!(side, Side::Reply { .. }) && matches!(status, "204" | "304");
    let length = header(&head, "content-length").and_then(|length| length.parse().ok());
    let body = match (header(&head, "transfer-encoding"), length, side) {
        _ if is_empty => Body::Length(0),
        (Some(_), ..) => Body::Chunks,
        (None, Some(length), _) => Body::Length(length),
        (None, None, Side::Request) => Body::Length(0),
        (None, None, Side::Reply { .. }) => Body::Open,
    };
    Some((start, body))
}

fn header<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    head.split("\r\n").find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

/// How long a chunked body is with its marks, and where its pieces are, if all of it is there.
fn chunks(bytes: &[u8]) -> Option<(usize, Vec<std::ops::Range<usize>>)> {
    let mut at = 0;
    let mut pieces = Vec::new();
    loop {
        let line = position(bytes.get(at..)?, b"\r\n")?;
        let size = std::str::from_utf8(&bytes[at..at + line]).ok()?;
        let size = usize::from_str_radix(size.split(';').next()?.trim(), 16).ok()?;
        let start = at + line + 2;
        if size == 0 {
            // Trailers, if there are any, end as a head does.
            let trailers = position(bytes.get(start - 2..)?, END_OF_HEAD)?;
            return Some((start - 2 + trailers + END_OF_HEAD.len(), pieces));
        }
        bytes.get(..start + size + 2)?;
        pieces.push(start..start + size);
        at = start + size + 2;
    }
}

fn unchunked(bytes: &[u8]) -> Vec<u8> {
    let pieces = chunks(bytes).map(|(_, pieces)| pieces).unwrap_or_default();
    pieces.into_iter().flat_map(|piece| &bytes[piece]).copied().collect()
}

fn position(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

#[cfg(test)]
mod tests {
    use super::{Message, Side, end};

    const REPLY: Side = Side::Reply { to_head: false };

    #[test]
    fn messages_end_where_they_say() {
        for (message, side) in [
            ("GET /a HTTP/1.1\r\n\r\n", Side::Request),
            ("POST /a HTTP/1.1\r\nContent-Length: 2\r\n\r\nab", Side::Request),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n", REPLY),
            ("HTTP/1.1 204 No Content\r\n\r\n", REPLY),
            ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", Side::Reply { to_head: true }),
        ] {
            let bytes = format!("{message}more").into_bytes();
            assert_eq!(end(&bytes, side), Some(message.len()), "{message:?}");
            for cut in 0..message.len() {
                assert_eq!(end(&bytes[..cut], side), None, "{:?}", &message[..cut]);
            }
        }
        assert_eq!(end(b"HTTP/1.1 200 OK\r\n\r\nto the end", REPLY), None);
    }

    #[test]
    fn a_length_can_be_wrong() {
        let chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n";
        let message = Message { bytes: chunked.to_vec(), whole: true };
        let expected = b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nab";
        assert_eq!(message.with_length(3), expected);
    }
}
