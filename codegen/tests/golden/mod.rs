//! The golden output as a part of vault-sys, where generated code has to live: its tests compile
//! the requests and run the protocol tests.

pub(crate) mod api;
mod protocol;
#[path = "../../../vault-sys/tests/protocol/support.rs"]
mod support;

use support::{reads, reads_nothing, refuses, sends};

#[test]
fn setters_with_a_name_of_their_own_set_what_they_are_named_after() {
    let vault = crate::Client::new("https://vault.example:8200").unwrap();
    let call = vault.fields().ask().new_("a").clone_("b").send_("c").with_token_("d").type_("e");
    let request = call.into_request();
    let fields = [request.new, request.clone, request.send, request.with_token, request.type_];
    assert_eq!(fields.map(Option::unwrap).concat(), "abcde");
}
