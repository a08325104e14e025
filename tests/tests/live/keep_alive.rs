//! Keeping leases alive.
//!
//! The leases are short, but seconds are left whenever something is due, so that a slow machine is
//! no reason to miss it.

use std::time::Duration;

use vault_sys::{
    blocking::Client,
    keep_alive::{End, Event},
};
use vault_sys_tests::{Given, RabbitMq, RaftServer, both_clients, endpoints::Leased};

use crate::given::{Dev, Leases, Raft, TokenInNamespace, mount_engine, obtain, unique};

/// A lease that lasts for a few seconds, of an engine of its own.
struct Short<S> {
    server: S,
    rabbit: RabbitMq,
    lease: Leased,
}

impl<S: Given> Given for Short<S> {
    fn address(&self) -> &str {
        self.server.address()
    }

    fn token(&self) -> &str {
        self.server.token()
    }
}

impl<S: Given> Short<S> {
    fn new(server: S, seconds: u64, most: u64) -> Self {
        let vault = Client::new(server.address()).unwrap().with_token(server.token());
        let (mount, rabbit) = (unique("short"), RabbitMq::start());
        mount_engine(&vault, &mount, &rabbit);
        let tune = vault.mounts().tune(&mount).default_lease_ttl(Duration::from_secs(seconds));
        tune.max_lease_ttl(Duration::from_secs(most)).send().unwrap();
        let lease = obtain(&vault, &mount);
        assert_eq!(lease.lease_duration, seconds);
        Self { server, rabbit, lease }
    }

    fn id(&self) -> &str {
        &self.lease.lease_id
    }

    fn user_exists(&self) -> bool {
        self.rabbit.users().contains(&self.lease.data.username)
    }
}

both_clients! {
    fn a_lease_lives_past_its_first_time(given = Short::new(Dev, 15, 3600), vault, send) {
        let mut kept = send!(help: vault.leases().keep_alive(given.id()).start()).unwrap();
        for _ in 0..2 {
            let event = send!(help: kept.next()).unwrap();
            let Event::Renewed { granted } = event else { panic!("{event:?}") };
            assert_eq!(granted.as_secs(), 15);
        }
        let lease = send!(vault.leases().read(given.id())).unwrap();
        let lived = lease.last_renewal.unwrap().as_unix_seconds() - lease.issue_time.as_unix_seconds();
        assert!(lived > 15, "{lease:?}");
        assert!(given.user_exists());
        drop(kept);
        // Nobody has asked for a revocation.
        assert!(given.user_exists());
    }

    fn a_wish_is_passed_on(given = Short::new(Dev, 15, 3600), vault, send) {
        let keep = vault.leases().keep_alive(given.id()).increment(Duration::from_secs(600));
        let mut kept = send!(help: keep.start()).unwrap();
        let event = send!(help: kept.next()).unwrap();
        let Event::Renewed { granted } = event else { panic!("{event:?}") };
        assert_eq!(granted.as_secs(), 600);
    }

    fn the_longest_time_is_told_while_the_lease_lives(given = Short::new(Dev, 45, 45), vault, send) {
        let keep = vault.leases().keep_alive(given.id()).increment(Duration::from_secs(60));
        let mut kept = send!(help: keep.revoke_at_end().start()).unwrap();
        let mut renewals = 0;
        // Whether the end has moved is seen to a second only, and later on a machine that stalls.
        let remaining = loop {
            match send!(help: kept.next()).unwrap() {
                Event::Renewed { granted } => assert!(granted.as_secs() < 23, "{granted:?}"),
                Event::Expiring { remaining } => break remaining,
                event => panic!("{event:?}"),
            }
            renewals += 1;
        };
        assert!(renewals > 0);
        assert!(given.user_exists());
        assert!(remaining > Duration::ZERO, "{remaining:?}");
        let event = send!(help: kept.next()).unwrap();
        assert!(matches!(event, Event::Ended { why: End::MaxTtl }), "{event:?}");
        assert!(send!(help: kept.next()).is_none());
        send!(help: kept.stop()).unwrap();
        assert!(!given.user_exists());
    }

    fn a_revocation_by_somebody_else_is_noticed(given = Short::new(Dev, 15, 3600), vault, send) {
        let mut kept = send!(help: vault.leases().keep_alive(given.id()).start()).unwrap();
        send!(vault.leases().revoke(given.id())).unwrap();
        let event = send!(help: kept.next()).unwrap();
        let Event::Failed { error, .. } = event else { panic!("{event:?}") };
        assert_eq!(error.status().unwrap(), 400);
        let event = send!(help: kept.next()).unwrap();
        assert!(matches!(event, Event::Ended { why: End::Gone }), "{event:?}");
        assert!(send!(help: kept.next()).is_none());
    }

    fn an_outage_is_survived(
        given = Short::new(Raft::unsealed(RaftServer::start()), 40, 3600), vault, send
    ) {
        let mut given = given;
        let mut kept = send!(help: vault.leases().keep_alive(given.id()).start()).unwrap();
        given.server.server.kill();
        let event = send!(help: kept.next()).unwrap();
        let Event::Failed { error, .. } = event else { panic!("{event:?}") };
        assert!(error.is_connect(), "{error}");
        let server = std::thread::spawn(move || {
            given.server.server.restart();
            given.server.unseal();
            given
        });
        // Sealed at first, perhaps.
        let granted = loop {
            match send!(help: kept.next()).unwrap() {
                Event::Failed { .. } => {}
                Event::Renewed { granted } => break granted,
                event => panic!("{event:?}"),
            }
        };
        assert_eq!(granted.as_secs(), 40);
        let given = server.join().unwrap();
        assert!(given.user_exists());
    }

    fn a_lease_is_revoked_when_it_is_stopped(given = Leases::some(2), vault, send) {
        let keep = vault.leases().keep_alive(given.id(0)).revoke_at_end();
        let kept = send!(help: keep.start()).unwrap();
        assert!(given.user_exists(0));
        send!(help: kept.stop()).unwrap();
        assert!(!given.user_exists(0));
        let kept = send!(help: vault.leases().keep_alive(given.id(1)).start()).unwrap();
        send!(help: kept.stop()).unwrap();
        assert!(given.user_exists(1));
    }

    fn what_cannot_be_kept_alive_is_an_error_at_once(
        given = TokenInNamespace::new(), vault, send
    ) {
        let vault = vault.with_namespace(&given.namespace);
        let id = format!("auth/token/create/{}", given.lease);
        let error = send!(help: vault.leases().keep_alive(id).start()).unwrap_err();
        assert!(error.to_string().contains("that of a token"), "{error}");
        let error = send!(help: vault.leases().keep_alive("nonsense").start()).unwrap_err();
        assert_eq!(error.errors(), ["invalid lease"]);
    }
}
