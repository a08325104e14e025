//! Whom both clients believe, and what they show.

use vault_sys::{Error, ErrorKind, Redirects};

use crate::{
    both::both,
    secure::{Authority, Secure},
};

const COUNT: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 38\r\n\
                     \r\n{\"data\":{\"lease_count\":7,\"counts\":{}}}";
const ELSEWHERE: &str = "HTTP/1.1 307 Redirect\r\nlocation: /v1/sys/elsewhere\r\n\
                         content-length: 0\r\n\r\n";
const SEALED: &str = "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 30\r\n\r\n\
                      {\"errors\":[\"Vault is sealed\"]}";
const HERE: &[&str] = &["127.0.0.1"];
const NAMED: &[&str] = &["vault.example"];

/// No connection came about, and the server has got nothing.
fn assert_refused<T: std::fmt::Debug>(result: Result<T, Error>, server: &Secure) {
    let error = result.unwrap_err();
    assert!(error.kind() == ErrorKind::Transport && error.is_connect(), "{error:?}");
    assert_eq!(server.take().len(), 0);
}

both! {
    fn an_authority_of_ones_own_is_trusted_and_no_other(Vault, send) {
        let (own, other) = (Authority::new("own"), Authority::new("other"));
        let server = Secure::new(&own.sign(HERE), COUNT);
        let builder = || Vault::builder(&server.address).token("s.token").retries(0);
        let good = builder().ca_certificate(own.pem()).build().unwrap();
        assert_eq!(send!(good.leases().count_irrevocable()).unwrap().lease_count, 7);
        assert_eq!(server.take().len(), 1);
        for bundle in [other.pem() + &own.pem(), own.pem() + &other.pem()] {
            let several = builder().ca_certificate(bundle).build().unwrap();
            send!(several.leases().count_irrevocable()).unwrap();
        }
        let added = builder().ca_certificate(other.pem()).ca_certificate(own.pem()).build();
        send!(added.unwrap().leases().count_irrevocable()).unwrap();
        assert_eq!(server.take().len(), 3);
        let wrong = builder().ca_certificate(other.pem()).build().unwrap();
        assert_refused(send!(wrong.leases().count_irrevocable()), &server);
        let unset = builder().build().unwrap();
        assert_refused(send!(unset.leases().count_irrevocable()), &server);
    }

    fn the_name_has_to_be_the_right_one(Vault, send) {
        let own = Authority::new("own");
        let server = Secure::new(&own.sign(NAMED), COUNT);
        let builder = || Vault::builder(&server.address).ca_certificate(own.pem()).retries(0);
        let unset = builder().build().unwrap();
        assert_refused(send!(unset.leases().count_irrevocable()), &server);
        let other = builder().server_name("other.example").build().unwrap();
        assert_refused(send!(other.leases().count_irrevocable()), &server);
        let right = builder().server_name("vault.example").build().unwrap();
        send!(right.leases().count_irrevocable()).unwrap();
        let [(name, request)] = &server.take()[..] else { panic!("one request") };
        assert_eq!(name.as_deref(), Some("vault.example"));
        // Only TLS asks for it.
        assert_eq!(request.header("host"), server.address.strip_prefix("https://"));
    }

    fn a_name_that_is_not_the_hosts_does_not_get_in_the_way_of_redirects(Vault, send) {
        let own = Authority::new("own");
        let server = Secure::new(&own.sign(NAMED), ELSEWHERE);
        let place = server.address.strip_prefix("https://").unwrap();
        for redirects in [Redirects::same_origin(), Redirects::to_hosts([place])] {
            let vault = Vault::builder(&server.address).ca_certificate(own.pem()).retries(0);
            let vault = vault.server_name("vault.example").redirects(redirects).build().unwrap();
            let error = send!(vault.leases().count_irrevocable()).unwrap_err();
            assert!(error.to_string().contains("circle"), "{error}");
            assert_eq!(error.location(), Some(&*format!("{}/v1/sys/elsewhere", server.address)));
            let lines = server.take().into_iter().map(|(_, request)| request.line);
            let ended = lines.filter(|line| line.contains("/v1/sys/elsewhere"));
            assert_eq!(ended.count(), 1);
        }
    }

    fn an_old_certificate_is_not_good_enough(Vault, send) {
        let own = Authority::new("own");
        let server = Secure::new(&own.sign_expired(HERE), COUNT);
        let vault = Vault::builder(&server.address).ca_certificate(own.pem()).retries(0);
        assert_refused(send!(vault.build().unwrap().leases().count_irrevocable()), &server);
    }

    fn a_server_may_want_to_see_a_certificate(Vault, send) {
        let (own, clients) = (Authority::new("own"), Authority::new("clients"));
        let server = Secure::closed(&own.sign(HERE), &clients, COUNT);
        let builder = || Vault::builder(&server.address).ca_certificate(own.pem()).retries(0);
        let me = clients.sign(&["me.example"]);
        let good = builder().client_certificate(me.chain(), me.key()).build().unwrap();
        send!(good.leases().count_irrevocable()).unwrap();
        assert_eq!(server.take().len(), 1);
        let missing = builder().build().unwrap();
        let stranger = own.sign(&["me.example"]);
        let wrong = builder().client_certificate(stranger.chain(), stranger.key()).build().unwrap();
        for vault in [missing, wrong] {
            // The client may learn of it only when it reads.
            let error = send!(vault.leases().count_irrevocable()).unwrap_err();
            assert_eq!((error.kind(), server.take().len()), (ErrorKind::Transport, 0));
        }
    }

    fn anybody_is_taken_for_the_server_only_if_that_is_said(Vault, send) {
        let own = Authority::new("own");
        let servers = [
            Secure::new(&own.sign(HERE), COUNT),
            Secure::new(&own.sign(NAMED), COUNT),
            Secure::new(&own.sign_expired(HERE), COUNT),
        ];
        for server in servers {
            let builder = || Vault::builder(&server.address).retries(0);
            let careless = builder().danger_skip_verification(true).build().unwrap();
            send!(careless.leases().count_irrevocable()).unwrap();
            assert_eq!(server.take().len(), 1);
            let careful = builder().danger_skip_verification(false).build().unwrap();
            assert_refused(send!(careful.leases().count_irrevocable()), &server);
        }
    }

    fn what_cannot_be_used_is_told_at_once_and_not_quoted(Vault, _send) {
        let own = Authority::new("own");
        let (me, other) = (own.sign(HERE), own.sign(HERE));
        let builder = || Vault::builder("https://127.0.0.1:1");
        for bad in [
            builder().ca_certificate(""),
            builder().ca_certificate("s.canary"),
            builder().ca_certificate(own.pem()).ca_certificate("s.canary"),
            builder().client_certificate(me.chain(), "s.canary"),
            builder().client_certificate("s.canary", me.key()),
            builder().client_certificate(me.chain(), other.key()),
            builder().server_name(""),
            builder().server_name("127.0.0.1"),
            builder().server_name("2130706433"),
            builder().server_name("vault.example:8200"),
            builder().server_name("s.canary@vault.example"),
            builder().server_name("vault.example").proxy("http://127.0.0.1:1"),
        ] {
            let error = bad.build().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Config);
            let shown = format!("{error} {error:?}");
            assert!(!shown.contains("canary") && !shown.contains(&me.key()), "{shown}");
        }
    }
}

/// Two servers that have one name are two all the same, also to the pool of connections.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn servers_of_one_name_are_not_mixed_up() {
    let own = Authority::new("own");
    let sealed = Secure::new(&own.sign(NAMED), SEALED);
    let port = sealed.address.rsplit(':').next().unwrap();
    let good = Secure::at(&format!("127.0.0.2:{port}"), &own.sign(NAMED), COUNT);
    let vault = vault_sys::Client::builder(&sealed.address).address(&good.address);
    let vault = vault.ca_certificate(own.pem()).server_name("vault.example").retries(0);
    vault.build().unwrap().leases().count_irrevocable().await.unwrap();
    assert_eq!((sealed.take().len(), good.take().len()), (1, 1));
}
