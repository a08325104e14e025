use std::time::Duration;

use vault_sys::{Client, ErrorKind};

use crate::canned::Canned;

const RENEWED: &str = r#"{"lease_id":"a/b","renewable":true,"lease_duration":9}"#;

#[tokio::test]
async fn the_async_client_sends_all_of_it() {
    let server = Canned::json(RENEWED);
    let vault = Client::new(&server.address).unwrap().with_token("s.token").with_namespace("a/b");
    let call = vault.leases().renew("a/b").increment(Duration::from_secs(1800));
    assert_eq!(call.await.unwrap().lease_duration, Duration::from_secs(9));
    check(&server);
}

#[cfg(feature = "blocking")]
#[test]
fn the_blocking_client_sends_the_same() {
    let server = Canned::json(RENEWED);
    let vault = vault_sys::blocking::Client::new(&server.address).unwrap();
    let vault = vault.with_token("s.token").with_namespace("a/b");
    let call = vault.leases().renew("a/b").increment(Duration::from_secs(1800));
    assert_eq!(call.send().unwrap().lease_duration, Duration::from_secs(9));
    check(&server);
}

fn check(server: &Canned) {
    let request = server.request();
    assert_eq!(request.line, "POST /v1/sys/leases/renew HTTP/1.1");
    assert_eq!(request.header("x-vault-token"), Some("s.token"));
    assert_eq!(request.header("x-vault-namespace"), Some("a/b"));
    assert_eq!(request.header("x-vault-request"), Some("true"));
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.body, r#"{"lease_id":"a/b","increment":1800}"#);
    assert_eq!(server.unseen(), 0);
}

#[tokio::test]
async fn an_address_may_have_a_path() {
    let server = Canned::json(r#"{"initialized":true}"#);
    let vault = Client::new(&format!("{}/behind/a/proxy/", server.address)).unwrap();
    vault.init().status().await.unwrap();
    let request = server.request();
    assert_eq!(request.line, "GET /behind/a/proxy/v1/sys/init HTTP/1.1");
    assert_eq!(request.header("x-vault-token"), None);
    assert_eq!(request.header("content-type"), None);
}

#[tokio::test]
async fn a_value_is_a_request_for_any_client() {
    let server = Canned::json(RENEWED);
    let mut request = vault_sys::leases::Renew::new("a/b");
    request.increment = Some(Duration::from_secs(1800));
    let vault = Client::new(&server.address).unwrap().with_token("s.token").with_namespace("a/b");
    vault.call(request).await.unwrap();
    check(&server);
}

#[tokio::test]
async fn calls_are_send_and_can_be_spawned() {
    let server = Canned::json(RENEWED);
    let vault = Client::new(&server.address).unwrap();
    let renewed = tokio::spawn(async move { vault.leases().renew("a/b").await });
    assert_eq!(renewed.await.unwrap().unwrap().lease_id, "a/b");
}

#[tokio::test]
async fn what_cannot_be_sent_is_not_sent() {
    let server = Canned::json("{}");
    let vault = Client::new(&server.address).unwrap();
    for path in [
        "",
        "/",
        ".",
        "..",
        "a/../b",
        "a/./b",
        "a//b",
        "/a",
        "a\u{0}b",
        "a\nb",
        "%2e%2e",
        "..;",
        r"..\x",
        "a/.%2E/b",
        "%252e.",
        ".;x/a",
        "..%2fpolicy",
    ] {
        let error = vault.mounts().disable(path).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Argument, "{path:?}");
        assert_eq!(error.argument_name(), Some("path"));
        assert_eq!(error.path(), Some("sys/mounts/{*path}"));
        assert_eq!(error.operation(), Some("mounts.disable"));
    }
    let call = vault.leases().renew("a").increment(Duration::from_millis(500));
    let error = call.await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "leases.renew (POST sys/leases/renew): argument `increment` is not a whole number of \
         seconds"
    );
    for broken in [vault.with_token("a\nb"), vault.with_namespace("a\nb")] {
        assert_eq!(broken.seal().seal().await.unwrap_err().kind(), ErrorKind::Config);
    }
    assert_eq!(server.unseen(), 0);
}

#[tokio::test]
async fn no_argument_leads_to_another_operation() {
    let server = Canned::json("{}");
    let vault = Client::new(&server.address).unwrap();
    let errors = [
        vault.mounts().read("kv/tune").await.unwrap_err(),
        vault.mounts().read("a/b/tune/").await.unwrap_err(),
        vault.policies().password().read("x/generate").await.unwrap_err(),
        vault.namespaces().create("api-lock/lock").await.unwrap_err(),
        vault.namespaces().create("api-lock/lock/team").await.unwrap_err(),
        vault.namespaces().api_lock().lock_descendant("team/seal").await.unwrap_err(),
    ];
    let others = [
        "GET sys/mounts/{*path}/tune",
        "GET sys/mounts/{*path}/tune",
        "GET sys/policies/password/{*name}/generate",
        "POST sys/namespaces/api-lock/lock",
        "POST sys/namespaces/api-lock/lock/{*path}",
        "POST sys/namespaces/{*path}/seal",
    ];
    for (error, other) in errors.iter().zip(others) {
        assert_eq!(error.kind(), ErrorKind::Argument);
        let end = format!("would lead to another operation of the server, {other}");
        assert!(error.to_string().ends_with(&end), "{error}");
        assert!(error.argument_name().is_some_and(|name| ["path", "name"].contains(&name)));
    }
    assert_eq!(server.unseen(), 0);
    // What only looks a little like it is sent.
    let sent = Canned::new("204 No Content", "", "");
    let vault = Client::new(&sent.address).unwrap();
    for path in ["tune", "kv/tunes", "tune/kv", "kv%2Ftune"] {
        let _ = vault.mounts().read(path).await;
        sent.request();
    }
}

#[tokio::test]
async fn odd_arguments_arrive_as_they_are() {
    let server = Canned::new("204 No Content", "", "");
    let vault = Client::new(&server.address).unwrap();
    for (path, sent) in [
        ("my mount", "my%20mount"),
        ("a/b/", "a/b"),
        ("%2F", "%252F"),
        ("%2e%2e.", "%252e%252e."),
        ("a..;b", "a..%3Bb"),
        ("é", "%C3%A9"),
        ("a?b#c+d", "a%3Fb%23c%2Bd"),
        ("...", "..."),
        (r"a\x", "a%5Cx"),
    ] {
        vault.mounts().disable(path).await.unwrap();
        assert_eq!(server.request().line, format!("DELETE /v1/sys/mounts/{sent} HTTP/1.1"));
    }
}

#[test]
fn addresses_that_cannot_be_a_server_are_refused() {
    for address in [
        "",
        "127.0.0.1:8200",
        "vault",
        "ftp://vault",
        "file:///vault",
        "https://user:secret@vault",
        "https://vault?x=1",
        "https://vault#x",
        "https://",
    ] {
        let error = Client::new(address).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config, "{address}");
        assert!(error.to_string().contains("https://host:8200"), "{error}");
        assert!(!error.to_string().contains("secret"), "{error}");
    }
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let elsewhere = Canned::json(r#"{"initialized":true}"#);
    let location = format!("location: {}/v1/sys/init\r\n", elsewhere.address);
    for status in ["301 Moved", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"] {
        let server = Canned::new(status, &location, "");
        let vault = Client::new(&server.address).unwrap().with_token("s.token");
        let error = vault.init().status().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Refused);
        assert_eq!(elsewhere.unseen(), 0, "{status} was followed");
    }
}
