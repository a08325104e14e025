use vault_sys::{Client, Endpoint as _, EndpointExt as _, init, seal};

use crate::canned::Canned;

const CANARY: &str = "s.canary0123456789";

#[tokio::test]
async fn clients_and_calls_do_not_show_the_token() {
    let server = Canned::new("403 Forbidden", "", r#"{"errors":["permission denied"]}"#);
    let vault = Client::new(&server.address).unwrap().with_token(CANARY);
    let call = vault.seal().unseal(CANARY);
    let before = format!("{vault:?} {call:?} {:?}", vault.seal());
    let error = call.await.unwrap_err();
    let raw = vault.seal().unseal(CANARY).raw().await.unwrap();
    let shown = format!("{before} {error} {error:?} {raw:?}");
    assert!(!shown.contains(CANARY), "{shown}");
    assert!(shown.contains(&server.address), "{shown}");
}

#[cfg(feature = "blocking")]
#[test]
fn the_blocking_client_does_not_either() {
    let vault = vault_sys::blocking::Client::new("http://127.0.0.1:1").unwrap().with_token(CANARY);
    let error = vault.seal().unseal(CANARY).send().unwrap_err();
    let shown = format!("{vault:?} {error} {error:?} {:?}", vault.seal().unseal(CANARY));
    assert!(!shown.contains(CANARY), "{shown}");
}

#[test]
fn replies_and_requests_do_not_show_secrets() {
    let body =
        format!(r#"{{"keys":["{CANARY}"],"keys_base64":["{CANARY}"],"root_token":"{CANARY}"}}"#);
    let answer = http::Response::new(body);
    let reply = init::Initialize::from_http(&answer).unwrap();
    let request = seal::Unseal::new(CANARY);
    let shown = format!("{reply:?} {request:?}");
    assert!(!shown.contains(CANARY), "{shown}");
}

#[test]
fn an_error_about_a_reply_does_not_quote_it() {
    for body in [
        format!(r#"{{"keys":"{CANARY}"}}"#),
        format!(r#"{{"keys":["{CANARY}"],"keys_base64":["{CANARY}"],"root_token":["{CANARY}"]}}"#),
        format!(r#"{{"keys":[],"keys_base64":["a, expected {CANARY}"],"root_token":7}}"#),
        format!(r#""{CANARY}""#),
        CANARY.to_owned(),
        format!(r#"{{"keys":["{CANARY}"#),
    ] {
        let error = init::Initialize::from_http(&http::Response::new(body)).unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains(CANARY), "{shown}");
        assert_eq!(error.operation(), Some(init::Initialize::OPERATION.name));
    }
}

/// What the crates below say of what they do, at the finest level.
#[tokio::test]
async fn no_log_has_the_token_or_a_key() {
    use std::sync::Mutex;

    const LOGGED: &str = "s.canary-of-the-log-0123456789";
    static LOG: Mutex<String> = Mutex::new(String::new());

    struct Keep;

    impl log::Log for Keep {
        fn enabled(&self, _: &log::Metadata<'_>) -> bool {
            true
        }

        fn log(&self, record: &log::Record<'_>) {
            let line = format!("{} {}\n", record.target(), record.args());
            LOG.lock().unwrap().push_str(&line);
        }

        fn flush(&self) {}
    }

    log::set_logger(&Keep).unwrap();
    log::set_max_level(log::LevelFilter::Trace);
    let server = Canned::json(&format!(r#"{{"keys":["{LOGGED}"],"root_token":"{LOGGED}"}}"#));
    let vault = Client::new(&server.address).unwrap().with_token(LOGGED);
    vault.seal().unseal(LOGGED).await.unwrap_err();
    vault.init().initialize(1, 1).await.unwrap_err();
    drop(server);
    vault.seal().unseal(LOGGED).await.unwrap_err();
    let log = LOG.lock().unwrap();
    // Somebody says something, so it would have been seen.
    assert!(log.contains("127.0.0.1"), "{log}");
    assert!(!log.contains(LOGGED), "{log}");
}
