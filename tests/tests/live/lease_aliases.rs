//! The old paths for leases, which OpenBao has no more: it says so.
#![expect(deprecated, reason = "they are what is tested")]

use vault_sys_tests::both_clients;

use crate::given::Dev;

both_clients! {
    fn the_old_paths_of_leases_are_a_clear_error(given = Dev, vault, send) {
        let old = vault.lease_aliases();
        let hour = std::time::Duration::from_secs(3600);
        for error in [
            send!(old.renew("a/b").increment(hour)).unwrap_err(),
            send!(old.renew_by_url("a/b").increment(hour)).unwrap_err(),
            send!(old.revoke("a/b").sync(true)).unwrap_err(),
            send!(old.revoke_by_url("a/b").sync(true)).unwrap_err(),
            send!(old.revoke_prefix("a/b").sync(true)).unwrap_err(),
            send!(old.revoke_force("a/b")).unwrap_err(),
        ] {
            assert!(error.is_not_found());
            assert!(error.errors()[0].contains("unsupported path"), "{error}");
        }
    }
}
