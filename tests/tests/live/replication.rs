//! Replication, which OpenBao does not have: it says so.

use vault_sys_tests::both_clients;

use crate::given::Dev;

both_clients! {
    fn a_server_without_replication_says_so(given = Dev, vault, send) {
        // The first path is one that OpenBao answers without a token, with the same error.
        for vault in [vault.clone(), vault.with_token("")] {
            let error = send!(vault.replication().status()).unwrap_err();
            assert!(error.is_not_found(), "{error}");
            assert_eq!(error.errors(), ["unsupported path"]);
        }
        for error in [
            send!(vault.replication().dr_status()).unwrap_err(),
            send!(vault.replication().performance_status()).unwrap_err(),
        ] {
            assert!(error.is_not_found(), "{error}");
            assert!(error.errors()[0].contains("unsupported path"), "{error}");
        }
    }

    fn without_a_token_other_paths_of_replication_are_forbidden(given = Dev, vault, send) {
        let nobody = vault.with_token("");
        let error = send!(nobody.replication().dr_status()).unwrap_err();
        assert!(error.is_permission_denied(), "{error}");
    }
}
