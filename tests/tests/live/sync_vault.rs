//! Secrets that Vault Enterprise copies elsewhere, and what else it alone has: OpenBao says so.

use vault_sys::{managed_keys::ManagedKeyType, sync::DestinationType};
use vault_sys_tests::both_clients;

use crate::given::Dev;

/// Whether this is the clear answer of a server that lacks an operation.
fn is_missing<T: std::fmt::Debug>(result: Result<T, vault_sys::Error>) -> bool {
    let error = result.unwrap_err();
    error.is_not_found() && error.errors()[0].contains("unsupported path")
}

both_clients! {
    fn copies_of_secrets_are_a_clear_error(given = Dev, vault, send) {
        // Empty lists would be wrong.
        assert!(is_missing(send!(vault.sync().destinations().list())));
        assert!(is_missing(send!(vault.sync().destinations().list_by_type(DestinationType::Gh))));
        assert!(is_missing(send!(vault.sync().associations().list())));
        assert!(is_missing(send!(vault.sync().github_apps().list())));
        assert!(is_missing(send!(vault.sync().patch_config().disabled(true))));
        assert!(is_missing(send!(vault.sync().reset_config())));
        assert!(is_missing(send!(vault.sync().aws_sm().write("store").region("eu-west-1"))));
        assert!(is_missing(send!(vault.sync().gh().delete("store").purge(true))));
    }

    fn keys_licences_and_counts_are_a_clear_error(given = Dev, vault, send) {
        assert!(is_missing(send!(vault.managed_keys().list(ManagedKeyType::Pkcs11))));
        assert!(is_missing(send!(vault.managed_keys().delete(ManagedKeyType::Pkcs11, "key"))));
        assert!(is_missing(send!(vault.license().status())));
        assert!(is_missing(send!(vault.billing().overview())));
        assert!(is_missing(send!(vault.billing().certificates().read())));
        assert!(is_missing(send!(vault.reporting().scan())));
        assert!(is_missing(send!(vault.reporting().utilization().report())));
        assert!(is_missing(send!(vault.control_hub().deregister())));
        assert!(is_missing(send!(vault.rotation().list_orphans())));
    }
}
