//! JSON as the servers send it.

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

/// Reads JSON, and refuses what is not UTF-8.
///
/// That is asked of the whole, and not again of each text in it: of a list of names it would be a
/// sixth of the call.
pub(crate) fn read<T: DeserializeOwned>(bytes: &[u8]) -> serde_json::Result<T> {
    match std::str::from_utf8(bytes) {
        Ok(text) => serde_json::from_str(text),
        Err(_) => Err(problem(bytes)),
    }
}

/// What is wrong with bytes that are no text, and where.
fn problem(bytes: &[u8]) -> serde_json::Error {
    let read = serde_json::from_slice::<&RawValue>(bytes);
    read.map_or_else(|problem| problem, |_| serde::de::Error::custom("not UTF-8"))
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};
    use serde_json::Value;

    use super::*;

    /// A list of what is mostly JSON, and mostly UTF-8.
    fn bytes() -> impl Strategy<Value = Vec<u8>> {
        let quoted = |text: Vec<u8>| [b"\"", &text[..], b"\""].concat();
        let part = prop_oneof![
            r#"[{}:0-9 \u{e9}]|"[a-z\u{e9}]{0,3}"|"\\\\u[dD][89a-f]00"|null"#
                .prop_map(String::into_bytes),
            vec(any::<u8>(), 0..3).prop_map(quoted),
        ];
        vec(part, 0..4).prop_map(|parts| [b"[", &parts.join(&b',')[..], b"]"].concat())
    }

    proptest! {
        #[test]
        fn what_is_read_and_what_is_not_is_the_same_as_byte_by_byte(bytes in bytes()) {
            let ours = read::<Value>(&bytes);
            prop_assert_eq!(ours.ok(), serde_json::from_slice(&bytes).ok());
        }
    }

    #[test]
    fn no_text_is_read_that_is_none() {
        for bytes in [&b"\"\xff\""[..], b"{\"\xc3\":1}", b"\xed\xa0\x80", b"1 \xff"] {
            assert!(read::<Value>(bytes).unwrap_err().is_syntax(), "{bytes:?}");
        }
        // Nor where nobody would look at it.
        assert!(read::<serde::de::IgnoredAny>(b"\"\xff\"").unwrap_err().is_syntax());
        assert_eq!(read::<String>("\"\u{e9}\\u00e9\"".as_bytes()).unwrap(), "\u{e9}\u{e9}");
    }
}
