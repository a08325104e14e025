//! Bodies that are large.

use std::{convert::Infallible, fmt::Write as _};

use bench_common::{LEASES, SNAPSHOT};
use bytes::Bytes;
use futures_util::stream;
use http_body_util::{BodyExt as _, StreamBody};
use hyper::body::{Frame, Incoming};

use crate::answer::Body;

/// How much is sent at a time.
const PIECE: usize = 64 * 1024;

/// A listing of names as the servers make them: 24 letters and digits.
pub(crate) fn listing() -> Bytes {
    const DIGITS: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut text = String::with_capacity(LEASES * 27 + 1024);
    text.push_str(concat!(
        r#"{"request_id":"aa609d44-98d6-7190-cad9-b92f499d89ec","lease_id":"","renewable":false,"#,
        r#""lease_duration":0,"data":{"keys":["#
    ));
    let mut state = 1_u128;
    for number in 0..LEASES {
        // The numbers need not be good, but have to be the same each time.
        state = state.wrapping_mul(0xda94_2042_e4dd_58b5).wrapping_add(1);
        let mut rest = state ^ (state >> 64);
        let name: String = (0..24)
            .map(|_| {
                let digit = DIGITS[usize::try_from(rest % 62).unwrap_or_default()];
                rest /= 62;
                char::from(digit)
            })
            .collect();
        let comma = if number == 0 { "" } else { "," };
        write!(text, "{comma}\"{name}\"").expect("a text takes everything");
    }
    text.push_str(r#"]},"wrap_info":null,"warnings":null,"auth":null}"#);
    text.into()
}

/// A body in pieces, without its length, as the servers send what is long.
pub(crate) fn pieces(mut bytes: Bytes) -> Body {
    StreamBody::new(stream::iter(std::iter::from_fn(move || {
        let piece = bytes.split_to(bytes.len().min(PIECE));
        (!piece.is_empty()).then(|| Ok::<_, Infallible>(Frame::data(piece)))
    })))
    .boxed()
}

pub(crate) fn snapshot() -> Body {
    let piece = Bytes::from(vec![0x5a; PIECE]);
    let mut left = SNAPSHOT;
    StreamBody::new(stream::iter(std::iter::from_fn(move || {
        let count = left.min(PIECE as u64);
        left -= count;
        let piece = piece.slice(..usize::try_from(count).unwrap_or_default());
        (count > 0).then(|| Ok::<_, Infallible>(Frame::data(piece)))
    })))
    .boxed()
}

/// Reads a snapshot to its end.
pub(crate) async fn swallow(mut body: Incoming) -> Result<(), String> {
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| error.to_string())?;
        length += frame.data_ref().map_or(0, Bytes::len) as u64;
    }
    if length == SNAPSHOT { Ok(()) } else { Err(format!("a snapshot of {length} bytes")) }
}
