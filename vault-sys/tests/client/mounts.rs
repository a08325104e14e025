//! Paths whose mount is an argument.

use vault_sys::{Encoder, Endpoint, EndpointExt as _, Error, ErrorKind, Method, Operation, Reply};

struct Read<'a> {
    mount: &'a str,
    path: &'a str,
}

impl Endpoint for Read<'_> {
    type Response = ();
    const OPERATION: Operation = Operation::new("kv.read", Method::Get, "{*mount}/{*path}");

    fn encode(&self, request: &mut Encoder<'_>) {
        request.rest("mount", self.mount);
        request.rest("path", self.path);
    }

    fn decode(reply: &Reply<'_>) -> Result<(), Error> {
        reply.none()
    }
}

struct Rotate<'a>(&'a str, &'a str);

impl Endpoint for Rotate<'_> {
    type Response = ();
    const OPERATION: Operation =
        Operation::new("acme.rotate", Method::Post, "{*mount}/rotate/{name}");

    fn encode(&self, request: &mut Encoder<'_>) {
        request.rest("mount", self.0);
        request.path("name", self.1);
    }

    fn decode(reply: &Reply<'_>) -> Result<(), Error> {
        reply.none()
    }
}

fn target(request: &impl Endpoint) -> Result<String, Error> {
    request.to_http("https://vault.example").map(|sent| sent.uri().path().to_owned())
}

#[test]
fn a_mount_can_be_anywhere_but_at_sys() {
    assert_eq!(target(&Rotate("team/acme/", "sys")).unwrap(), "/v1/team/acme/rotate/sys");
    assert_eq!(target(&Read { mount: "kv", path: "a/b" }).unwrap(), "/v1/kv/a/b");
    for mount in ["sys", "sys/x", "team/sys", "%73ys"] {
        for error in [target(&Rotate(mount, "a")), target(&Read { mount, path: "a" })] {
            let error = error.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Argument, "{mount}");
            assert!(error.to_string().contains("`sys`"), "{error}");
        }
    }
    // A namespace in the place of the mount would make an operation of the server of this.
    assert!(target(&Read { mount: "team", path: "sys/seal" }).is_err());
}
