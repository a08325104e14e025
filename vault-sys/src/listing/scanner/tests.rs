use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

/// The names in a text that comes in these pieces.
fn scan<'p>(pieces: impl IntoIterator<Item = &'p [u8]>) -> Result<Vec<String>, NoListing> {
    let (mut scanner, mut names) = (Scanner::default(), Vec::new());
    let mut pieces = pieces.into_iter();
    loop {
        match scanner.step()? {
            Step::Name(name) => names.push(name),
            Step::More => match pieces.next() {
                Some(piece) => scanner.add(piece),
                None => scanner.end(),
            },
            Step::End => return Ok(names),
        }
    }
}

fn whole(text: &str) -> Result<Vec<String>, NoListing> {
    scan([text.as_bytes()])
}

/// What a list of names is, to who has all of it.
fn expected(value: &Value) -> Option<Vec<String>> {
    let keys = value.as_object()?.get("data")?.as_object()?.get("keys")?.as_array()?;
    keys.iter().map(|key| key.as_str().map(str::to_owned)).collect()
}

const LIST: &str = concat!(
    " {\"request_id\" : \"a]}\\\"\", \"keys\": [\"no\", {\"data\": 1}],\r\n\"warnings\":null,",
    "\"data\":{\"key_info\":{\"a/\":{\"keys\":[\"no\"],\"n\":[-1.5e3,true,[],{}]}},",
    "\"keys\":[\"a/\",\"\", \"\\u00e9\\ud83d\\ude00\\n\\\\\\/\" ,\"é😀\u{7f}\",\"b\"],\"more\":false},",
    "\"wrap_info\":{\"token\":\"t\"},\"auth\":null}\n",
);

#[test]
fn names_are_the_same_whatever_pieces_they_come_in() {
    let names = ["a/", "", "é😀\n\\/", "é😀\u{7f}", "b"];
    let bytes = LIST.as_bytes();
    assert_eq!(whole(LIST).unwrap(), names);
    assert_eq!(scan(bytes.chunks(1)).unwrap(), names);
    for cut in 0..=bytes.len() {
        let (first, second) = bytes.split_at(cut);
        assert_eq!(scan([first, second]).unwrap(), names, "{cut}");
    }
}

#[test]
fn what_breaks_off_is_no_list_wherever_it_does() {
    let text = LIST.trim_end();
    for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
        assert_eq!(whole(&text[..end]), Err(NoListing), "{end}");
    }
}

#[test]
fn what_is_no_list_of_names_is_refused() {
    for text in [
        "",
        "[]",
        "null",
        "{}",
        "<html>",
        r#"{"keys":["a"]}"#,
        r#"{"data":null}"#,
        r#"{"data":[["a"]]}"#,
        r#"[{"keys":["a"]}]"#,
        r#"{"data":{}}"#,
        r#"{"data":{"keys":null}}"#,
        r#"{"data":{"keys":{}}}"#,
        r#"{"data":{"keys":"a"}}"#,
        r#"{"data":{"keys":["a",1]}}"#,
        r#"{"data":{"keys":["a",null]}}"#,
        r#"{"data":{"keys":[["a"]]}}"#,
        r#"{"data":{"keys":["a"],"keys":["b"]}}"#,
        r#"{"data":{"keys":["a"]},"data":{"keys":["b"]}}"#,
        r#"{"data":{"keys":["a"]},"data":null}"#,
        r#"{"data":{"keys":["a"]},"data":{}}"#,
        r#"{"data":{"keys":["a",]}}"#,
        r#"{"data":{"keys":["a" "b"]}}"#,
        r#"{"data":{"keys":["a"]}}x"#,
        r#"{"data":{"keys":["a"]}}{"data":{"keys":["a"]}}"#,
        r#"{"data":{"keys":["\ud800"]}}"#,
        r#"{"data":{"keys":["\x"]}}"#,
        "{\"data\":{\"keys\":[\"a\nb\"]}}",
        r#"{"data":{"keys":["a"]},"x":nul}"#,
        r#"{"data":{"keys":["a"]},"x":[}]}"#,
    ] {
        assert_eq!(whole(text), Err(NoListing), "{text}");
        assert_eq!(scan(text.as_bytes().chunks(1)), Err(NoListing), "{text}");
    }
    assert_eq!(scan([&b"{\"data\":{\"keys\":[\"\xff\"]}}"[..]]), Err(NoListing));
}

#[test]
fn what_never_ends_is_given_up() {
    let mut scanner = Scanner::default();
    scanner.add(br#"{"data":{"key_info":""#);
    let mut pieces = std::iter::repeat_n([b'x'; 1000], 2 * LONGEST / 1000);
    assert!(pieces.any(|piece| {
        scanner.add(&piece);
        scanner.step() == Err(NoListing)
    }));
    let mut scanner = Scanner::default();
    scanner.add(format!("{{\"data\":{{\"x\":{}", "[".repeat(1000)).as_bytes());
    assert_eq!(scanner.step(), Err(NoListing));
}

#[test]
fn what_has_gone_by_is_not_kept() {
    let mut scanner = Scanner::default();
    scanner.add(br#"{"data":{"key_info":{"a":[{}"#);
    for number in 0..100_000 {
        scanner.add(format!(",{{\"some\":\"text {number}\"}}").as_bytes());
        assert_eq!(scanner.step(), Ok(Step::More));
        assert!(scanner.buffer.len() < 100 && scanner.buffer.capacity() < 4096);
    }
}

fn json(depth: u32) -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,6}".prop_map(Value::from),
    ];
    leaf.prop_recursive(depth, 24, 4, |inner| {
        let name = prop_oneof!["data", "keys", ".{0,4}"];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(name, inner, 0..4).prop_map(|map| json!(map)),
        ]
    })
}

/// Mostly a list of names, among other things.
fn reply() -> impl Strategy<Value = Value> {
    let names = prop::collection::vec(".{0,9}", 0..6).prop_map(|names| json!(names));
    let keys = prop_oneof![5 => names, 1 => json(2)];
    let member = || prop::collection::btree_map(".{0,4}", json(2), 0..4);
    (keys, member(), member(), any::<bool>()).prop_map(|(keys, inner, outer, whole)| {
        let (mut inner, mut outer) = (json!(inner), json!(outer));
        inner["keys"] = keys;
        outer["data"] = inner;
        if whole { outer } else { outer["data"].take() }
    })
}

proptest! {
    #[test]
    fn the_same_is_found_as_by_who_reads_all_of_it(
        value in reply(),
        pretty in any::<bool>(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..5),
    ) {
        let text = if pretty {
            serde_json::to_vec_pretty(&value).unwrap()
        } else {
            serde_json::to_vec(&value).unwrap()
        };
        let mut cuts: Vec<_> = cuts.iter().map(|cut| cut.index(text.len() + 1)).collect();
        cuts.extend([0, text.len()]);
        cuts.sort_unstable();
        let pieces = cuts.windows(2).map(|ends| &text[ends[0]..ends[1]]);
        prop_assert_eq!(scan(pieces).ok(), expected(&value));
    }

    #[test]
    fn what_is_spoiled_is_read_as_by_who_reads_all_of_it(
        value in reply(),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
        change in 0..3_u8,
    ) {
        let mut text = serde_json::to_vec(&value).unwrap();
        let at = at.index(text.len());
        match change {
            0 => text[at] = byte,
            1 => text.insert(at, byte),
            _ => drop(text.remove(at)),
        }
        let found = scan([&text[..]]).ok();
        let read = serde_json::from_slice::<Value>(&text);
        // How large a number is matters to who reads it, and not to who passes it by.
        let is_range = |error: &serde_json::Error| error.to_string().contains("out of range");
        prop_assume!(!read.as_ref().is_err_and(is_range));
        let read = read.ok();
        if found.is_some() {
            prop_assert_eq!(&found, &read.as_ref().and_then(expected));
        }
        // Of what stands there twice the one reader takes the last, and the other nothing.
        let again = read.as_ref().map(|value| serde_json::to_vec(value).unwrap().len());
        if again == Some(text.len()) {
            prop_assert_eq!(found, read.as_ref().and_then(expected));
        }
    }
}
