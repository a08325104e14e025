//! Logins with a second factor.

use std::collections::BTreeMap;

use secrecy::SecretString;
use serde_json::{Value, json};
use vault_sys::{
    Encoder, Endpoint, Error, Method, Operation, Reply, blocking::Client, mfa::TokenType,
};
use vault_sys_tests::{Given, both_clients};

use crate::given::{Dev, unique};

/// Reads from any path.
#[derive(Clone, Debug)]
struct Ask(String);

impl Endpoint for Ask {
    type Response = Value;

    const OPERATION: Operation = Operation::new("ask", Method::Get, "{*path}");

    fn encode(&self, request: &mut Encoder<'_>) {
        request.rest("path", &self.0);
    }

    fn decode(reply: &Reply<'_>) -> Result<Value, Error> {
        reply.body()
    }
}

/// Writes to any path.
#[derive(Clone, Debug)]
struct Tell(String, Value);

impl Endpoint for Tell {
    type Response = Option<Value>;

    const OPERATION: Operation = Operation::new("tell", Method::Post, "{*path}");

    fn encode(&self, request: &mut Encoder<'_>) {
        request.rest("path", &self.0);
        request.content("content", &self.1);
    }

    fn decode(reply: &Reply<'_>) -> Result<Option<Value>, Error> {
        reply.maybe_body()
    }
}

/// A user who logs in with a password and a passcode.
struct Ann {
    /// Where the user logs in.
    login: Tell,
    /// Where the passcodes come from.
    code: Ask,
    /// The method's ID.
    id: String,
    /// The method's name.
    name: String,
}

impl Given for Ann {}

impl Ann {
    fn new() -> Self {
        let vault = Client::new(Dev.address()).unwrap().with_token(Dev.token());
        let tell = |path: String, body: Value| {
            vault.call(Tell(path, body)).send().unwrap().unwrap_or_default()
        };
        let (people, codes, name) = (unique("people"), unique("codes"), unique("phone"));
        vault.auth().enable(&people, "userpass").send().unwrap();
        let accessor = vault.auth().read(&people).send().unwrap().accessor;
        tell(format!("auth/{people}/users/ann"), json!({ "password": "p" }));
        let login = Tell(format!("auth/{people}/login/ann"), json!({ "password": "p" }));
        // The first login makes the entity.
        let first = vault.call(login.clone()).send().unwrap().unwrap();
        let entity = &first["auth"]["entity_id"];

        let method = json!({ "issuer": "tests", "method_name": name });
        let method = tell("identity/mfa/method/totp".into(), method);
        let id = method["data"]["method_id"].as_str().unwrap().to_owned();
        let key = json!({ "method_id": id, "entity_id": entity });
        let key = tell("identity/mfa/method/totp/admin-generate".into(), key);
        let wanted = json!({ "mfa_method_ids": [id], "auth_method_accessors": [accessor] });
        tell(format!("identity/mfa/login-enforcement/{name}"), wanted);

        // The server has an engine that is as good as a telephone.
        vault.mounts().enable(&codes, "totp").send().unwrap();
        tell(format!("{codes}/keys/ann"), json!({ "url": key["data"]["url"] }));
        Self { login, code: Ask(format!("{codes}/code/ann")), id, name }
    }
}

/// The ID of a login, from its answer.
fn request_id(login: Option<Value>) -> String {
    let login = login.unwrap();
    assert_eq!(login["auth"]["client_token"], "");
    login["auth"]["mfa_requirement"]["mfa_request_id"].as_str().unwrap().to_owned()
}

/// A passcode, from the engine's answer.
fn passcode(code: &Value) -> SecretString {
    code["data"]["code"].as_str().unwrap().into()
}

fn payload(method: &str, passcode: SecretString) -> BTreeMap<String, Vec<SecretString>> {
    BTreeMap::from([(method.to_owned(), vec![passcode])])
}

/// A login that was not ended, as the second factor is not right.
fn is_refused<T: std::fmt::Debug>(result: Result<T, Error>) -> bool {
    let error = result.unwrap_err();
    error.is_permission_denied() && error.errors()[0].contains("failed to satisfy enforcement")
}

both_clients! {
    fn a_passcode_ends_a_login(given = Ann::new(), vault, send) {
        let id = request_id(send!(vault.call(given.login.clone())).unwrap());
        let code = passcode(&send!(vault.call(given.code.clone())).unwrap());
        let stranger = vault.with_token("");
        let right = payload(&given.id, code.clone());
        let auth = send!(stranger.mfa().validate(&id, right.clone())).unwrap().auth;
        assert_eq!(auth.policies, ["default"]);
        assert_eq!(auth.token_policies, Some(vec!["default".into()]));
        assert_eq!(auth.identity_policies, None);
        assert_eq!(auth.metadata["username"], "ann");
        assert_eq!((auth.token_type, auth.num_uses), (TokenType::Service, Some(0)));
        assert!(auth.renewable && auth.orphan && !auth.lease_duration.is_zero());
        assert!(!auth.entity_id.is_empty() && !auth.accessor.is_empty());
        assert!(auth.mfa_requirement.is_none());
        let ann = vault.with_token(auth.client_token);
        let itself = send!(ann.call(Ask("auth/token/lookup-self".into()))).unwrap();
        assert_eq!(itself["data"]["entity_id"], auth.entity_id);

        // The login is over, and the passcode is used up.
        let error = send!(stranger.mfa().validate(&id, right.clone())).unwrap_err();
        assert_eq!(error.status().unwrap(), 400);
        assert_eq!(error.errors(), ["invalid request ID"]);
        let id = request_id(send!(vault.call(given.login.clone())).unwrap());
        assert!(is_refused(send!(stranger.mfa().validate(&id, right))));
    }

    fn a_wrong_factor_leaves_the_login_open(given = Ann::new(), vault, send) {
        let id = request_id(send!(vault.call(given.login.clone())).unwrap());
        let wrong = payload(&given.name, "no passcode".into());
        assert!(is_refused(send!(vault.mfa().validate(&id, wrong))));
        assert!(is_refused(send!(vault.mfa().validate(&id, BTreeMap::new()))));
        let other = payload("another method", "123456".into());
        assert!(is_refused(send!(vault.mfa().validate(&id, other))));
        let nothing = BTreeMap::from([(given.id.clone(), Vec::new())]);
        assert!(is_refused(send!(vault.mfa().validate(&id, nothing))));

        let code = passcode(&send!(vault.call(given.code.clone())).unwrap());
        let right = payload(&given.name, code);
        let auth = send!(vault.mfa().validate(&id, right)).unwrap().auth;
        assert_eq!(auth.metadata["username"], "ann");
    }

    fn an_unknown_login_cannot_be_ended(given = Dev, vault, send) {
        let call = vault.mfa().validate("nothing", payload("phone", "123456".into()));
        let error = send!(call).unwrap_err();
        assert_eq!(error.status().unwrap(), 400);
        assert_eq!(error.errors(), ["invalid request ID"]);
        let error = send!(vault.mfa().validate("", BTreeMap::new())).unwrap_err();
        assert_eq!(error.errors(), ["missing request ID"]);
    }

    fn methods_of_vault_enterprise_are_a_clear_error(given = Dev, vault, send) {
        let mfa = vault.mfa();
        let errors = [
            // An empty list would be wrong.
            send!(mfa.method().list()).unwrap_err(),
            send!(mfa.duo().read("a")).unwrap_err(),
            send!(mfa.okta().write("a", "auth_userpass_1793464a")).unwrap_err(),
            send!(mfa.pingid().delete("a")).unwrap_err(),
            send!(mfa.totp().generate("a")).unwrap_err(),
            send!(mfa.totp().admin_generate("a", "b")).unwrap_err(),
            send!(mfa.totp().destroy("a")).unwrap_err(),
        ];
        for error in errors {
            assert!(error.is_not_found());
            assert!(error.errors()[0].contains("unsupported path"), "{error}");
        }
    }
}
