//! Reading, listing and renewing leases.

use std::time::{Duration, SystemTime};

use vault_sys_tests::both_clients;

use crate::given::{Dev, Leases, TokenInNamespace};

const HOUR: Duration = Duration::from_secs(3600);

both_clients! {
    fn a_secret_lease_is_read(given = Leases::some(1), vault, send) {
        let lease = send!(vault.leases().read(given.id(0))).unwrap();
        assert_eq!(lease.id, given.id(0));
        assert!(lease.renewable);
        assert!(lease.ttl <= HOUR && lease.ttl > HOUR / 2, "{lease:?}");
        assert_eq!(lease.last_renewal, None);
        assert!(SystemTime::from(lease.issue_time) <= SystemTime::now() + HOUR);
        assert!(lease.expire_time.unwrap() > lease.issue_time);
        assert_eq!(lease.path.as_ref(), Some(&given.prefix));
        assert_eq!(lease.namespace_path, None);
        assert_eq!(lease.revoke_error, None);
    }

    fn a_token_lease_is_read_but_not_renewed(given = TokenInNamespace::new(), vault, send) {
        let vault = vault.with_namespace(&given.namespace);
        let id = format!("auth/token/create/{}", given.lease);
        let lease = send!(vault.leases().read(&id)).unwrap();
        assert_eq!(lease.id, id);
        assert!(lease.renewable);
        assert_eq!(lease.path.as_deref(), Some("auth/token/create"));
        let refused = send!(vault.leases().renew(&id)).unwrap_err();
        assert_eq!(refused.errors(), ["tokens cannot be renewed through this endpoint"]);
    }

    fn leases_are_listed_below_a_prefix(given = Leases::some(2), vault, send) {
        let mut expected = vec![given.name(0), given.name(1)];
        expected.sort_unstable();
        let mut names = send!(vault.leases().list(&given.prefix)).unwrap();
        names.sort_unstable();
        assert_eq!(names, expected);
        // With and without a slash at the end is the same.
        let below = send!(vault.leases().list(format!("{}/", given.mount))).unwrap();
        assert_eq!(below, ["creds/"]);
        let roots = send!(vault.leases().list_root()).unwrap();
        assert!(roots.contains(&format!("{}/", given.mount)), "{roots:?}");
    }

    fn leases_are_listed_as_they_come(given = Leases::some(300), vault, send) {
        let mut keys = send!(help: vault.leases().list(&given.prefix).stream()).unwrap();
        let mut names = Vec::new();
        while let Some(name) = send!(help: keys.next()) {
            names.push(name.unwrap());
        }
        assert_eq!(names.len(), 300);
        assert_eq!(names, send!(vault.leases().list(&given.prefix)).unwrap());
        let mut nothing = send!(help: vault.leases().list("no/such/thing").stream()).unwrap();
        assert!(send!(help: nothing.next()).is_none());
        let stranger = vault.with_token("s.stranger");
        let refused = send!(help: stranger.leases().list(&given.prefix).stream()).unwrap_err();
        assert!(refused.is_permission_denied(), "{refused}");
    }

    fn a_prefix_without_leases_lists_nothing(given = Leases::some(0), vault, send) {
        assert!(send!(vault.leases().list(&given.prefix)).unwrap().is_empty());
        assert!(send!(vault.leases().list("no/such/thing")).unwrap().is_empty());
        // Whole segments count, not the beginning of one.
        assert!(send!(vault.leases().list("rabb")).unwrap().is_empty());
    }

    fn a_lease_is_renewed_by_what_was_asked(given = Leases::some(1), vault, send) {
        let half = HOUR / 2;
        let renewed = send!(vault.leases().renew(given.id(0)).increment(half)).unwrap();
        assert_eq!(renewed.lease_id, given.id(0));
        assert_eq!(renewed.lease_duration, half);
        assert!(renewed.renewable);
        assert_eq!(renewed.data, None);
        let lease = send!(vault.leases().read(given.id(0))).unwrap();
        assert!(lease.last_renewal.is_some());
        assert!(lease.ttl <= half);
    }

    fn a_lease_is_renewed_by_the_default(given = Leases::some(1), vault, send) {
        let renewed = send!(vault.leases().renew(given.id(0))).unwrap();
        assert_eq!(renewed.lease_duration, HOUR);
    }

    fn a_lease_is_renewed_by_its_url(given = Leases::some(1), vault, send) {
        let renewed = send!(vault.leases().renew_by_url(given.id(0)).increment(HOUR / 6)).unwrap();
        assert_eq!(renewed.lease_id, given.id(0));
        assert_eq!(renewed.lease_duration, HOUR / 6);
    }

    fn too_long_a_renewal_is_cut_with_a_warning(given = Leases::some(1), vault, send) {
        let call = vault.leases().renew(given.id(0)).increment(1000 * HOUR);
        let renewed = send!(call.detailed()).unwrap();
        // From the lease's beginning on, which may be a second ago.
        let granted = renewed.value.lease_duration;
        assert!(granted <= 24 * HOUR && granted > 23 * HOUR, "{granted:?}");
        assert!(renewed.warnings[0].contains("max_ttl"), "{:?}", renewed.warnings);
        assert!(renewed.request_id.is_some());
    }

    fn a_lease_in_a_namespace_tells_which(given = TokenInNamespace::new(), vault, send) {
        let id = format!("auth/token/create/{}", given.lease);
        let inside = vault.with_namespace(&given.namespace);
        let lease = send!(inside.leases().read(&id)).unwrap();
        assert_eq!(lease.namespace_path, Some(format!("{}/", given.namespace)));
        // Outside, it is not there.
        assert!(!send!(vault.leases().list("auth/token/create")).unwrap().contains(&given.lease));
    }

    fn tidying_starts_with_a_warning(given = Dev, vault, send) {
        send!(vault.leases().tidy()).unwrap();
        let tidied = send!(vault.leases().tidy().detailed()).unwrap();
        assert!(tidied.warnings[0].contains("Tidy operation"), "{:?}", tidied.warnings);
    }

    fn raw_replies_come_as_they_are(given = Leases::some(1), vault, send) {
        let raw = send!(vault.leases().read(given.id(0)).raw()).unwrap();
        assert_eq!(raw.status, 200);
        assert_eq!(raw.headers["content-type"], "application/json");
        let body: serde_json::Value = serde_json::from_slice(&raw.body).unwrap();
        assert_eq!(body["data"]["id"], given.id(0));
        let refused = send!(vault.leases().read("nonsense").raw()).unwrap();
        assert_eq!((refused.status.as_u16(), refused.body.is_empty()), (400, false));
        let nothing = send!(vault.leases().revoke(given.id(0)).raw()).unwrap();
        assert_eq!((nothing.status.as_u16(), nothing.body.is_empty()), (204, true));
    }
}
