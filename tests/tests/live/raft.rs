//! Servers that become a cluster.

use vault_sys::{ErrorKind, raft::AutoJoinScheme};
use vault_sys_tests::{Given, RaftServer, both_clients};

use crate::given::{Dev, Fresh, Raft};
use crate::until::until;

/// A cluster of one, and a server that may join it. Tests start at the latter.
pub(crate) struct Two {
    pub(crate) first: Raft,
    pub(crate) second: RaftServer,
}

impl Two {
    pub(crate) fn start() -> Self {
        let first = Raft::unsealed(RaftServer::start());
        Self { first, second: RaftServer::builder().node_id("node-2").start() }
    }
}

impl Given for Two {
    fn address(&self) -> &str {
        self.second.address()
    }

    fn token(&self) -> &str {
        self.first.token()
    }
}

/// Makes a client of the same kind for another server.
trait At {
    fn at(&self, given: &impl Given) -> Self;
}

impl At for vault_sys::Client {
    fn at(&self, given: &impl Given) -> Self {
        Self::new(given.address()).unwrap().with_token(given.token())
    }
}

impl At for vault_sys::blocking::Client {
    fn at(&self, given: &impl Given) -> Self {
        Self::new(given.address()).unwrap().with_token(given.token())
    }
}

both_clients! {
    fn a_server_joins_a_cluster_and_leaves_it(given = Two::start(), vault, send) {
        let join = vault.raft().join().leader_api_addr(given.first.address());
        assert!(send!(join).unwrap().joined);
        for key in &given.first.keys[..2] {
            send!(vault.seal().unseal(key.clone())).unwrap();
        }
        // The last share is not answered by an unsealed server yet.
        assert!(send!(vault.seal().unseal(given.first.keys[2].clone())).unwrap().sealed);
        until!("an unsealed standby", {
            send!(vault.health().read()).ok().filter(|health| !health.sealed && health.standby)
        });
        // Once more is no error.
        assert!(send!(vault.raft().join()).unwrap().joined);

        let first = vault.at(&given.first);
        let servers = send!(first.raft().read_configuration()).unwrap().config.servers;
        assert_eq!(servers.len(), 2);
        let mut ids: Vec<_> = servers.iter().map(|server| server.node_id.as_str()).collect();
        ids.sort_unstable();
        assert_eq!(ids, ["node-1", "node-2"]);
        for server in &servers {
            assert_eq!(server.leader, server.node_id == "node-1");
            assert!(server.voter || !server.leader);
            assert_eq!(server.protocol_version, "3");
            assert!(server.address.starts_with("127.0.0.1:"));
        }
        // The second knows as much.
        let known = send!(vault.raft().read_configuration()).unwrap().config.servers;
        assert_eq!(known.len(), 2);

        // It passes on what only the leader can do.
        send!(vault.raft().remove_peer("node-2")).unwrap();
        let left = send!(first.raft().read_configuration()).unwrap().config.servers;
        assert_eq!(left.len(), 1);
        assert_eq!(left[0].node_id, "node-1");
        // Nobody told the second, and nobody minds one that is not there.
        assert!(send!(vault.health().read()).unwrap().standby);
        send!(first.raft().remove_peer("node-2")).unwrap();
        send!(first.raft().remove_peer("no such server")).unwrap();
    }

    fn a_cluster_that_cannot_be_reached_is_an_error_or_awaited(given = Fresh::start(), vault, send) {
        let nowhere = "http://127.0.0.1:1";
        let error = send!(vault.raft().join().leader_api_addr(nowhere)).unwrap_err();
        assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Refused, 500));
        assert!(error.errors()[0].contains("failed to join raft cluster"), "{error}");
        assert_eq!(send!(vault.raft().join()).unwrap_err().status().unwrap(), 500);
        let join = vault.raft().join().leader_api_addr(nowhere).retry(true);
        assert!(!send!(join).unwrap().joined);
    }

    fn certificates_that_make_no_sense_are_refused(given = Fresh::start(), vault, send) {
        let join = || vault.raft().join().leader_api_addr("https://127.0.0.1:1");
        let error = send!(join().leader_client_cert("no certificate")).unwrap_err();
        assert_eq!(error.errors(), ["invalid certificate parameters"]);
        let with_key = join().leader_client_cert("no certificate").leader_client_key("no key");
        let error = send!(with_key.leader_tls_servername("vault.example")).unwrap_err();
        assert_eq!(error.status().unwrap(), 400);
        assert!(error.errors()[0].contains("PEM"), "{error}");
        assert!(!format!("{error} {error:?}").contains("no key"));
        // It takes this one to be an empty bundle, and finds nobody there.
        let error = send!(join().leader_ca_cert("no certificate")).unwrap_err();
        assert_eq!(error.status().unwrap(), 500);
        let scheme = AutoJoinScheme::from("ftp".to_owned());
        let found = vault.raft().join().auto_join("provider=mdns").auto_join_scheme(scheme);
        let error = send!(found.auto_join_port(8200)).unwrap_err();
        assert_eq!(error.errors(), [r#"invalid scheme "ftp"; must either be http or https"#]);
    }

    fn a_cluster_is_there_from_the_start(given = Raft::unsealed(RaftServer::start()), vault, send) {
        let error = send!(vault.raft().bootstrap()).unwrap_err();
        assert_eq!(error.status().unwrap(), 500);
        assert!(error.errors()[0].contains("cluster already has state"), "{error}");
        // What `join` does between two servers can be begun by hand, without a token.
        let nobody = vault.with_token("");
        let challenge = send!(nobody.raft().bootstrap_challenge("node-2")).unwrap();
        assert!(!challenge.challenge.is_empty());
        let seal = challenge.seal_config;
        assert_eq!((seal.type_.as_str(), seal.secret_shares, seal.secret_threshold), ("shamir", 5, 3));
        assert!(seal.pgp_keys.is_empty());
        let answer = nobody.raft().bootstrap_answer("node-2", "d3Jvbmc=", "127.0.0.1:1");
        let error = send!(answer.non_voter(true)).unwrap_err();
        assert_eq!(error.errors(), ["invalid answer given"]);
        let servers = send!(vault.raft().read_configuration()).unwrap().config.servers;
        assert_eq!(servers.len(), 1);
    }

    fn a_sealed_server_begins_no_cluster(given = Fresh::start(), vault, send) {
        // It answers with two errors, one behind the other, which is no JSON any more.
        let error = send!(vault.raft().bootstrap()).unwrap_err();
        assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Refused, 400));
        assert!(error.errors()[0].contains("must be unsealed"), "{error}");
        assert!(send!(vault.raft().read_configuration()).unwrap_err().is_sealed());
    }

    fn servers_without_raft_say_so(given = Dev, vault, send) {
        let error = send!(vault.raft().join().leader_api_addr("http://127.0.0.1:1")).unwrap_err();
        assert_eq!(error.errors(), ["raft backend not in use"]);
        assert_eq!(send!(vault.raft().bootstrap()).unwrap_err().errors(), error.errors());
        let read = send!(vault.raft().read_configuration()).unwrap_err();
        let remove = send!(vault.raft().remove_peer("node-1")).unwrap_err();
        let state = send!(vault.raft().autopilot().state()).unwrap_err();
        for error in [read, remove, state] {
            assert!(error.is_not_found());
            assert!(error.errors()[0].contains("unsupported path"), "{error}");
        }
    }
}
