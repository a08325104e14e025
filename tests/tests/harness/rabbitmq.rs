use crate::api::{Api, LIMIT, accepts_connections};
use serde_json::{Value, json};
use vault_sys_tests::{DevServer, RabbitMq, eventually};

struct Engine {
    stub: RabbitMq,
    api: Api,
    // Last: the leases are not to be revoked when the stub is gone.
    _server: DevServer,
}

impl Engine {
    fn start() -> Self {
        let server = DevServer::start();
        let stub = RabbitMq::start();
        let api = Api::new(server.address(), server.token());
        assert_eq!(api.post("sys/mounts/rabbitmq", &json!({ "type": "rabbitmq" })).0, 204);
        let connection = json!({
            "connection_uri": stub.address(),
            "username": stub.username(),
            "password": stub.password(),
        });
        let (status, answer) = api.post("rabbitmq/config/connection", &connection);
        assert_eq!(status, 204, "{answer}");
        let role = json!({
            "vhosts": r#"{"/": {"write": ".*", "read": ".*"}}"#,
            "vhost_topics": r#"{"/": {"amq.topic": {"write": ".*", "read": ".*"}}}"#,
        });
        assert_eq!(api.post("rabbitmq/roles/app", &role).0, 204);
        Self { stub, api, _server: server }
    }

    /// The lease, and the user that was made for it.
    fn lease(&self) -> (Value, String) {
        let (status, lease) = self.api.get("rabbitmq/creds/app");
        assert_eq!(status, 200, "{lease}");
        assert_eq!(lease["renewable"], true);
        let user = lease["data"]["username"].as_str().expect("a user").to_owned();
        (lease["lease_id"].clone(), user)
    }

    fn revoke(&self, lease: &Value) -> u16 {
        self.api.post("sys/leases/revoke", &json!({ "lease_id": lease, "sync": true })).0
    }
}

#[test]
fn a_user_lives_as_long_as_its_lease() {
    let engine = Engine::start();
    assert!(engine.stub.users().is_empty());
    let (lease, user) = engine.lease();
    let (other_lease, other_user) = engine.lease();
    assert_eq!(engine.stub.users(), [user, other_user.clone()].into());
    let (status, renewed) = engine.api.post("sys/leases/renew", &json!({ "lease_id": lease }));
    assert_eq!(status, 200, "{renewed}");
    assert_eq!(engine.revoke(&lease), 204);
    assert_eq!(engine.stub.users(), [other_user].into());
    assert_eq!(engine.revoke(&other_lease), 204);
    assert!(engine.stub.users().is_empty());
}

#[test]
fn a_refused_deletion_keeps_the_lease() {
    let engine = Engine::start();
    let (lease, user) = engine.lease();
    engine.stub.refuse_deletions(true);
    assert_eq!(engine.revoke(&lease), 400);
    assert_eq!(engine.stub.users(), [user].into());
    let known = engine.api.post("sys/leases/lookup", &json!({ "lease_id": lease })).0;
    assert_eq!(known, 200);
    engine.stub.refuse_deletions(false);
    assert_eq!(engine.revoke(&lease), 204);
    assert!(engine.stub.users().is_empty());
}

#[test]
fn strangers_are_refused() {
    let engine = Engine::start();
    let connection = json!({
        "connection_uri": engine.stub.address(),
        "username": engine.stub.username(),
        "password": "wrong",
    });
    let (status, answer) = engine.api.post("rabbitmq/config/connection", &connection);
    assert_eq!(status, 500, "{answer}");
    assert!(answer.to_string().contains("401 Unauthorized"), "{answer}");
}

#[test]
fn a_dropped_stub_is_gone() {
    let stub = RabbitMq::start();
    let address = stub.address().to_owned();
    assert!(accepts_connections(&address));
    drop(stub);
    // Not at once: a process that another test starts this moment has a copy of every socket.
    eventually("the stub is gone", LIMIT, || (!accepts_connections(&address)).then_some(()));
}
