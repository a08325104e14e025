//! What is put on our own servers, so that there is something to read, and what it is called.

use serde_json::{Value, json};
use vault_sys_codegen::catalogue::Operation;

use crate::drive::Server;

/// A server that has been filled.
pub(crate) struct Filled {
    pub(crate) server: Server,
    /// The ID that the server gave to a move of a mount.
    migration: String,
}

/// Initialises and unseals a server, and gives its key share.
pub(crate) fn initialise(server: Server) -> Result<(Server, Value), String> {
    let shares = json!({ "secret_shares": 1, "secret_threshold": 1 });
    let (status, answer) = server.send("POST", "sys/init", Some(&shares))?;
    let key = json!({ "key": answer["keys"][0] });
    let (_, sealed) = server.send("POST", "sys/unseal", Some(&key))?;
    match answer["root_token"].as_str() {
        Some(token) if sealed["sealed"] == false => {
            Ok((server.with_token(token), answer["keys"][0].clone()))
        }
        _ => Err(format!("the server cannot be initialised: {status}, {sealed}")),
    }
}

/// What is there for a reader, made in this order.
fn contents() -> Vec<(&'static str, Value)> {
    let charset = "length = 20\nrule \"charset\" { charset = \"ab\" }";
    let flow = "flow \"f\" { request \"r\" { operation = \"read\" path = \"sys/mounts\" } }";
    let seal = "seal \"shamir\" { shares = 1 threshold = 1 }";
    vec![
        ("sys/mounts/drift", json!({ "type": "kv" })),
        ("sys/mounts/drift-before", json!({ "type": "kv" })),
        ("sys/auth/drift", json!({ "type": "userpass" })),
        ("sys/policies/acl/drift", json!({ "policy": "path \"drift/*\" {}" })),
        ("sys/policies/acl/drift-below/one", json!({ "policy": "path \"drift/*\" {}" })),
        ("sys/policies/password/drift", json!({ "policy": charset })),
        ("sys/namespaces/drifting", json!({})),
        ("sys/namespaces/drift-sealed", json!({ "seal": seal })),
        ("sys/quotas/rate-limit/drift", json!({ "rate": 1000, "path": "drift/" })),
        ("sys/config/auditing/request-headers/X-Drift", json!({ "hmac": true })),
        ("sys/external-keys/configs/drift", json!({ "plugin": "transit", "verify": false })),
        (
            "sys/external-keys/configs/drift/keys/drift",
            json!({ "name": "a", "version": "1", "verify": false }),
        ),
        ("sys/external-keys/configs/drift/keys/drift/grants/drift", json!({})),
        ("sys/workflows/manage/drift", json!({ "workflow": flow })),
        ("sys/config/ui/headers/X-Drift", json!({ "values": ["drift"] })),
        ("auth/drift/users/drift", json!({ "password": "drift" })),
        ("auth/drift/login/drift", json!({ "password": "drift" })),
    ]
}

/// Fills a server. With its key share, it begins a rotation as well.
pub(crate) fn fill(server: Server, share: Option<&Value>) -> Result<Filled, String> {
    for (path, body) in contents() {
        eventually(&server, path, &body)?;
    }
    if let Some(share) = share {
        eventually(&server, "sys/raw/drift/drift", &json!({ "value": "drift" }))?;
        for what in ["sys/rotate/root", "sys/rekey"] {
            let shares =
                json!({ "secret_shares": 1, "secret_threshold": 1, "require_verification": true });
            let begun = eventually(&server, &format!("{what}/init"), &shares)?;
            let nonce = begun["nonce"].as_str().or(begun["data"]["nonce"].as_str());
            eventually(
                &server,
                &format!("{what}/update"),
                &json!({ "key": share, "nonce": nonce }),
            )?;
        }
    }
    let remount = json!({ "from": "drift-before", "to": "drift-after" });
    let moved = eventually(&server, "sys/remount", &remount)?;
    let migration = moved["data"]["migration_id"].as_str().unwrap_or_default().to_owned();
    Ok(Filled { server, migration })
}

/// A server that has just been unsealed may not be ready for all at once.
fn eventually(server: &Server, path: &str, body: &Value) -> Result<Value, String> {
    let (status, answer) =
        vault_sys_tests::eventually("the server takes it", crate::TIMEOUT, || {
            let (status, answer) = server.send("POST", path, Some(body)).ok()?;
            (status < 500).then_some((status, answer))
        });
    if status < 300 { Ok(answer) } else { Err(format!("POST {path}: {status} {answer}")) }
}

impl Filled {
    /// What an argument is called here.
    pub(crate) fn value(&self, operation: &Operation, name: &str) -> Option<String> {
        let by_path = |path: &str| operation.path.starts_with(path);
        let value = match name {
            "migration_id" => self.migration.as_str(),
            "prefix" if by_path("sys/leases") => "auth/drift/login/",
            "prefix" => "drift-below",
            "header" => "X-Drift",
            "tag" => "root",
            "type" | "name" if by_path("sys/plugins/catalog") => match name {
                "type" => "secret",
                _ => "kv",
            },
            "path" if by_path("sys/raw") && operation.method == "GET" => "drift/drift",
            "path" if operation.path.ends_with("/seal-status") => "drift-sealed",
            "path" if by_path("sys/namespaces") => "drifting",
            "path" | "name" | "config" | "key" => "drift",
            _ => return None,
        };
        Some(value.into())
    }
}
