//! What a server refuses, and what is never sent to it.

use vault_sys::ErrorKind;
use vault_sys_tests::{Given, both_clients};

use crate::given::{Dev, Leases, Raft};

/// The shared server, for somebody without a token.
struct NoToken;

impl Given for NoToken {
    fn token(&self) -> &'static str {
        ""
    }
}

both_clients! {
    fn a_wrong_token_is_refused(given = Leases::some(1), vault, send) {
        let stranger = vault.with_token("s.nobody");
        let error = send!(stranger.leases().read(given.id(0))).unwrap_err();
        assert!(error.is_permission_denied());
        assert_eq!(error.kind(), ErrorKind::Refused);
        assert_eq!(error.errors(), ["permission denied"]);
        assert_eq!(error.path(), Some("sys/leases/lookup"));
        assert!(!error.to_string().contains(given.id(0)), "{error}");
        assert!(send!(stranger.leases().revoke(given.id(0))).unwrap_err().is_permission_denied());
        assert!(given.user_exists(0));
    }

    fn no_token_is_refused(given = NoToken, vault, send) {
        assert!(send!(vault.mounts().list()).unwrap_err().is_permission_denied());
    }

    fn an_unknown_lease_is_refused(given = Dev, vault, send) {
        let error = send!(vault.leases().read("no/such/lease")).unwrap_err();
        assert_eq!((error.status().unwrap().as_u16(), error.errors().len()), (400, 1));
        let error = send!(vault.leases().renew("no/such/lease")).unwrap_err();
        assert_eq!(error.errors(), ["lease not found"]);
        let error = send!(vault.leases().renew_by_url("no/such/lease")).unwrap_err();
        assert_eq!(error.errors(), ["lease not found"]);
        // The server knows nothing to complain about here.
        send!(vault.leases().revoke("no/such/lease")).unwrap();
        send!(vault.leases().revoke_by_url("no/such/lease")).unwrap();
        send!(vault.leases().revoke_prefix("no/such/prefix")).unwrap();
        send!(vault.leases().revoke_force("no/such/prefix")).unwrap();
    }

    fn a_sealed_server_says_so(given = Raft::sealed(), vault, send) {
        let error = send!(vault.leases().read("any/lease")).unwrap_err();
        assert!(error.is_sealed(), "{error}");
        assert!(send!(vault.leases().list("any")).unwrap_err().is_sealed());
        assert!(send!(vault.leases().tidy()).unwrap_err().is_sealed());
    }

    fn a_path_that_leads_elsewhere_is_not_sent(given = Dev, vault, send) {
        for path in ["", ".", "..", "../policy/default", "a/../../policy/default", "a//b"] {
            let error = send!(vault.mounts().disable(path)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Argument, "{path}");
            assert_eq!(error.argument_name(), Some("path"));
        }
        assert!(send!(vault.policy().read("default")).is_ok());
    }
}
