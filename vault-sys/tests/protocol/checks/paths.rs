//! Whatever an argument of a path is, it stands in its place, or nothing is sent.

use std::fmt::Debug;

use percent_encoding::percent_decode_str;
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

/// Fills all paths of all operations. Tells how many requests were sent, and how many refused.
pub(crate) fn fill(segment: &str, rest: &str) -> (usize, usize) {
    let mut paths = Paths { segment, rest, sent: 0, refused: 0 };
    samples::every(&mut paths);
    (paths.sent, paths.refused)
}
