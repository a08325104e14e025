//! Whatever a reply holds, it is read or it is an error.

use std::fmt::Debug;

use proptest::{collection::vec, prelude::*, sample::Index};
use vault_sys::{Endpoint, EndpointExt as _, ErrorKind};

use crate::{samples, visitor::Visitor};

/// Gives every operation the same reply.
struct Given<'v> {
    status: u16,
    body: &'v [u8],
}

fn read<E: Endpoint<Response: Debug>>(status: u16, body: &[u8]) {
    let answer = http::Response::builder().status(status).body(body).unwrap();
    match E::from_http(&answer) {
        Ok(response) => drop(format!("{response:?}")),
        Err(error) => {
            assert!(matches!(error.kind(), ErrorKind::Refused | ErrorKind::Reply), "{error}");
            assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
            assert_eq!(error.operation(), Some(E::OPERATION.name));
            assert!(error.to_string().len() < 16 * 1024, "{}", error.to_string().len());
        }
    }
}

impl Visitor for Given<'_> {
    fn visit<E>(&mut self, _: &E, _: &str, _: &'static str)
    where
        E: Endpoint<Response: Debug> + Debug,
    {
        read::<E>(self.status, self.body);
    }
}

/// Changes some bytes of what each operation promises.
struct Changed<'v>(&'v [(Index, u8)]);

impl Visitor for Changed<'_> {
    fn visit<E>(&mut self, _: &E, _: &str, reply: &'static str)
    where
        E: Endpoint<Response: Debug> + Debug,
    {
        let mut body = reply.as_bytes().to_vec();
        for (at, byte) in self.0.iter().filter(|_| !reply.is_empty()) {
            *at.get_mut(&mut body) = *byte;
        }
        read::<E>(200, &body);
    }
}

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
        samples::every(&mut Given { status, body: &body });
    }

    #[test]
    fn values(status in 200..600u16, body in json()) {
        samples::every(&mut Given { status, body: body.to_string().as_bytes() });
    }

    #[test]
    fn changes(changes in vec((any::<Index>(), any::<u8>()), 1..6)) {
        samples::every(&mut Changed(&changes));
    }
}

#[test]
fn depth_ends_no_program() {
    for (open, close) in [("[", "]"), ("{\"data\":", "}"), ("{\"data\":[", "]}")] {
        let body = open.repeat(10_000) + "1" + &close.repeat(10_000);
        for status in [200, 400] {
            samples::every(&mut Given { status, body: body.as_bytes() });
        }
    }
}
