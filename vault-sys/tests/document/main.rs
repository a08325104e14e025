//! Policies as values: how they are written and read. What servers make of them is a live test.
#![cfg(feature = "policy-document")]

mod read;
mod refused;
mod render;
mod round_trip;

use vault_sys::document::{Policy, Rule};

/// The policy, which has to be one.
fn parse(text: &str) -> Policy {
    Policy::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// The only rule of a policy.
fn rule(text: &str) -> Rule {
    let mut policy = parse(text);
    assert_eq!(policy.rules.len(), 1, "{policy}");
    policy.rules.remove(0)
}
