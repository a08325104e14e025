//! Policies that only Vault Enterprise has: OpenBao says so.

use vault_sys::policies::{egp, rgp};
use vault_sys_tests::both_clients;

use crate::given::Dev;

/// Whether this is the clear answer of a server that lacks an operation.
fn is_missing<T: std::fmt::Debug>(result: Result<T, vault_sys::Error>) -> bool {
    let error = result.unwrap_err();
    error.is_not_found() && error.errors()[0].contains("unsupported path")
}

both_clients! {
    fn sentinel_policies_are_a_clear_error(given = Dev, vault, send) {
        let rgp = vault.policies().rgp();
        // An empty list would be wrong.
        assert!(is_missing(send!(rgp.list())));
        assert!(is_missing(send!(rgp.read("a"))));
        let write = rgp.write("a", "main = rule { true }", rgp::EnforcementLevel::Advisory);
        assert!(is_missing(send!(write)));
        assert!(is_missing(send!(rgp.delete("a"))));

        let egp = vault.policies().egp();
        assert!(is_missing(send!(egp.list())));
        assert!(is_missing(send!(egp.read("a"))));
        let level = egp::EnforcementLevel::HardMandatory;
        assert!(is_missing(send!(egp.write("a", "main = rule { true }", level, ["secret/*"]))));
        assert!(is_missing(send!(egp.delete("a"))));
    }

    fn rotation_policies_are_a_clear_error(given = Dev, vault, send) {
        let rotation = vault.policies().rotation();
        assert!(is_missing(send!(rotation.read("a"))));
        assert!(is_missing(send!(rotation.write("a", 6, 3))));
        assert!(is_missing(send!(rotation.delete("a"))));
    }
}
