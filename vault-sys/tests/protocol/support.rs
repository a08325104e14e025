//! Holds what an endpoint sends and reads against what the spec says.

use vault_sys::{Endpoint, EndpointExt as _, ErrorKind};

/// Checks what goes to the server. `target` is what follows `/v1/`.
pub(crate) fn sends<E: Endpoint>(request: &E, method: &str, target: &str, body: Option<&str>) {
    let sent = request.to_http("https://vault.example:8200").expect("the request can be sent");
    assert_eq!(sent.method(), method);
    assert_eq!(sent.uri(), format!("https://vault.example:8200/v1/{target}").as_str());
    match body {
        None => assert!(sent.body().is_empty(), "a body where there should be none"),
        Some(expected) => assert_eq!(json(sent.body()), json(expected.as_bytes())),
    }
}

/// Reads an answer that stands for success.
pub(crate) fn reads<E: Endpoint>(_: &E, status: u16, body: &'static str) -> E::Response {
    let answer = http::Response::builder().status(status).body(body).unwrap();
    E::from_http(&answer).unwrap_or_else(|error| panic!("{error}"))
}

/// Reads an answer that says there is nothing.
pub(crate) fn reads_nothing<E>(request: &E, status: u16, body: &'static str)
where
    E: Endpoint<Response: Default + PartialEq + std::fmt::Debug>,
{
    assert_eq!(reads(request, status, body), E::Response::default());
}

/// Reads an answer that refuses the call.
pub(crate) fn refuses<E: Endpoint>(_: &E, status: u16, body: &'static str, errors: &[&str]) {
    let answer = http::Response::builder().status(status).body(body).unwrap();
    let error = E::from_http(&answer).err().expect("a refusal is an error");
    assert_eq!(error.kind(), ErrorKind::Refused);
    assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
    assert_eq!(error.errors(), errors);
}

fn json(text: &[u8]) -> serde_json::Value {
    serde_json::from_slice(text).expect("JSON")
}
