//! Executing workflows.

use std::collections::BTreeMap;

use secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use vault_sys_tests::{Given, RaftServer, both_clients};

use crate::given::{Dev, Raft, unique};

/// Answers the digest of what it is given.
const HASH: &str = r#"
    input {
        field "string" { name = "text" required = true }
        field "int" { name = "count" default = 1 }
    }
    flow "f" {
        request "digest" {
            operation = "update"
            path = "sys/tools/hash"
            headers = { "X-Own" = ["a", "b"] }
            data = {
                input = {
                    eval_source = "template"
                    eval_type = "string"
                    template = "{{ .input.text | base64 }}"
                }
            }
        }
        request "skipped" { operation = "read" path = "sys/mounts" when = false }
    }
    output {
        data = {
            digest = {
                eval_source = "response"
                eval_type = "string"
                flow_name = "f"
                response_name = "digest"
                field_selector = ["data", "sum"]
            }
        }
        headers = { "X-Out" = ["c"] }
    }
"#;

/// SHA-256 of `abc`.
const DIGEST: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

/// Makes a token that it does not answer.
const TOKEN: &str = r#"
    flow "f" {
        request "token" {
            operation = "update"
            path = "auth/token/create"
            data = { policies = ["default"], ttl = "1h", no_parent = true }
        }
    }
"#;

/// Gives up at its second request.
const BROKEN: &str = r#"
    flow "f" {
        request "fine" { operation = "read" path = "sys/policies/acl/default" }
        request "broken" { operation = "read" path = "no/such/mount" }
        request "never" { operation = "read" path = "sys/mounts" }
    }
"#;

/// Uses no token.
const OPEN: &str = r#"
    input { field "string" { name = "text" required = true } }
    flow "f" { request "r" { operation = "read" path = "sys/seal-status" token = "" } }
    output {
        data = {
            text = { eval_source = "input" eval_type = "string" field_name = "text" }
        }
    }
"#;

fn input(name: &str, value: impl Into<Value>) -> BTreeMap<String, Value> {
    [(name.to_owned(), value.into())].into()
}

fn none() -> BTreeMap<String, Value> {
    BTreeMap::new()
}

/// A server that executes workflows without a token.
fn open() -> Raft {
    let server = RaftServer::builder().extra_hcl("allow_unauthenticated_workflows = true");
    Raft::unsealed(server.start())
}

both_clients! {
    fn a_workflow_answers_its_output(given = Dev, vault, send) {
        let path = unique("hash");
        send!(vault.workflows().write(&path, HASH)).unwrap();
        let output = send!(vault.workflows().execute(&path, input("text", "abc"))).unwrap();
        assert_eq!(output.unwrap(), input("digest", DIGEST));
        // What it does not ask for is ignored.
        let more = input("text", "abc").into_iter().chain(input("other", json!([1])));
        let output = send!(vault.workflows().execute(&path, more.collect::<BTreeMap<_, _>>()));
        assert_eq!(output.unwrap().unwrap(), input("digest", DIGEST));

        send!(vault.workflows().write(&path, r#"flow "f" { }"#)).unwrap();
        assert_eq!(send!(vault.workflows().execute(&path, none())).unwrap(), None);
        send!(vault.workflows().delete(&path)).unwrap();
    }

    fn input_that_does_not_fit_is_refused(given = Dev, vault, send) {
        let path = unique("hash");
        send!(vault.workflows().write(&path, HASH)).unwrap();
        for result in [
            send!(vault.workflows().execute(&path, none())).map(drop),
            send!(vault.workflows().trace(&path, none())).map(drop),
        ] {
            let error = result.unwrap_err();
            assert_eq!(error.status().unwrap(), 500);
            assert!(error.errors()[0].contains(r#"missing required field "text""#), "{error}");
        }
        let wrong = input("text", "abc").into_iter().chain(input("count", "many"));
        let wrong: BTreeMap<_, _> = wrong.collect();
        let error = send!(vault.workflows().execute(&path, wrong)).unwrap_err();
        assert!(error.errors()[0].contains(r#"field "count""#), "{error}");
        send!(vault.workflows().delete(&path)).unwrap();

        for result in [
            send!(vault.workflows().execute(&path, none())).map(drop),
            send!(vault.workflows().trace(&path, none())).map(drop),
        ] {
            let error = result.unwrap_err();
            assert!(error.is_not_found());
            assert!(error.errors()[0].contains("workflow does not exist"), "{error}");
        }
    }

    fn a_trace_tells_what_was_sent_and_what_came_back(given = Dev, vault, send) {
        let path = unique("hash");
        send!(vault.workflows().write(&path, HASH)).unwrap();
        let trace = send!(vault.workflows().trace(&path, input("text", "abc"))).unwrap();
        assert_eq!(trace.error, None);
        let sent = &trace.history.requests["f"]["digest"];
        assert_eq!((sent.operation.as_str(), sent.path.as_str()), ("update", "sys/tools/hash"));
        assert_eq!(sent.client_token.expose_secret(), given.token());
        assert_eq!(sent.data, input("input", "YWJj"));
        assert_eq!(sent.headers["X-Own"], ["a", "b"]);
        assert!(sent.id.ends_with("request[0].digest"), "{}", sent.id);
        assert_eq!(trace.history.requests["f"]["skipped"].path, "sys/mounts");
        let came = &trace.history.responses["f"];
        assert_eq!((came.len(), &came["digest"].data), (1, &input("sum", DIGEST)));
        assert!(came["digest"].auth.is_none() && came["digest"].secret.is_none());
        let response = trace.response.as_ref().unwrap();
        assert_eq!(response.data, input("digest", DIGEST));
        assert_eq!(response.headers["X-Out"], ["c"]);
        assert!(!format!("{trace:?}").contains(given.token()));
        send!(vault.workflows().delete(&path)).unwrap();
    }

    fn a_trace_has_the_tokens_that_were_made(given = Dev, vault, send) {
        let path = unique("token");
        send!(vault.workflows().write(&path, TOKEN)).unwrap();
        let trace = send!(vault.workflows().trace(&path, none())).unwrap();
        assert!(trace.response.is_none());
        let auth = trace.history.responses["f"]["token"].auth.as_ref().unwrap();
        assert_eq!((auth.policies.as_slice(), auth.orphan), (&["default".to_owned()][..], true));
        assert_eq!(auth.lease_nanoseconds, 3_600_000_000_000);
        let token = auth.client_token.expose_secret();
        assert!(!format!("{trace:?}").contains(token));
        // It is a token that works.
        let holder = vault.with_token(token);
        assert!(send!(holder.capabilities().read_self(["cubbyhole/a"])).is_ok());
        send!(vault.workflows().delete(&path)).unwrap();
    }

    fn a_failed_request_ends_a_workflow(given = Dev, vault, send) {
        let path = unique("broken");
        send!(vault.workflows().write(&path, BROKEN)).unwrap();
        let error = send!(vault.workflows().execute(&path, none())).unwrap_err();
        // The status is that of the request.
        assert!(error.is_not_found());
        assert!(error.errors()[0].contains("request.[broken (1)]"), "{error}");
        let trace = send!(vault.workflows().trace(&path, none())).unwrap();
        assert!(trace.error.is_some() && trace.response.is_none());
        let names = |of: Vec<&String>| of.into_iter().cloned().collect::<Vec<_>>();
        let history = trace.history;
        assert_eq!(names(history.requests["f"].keys().collect()), ["broken", "fine"]);
        assert_eq!(names(history.responses["f"].keys().collect()), ["fine"]);
        send!(vault.workflows().delete(&path)).unwrap();
    }

    fn a_workflow_may_need_no_token(given = open(), vault, send) {
        let anyone = vault.with_token("");
        let write = vault.workflows().write("open", OPEN).allow_unauthenticated(true);
        send!(write).unwrap();
        let call = anyone.workflows().execute_unauthenticated("open", input("text", "é"));
        assert_eq!(send!(call).unwrap().unwrap(), input("text", "é"));
        assert!(send!(anyone.workflows().execute("open", none())).is_err());
        // Of the others it does not say whether they are there.
        send!(vault.workflows().write("closed", OPEN)).unwrap();
        for path in ["closed", "nothing"] {
            let call = vault.workflows().execute_unauthenticated(path, none());
            assert!(send!(call).unwrap_err().is_permission_denied(), "{path}");
        }
    }

    fn a_server_may_not_execute_anything_without_a_token(given = Dev, vault, send) {
        let path = unique("open");
        send!(vault.workflows().write(&path, OPEN).allow_unauthenticated(true)).unwrap();
        let anyone = vault.with_token("");
        let call = anyone.workflows().execute_unauthenticated(&path, input("text", "a"));
        assert!(send!(call).unwrap_err().is_permission_denied());
        let call = vault.workflows().execute_unauthenticated(&path, input("text", "a"));
        assert!(send!(call).unwrap_err().is_not_found());
        send!(vault.workflows().delete(&path)).unwrap();
    }
}
