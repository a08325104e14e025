//! What is put on our own servers, so that there is something to read, and what it is called.

use serde_json::{Value, json};
use vault_sys_codegen::catalogue::Operation;

use crate::drive::Server;

/// What the server with raft storage needs beside what the tests give it.
pub(crate) const RAFT_HCL: &str = "";

/// Initialises and unseals a server.
pub(crate) fn initialise(server: Server) -> Result<Server, String> {
    let shares = json!({ "secret_shares": 1, "secret_threshold": 1 });
    let (status, answer) = server.send("POST", "sys/init", Some(&shares))?;
    let key = json!({ "key": answer["keys"][0] });
    let (_, sealed) = server.send("POST", "sys/unseal", Some(&key))?;
    match answer["root_token"].as_str() {
        Some(token) if sealed["sealed"] == false => Ok(server.with_token(token)),
        _ => Err(format!("the server cannot be initialised: {status}, {sealed}")),
    }
}

/// What is there for a reader, made in this order.
fn contents() -> Vec<(&'static str, &'static str, Value)> {
    vec![
        ("POST", "sys/mounts/drift", json!({ "type": "kv" })),
        ("POST", "sys/auth/drift", json!({ "type": "userpass" })),
        ("POST", "sys/policies/acl/drift", json!({ "policy": "path \"drift/*\" {}" })),
        (
            "POST",
            "sys/policies/password/drift",
            json!({ "policy": "length = 20\nrule \"charset\" { charset = \"ab\" }" }),
        ),
        ("POST", "sys/namespaces/drifting", json!({})),
        ("POST", "sys/quotas/rate-limit/drift", json!({ "rate": 1000, "path": "drift/" })),
        ("POST", "sys/config/auditing/request-headers/X-Drift", json!({ "hmac": true })),
        ("POST", "auth/drift/users/drift", json!({ "password": "drift" })),
        ("POST", "auth/drift/login/drift", json!({ "password": "drift" })),
    ]
}

/// Fills a server.
pub(crate) fn set_up(server: &Server) -> Result<(), String> {
    for (method, path, body) in contents() {
        eventually(server, method, path, &body)?;
    }
    Ok(())
}

/// A server that has just been unsealed may not be ready for all at once.
fn eventually(server: &Server, method: &str, path: &str, body: &Value) -> Result<(), String> {
    let answer = vault_sys_tests::eventually("the server takes it", crate::TIMEOUT, || {
        let (status, answer) = server.send(method, path, Some(body)).ok()?;
        (status < 500).then_some((status, answer))
    });
    let (status, answer) = answer;
    if status < 300 { Ok(()) } else { Err(format!("{method} {path}: {status} {answer}")) }
}

/// What an argument is called there.
pub(crate) fn values(operation: &Operation, name: &str) -> Option<String> {
    let by_path = |path: &str| operation.path.starts_with(path);
    let value = match name {
        "type" if by_path("sys/leases") => "irrevocable",
        "prefix" if by_path("sys/leases") => "auth/drift/login/",
        "header" if by_path("sys/config/auditing") => "X-Drift",
        "path" | "name" => "drift",
        _ => return None,
    };
    Some(value.into())
}
