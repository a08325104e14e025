//! What one call does otherwise than its client.

use std::time::Duration;

use vault_sys::{ErrorKind, ExposeSecret as _};

use crate::{
    both::both,
    canned::Canned,
    play::{Act, Play},
};

const MOUNT: &str = r#"{"data":{"type":"kv","accessor":"kv_1","description":"","uuid":"u",
    "config":{"default_lease_ttl":0,"force_no_cache":false,"max_lease_ttl":0},"options":null,
    "external_entropy_access":false,"local":false,"plugin_version":"","seal_wrap":false,
    "running_plugin_version":"v2.7.2+builtin.bao","running_sha256":""}}"#;
const WRAPPED: &str = r#"{"request_id":"","data":null,"wrap_info":{"token":"s.canary-wrapping",
    "accessor":"QnTR","ttl":60,"creation_time":"2026-11-22T02:25:22.780272359Z",
    "creation_path":"sys/mounts/kv"},"warnings":null}"#;
const MINUTE: Duration = Duration::from_secs(60);

both! {
    fn a_call_has_its_own_token_and_namespace(Client, send) {
        let server = Canned::new("204 No Content", "", "");
        let vault = Client::new(&server.address).unwrap().with_token("s.one").with_namespace("a");
        let mounts = vault.mounts();
        let call = mounts.disable("kv").with_token("s.two").with_namespace("b/c");
        send!(call).unwrap();
        let request = server.request();
        assert_eq!(request.header("x-vault-token"), Some("s.two"));
        assert_eq!(request.header("x-vault-namespace"), Some("b/c"));
        // The next call is the client's again, and one may have none.
        send!(mounts.disable("kv")).unwrap();
        let request = server.request();
        assert_eq!(request.header("x-vault-token"), Some("s.one"));
        assert_eq!(request.header("x-vault-namespace"), Some("a"));
        send!(mounts.disable("kv").with_token("").with_namespace("")).unwrap();
        let request = server.request();
        assert_eq!(request.header("x-vault-token"), None);
        assert_eq!(request.header("x-vault-namespace"), None);
    }

    fn what_is_set_for_a_call_holds_whatever_is_asked_of_it_then(Client, send) {
        let server = Canned::new("204 No Content", "", "");
        let vault = Client::new(&server.address).unwrap();
        let call = vault.leases().revoke("a").with_token("s.two").with_header("x-one", "1");
        send!(call.sync(true).clone().raw()).unwrap();
        let request = server.request();
        assert_eq!(request.header("x-vault-token"), Some("s.two"));
        assert_eq!(request.header("x-one"), Some("1"));
    }

    fn headers_are_added(Client, send) {
        let server = Canned::new("204 No Content", "", "");
        let vault = Client::new(&server.address).unwrap();
        let call = vault.seal().seal().with_header("X-Vault-MFA", "method:1");
        send!(call.with_header("x-vault-mfa", "method:2")).unwrap();
        let headers = server.request().headers;
        for expected in ["x-vault-mfa: method:1", "x-vault-mfa: method:2"] {
            assert!(headers.iter().any(|line| line == expected), "{headers:?}");
        }
    }

    fn reserved_headers_are_refused_before_anything_is_sent(Client, send) {
        let server = Canned::json("{}");
        let vault = Client::new(&server.address).unwrap().with_token("s.one");
        for (name, why) in [
            ("X-Vault-Token", "`with_token`"),
            ("authorization", "`with_token`"),
            ("X-VAULT-NAMESPACE", "`with_namespace`"),
            ("X-Vault-Wrap-TTL", "`wrapped`"),
            ("X-Vault-Request", "every request"),
            ("Content-Type", "the operation's"),
            ("Content-Length", "the connection"),
            ("Transfer-Encoding", "the connection"),
            ("Host", "the connection"),
            ("Connection", "the connection"),
            ("Keep-Alive", "the connection"),
            ("Sec-WebSocket-Key", "the connection"),
        ] {
            let error = send!(vault.seal().seal().with_header(name, "s.canary")).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Argument, "{name}");
            assert_eq!(error.argument_name(), Some("header"));
            assert_eq!(error.operation(), Some("seal.seal"));
            let shown = format!("{error} {error:?}");
            assert!(shown.contains(&name.to_lowercase()) && shown.contains(why), "{shown}");
            assert!(!shown.contains("canary"), "{shown}");
        }
        for (name, value) in [("s.canary x", "1"), ("", "1"), ("x-one", ""), ("x-one", "canary\n")] {
            let error = send!(vault.seal().seal().with_header(name, value)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Argument, "{name:?} {value:?}");
            assert!(!format!("{error} {error:?}").contains("canary"));
        }
        let broken = vault.seal();
        for call in [broken.seal().with_token("a\nb"), broken.seal().with_namespace("a\nb")] {
            assert_eq!(send!(call).unwrap_err().kind(), ErrorKind::Config);
        }
        assert_eq!(server.unseen(), 0);
    }

    fn what_the_operation_sets_is_reserved(Client, send) {
        let server = Canned::json("{}");
        let vault = Client::new(&server.address).unwrap();
        let error = send!(vault.call(OwnHeader).with_header("x-of-its-own", "2")).unwrap_err();
        assert_eq!((error.kind(), server.unseen()), (ErrorKind::Argument, 0));
        assert!(error.to_string().contains("`x-of-its-own` is reserved"), "{error}");
        send!(vault.call(OwnHeader)).unwrap();
        assert_eq!(server.request().header("x-of-its-own"), Some("1"));
    }

    fn a_call_has_its_own_time(Client, send) {
        let server = Play::always(|| Act::Hold);
        let vault = Client::builder(&server.address).timeout(Duration::MAX).build().unwrap();
        let call = vault.seal().seal().with_timeout(Duration::from_millis(50));
        assert!(send!(call).unwrap_err().is_timeout());
        // On a busy machine the time may be up before anything has come.
        assert!(server.count() <= 1);
    }

    fn an_upload_has_all_of_it_as_well(Client, send) {
        let server = Canned::new("204 No Content", "", "");
        let vault = Client::new(&server.address).unwrap().with_token("s.one").with_namespace("a");
        let upload = || vault.upload(OwnHeader).with_token("s.two").with_namespace("b");
        send!(upload: upload().with_header("x-one", "1"), "body").unwrap();
        let request = server.request();
        assert_eq!(request.header("x-vault-token"), Some("s.two"));
        assert_eq!(request.header("x-vault-namespace"), Some("b"));
        assert_eq!(request.header("x-one"), Some("1"));
        assert_eq!(request.body, "body");
        let refused = upload().with_header("Content-Length", "1");
        let error = send!(upload: refused, "body").unwrap_err();
        assert_eq!((error.kind(), server.unseen()), (ErrorKind::Argument, 0));
        let silent = Play::always(|| Act::Hold);
        let vault = Client::builder(&silent.address).timeout(Duration::MAX).build().unwrap();
        let upload = vault.upload(OwnHeader).with_timeout(Duration::from_millis(50));
        assert!(send!(upload: upload, "body").unwrap_err().is_timeout());
    }

    fn a_reply_that_comes_as_a_stream_has_all_of_it_as_well(Client, send) {
        let server = Canned::new("200 OK", "", "one\ntwo\n");
        let vault = Client::new(&server.address).unwrap().with_token("s.one");
        let mut out = Vec::new();
        let call = vault.raft().take_snapshot().with_token("s.two").with_header("x-one", "1");
        assert_eq!(send!(help: call.to_writer(&mut out)).unwrap(), 8);
        let request = server.request();
        assert_eq!(request.header("x-vault-token"), Some("s.two"));
        assert_eq!(request.header("x-one"), Some("1"));
        let call = vault.monitor().read().with_token("s.two").with_header("x-one", "1");
        drop(send!(help: call.items(MINUTE)).unwrap());
        let request = server.request();
        assert_eq!(request.header("x-vault-token"), Some("s.two"));
        assert_eq!(request.header("x-one"), Some("1"));
    }

    fn a_reply_is_wrapped_and_unwrapped_into_its_type(Client, send) {
        let server = Play::new(|before, _| Act::json(if before == 0 { WRAPPED } else { MOUNT }));
        let vault = Client::new(&server.address).unwrap().with_token("s.one");
        let wrapped = send!(vault.mounts().read("kv").wrapped(MINUTE)).unwrap();
        assert_eq!(wrapped.token.expose_secret(), "s.canary-wrapping");
        assert_eq!((wrapped.ttl, wrapped.accessor.as_str()), (MINUTE, "QnTR"));
        assert_eq!(wrapped.creation_path, "sys/mounts/kv");
        assert_eq!(wrapped.creation_time.to_string(), "2026-11-22T02:25:22.780272359Z");
        let call = wrapped.unwrap(&vault);
        let shown = format!("{wrapped:?} {call:?} {:?}", wrapped.rewrap(&vault));
        assert!(!shown.contains("canary"), "{shown}");
        assert_eq!(send!(call).unwrap().accessor, "kv_1");
        let requests = server.take();
        assert_eq!(requests[0].line, "GET /v1/sys/mounts/kv HTTP/1.1");
        assert_eq!(requests[0].header("x-vault-wrap-ttl"), Some("60"));
        assert_eq!(requests[1].line, "POST /v1/sys/wrapping/unwrap HTTP/1.1");
        assert_eq!(requests[1].header("x-vault-wrap-ttl"), None);
        assert_eq!(requests[1].header("x-vault-token"), Some("s.one"));
        assert_eq!(requests[1].body, r#"{"token":"s.canary-wrapping"}"#);
    }

    fn a_time_that_does_not_wrap_is_refused_before_anything_is_sent(Client, send) {
        let server = Canned::json(MOUNT);
        let vault = Client::new(&server.address).unwrap();
        for ttl in [Duration::ZERO, Duration::from_millis(1500)] {
            let error = send!(vault.mounts().read("kv").wrapped(ttl)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Argument, "{ttl:?}");
        }
        assert_eq!(server.unseen(), 0);
    }

    fn what_is_wrapped_or_unwrapped_is_sent_once(Client, send) {
        let server = Play::always(|| Act::answer("503 Unavailable", "", ""));
        let vault = Client::builder(&server.address).longest_pause(Duration::ZERO).build().unwrap();
        assert!(send!(vault.mounts().read("kv").wrapped(MINUTE)).is_err());
        assert_eq!(server.count(), 1);
        assert!(send!(vault.call(vault_sys::UnwrapAs::<vault_sys::mounts::Read>::own())).is_err());
        assert_eq!(server.count(), 2);
    }

    fn what_was_not_wrapped_is_kept(Client, send) {
        let server = Canned::json(MOUNT);
        let vault = Client::new(&server.address).unwrap();
        let error = send!(vault.mounts().read("kv").wrapped(MINUTE)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Reply);
        assert_eq!(error.into_body().unwrap().expose_secret(), MOUNT.as_bytes());
        let unwrap = vault_sys::UnwrapAs::<vault_sys::leases::Read>::new("s.token");
        let error = send!(vault.call(unwrap)).unwrap_err();
        assert_eq!(error.into_body().unwrap().expose_secret(), MOUNT.as_bytes());
    }

    fn a_refused_unwrapping_is_no_reply_of_an_endpoint_that_takes_every_status(Client, send) {
        let server = Canned::new("400 Bad Request", "", r#"{"errors":["not valid"]}"#);
        let vault = Client::new(&server.address).unwrap();
        let unwrap = vault_sys::UnwrapAs::<vault_sys::AsRaw<vault_sys::mounts::Read>>::own();
        assert_eq!(send!(vault.call(unwrap)).unwrap_err().errors(), ["not valid"]);
    }
}

#[test]
fn calls_show_nothing_that_was_set_for_them() {
    let vault = vault_sys::Client::new("http://127.0.0.1:1").unwrap();
    let call = vault.seal().seal().with_token("s.canary").with_header("x-one", "canary");
    let call = call.with_timeout(MINUTE);
    let upload = vault.upload(OwnHeader).with_token("s.canary").with_header("x-one", "canary");
    let shown = format!("{call:?} {upload:?}");
    assert!(shown.contains("60s") && !shown.contains("canary"), "{shown}");
}

/// It sets a header itself.
#[derive(Clone, Debug)]
struct OwnHeader;

impl vault_sys::Endpoint for OwnHeader {
    type Response = ();

    const OPERATION: vault_sys::Operation =
        vault_sys::Operation::new("test.header", vault_sys::Method::Post, "sys/header");

    fn encode(&self, request: &mut vault_sys::Encoder<'_>) {
        request.header("X-Of-Its-Own", "1");
    }

    fn decode(reply: &vault_sys::Reply<'_>) -> Result<(), vault_sys::Error> {
        reply.none()
    }
}
