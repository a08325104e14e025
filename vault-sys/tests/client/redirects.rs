//! Where requests go that a server sends on.

use vault_sys::{ErrorKind, Redirects};

use crate::{
    both::both,
    play::{Act, Play},
};

const CANARY: &str = "s.canary0123456789";
const RENEWED: &str =
    r#"{"initialized":true,"lease_id":"a/b","renewable":true,"lease_duration":9}"#;

/// A server that redirects everything to `to`, and one that answers.
fn pair(status: u16) -> (Play, Play) {
    let active = Play::new(|_, request| {
        let writes = request.line.starts_with("POST");
        Act::json(if writes { RENEWED } else { r#"{"initialized":true}"# })
    });
    let to = active.address.clone();
    let standby = Play::new(move |_, request| {
        let target = request.line.split(' ').nth(1).unwrap();
        Act::redirect(status, &format!("{to}{target}"))
    });
    (standby, active)
}

fn place(server: &Play) -> &str {
    server.address.strip_prefix("http://").unwrap()
}

both! {
    fn none_is_followed_unless_asked(Vault, send) {
        for status in [301, 302, 303, 307, 308] {
            let (standby, active) = pair(status);
            for redirects in [None, Some(Redirects::none()), Some(Redirects::same_origin())] {
                let mut vault = Vault::builder(&standby.address).token(CANARY).namespace("team");
                if let Some(redirects) = redirects {
                    vault = vault.redirects(redirects);
                }
                let vault = vault.build().unwrap();
                let error = send!(vault.leases().renew("a/b")).unwrap_err();
                assert_eq!(error.kind(), ErrorKind::Refused);
                assert!(error.is_redirect() && error.status().unwrap() == status);
                let location = format!("{}/v1/sys/leases/renew", active.address);
                assert_eq!(error.location(), Some(location.as_str()));
                let told = format!("a redirect to {} that is not followed", active.address);
                assert!(error.to_string().contains(&told), "{error}");
                let way = format!("`Redirects::to_hosts([\"{}\"])`", place(&active));
                assert_eq!(error.to_string().contains(&way), status >= 307, "{error}");
                // Filled paths stay out of logs.
                let error = send!(vault.leases().renew_by_url("my/lease")).unwrap_err();
                assert!(!format!("{error} {error:?}").contains("my/lease"), "{error:?}");
                assert!(send!(vault.init().status()).unwrap_err().is_redirect());
                let raw = send!(vault.init().status().raw()).unwrap();
                assert_eq!(raw.status, status);
            }
            assert_eq!(active.count(), 0, "{status} was followed");
        }
    }

    fn a_named_host_gets_all_of_it(Vault, send) {
        for status in [307, 308] {
            let (standby, active) = pair(status);
            let vault = Vault::builder(&standby.address).token(CANARY).namespace("team");
            let vault = vault.redirects(Redirects::to_hosts([place(&active)])).build().unwrap();
            send!(vault.leases().renew("a/b")).unwrap();
            let request = active.take().remove(0);
            assert_eq!(request.line, "POST /v1/sys/leases/renew HTTP/1.1");
            assert_eq!(request.header("x-vault-token"), Some(CANARY));
            assert_eq!(request.header("x-vault-namespace"), Some("team"));
            assert_eq!(request.header("x-vault-request"), Some("true"));
            assert_eq!(request.header("host"), Some(place(&active)));
            assert_eq!(request.body, r#"{"lease_id":"a/b"}"#);
            assert!(send!(vault.init().status()).unwrap().initialized);
            assert_eq!((standby.count(), active.count()), (2, 1));
        }
    }

    fn the_clients_own_addresses_are_named(Vault, send) {
        let (standby, active) = pair(307);
        let none: [&str; 0] = [];
        let vault = Vault::builder(&standby.address).address(&active.address).token(CANARY);
        let vault = vault.redirects(Redirects::to_hosts(none)).build().unwrap();
        send!(vault.leases().renew("a/b")).unwrap();
        assert_eq!((standby.count(), active.count()), (1, 1));
    }

    fn another_host_gets_nothing(Vault, send) {
        let (standby, active) = pair(307);
        let port = place(&active).split_once(':').unwrap().1;
        for named in [
            "127.0.0.1".to_owned(),
            "127.0.0.1:1".to_owned(),
            format!("127.0.0.2:{port}"),
            format!("localhost:{port}"),
            "vault.example".to_owned(),
        ] {
            let vault = Vault::builder(&standby.address).token(CANARY);
            let vault = vault.redirects(Redirects::to_hosts([&named])).build().unwrap();
            assert!(send!(vault.leases().renew("a/b")).unwrap_err().is_redirect(), "{named}");
            assert!(send!(vault.init().status()).unwrap_err().is_redirect(), "{named}");
        }
        assert_eq!(active.count(), 0);
    }

    fn only_307_and_308_are_followed(Vault, send) {
        for status in [300, 301, 302, 303, 304, 305, 306, 309] {
            let (standby, active) = pair(status);
            let vault = Vault::builder(&standby.address).token(CANARY);
            let vault = vault.redirects(Redirects::to_hosts([place(&active)])).build().unwrap();
            let error = send!(vault.leases().renew("a/b")).unwrap_err();
            assert_eq!(error.status().unwrap(), status);
            assert_eq!((standby.count(), active.count()), (1, 0), "{status}");
        }
    }

    fn the_same_origin_can_be_asked_for(Vault, send) {
        let server = Play::new(|_, request| {
            let moved = request.line.contains("/moved/");
            if moved { Act::json(RENEWED) } else { Act::redirect(307, "/moved/here?a=b#c") }
        });
        let vault = Vault::builder(&server.address).token(CANARY);
        let vault = vault.redirects(Redirects::same_origin()).build().unwrap();
        assert!(send!(vault.init().status()).unwrap().initialized);
        assert_eq!(server.lines()[1], "GET /moved/here?a=b HTTP/1.1");
        send!(vault.leases().revoke("a/b")).unwrap();
        let sent = server.take();
        assert_eq!(sent[3].line, "POST /moved/here?a=b HTTP/1.1");
        assert_eq!(sent[3].body, r#"{"lease_id":"a/b"}"#);
        let vault = Vault::new(&server.address).unwrap();
        let error = send!(vault.init().status()).unwrap_err();
        assert!(error.to_string().contains("`Redirects::same_origin()`"), "{error}");
    }

    fn circles_and_chains_without_end_are_left(Vault, send) {
        for circle in [1, 2, 3] {
            let server = Play::new(move |before, _| {
                Act::redirect(307, &format!("/{}", (before + 1) % circle))
            });
            let vault = Vault::builder(&server.address).redirects(Redirects::same_origin());
            let vault = vault.build().unwrap();
            let error = send!(vault.leases().revoke("a/b")).unwrap_err();
            assert!(error.to_string().contains("in a circle"), "{error}");
            assert!(server.count() <= circle + 1, "{:?}", server.lines());
        }
        let server = Play::new(|before, _| Act::redirect(307, &format!("/{before}")));
        let vault = Vault::builder(&server.address).redirects(Redirects::same_origin());
        let vault = vault.build().unwrap();
        let error = send!(vault.leases().revoke("a/b")).unwrap_err();
        assert!(error.to_string().contains("too many"), "{error}");
        assert_eq!(server.count(), 11);
    }

    fn what_leads_nowhere_is_an_error(Vault, send) {
        for to in ["http://", "ftp://127.0.0.1/", "http://u:p@127.0.0.1/", "http://[", "\u{80}"] {
            let to = to.to_owned();
            let server = Play::always(move || Act::redirect(307, &to));
            let hosts = Redirects::to_hosts(["127.0.0.1:80", "127.0.0.1:21"]);
            let vault = Vault::builder(&server.address).redirects(hosts).build().unwrap();
            let error = send!(vault.leases().revoke("a/b")).unwrap_err();
            assert!(error.is_redirect(), "{error}");
            assert!(!format!("{error} {error:?} {:?}", error.location()).contains("u:p"));
            assert_eq!(server.count(), 1);
        }
        let server = Play::always(|| Act::answer("307 Temporary Redirect", "", ""));
        let vault = Vault::builder(&server.address).redirects(Redirects::same_origin());
        let error = send!(vault.build().unwrap().leases().revoke("a/b")).unwrap_err();
        assert_eq!((error.is_redirect(), error.status().unwrap().as_u16()), (false, 307));
    }

    fn what_was_uploaded_cannot_be_sent_on(Vault, send) {
        let (standby, active) = pair(307);
        let vault = Vault::builder(&standby.address).token(CANARY);
        let vault = vault.redirects(Redirects::to_hosts([place(&active)])).build().unwrap();
        let error = send!(upload: vault.raft().restore_snapshot(), "snapshot").unwrap_err();
        assert!(error.is_redirect());
        assert!(error.to_string().contains("cannot be sent again"), "{error}");
        assert_eq!((standby.count(), active.count()), (1, 0));
    }
}
