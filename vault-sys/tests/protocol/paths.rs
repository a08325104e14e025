//! Whatever an argument of a path is, it stands in its place, or nothing is sent.

use std::fmt::Debug;

use percent_encoding::percent_decode_str;
use proptest::{collection::vec, prelude::*, sample::select};
use vault_sys::{Endpoint, EndpointExt as _, ErrorKind};

use crate::{samples, visitor::Visitor};

/// Fills every path with the same arguments.
struct Paths<'v> {
    segment: &'v str,
    rest: &'v str,
    sent: usize,
    refused: usize,
}

impl Visitor for Paths<'_> {
    fn segment(&mut self) -> String {
        self.segment.into()
    }

    fn rest(&mut self) -> String {
        self.rest.into()
    }

    fn visit<E>(&mut self, request: &E, template: &str, _: &'static str)
    where
        E: Endpoint<Response: Debug> + Debug,
    {
        if !template.contains('{') {
            return;
        }
        let name = E::OPERATION.name;
        match request.to_http("https://vault.example") {
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::Argument, "{name}");
                self.refused += 1;
            }
            Ok(sent) => {
                self.sent += 1;
                let path = sent.uri().path();
                check_wire(path);
                // As the server sees it, which decodes once.
                let path = percent_decode_str(path).decode_utf8().unwrap();
                let expected: Vec<_> = template
                    .split('/')
                    .map(|part| match part.as_bytes() {
                        [b'{', b'*', ..] => self.rest.strip_suffix('/').unwrap_or(self.rest),
                        [b'{', ..] => self.segment,
                        _ => part,
                    })
                    .collect();
                assert_eq!(path, format!("/v1/{}", expected.join("/")), "{name}");
                for other in E::OPERATION.avoids {
                    assert!(!comes_of(&path["/v1/".len()..], other), "{name} is {other}: {path}");
                }
            }
        }
    }
}

/// What must be true whoever looks at the path: it is ASCII without marks, and has no dot segment
/// however often it is decoded, whatever is taken for a slash.
fn check_wire(path: &str) {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/-._~%".contains(c);
    assert!(path.chars().all(plain), "{path}");
    let mut text = path.as_bytes().to_vec();
    for _ in 0..20 {
        for part in text.split(|byte| matches!(byte, b'/' | b'\\')) {
            let part = part.split(|byte| *byte == b';').next().unwrap();
            assert!(!matches!(part.trim_ascii(), b"." | b".."), "{path}");
        }
        text = percent_encoding::percent_decode(&text).collect();
    }
}

/// The same question as the library asks, answered in another way.
fn comes_of(path: &str, template: &str) -> bool {
    fn walk(path: &[&str], template: &[&str]) -> bool {
        match (path, template) {
            ([], []) => true,
            ([first, rest @ ..], [part, parts @ ..]) => {
                (part.starts_with('{') || part == first)
                    && (walk(rest, parts) || part.starts_with("{*") && walk(rest, template))
            }
            _ => false,
        }
    }
    let (path, template): (Vec<_>, Vec<_>) =
        (path.split('/').collect(), template.split('/').collect());
    walk(&path, &template)
}

/// Tells how many requests were sent, and how many refused.
fn try_out(segment: &str, rest: &str) -> (usize, usize) {
    let mut paths = Paths { segment, rest, sent: 0, refused: 0 };
    samples::every(&mut paths);
    (paths.sent, paths.refused)
}

#[test]
fn what_is_plain_is_sent_by_all() {
    for (segment, rest) in [("a", "a/b"), ("my policy %2F é", "my policy %2F é"), ("?#+", "a?/#")]
    {
        let (sent, refused) = try_out(segment, rest);
        assert!(sent > 50 && refused == 0, "{segment} {rest}: {sent} {refused}");
    }
}

#[test]
fn what_leads_elsewhere_is_sent_by_none() {
    for value in ["", ".", "..", "%2e%2e", "../policy/x", r"..\policy\x", "..;/x", "a\0", "a//b"] {
        let (sent, refused) = try_out(value, value);
        assert!(sent == 0 && refused > 50, "{value}: {sent} {refused}");
    }
}

/// Texts made of what paths are made of, so that the odd ones are not rare.
fn odd() -> impl Strategy<Value = String> {
    let parts = [
        "/", "/", ".", ".", "..", "%", "%2e", "%2E", "%2f", "%5c", "%25", "\\", ";", "?", "#", "+",
        " ", "é", "a", "tune", "lock", "api-lock", "seal", "generate", "auth", "\0", "\n",
        "\u{7f}",
    ];
    vec(select(parts.to_vec()), 0..8).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..Default::default() })]

    #[test]
    fn every_argument_stands_in_its_place_or_is_refused(
        segment in prop_oneof![odd(), any::<String>()],
        rest in prop_oneof![odd(), any::<String>()],
    ) {
        try_out(&segment, &rest);
    }
}
