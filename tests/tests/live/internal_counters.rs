//! Counts of tokens and entities, and what of them only Vault has.

use vault_sys_tests::both_clients;

use crate::given::{Dev, TokenInNamespace};

both_clients! {
    fn tokens_are_counted(given = TokenInNamespace::new(), vault, send) {
        let inside = vault.with_namespace(&given.namespace);
        let count = send!(inside.internal().counters().count_tokens()).unwrap();
        assert_eq!(count.counters.service_tokens.total, 1);
        // The root namespace has that one among its own.
        let all = send!(vault.internal().counters().count_tokens()).unwrap();
        assert!(all.counters.service_tokens.total > 1);
        let stranger = vault.with_token("s.nobody");
        let error = send!(stranger.internal().counters().count_tokens()).unwrap_err();
        assert!(error.is_permission_denied());
    }

    fn entities_are_counted(given = Dev, vault, send) {
        // Logins of other tests make some.
        let before = send!(vault.internal().counters().count_entities()).unwrap();
        let after = send!(vault.internal().counters().count_entities()).unwrap();
        assert!(before.counters.entities.total <= after.counters.entities.total);
    }

    fn requests_are_not_counted_any_more(given = Dev, vault, send) {
        #[allow(deprecated, reason = "that nothing stands behind it is what is tested")]
        let call = vault.internal().counters().count_requests();
        let error = send!(call).unwrap_err();
        assert!(error.is_not_found());
        assert_eq!(error.errors(), ["The functionality has been removed on this path"]);
    }

    fn what_only_vault_has_is_a_clear_error(given = Dev, vault, send) {
        let internal = vault.internal();
        for error in [
            send!(internal.counters().read_config()).unwrap_err(),
            send!(internal.activity().read()).unwrap_err(),
            send!(internal.activity().read_month()).unwrap_err(),
            send!(internal.ui().read_version()).unwrap_err(),
            send!(internal.ui().list_authenticated_messages()).unwrap_err(),
            send!(internal.activity().export_csv()).unwrap_err(),
            send!(internal.activity().export()).unwrap_err(),
        ] {
            assert!(error.is_not_found(), "{error}");
            assert!(error.errors()[0].contains("unsupported path"), "{error}");
        }
    }
}
