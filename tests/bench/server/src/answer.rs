//! What is asked, and what is answered.

use std::{convert::Infallible, sync::OnceLock};

use bench_common::{LEASE, POLICY, RULES, TOKEN};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, combinators::BoxBody};
use hyper::{Method, Request, Response, StatusCode, body::Incoming};
use serde_json::{Value, json};

use crate::large;

pub(crate) type Body = BoxBody<Bytes, Infallible>;

/// Bodies as OpenBao 2.7.2 sent them.
const LEASE_READ: &str = include_str!("../../answers/lease.json");
const MOUNTS: &str = include_str!("../../answers/mounts.json");
const POLICIES: &str = include_str!("../../answers/policies.json");
/// What `sys/policy` says, which one of the peers asks.
const POLICIES_OF_OLD: &str = include_str!("../../answers/policies_of_old.json");

pub(crate) struct Answers {
    lease: Value,
    policy: Value,
    listing: OnceLock<Bytes>,
}

impl Answers {
    pub(crate) fn new() -> Self {
        let lease = json!({ "lease_id": LEASE });
        Self { lease, policy: json!({ "policy": RULES }), listing: OnceLock::new() }
    }

    /// The answer, or what is wrong with the request.
    pub(crate) async fn answer(
        &self,
        request: Request<Incoming>,
    ) -> Result<Response<Body>, String> {
        let (head, body) = request.into_parts();
        let line = format!("{} {}", head.method, head.uri);
        let wrong = |what: &str| format!("{line}: {what}");
        if head.headers.get("x-vault-token").is_none_or(|token| token != TOKEN) {
            return Err(wrong("not the token"));
        }
        let writes = head.method == Method::POST || head.method == Method::PUT;
        let path = head.uri.path().strip_prefix("/v1/sys/").ok_or_else(|| wrong("the path"))?;
        if path == "storage/raft/snapshot" && writes {
            large::swallow(body).await.map_err(|problem| wrong(&problem))?;
            return Ok(nothing());
        }
        let body = body.collect().await.map_err(|error| wrong(&error.to_string()))?.to_bytes();
        if writes {
            let sent: Value =
                serde_json::from_slice(&body).map_err(|error| wrong(&error.to_string()))?;
            return self.write(path, sent).ok_or_else(|| wrong(&String::from_utf8_lossy(&body)));
        }
        let lists = head.method.as_str() == "LIST" || head.uri.query() == Some("list=true");
        if !body.is_empty() || !(lists || head.method == Method::GET) {
            return Err(wrong("method or body"));
        }
        match (path, lists) {
            ("mounts", false) => Ok(text(MOUNTS)),
            ("policies/acl", true) => Ok(text(POLICIES)),
            ("policy", _) => Ok(text(POLICIES_OF_OLD)),
            ("leases/lookup/huge", true) => {
                let listing = self.listing.get_or_init(large::listing).clone();
                Ok(Response::new(large::pieces(listing)))
            }
            ("storage/raft/snapshot", false) => Ok(Response::new(large::snapshot())),
            _ => Err(wrong("nothing is known of it")),
        }
    }

    fn write(&self, path: &str, mut sent: Value) -> Option<Response<Body>> {
        if let Some(name) = path.strip_prefix("policies/acl/").or(path.strip_prefix("policy/")) {
            // One of the peers says the name twice.
            sent.as_object_mut()?.remove("name").is_none_or(|name| name == POLICY).then_some(())?;
            return (name == POLICY && sent == self.policy).then(nothing);
        }
        match path {
            "leases/lookup" if sent == self.lease => Some(text(LEASE_READ)),
            "leases/revoke" => {
                let id = sent.get("lease_id")?.as_str()?.strip_prefix("aws/creds/deploy/")?;
                id.parse::<u32>().ok().map(|_| nothing())
            }
            _ => None,
        }
    }
}

fn text(text: &'static str) -> Response<Body> {
    let mut response = Response::new(Full::new(Bytes::from_static(text.as_bytes())).boxed());
    headers(&mut response);
    response
}

fn nothing() -> Response<Body> {
    let mut response = text("");
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
}

pub(crate) fn refusal() -> Response<Body> {
    let mut response = text(r#"{"errors":["that is not one of the requests"]}"#);
    *response.status_mut() = StatusCode::BAD_REQUEST;
    response
}

/// The headers of a real server; hyper adds the date.
fn headers(response: &mut Response<Body>) {
    let headers = response.headers_mut();
    for (name, value) in [
        ("cache-control", "no-store"),
        ("content-type", "application/json"),
        ("strict-transport-security", "max-age=31536000; includeSubDomains"),
    ] {
        headers.insert(name, hyper::header::HeaderValue::from_static(value));
    }
}
