//! The recovery key of a server that unseals itself.

use secrecy::ExposeSecret as _;
use vault_sys_tests::both_clients;

use crate::given::Fresh;
use crate::shares::{AutoUnsealed, PGP_FINGERPRINT, PGP_KEY, await_active, decode, open};

both_clients! {
    fn a_server_that_unseals_itself_has_recovery_shares_only(
        given = Fresh(AutoUnsealed::server()), vault, send
    ) {
        let error = send!(vault.init().initialize(5, 3).recovery_shares(3)).unwrap_err();
        assert!(error.errors()[0].contains("not applicable to seal type static"), "{error}");
        let error = send!(vault.init().initialize(0, 0).recovery_threshold(3)).unwrap_err();
        assert!(error.errors()[0].contains("threshold"), "{error}");
        let call = vault.init().initialize(0, 0).recovery_shares(2).recovery_threshold(2);
        let new = send!(call.recovery_pgp_keys([PGP_KEY, PGP_KEY])).unwrap();
        assert!(new.keys.is_empty() && new.keys_base64.is_empty());
        assert_eq!(new.recovery_keys.unwrap().len(), 2);
        assert_eq!(new.recovery_keys_base64.unwrap().len(), 2);
        await_active(given.0.address());
        let status = send!(vault.seal().status()).unwrap();
        assert!(status.recovery_seal && !status.sealed);
        assert_eq!((status.shares, status.threshold), (2, 2));
        assert_eq!(status.recovery_seal_type.as_deref(), Some("shamir"));
    }

    fn rotated_shares_are_verified_and_make_a_root_token(
        given = AutoUnsealed::with_recovery_shares(2), vault, send
    ) {
        let idle = send!(vault.rotate().recovery().status()).unwrap();
        assert_eq!((idle.started, idle.required, idle.nonce), (false, 2, None));
        let call = vault.rotate().recovery().start(3, 2).require_verification(true);
        let started = send!(call).unwrap();
        assert_eq!((started.shares, started.threshold, started.complete), (3, 2, None));
        let nonce = started.nonce.unwrap();
        assert!(send!(vault.rotate().recovery().start(1, 1)).is_err());
        let update = |index: usize| {
            vault.rotate().recovery().update(given.recovery_keys[index].clone(), &nonce)
        };
        assert_eq!(send!(update(0)).unwrap().progress, Some(1));
        let made = send!(update(1)).unwrap();
        let (new, nonce) = (made.keys.unwrap(), made.verification_nonce);
        let verify = send!(vault.rotate().recovery().verify_status()).unwrap();
        assert_eq!((&verify.nonce, verify.shares), (&nonce, 3));
        send!(vault.rotate().recovery().verify(new[0].clone(), &nonce)).unwrap();
        let nonce = send!(vault.rotate().recovery().cancel_verify()).unwrap().nonce;
        send!(vault.rotate().recovery().verify(new[0].clone(), &nonce)).unwrap();
        let done = send!(vault.rotate().recovery().verify(new[2].clone(), &nonce)).unwrap();
        assert_eq!(done.complete, Some(true));

        let token = send!(vault.generate_root_token().start()).unwrap();
        send!(vault.generate_root_token().update(new[0].clone(), &token.nonce)).unwrap();
        let done = send!(vault.generate_root_token().update(new[1].clone(), &token.nonce));
        let token = decode(&done.unwrap().encoded_token, &token.otp);
        assert!(send!(vault.with_token(token).mounts().list()).is_ok());
    }

    fn the_first_shares_are_made_at_once(
        given = AutoUnsealed::with_recovery_shares(0), vault, send
    ) {
        assert!(given.recovery_keys.is_empty());
        let before = send!(vault.rotate().recovery().status()).unwrap();
        assert_eq!((before.started, before.required), (false, 0));
        let call = vault.rotate().recovery().start(2, 2).require_verification(true);
        let unverified = send!(call).unwrap();
        assert_eq!((unverified.complete, unverified.nonce), (Some(true), None));
        assert!(unverified.verification_required && !unverified.verification_nonce.is_empty());
        send!(vault.rotate().recovery().cancel()).unwrap();
        assert_eq!(send!(vault.rotate().recovery().status()).unwrap().required, 0);

        let made = send!(vault.rotate().recovery().start(2, 2)).unwrap();
        assert_eq!((made.complete, made.started, made.required), (Some(true), None, None));
        let keys = made.keys.unwrap();
        assert_eq!((keys.len(), made.keys_base64.unwrap().len()), (2, 2));
        assert_eq!(send!(vault.rotate().recovery().status()).unwrap().required, 2);

        // They renew the root key, of which nobody has shares.
        let error = send!(vault.rotate().root().start(1, 1).require_verification(true));
        assert!(error.unwrap_err().errors()[0].contains("verification not supported"));
        let started = send!(vault.rotate().root().start(5, 3)).unwrap();
        assert_eq!((started.shares, started.threshold, started.required), (1, 1, 2));
        send!(vault.rotate().root().update(keys[0].clone(), &started.nonce)).unwrap();
        let done = send!(vault.rotate().root().update(keys[1].clone(), &started.nonce)).unwrap();
        assert_eq!((done.complete, done.keys.unwrap().len()), (Some(true), 0));
    }

    fn shares_are_rekeyed_without_a_token(
        given = AutoUnsealed::with_recovery_shares(2), vault, send
    ) {
        let anyone = vault.with_token("");
        assert!(!send!(anyone.rekey().recovery().status()).unwrap().started);
        let call = anyone.rekey().recovery().start(2, 2).pgp_keys([PGP_KEY, PGP_KEY]);
        let nonce = send!(call.backup(true)).unwrap().nonce;
        for key in &given.recovery_keys {
            send!(anyone.rekey().recovery().update(key.clone(), &nonce)).unwrap();
        }
        let backup = send!(vault.rekey().recovery().read_backup()).unwrap();
        assert_eq!((backup.nonce, backup.keys[PGP_FINGERPRINT].len()), (nonce, 2));
        let same = send!(vault.rotate().recovery().read_backup()).unwrap();
        assert_eq!(same.keys_base64[PGP_FINGERPRINT].len(), 2);
        send!(vault.rekey().recovery().delete_backup()).unwrap();
        assert!(send!(vault.rekey().recovery().read_backup()).is_err());
        assert!(send!(anyone.rekey().recovery().read_backup()).unwrap_err().is_permission_denied());
    }

    fn rekeyed_shares_can_be_verified_first(
        given = AutoUnsealed::with_recovery_shares(2), vault, send
    ) {
        let call = vault.rekey().recovery().start(1, 1).require_verification(true);
        let nonce = send!(call).unwrap().nonce;
        let [first, second] = given.recovery_keys.as_slice() else { unreachable!() };
        let one = send!(vault.rekey().recovery().update(first.clone(), &nonce)).unwrap();
        assert_eq!((one.progress, one.required), (Some(1), Some(2)));
        let made = send!(vault.rekey().recovery().update(second.clone(), &nonce)).unwrap();
        let new = made.keys.unwrap();
        let status = send!(vault.rekey().recovery().verify_status()).unwrap();
        assert_eq!(Some(status.nonce), made.verification_nonce);
        let nonce = send!(vault.rekey().recovery().cancel_verify()).unwrap().nonce;
        let done = send!(vault.rekey().recovery().verify(new[0].clone(), &nonce)).unwrap();
        assert_eq!(done.complete, Some(true));
        assert_eq!(send!(vault.rekey().recovery().status()).unwrap().required, 1);

        let nonce = send!(vault.rekey().recovery().start(2, 2)).unwrap().nonce;
        send!(vault.rekey().recovery().cancel().nonce(nonce)).unwrap();
        let error = send!(vault.rekey().recovery().update(new[0].clone(), "any")).unwrap_err();
        assert_eq!(error.errors(), ["no recovery rekey in progress"]);
    }

    fn a_server_without_a_recovery_key_says_so(given = open(), vault, send) {
        let key = given.keys[0].clone();
        let none = ["recovery rekeying not supported"];
        for error in [
            send!(vault.rekey().recovery().start(1, 1)).unwrap_err(),
            send!(vault.rekey().recovery().status()).unwrap_err(),
            send!(vault.rekey().recovery().cancel()).unwrap_err(),
            send!(vault.rekey().recovery().verify(key.clone(), "any")).unwrap_err(),
            send!(vault.rekey().recovery().verify_status()).unwrap_err(),
            send!(vault.rekey().recovery().cancel_verify()).unwrap_err(),
        ] {
            assert_eq!(error.errors(), none);
        }
        for error in [
            send!(vault.rekey().recovery().update(key.clone(), "any")).unwrap_err(),
            send!(vault.rotate().recovery().start(1, 1)).unwrap_err(),
            send!(vault.rotate().recovery().status()).unwrap_err(),
            send!(vault.rotate().recovery().update(key.clone(), "any")).unwrap_err(),
        ] {
            assert!(error.errors()[0].contains("not supported"), "{error}");
            assert!(!format!("{error:?}").contains(key.expose_secret()));
        }
        for error in [
            send!(vault.rotate().recovery().verify(key.clone(), "any")).unwrap_err(),
            send!(vault.rotate().recovery().verify_status()).unwrap_err(),
            send!(vault.rotate().recovery().cancel_verify()).unwrap_err(),
            send!(vault.rotate().recovery().read_backup()).unwrap_err(),
            send!(vault.rekey().recovery().read_backup()).unwrap_err(),
        ] {
            assert_eq!(error.status().unwrap(), 400, "{error}");
        }
        send!(vault.rotate().recovery().cancel()).unwrap();
        send!(vault.rotate().recovery().delete_backup()).unwrap();
    }
}
