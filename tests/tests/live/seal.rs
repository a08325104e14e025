//! Initialising, sealing and unsealing.

use secrecy::ExposeSecret as _;
use vault_sys::ErrorKind;
use vault_sys_tests::{RaftServer, both_clients};

use crate::given::{Dev, Fresh, Raft};
use crate::shares::PGP_KEY;

both_clients! {
    fn a_server_is_initialised_once_and_unsealed(given = Fresh::start(), vault, send) {
        assert!(!send!(vault.init().status()).unwrap().initialized);
        let before = send!(vault.seal().status()).unwrap();
        assert_eq!((before.initialized, before.sealed, before.shares), (false, true, 0));
        let error = send!(vault.init().initialize(3, 5)).unwrap_err();
        assert!(error.errors()[0].contains("threshold"), "{error}");

        let new = send!(vault.init().initialize(5, 3)).unwrap();
        assert_eq!((new.keys.len(), new.keys_base64.len()), (5, 5));
        assert!(new.recovery_keys.is_none());
        assert!(!format!("{new:?}").contains(new.root_token.expose_secret()));
        assert!(!format!("{new:?}").contains(new.keys[0].expose_secret()));
        assert!(send!(vault.init().status()).unwrap().initialized);
        let again = send!(vault.init().initialize(5, 3)).unwrap_err();
        assert_eq!((again.kind(), again.status().unwrap().as_u16()), (ErrorKind::Refused, 400));

        let progress = send!(vault.seal().unseal(new.keys[0].clone())).unwrap();
        assert_eq!((progress.sealed, progress.progress, progress.threshold), (true, 1, 3));
        assert!(!progress.nonce.is_empty());
        // Hexadecimal or base64, whichever.
        send!(vault.seal().unseal(new.keys_base64[1].clone())).unwrap();
        let done = send!(vault.seal().unseal(new.keys[4].clone())).unwrap();
        assert_eq!((done.sealed, done.progress, done.shares), (false, 0, 5));
        assert!(!send!(vault.seal().status()).unwrap().sealed);
    }

    fn a_malformed_share_is_refused_and_not_shown(given = Raft::sealed(), vault, send) {
        let error = send!(vault.seal().unseal("not a share at all")).unwrap_err();
        assert!(error.errors()[0].contains("valid hex or base64"), "{error}");
        assert!(!format!("{error} {error:?}").contains("not a share at all"));
        assert_eq!(send!(vault.seal().status()).unwrap().progress, 0);
    }

    fn a_wrong_share_shows_at_the_threshold(given = Raft::sealed(), vault, send) {
        let mut wrong = given.keys[0].expose_secret().to_owned();
        wrong.replace_range(..2, if wrong.starts_with("00") { "01" } else { "00" });
        send!(vault.seal().unseal(wrong)).unwrap();
        send!(vault.seal().unseal(given.keys[1].clone())).unwrap();
        let error = send!(vault.seal().unseal(given.keys[2].clone())).unwrap_err();
        assert_eq!(error.status().unwrap(), 400);
        let status = send!(vault.seal().status()).unwrap();
        assert_eq!((status.sealed, status.progress), (true, 0));
    }

    fn shares_that_were_given_can_be_taken_back(given = Raft::sealed(), vault, send) {
        send!(vault.seal().unseal(given.keys[0].clone())).unwrap();
        let same = send!(vault.seal().unseal(given.keys[0].clone())).unwrap();
        assert_eq!(same.progress, 1);
        // It does not matter what stands beside it.
        for key in ["", "not a share", given.keys[1].expose_secret()] {
            let status = send!(vault.seal().unseal(key).reset(true)).unwrap();
            assert_eq!((status.sealed, status.progress, status.nonce.as_str()), (true, 0, ""));
        }
        for key in &given.keys[2..] {
            send!(vault.seal().unseal(key.clone()).reset(false)).unwrap();
        }
        let error = send!(vault.seal().unseal("").reset(true)).unwrap_err();
        assert_eq!(error.errors(), ["vault is unsealed"]);
    }

    fn what_only_vault_has_is_refused_clearly(given = Dev, vault, send) {
        for error in [
            send!(vault.seal().backends()).unwrap_err(),
            send!(vault.seal().rewrap()).unwrap_err(),
            send!(vault.seal().rewrap_status()).unwrap_err(),
        ] {
            assert!(error.is_not_found(), "{error}");
            assert!(error.errors()[0].contains("unsupported path"), "{error}");
        }
    }

    fn a_new_servers_secrets_can_be_encrypted(given = Fresh::start(), vault, send) {
        let error = send!(vault.init().initialize(1, 1).recovery_shares(1)).unwrap_err();
        assert!(error.errors()[0].contains("not applicable"), "{error}");
        let call = vault.init().initialize(1, 1).pgp_keys([PGP_KEY]);
        let new = send!(call.root_token_pgp_key(PGP_KEY)).unwrap();
        assert!(new.keys[0].expose_secret().len() > 200);
        assert!(new.root_token.expose_secret().len() > 100);
    }

    fn a_server_is_sealed_by_who_may(given = Raft::unsealed(RaftServer::start()), vault, send) {
        let error = send!(vault.with_token("s.nobody").seal().seal()).unwrap_err();
        assert!(error.is_permission_denied());
        send!(vault.seal().seal()).unwrap();
        assert!(send!(vault.seal().status()).unwrap().sealed);
        assert!(send!(vault.mounts().list()).unwrap_err().is_sealed());
    }
}
