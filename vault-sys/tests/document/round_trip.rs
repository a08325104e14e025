//! Policies at random: what is written is read again, and no text makes the reader panic.

use std::time::Duration;

use fastrand::Rng;
use serde_json::{Value, json};
use vault_sys::document::{Capability, ControlGroup, Factor, Policy, Rule};

const PIECES: [&str; 24] = [
    "a",
    "secret/",
    "+",
    "*",
    "\"",
    "\\",
    "\n",
    "\r\n",
    "\t",
    "$",
    "%",
    "{",
    "}",
    "${x}",
    "$${",
    "%{if}",
    "{{identity.entity.name}}",
    "é",
    "\u{1F600}",
    "\0",
    "\u{E123}",
    "#",
    "<<E",
    " ",
];

fn text(rng: &mut Rng) -> String {
    (0..rng.usize(..6)).map(|_| PIECES[rng.usize(..PIECES.len())]).collect()
}

fn many<T>(rng: &mut Rng, make: impl Fn(&mut Rng) -> T) -> Vec<T> {
    (0..rng.usize(..4)).map(|_| make(rng)).collect()
}

fn some<T>(rng: &mut Rng, make: impl Fn(&mut Rng) -> T) -> Option<T> {
    rng.bool().then(|| make(rng))
}

fn capability(rng: &mut Rng) -> Capability {
    const NAMES: [&str; 12] = [
        "create",
        "read",
        "update",
        "patch",
        "delete",
        "list",
        "scan",
        "sudo",
        "deny",
        "subscribe",
        "recover",
        "new",
    ];
    NAMES[rng.usize(..NAMES.len())].into()
}

fn value(rng: &mut Rng) -> Value {
    match rng.u8(..8) {
        0 => Value::Null,
        1 => rng.bool().into(),
        2 => rng.i64(..).into(),
        3 => json!(f64::from_bits(rng.u64(..))),
        4 => many(rng, value).into(),
        5 => many(rng, |rng| (text(rng), value(rng))).into_iter().collect(),
        _ => text(rng).into(),
    }
}

fn duration(rng: &mut Rng) -> Duration {
    let nanoseconds = if rng.bool() { 0 } else { rng.u32(..1_000_000_000) };
    Duration::new(rng.u64(..1_000_000), nanoseconds)
}

fn factor(rng: &mut Rng) -> Factor {
    Factor::new(text(rng), rng.u64(..9))
        .controlled_capabilities(many(rng, capability))
        .group_names(many(rng, text))
        .group_ids(many(rng, text))
}

fn rule(rng: &mut Rng) -> Rule {
    let mut rule = Rule::new(text(rng)).capabilities(many(rng, capability));
    rule.comment = some(rng, text);
    rule.required_parameters = many(rng, text);
    rule.allowed_parameters = many(rng, |rng| (text(rng), many(rng, value))).into_iter().collect();
    rule.denied_parameters = many(rng, |rng| (text(rng), many(rng, value))).into_iter().collect();
    rule.min_wrapping_ttl = some(rng, duration);
    rule.max_wrapping_ttl = some(rng, duration);
    rule.mfa_methods = many(rng, text);
    rule.pagination_limit = some(rng, |rng| rng.u64(..1 << 60));
    rule.list_scan_response_keys_filter_path = some(rng, text);
    rule.expiration = some(rng, |rng| {
        let since = Duration::new(rng.u64(..9_999_999_999), rng.u32(..1_000_000_000));
        (std::time::SystemTime::UNIX_EPOCH + since).try_into().unwrap()
    });
    rule.control_group = some(rng, |rng| {
        let mut group = ControlGroup::new();
        group.ttl = some(rng, duration);
        group.self_auth_allowed = some(rng, Rng::bool);
        group.factors = many(rng, factor);
        group
    });
    rule.subscribe_event_types = many(rng, text);
    rule
}

fn policy(rng: &mut Rng) -> Policy {
    let mut policy = Policy::new();
    policy.name = some(rng, text);
    policy.rules = many(rng, rule);
    policy
}

#[test]
fn what_is_written_is_read_again() {
    for seed in 0..300 {
        let policy = policy(&mut Rng::with_seed(seed));
        let hcl = policy.to_hcl();
        match Policy::parse(&hcl) {
            Ok(read) => assert_eq!(read, policy, "seed {seed}\n{hcl}"),
            Err(error) => panic!("seed {seed}: {error}\n{hcl}"),
        }
    }
}

/// Whatever is read of a broken text is a policy, which can be written and read again.
#[test]
fn no_text_makes_it_panic() {
    for seed in 0..600 {
        let rng = &mut Rng::with_seed(seed);
        let mut hcl: Vec<char> = policy(rng).to_hcl().chars().collect();
        for _ in 0..rng.usize(1..4) {
            let at = rng.usize(..hcl.len());
            let end = (at + rng.usize(..4)).min(hcl.len());
            let piece = PIECES[rng.usize(..PIECES.len())].chars();
            hcl.splice(at..end, piece);
            if hcl.is_empty() {
                break;
            }
        }
        let hcl: String = hcl.into_iter().collect();
        match Policy::parse(&hcl) {
            Ok(read) => assert_eq!(Policy::parse(&read.to_hcl()), Ok(read), "seed {seed}\n{hcl}"),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
}
