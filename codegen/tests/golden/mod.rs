//! The golden output as a part of vault-sys, where generated code has to live: its tests compile
//! the requests and run the protocol tests.

pub(crate) mod api;
mod protocol;
mod samples;
#[path = "../../../vault-sys/tests/protocol/support.rs"]
mod support;
#[path = "../../../vault-sys/tests/protocol/visitor.rs"]
mod visitor;

use support::{reads, reads_nothing, refuses, sends};

#[test]
fn setters_with_a_name_of_their_own_set_what_they_are_named_after() {
    let vault = crate::Client::new("https://vault.example:8200").unwrap();
    let call = vault.fields().ask().new_("a").clone_("b").send_("c").with_token_("d").type_("e");
    let request = call.into_request();
    let fields = [request.new, request.clone, request.send, request.with_token, request.type_];
    assert_eq!(fields.map(Option::unwrap).concat(), "abcde");
}

#[test]
fn every_sample_can_be_sent_and_its_reply_read() {
    use crate::{Endpoint, EndpointExt as _};
    use std::fmt::Debug;

    struct Count(usize);

    impl visitor::Visitor for Count {
        fn visit<E>(&mut self, request: &E, _: &str, reply: &'static str)
        where
            E: Endpoint<Response: Debug> + Debug,
        {
            request.to_http("https://vault.example").unwrap();
            let response = E::from_http(&http::Response::new(reply));
            let response = response.unwrap_or_else(|error| panic!("{error}: {reply}"));
            assert!(!format!("{request:?} {response:?}").contains(visitor::CANARY));
            self.0 += 1;
        }
    }

    let mut count = Count(0);
    samples::every(&mut count);
    assert!(count.0 > 20, "{}", count.0);
}
