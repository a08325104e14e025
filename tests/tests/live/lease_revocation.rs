//! Revoking leases one by one, by prefix and by force.

use std::time::Duration;

use vault_sys_tests::{both_clients, eventually};

use crate::given::{Leases, TokenInNamespace};

/// How long queued work may take.
const LIMIT: Duration = Duration::from_secs(30);

/// Waits until the other side knows none of the users any more.
fn gone(given: &Leases) {
    eventually("queued revocation", LIMIT, || given.rabbit.users().is_empty().then_some(()));
}

both_clients! {
    fn a_revoked_lease_is_gone(given = Leases::some(2), vault, send) {
        send!(vault.leases().revoke(given.id(0))).unwrap();
        assert!(!given.user_exists(0));
        assert!(given.user_exists(1));
        let error = send!(vault.leases().read(given.id(0))).unwrap_err();
        assert_eq!(error.status().unwrap(), 400);
        assert_eq!(error.errors(), ["invalid lease"]);
        // Once more is no error.
        send!(vault.leases().revoke(given.id(0)).sync(true)).unwrap();
    }

    fn revocation_can_be_waited_for(given = Leases::some(1), vault, send) {
        send!(vault.leases().revoke(given.id(0)).sync(true)).unwrap();
        assert!(!given.user_exists(0));
    }

    fn revocation_can_be_queued(given = Leases::some(1), vault, send) {
        send!(vault.leases().revoke(given.id(0)).sync(false)).unwrap();
        gone(&given);
    }

    fn a_lease_is_revoked_by_its_url(given = Leases::some(2), vault, send) {
        send!(vault.leases().revoke_by_url(given.id(0)).sync(true)).unwrap();
        assert!(!given.user_exists(0));
        assert!(given.user_exists(1));
        send!(vault.leases().revoke_by_url(given.id(1))).unwrap();
        assert!(!given.user_exists(1));
    }

    fn a_refusal_of_the_engine_is_an_error(given = Leases::some(1), vault, send) {
        given.rabbit.refuse_deletions(true);
        let error = send!(vault.leases().revoke(given.id(0)).sync(true)).unwrap_err();
        assert_eq!(error.status().unwrap(), 400);
        assert!(error.errors()[0].contains("failed to revoke"), "{error}");
        assert!(given.user_exists(0));
        // Nobody hears of it when it is queued.
        send!(vault.leases().revoke(given.id(0)).sync(false)).unwrap();
    }

    fn a_prefix_is_revoked(given = Leases::some(3), vault, send) {
        // Whole segments count, not the beginning of one.
        let part = given.prefix.strip_suffix('p').unwrap();
        send!(vault.leases().revoke_prefix(part).sync(true)).unwrap();
        assert_eq!(given.rabbit.users().len(), 3);
        send!(vault.leases().revoke_prefix(&given.prefix).sync(true)).unwrap();
        assert!(given.rabbit.users().is_empty());
        assert!(send!(vault.leases().list(&given.prefix)).unwrap().is_empty());
        // Once more is no error.
        send!(vault.leases().revoke_prefix(&given.prefix)).unwrap();
    }

    fn revocation_of_a_prefix_can_be_queued(given = Leases::some(2), vault, send) {
        send!(vault.leases().revoke_prefix(format!("{}/", given.mount)).sync(false)).unwrap();
        gone(&given);
    }

    fn force_forgets_what_the_engine_refuses(given = Leases::some(2), vault, send) {
        given.rabbit.refuse_deletions(true);
        let error = send!(vault.leases().revoke_prefix(&given.prefix).sync(true)).unwrap_err();
        assert!(error.errors()[0].contains("failed to revoke"), "{error}");
        send!(vault.leases().revoke_force(&given.prefix)).unwrap();
        assert!(send!(vault.leases().list(&given.prefix)).unwrap().is_empty());
        assert_eq!(given.rabbit.users().len(), 2, "the users live on");
    }

    fn a_revoked_token_lease_ends_the_token(given = TokenInNamespace::new(), vault, send) {
        let inside = vault.with_namespace(&given.namespace);
        let theirs = inside.with_token(given.token.client_token.clone());
        let ours = format!("auth/token/create/{}", given.lease);
        assert!(!send!(theirs.policy().list()).unwrap_err().errors().is_empty());
        send!(inside.leases().revoke(ours).sync(true)).unwrap();
        assert!(send!(inside.leases().list("auth/token/create")).unwrap().is_empty());
        let error = send!(theirs.policy().list()).unwrap_err();
        assert_eq!(error.errors(), ["permission denied"]);
    }
}
