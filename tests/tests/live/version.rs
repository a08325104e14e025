//! Versions of the server, and what only Vault has of that kind.

use vault_sys_tests::both_clients;

use crate::given::Dev;

both_clients! {
    fn a_new_server_has_seen_one_version(given = Dev, vault, send) {
        let history = send!(vault.version().history()).unwrap();
        let status = send!(vault.seal().status()).unwrap();
        assert_eq!(history.keys, [status.version.as_str()]);
        let version = &history.key_info[&status.version];
        assert_eq!(version.previous_version, None);
        assert!(version.commit_date.unwrap() < version.timestamp_installed);
    }

    fn flags_experiments_and_labels_are_a_clear_error(given = Dev, vault, send) {
        for result in [
            send!(vault.activation_flags().read()).map(drop),
            send!(vault.activation_flags().activate_identity_deduplication()).map(drop),
            send!(vault.activation_flags().activate_test()).map(drop),
            send!(vault.experiments().read()).map(drop),
            // An empty list would be wrong.
            send!(vault.well_known().list()).map(drop),
            send!(vault.well_known().read_all()).map(drop),
            send!(vault.well_known().read("est/cacerts")).map(drop),
        ] {
            let error = result.unwrap_err();
            assert!(error.is_not_found());
            assert!(error.errors()[0].contains("unsupported path"), "{error}");
        }
    }
}
