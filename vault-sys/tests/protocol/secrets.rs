//! A canary stands for every secret of every operation, and nothing shows it.

use std::{collections::BTreeSet, fmt::Debug};

use serde_json::{Value, json};
use vault_sys::{Endpoint, EndpointExt as _};

use crate::{
    samples,
    visitor::{CANARY, Visitor},
};

#[derive(Default)]
struct Canaries {
    sent: usize,
    received: usize,
    changed: usize,
}

fn check(name: &str, shown: &str) {
    assert!(!shown.contains(CANARY), "{name} shows a secret: {shown}");
    // As bytes it is one all the same.
    let bytes: Vec<_> = CANARY.bytes().map(|byte| byte.to_string()).collect();
    assert!(!shown.contains(&bytes.join(", ")), "{name} shows a secret in bytes");
}

impl Visitor for Canaries {
    fn visit<E>(&mut self, request: &E, _: &str, reply: &'static str)
    where
        E: Endpoint<Response: Debug> + Debug,
    {
        let name = E::OPERATION.name;
        check(name, &format!("{request:?} {request:#?}"));
        let sent = request.to_http("https://vault.example").unwrap();
        check(name, &format!("{:?} {:?}", sent.uri(), sent.headers()));
        if contains(sent.body(), CANARY) {
            self.sent += 1;
        }
        let read = |body: String| E::from_http(&http::Response::new(body));
        let response = read(reply.to_owned());
        let response = response.unwrap_or_else(|error| panic!("{error}: {reply}"));
        check(name, &format!("{response:?} {response:#?}"));
        if !reply.contains(CANARY) {
            return;
        }
        self.received += 1;
        // Whatever is wrong with a reply, the error does not say what stood there.
        let Ok(whole) = serde_json::from_str::<Value>(reply) else { panic!("{name}: {reply}") };
        let ends = (0..reply.len()).map(|end| reply[..end].to_owned());
        let harmless =
            changed(&whole, &[Value::Null, "text".into(), 7.into(), json!([]), json!({})]);
        for body in ends.chain(harmless.iter().map(Value::to_string)) {
            self.changed += 1;
            match read(body) {
                Ok(response) => check(name, &format!("{response:?}")),
                Err(error) => check(name, &format!("{error} {error:?}")),
            }
        }
        let secrets = [
            json!(CANARY),
            json!(format!("a, expected {CANARY}")),
            json!([CANARY]),
            json!({ CANARY: CANARY }),
        ];
        for body in changed(&whole, &secrets) {
            self.changed += 1;
            // A secret where there should be none is read as what it is not.
            if let Err(error) = read(body.to_string()) {
                check(name, &format!("{error} {error:?}"));
            }
        }
    }
}

fn contains(body: &[u8], what: &str) -> bool {
    body.windows(what.len()).any(|window| window == what.as_bytes())
}

/// The same with one value of it replaced by another one, or left out.
fn changed(value: &Value, others: &[Value]) -> Vec<Value> {
    let mut all = others.to_vec();
    match value {
        Value::Array(inner) => {
            for (index, one) in inner.iter().enumerate() {
                all.extend(changed(one, others).into_iter().map(|new| {
                    let mut copy = inner.clone();
                    copy[index] = new;
                    copy.into()
                }));
            }
        }
        Value::Object(inner) => {
            for (key, one) in inner {
                all.extend(changed(one, others).into_iter().map(|new| {
                    let mut copy = inner.clone();
                    copy.insert(key.clone(), new);
                    copy.into()
                }));
                let mut copy = inner.clone();
                copy.remove(key);
                all.push(copy.into());
            }
        }
        _ => {}
    }
    all
}

#[test]
fn no_secret_of_any_operation_is_shown() {
    let mut canaries = Canaries::default();
    samples::every(&mut canaries);
    let Canaries { sent, received, changed } = canaries;
    println!("{sent} requests and {received} replies have secrets; {changed} changed replies");
    assert!(sent > 10 && received > 10, "{sent} {received}");
}

/// What a secret stands in could be a type that shows it, which no sample would tell: there is no
/// operation for which the canary arrived nowhere, though its spec says that there is one.
#[test]
fn the_canaries_arrive() {
    struct Names(BTreeSet<&'static str>);
    impl Visitor for Names {
        fn visit<E>(&mut self, request: &E, _: &str, reply: &'static str)
        where
            E: Endpoint<Response: Debug> + Debug,
        {
            let sent = request.to_http("https://vault.example").unwrap();
            if contains(sent.body(), CANARY) || reply.contains(CANARY) {
                self.0.insert(E::OPERATION.name);
            }
        }
    }
    let mut names = Names(BTreeSet::new());
    samples::every(&mut names);
    for name in ["init.initialize", "seal.unseal", "rekey.update", "wrapping.rewrap"] {
        assert!(names.0.contains(name), "{name}: {:?}", names.0);
    }
}

/// An endpoint of somebody's own may look at what it is given to write to.
#[test]
fn what_a_request_is_written_to_does_not_show_it() {
    use vault_sys::{Argument as _, Encoder, Error, Method, Object, Operation, Problem, Reply};

    struct Key;
    struct Looking;

    impl vault_sys::Argument for Key {
        fn write_json(&self, out: &mut Vec<u8>) -> Result<(), Problem> {
            let mut object = Object::new(out);
            object.field("key", CANARY)?;
            check("object", &format!("{object:?} {object:#?}"));
            object.end();
            Ok(())
        }
    }

    impl Endpoint for Looking {
        type Response = ();

        const OPERATION: Operation = Operation::new("test.looking", Method::Post, "sys/{a}");

        fn encode(&self, request: &mut Encoder<'_>) {
            request.path("a", "a");
            request.body("key", &Key);
            check("encoder", &format!("{request:?} {request:#?}"));
        }

        fn decode(reply: &Reply<'_>) -> Result<(), Error> {
            check("reply", &format!("{reply:?} {reply:#?}"));
            reply.none()
        }
    }

    assert!(Key.is_set());
    let sent = Looking.to_http("https://vault.example").unwrap();
    assert!(contains(sent.body(), CANARY));
    Looking::from_http(&http::Response::new(CANARY)).unwrap();
}
