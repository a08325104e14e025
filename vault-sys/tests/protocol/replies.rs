//! Replies of all kinds to all operations.

use proptest::{collection::vec, prelude::*};

use crate::checks::replies::{change, give};

fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        any::<String>().prop_map(Into::into),
    ];
    let names =
        prop_oneof![Just("data".to_owned()), Just("keys".into()), Just("errors".into()), ".*"];
    leaf.prop_recursive(4, 32, 8, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Into::into),
            prop::collection::hash_map(names.clone(), inner, 0..6)
                .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 50, failure_persistence: None, ..Default::default() })]

    #[test]
    fn bytes(status in 200..600u16, body in vec(any::<u8>(), 0..200)) {
        give(status, &body);
    }

    #[test]
    fn values(status in 200..600u16, body in json()) {
        give(status, body.to_string().as_bytes());
    }

    #[test]
    fn changes(changes in vec(any::<(usize, u8)>(), 1..6)) {
        change(&changes);
    }
}

#[test]
fn depth_ends_no_program() {
    for (open, close) in [("[", "]"), ("{\"data\":", "}"), ("{\"data\":[", "]}")] {
        let body = open.repeat(10_000) + "1" + &close.repeat(10_000);
        for status in [200, 400] {
            give(status, body.as_bytes());
        }
    }
}
