//! Whatever a reply holds, it is read or it is an error.

use std::fmt::Debug;

use vault_sys::{Endpoint, EndpointExt as _, ErrorKind};

use crate::{samples, visitor::Visitor};

/// Gives every operation the same reply.
pub(crate) fn give(status: u16, body: &[u8]) {
    samples::every(&mut Given { status, body });
}

/// Gives every operation what it promises, but for some bytes: each is a place and what stands there.
pub(crate) fn change(changes: &[(usize, u8)]) {
    samples::every(&mut Changed(changes));
}

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

struct Changed<'v>(&'v [(usize, u8)]);

impl Visitor for Changed<'_> {
    fn visit<E>(&mut self, _: &E, _: &str, reply: &'static str)
    where
        E: Endpoint<Response: Debug> + Debug,
    {
        let mut body = reply.as_bytes().to_vec();
        for (at, byte) in self.0.iter().filter(|_| !reply.is_empty()) {
            let at = at % body.len();
            body[at] = *byte;
        }
        read::<E>(200, &body);
    }
}
