//! Standbys that do not pass requests on.

use vault_sys::{ClientBuilder, Encoder, Endpoint, Error, Operation, Redirects, Reply, mounts};
use vault_sys_tests::{Given, both_clients};

use crate::{cluster::Cluster, given::unique};

/// A request that a standby shall not pass on. Clients may ask for that.
struct NotPassedOn<E>(E);

impl<E: Endpoint> Endpoint for NotPassedOn<E> {
    type Response = E::Response;

    const OPERATION: Operation = E::OPERATION;

    fn encode(&self, request: &mut Encoder<'_>) {
        self.0.encode(request);
        request.header("X-Vault-No-Request-Forwarding", &true);
    }

    fn decode(reply: &Reply<'_>) -> Result<E::Response, Error> {
        E::decode(reply)
    }
}

/// A client of a standby, with or without more.
struct Standby {
    cluster: Cluster,
    follow: bool,
    know_all: bool,
}

impl Standby {
    fn start(follow: bool, know_all: bool) -> Self {
        Self { cluster: Cluster::of(2), follow, know_all }
    }

    fn active(&self) -> &str {
        self.cluster.first.server.address()
    }
}

impl Given for Standby {
    fn address(&self) -> &str {
        self.cluster.others[0].address()
    }

    fn token(&self) -> &str {
        self.cluster.first.token()
    }

    fn set_up<C>(&self, mut client: ClientBuilder<C>) -> ClientBuilder<C> {
        if self.follow {
            let active = self.active().strip_prefix("http://").unwrap();
            client = client.redirects(Redirects::to_hosts([active]));
        }
        if self.know_all {
            client = client.address(self.active());
        }
        client
    }
}

both_clients! {
    fn a_standby_redirects_and_nobody_follows(given = Standby::start(false, false), vault, send) {
        let write = mounts::Enable::new(unique("kv"), "kv");
        let error = send!(vault.call(NotPassedOn(write))).unwrap_err();
        assert!(error.is_redirect(), "{error}");
        assert_eq!(error.status().unwrap(), 307);
        assert!(error.location().unwrap().starts_with(given.active()), "{error}");
        let read = send!(vault.call(NotPassedOn(mounts::List::new())));
        assert!(read.unwrap_err().is_redirect());
        // Without that wish it passes them on.
        send!(vault.mounts().list()).unwrap();
    }

    fn the_active_server_can_be_named(given = Standby::start(true, false), vault, send) {
        let path = unique("kv");
        let mut write = mounts::Enable::new(path.as_str(), "kv");
        write.description = Some("by a redirect".into());
        send!(vault.call(NotPassedOn(write))).unwrap();
        let mounts = send!(vault.call(NotPassedOn(mounts::List::new()))).unwrap();
        assert_eq!(mounts[&format!("{path}/")].description, "by a redirect");
    }

    fn reads_go_on_to_the_active_server(given = Standby::start(false, true), vault, send) {
        let read = || NotPassedOn(mounts::List::new());
        send!(vault.call(read())).unwrap();
        // That is the one that is asked first from now on.
        let write = mounts::Enable::new(unique("kv"), "kv");
        send!(vault.call(NotPassedOn(write))).unwrap();
        assert!(send!(vault.leader().status()).unwrap().is_self.unwrap());
    }
}
