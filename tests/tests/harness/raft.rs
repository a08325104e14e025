use crate::api::{Api, LIMIT, accepts_connections, is_running};
use serde_json::{Value, json};
use vault_sys_tests::{RaftServer, eventually};

/// Initialises with one share, unseals, and waits until the server is active.
fn open(server: &RaftServer) -> (Api, Value) {
    let shares = json!({ "secret_shares": 1, "secret_threshold": 1 });
    let (status, init) = Api::new(server.address(), "").post("sys/init", &shares);
    assert_eq!(status, 200, "{init}");
    let api = Api::new(server.address(), init["root_token"].as_str().expect("a token"));
    unseal(&api, &init["keys"][0]);
    (api, init)
}

fn unseal(api: &Api, key: &Value) {
    let (status, answer) = api.post("sys/unseal", &json!({ "key": key }));
    assert_eq!(status, 200, "{answer}");
    eventually("the server is active", LIMIT, || (api.get("sys/health").0 == 200).then_some(()));
}

#[test]
fn a_restarted_server_has_its_data_and_address() {
    let mut server = RaftServer::start();
    let (api, init) = open(&server);
    let policy = json!({ "policy": "path \"x\" { capabilities = [\"read\"] }" });
    assert_eq!(api.post("sys/policies/acl/kept", &policy).0, 204);
    let (address, pid) = (server.address().to_owned(), server.pid());

    server.kill();
    assert!(!accepts_connections(&address));
    assert!(!is_running(pid));

    server.restart();
    assert_eq!(server.address(), address);
    assert_ne!(server.pid(), pid);
    assert_eq!(api.get("sys/health").0, 503, "sealed");
    unseal(&api, &init["keys"][0]);
    let (status, kept) = api.get("sys/policies/acl/kept");
    assert_eq!(status, 200, "{kept}");
}

#[test]
fn options_reach_the_server() {
    let plain = RaftServer::start();
    let (api, _) = open(&plain);
    assert_eq!(api.get("sys/rekey/init").0, 405);
    assert_eq!(api.get("sys/raw/core?list=true").0, 404);
    let device = json!({ "type": "file", "options": { "file_path": "discard" } });
    assert_eq!(api.post("sys/audit/file", &device).0, 400);

    let open_one = RaftServer::builder()
        .unauthed_rekey(true)
        .raw_storage(true)
        .unsafe_api_audit(true)
        .extra_hcl("default_lease_ttl = \"1234s\"")
        .start();
    let (api, _) = open(&open_one);
    assert_eq!(api.get("sys/rekey/init").0, 200);
    assert_eq!(api.get("sys/generate-root/attempt").0, 200);
    assert_eq!(api.get("sys/raw/core?list=true").0, 200);
    assert_eq!(api.post("sys/audit/file", &device).0, 204);
    assert_eq!(api.get("sys/mounts/sys/tune").1["data"]["default_lease_ttl"], 1234);
}

#[test]
fn another_node_can_join() {
    let first = RaftServer::start();
    let (api, init) = open(&first);
    let second = RaftServer::builder().node_id("node-2").start();
    let joining = Api::new(second.address(), "");
    let leader = json!({ "leader_api_addr": first.address() });
    let (status, joined) = joining.post("sys/storage/raft/join", &leader);
    assert_eq!((status, &joined["joined"]), (200, &json!(true)), "{joined}");
    let (status, answer) = joining.post("sys/unseal", &json!({ "key": init["keys"][0] }));
    assert_eq!(status, 200, "{answer}");
    eventually("the second node is a standby", LIMIT, || {
        (joining.get("sys/health").0 == 429).then_some(())
    });
    let (_, peers) = api.get("sys/storage/raft/configuration");
    let peers = peers["data"]["config"]["servers"].as_array().expect("a list");
    let names: Vec<_> = peers.iter().map(|peer| &peer["node_id"]).collect();
    assert_eq!(names, [first.node_id(), second.node_id()]);
}
