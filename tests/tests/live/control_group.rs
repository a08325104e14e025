//! Control groups: requests that wait until others have agreed to them.

use secrecy::SecretString;
use serde_json::{Value, json};
use vault_sys::blocking::Client;
use vault_sys_tests::{Given, both_clients};

use crate::given::{Dev, unique};

/// What the server says of a wrapping token that waits.
const INVALID: &str = "wrapping token is not valid or does not exist";

/// A user of a `userpass` method of its own.
struct User {
    token: String,
    accessor: String,
    entity: String,
}

/// A request that waits for a boss: the asker and the boss are members of the group that decides.
struct Waiting {
    asker: User,
    boss: User,
    stranger: User,
    /// What was asked for.
    path: String,
    /// Accessor of the token that wraps the reply.
    accessor: String,
    /// The token that wraps the reply.
    wrapped: SecretString,
}

impl Given for Waiting {}

impl Waiting {
    /// A secret that is read.
    fn read() -> Self {
        Self::ask("read", None)
    }

    /// A secret that is written.
    fn write() -> Self {
        Self::ask("update", Some(&json!({ "colour": "red" })))
    }

    fn ask(capability: &str, body: Option<&Value>) -> Self {
        let vault = Client::new(Dev.address()).unwrap().with_token(Dev.token());
        let [logins, kv, policy, group] = ["logins", "kv", "asker", "bosses"].map(unique);
        vault.auth().enable(&logins, "userpass").send().unwrap();
        vault.mounts().enable(&kv, "kv").send().unwrap();
        let path = format!("{kv}/secret");
        call(Dev.token(), &path, Some(&json!({ "colour": "blue" })));
        let rules = format!(
            r#"path "{path}" {{
                capabilities = ["read", "update"]
                control_group = {{
                    ttl = "1h"
                    factor "boss" {{
                        controlled_capabilities = ["{capability}"]
                        identity {{
                            group_names = ["{group}"]
                            approvals = 1
                        }}
                    }}
                }}
            }}
            path "sys/control-group/*" {{ capabilities = ["update"] }}"#
        );
        vault.policies().acl().write(&policy, rules).send().unwrap();
        let [asker, boss, stranger] = ["asker", "boss", "stranger"].map(|name| {
            let user = json!({ "password": "secret", "token_policies": &policy });
            call(Dev.token(), &format!("auth/{logins}/users/{name}"), Some(&user));
            let login = json!({ "password": "secret" });
            let login = call("", &format!("auth/{logins}/login/{name}"), Some(&login));
            let text = |key: &str| login["auth"][key].as_str().unwrap().to_owned();
            User {
                token: text("client_token"),
                accessor: text("accessor"),
                entity: text("entity_id"),
            }
        });
        let members = json!({ "name": group, "member_entity_ids": [asker.entity, boss.entity] });
        call(Dev.token(), "identity/group", Some(&members));
        let reply = call(&asker.token, &path, body);
        let text = |key: &str| reply["wrap_info"][key].as_str().unwrap().to_owned();
        let (accessor, wrapped) = (text("accessor"), text("token").into());
        Self { asker, boss, stranger, path, accessor, wrapped }
    }
}

/// Reads a path, or writes to it.
fn call(token: &str, path: &str, body: Option<&Value>) -> Value {
    let client = reqwest::blocking::Client::builder().no_proxy().build().unwrap();
    let url = format!("{}/v1/{path}", Dev.address());
    let request = match body {
        Some(body) => client.post(url).json(body),
        None => client.get(url),
    };
    let reply = request.header("X-Vault-Token", token).send().unwrap();
    let text = reply.error_for_status().unwrap().text().unwrap();
    if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap() }
}

both_clients! {
    fn a_request_waits_until_enough_have_agreed(given = Waiting::read(), vault, send) {
        let asker = vault.with_token(given.asker.token.as_str());
        let boss = vault.with_token(given.boss.token.as_str());
        let waits = send!(vault.control_group().read(&given.accessor)).unwrap();
        assert!(!waits.approved && waits.authorizations.is_empty());
        assert_eq!(waits.request_path, given.path);
        assert_eq!(waits.request_operation.as_deref(), Some("read"));
        assert_eq!(waits.request_data, None);
        assert_eq!(waits.request_entity.id.as_ref(), Some(&given.asker.entity));
        let aliases = waits.request_entity.aliases.unwrap();
        assert_eq!((aliases.len(), aliases[0].name.as_str()), (1, "asker"));
        let error = send!(asker.wrapping().unwrap().token(given.wrapped.clone())).unwrap_err();
        assert_eq!((error.status().unwrap().as_u16(), error.errors()), (400, [INVALID.into()].as_slice()));

        assert!(send!(boss.control_group().authorize(&given.accessor)).unwrap().approved);
        let error = send!(boss.control_group().authorize(&given.accessor)).unwrap_err();
        assert_eq!(error.status().unwrap(), 500);
        assert!(error.errors()[0].contains("approver has already authorized"), "{error}");
        let agreed = send!(asker.control_group().read(&given.accessor)).unwrap();
        assert!(agreed.approved);
        assert_eq!(agreed.authorizations.len(), 1);
        assert_eq!(agreed.authorizations[0].entity_id, given.boss.entity);
        assert!(agreed.authorizations[0].entity_name.ends_with("-boss"));

        let reply = send!(asker.wrapping().unwrap().token(given.wrapped.clone())).unwrap();
        assert_eq!(reply["data"], json!({ "colour": "blue" }));
        // It is known for some time still.
        assert!(send!(vault.control_group().read(&given.accessor)).unwrap().approved);
    }

    fn what_is_to_be_written_is_shown(given = Waiting::write(), vault, send) {
        let waits = send!(vault.control_group().read(&given.accessor)).unwrap();
        assert_eq!(waits.request_operation.as_deref(), Some("update"));
        assert_eq!(waits.request_data, Some([("colour".into(), json!("red"))].into()));
    }

    fn only_others_of_the_group_can_agree(given = Waiting::read(), vault, send) {
        let refused = [
            (Dev.token(), "empty entity ID"),
            (given.asker.token.as_str(), "token owner cannot be approver"),
        ];
        for (token, message) in refused {
            let somebody = vault.with_token(token);
            let error = send!(somebody.control_group().authorize(&given.accessor)).unwrap_err();
            assert_eq!(error.status().unwrap(), 500);
            assert!(error.errors()[0].contains(message), "{error}");
        }
        let stranger = vault.with_token(given.stranger.token.as_str());
        assert!(!send!(stranger.control_group().authorize(&given.accessor)).unwrap().approved);
        let waits = send!(vault.control_group().read(&given.accessor)).unwrap();
        assert!(!waits.approved && waits.authorizations.is_empty());
    }

    fn an_accessor_that_wraps_no_request_is_refused(given = Waiting::read(), vault, send) {
        let boss = vault.with_token(given.boss.token.as_str());
        let error = send!(boss.control_group().read("nobody")).unwrap_err();
        assert_eq!(error.status().unwrap(), 400);
        assert!(error.errors()[0].contains("invalid accessor"), "{error}");
        let error = send!(boss.control_group().authorize("nobody")).unwrap_err();
        assert_eq!(error.status().unwrap(), 400);
        assert!(error.errors()[0].contains("invalid accessor"), "{error}");
        // A token that wraps nothing.
        let error = send!(boss.control_group().read(&given.asker.accessor)).unwrap_err();
        assert_eq!(error.status().unwrap(), 400);
        assert!(error.errors()[0].contains("invalid wrapping token"), "{error}");
        let error = send!(boss.control_group().authorize(&given.asker.accessor)).unwrap_err();
        assert_eq!(error.status().unwrap(), 500);
    }

    fn an_accessor_is_needed(given = Dev, vault, send) {
        let error = send!(vault.control_group().read("")).unwrap_err();
        assert!(error.errors()[0].contains("missing accessor"), "{error}");
        let error = send!(vault.control_group().authorize("")).unwrap_err();
        assert!(error.errors()[0].contains("missing accessor"), "{error}");
    }
}
