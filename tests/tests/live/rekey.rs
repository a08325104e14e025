//! New key shares by the older paths, without a token.

use secrecy::ExposeSecret as _;
use vault_sys_tests::{RaftServer, both_clients};

use crate::given::Raft;
use crate::shares::{PGP_FINGERPRINT, PGP_KEY, open, wrong};

both_clients! {
    fn new_shares_unseal_and_the_old_ones_do_not(given = open(), vault, send) {
        let vault = vault.with_token("");
        let before = send!(vault.rekey().status()).unwrap();
        assert!(!before.started && before.nonce.is_empty());
        assert_eq!((before.shares, before.threshold, before.required), (0, 0, 3));

        let started = send!(vault.rekey().start(3, 2)).unwrap();
        assert!(started.started && !started.nonce.is_empty());
        assert_eq!((started.shares, started.threshold, started.required), (3, 2, 3));
        assert!(!started.backup && !started.verification_required);
        assert!(started.pgp_fingerprints.is_empty());
        assert_eq!(send!(vault.rekey().status()).unwrap(), started);

        for (index, key) in given.keys[..2].iter().enumerate() {
            let update = send!(vault.rekey().update(key.clone(), &started.nonce)).unwrap();
            assert_eq!((update.complete, update.progress), (None, Some(index as u64 + 1)));
            assert!(update.keys.is_none() && update.started.unwrap());
        }
        let done = send!(vault.rekey().update(given.keys[4].clone(), &started.nonce)).unwrap();
        assert_eq!((done.complete, done.progress), (Some(true), None));
        assert_eq!((&done.nonce, &done.verification_nonce), (&started.nonce, &None));
        let (new, in_base64) = (done.keys.clone().unwrap(), done.keys_base64.clone().unwrap());
        assert_eq!((new.len(), in_base64.len()), (3, 3));
        assert!(!format!("{done:?}").contains(new[0].expose_secret()));
        let after = send!(vault.rekey().status()).unwrap();
        assert_eq!((after.started, after.required), (false, 2));

        send!(vault.with_token(given.root_token.clone()).seal().seal()).unwrap();
        send!(vault.seal().unseal(given.keys[0].clone())).unwrap();
        let old = send!(vault.seal().unseal(given.keys[1].clone())).unwrap_err();
        assert_eq!(old.status().unwrap(), 400);
        send!(vault.seal().unseal(new[0].clone())).unwrap();
        assert!(!send!(vault.seal().unseal(in_base64[2].clone())).unwrap().sealed);
    }

    fn what_does_not_fit_is_refused(given = open(), vault, send) {
        let [first, second, third, ..] = given.keys.as_slice() else { unreachable!() };
        let error = send!(vault.rekey().start(3, 5)).unwrap_err();
        assert_eq!(error.status().unwrap(), 500);
        assert!(error.errors()[0].ends_with("threshold cannot be larger than shares"), "{error}");
        let error = send!(vault.rekey().update(first.clone(), "any")).unwrap_err();
        assert_eq!(error.errors(), ["no barrier rekey in progress"]);
        let error = send!(vault.rekey().start(2, 2).backup(true)).unwrap_err();
        assert!(error.errors()[0].contains("without providing PGP keys"), "{error}");
        let error = send!(vault.rekey().start(2, 2).pgp_keys([PGP_KEY])).unwrap_err();
        assert_eq!(error.errors(), ["incorrect number of PGP keys for rekey"]);

        let nonce = send!(vault.rekey().start(3, 2)).unwrap().nonce;
        let error = send!(vault.rekey().start(1, 1)).unwrap_err();
        assert_eq!(error.errors(), ["rekey already in progress"]);
        let error = send!(vault.rekey().update(first.clone(), "any")).unwrap_err();
        assert!(error.errors()[0].starts_with("incorrect nonce supplied"), "{error}");
        let error = send!(vault.rekey().update("no share", &nonce)).unwrap_err();
        assert_eq!(error.errors(), ["'key' must be a valid hex or base64 string"]);
        assert!(!format!("{error} {error:?}").contains("no share"));

        send!(vault.rekey().update(first.clone(), &nonce)).unwrap();
        let error = send!(vault.rekey().update(first.clone(), &nonce)).unwrap_err();
        assert!(error.errors()[0].starts_with("given key has already been provided"), "{error}");
        send!(vault.rekey().update(second.clone(), &nonce)).unwrap();
        let error = send!(vault.rekey().update(wrong(third), &nonce)).unwrap_err();
        assert_eq!(error.status().unwrap(), 500);
        let status = send!(vault.rekey().status()).unwrap();
        assert_eq!((status.started, status.nonce, status.progress), (true, nonce, 0));

        send!(vault.rekey().cancel()).unwrap();
        assert!(!send!(vault.rekey().status()).unwrap().started);
        send!(vault.rekey().cancel().nonce("any")).unwrap();
    }

    fn shares_are_encrypted_and_backed_up(given = open(), vault, send) {
        let call = vault.rekey().start(2, 2).pgp_keys([PGP_KEY, PGP_KEY]);
        let started = send!(call.backup(true)).unwrap();
        assert!(started.backup);
        assert_eq!(started.pgp_fingerprints, [PGP_FINGERPRINT, PGP_FINGERPRINT]);
        for key in &given.keys[..2] {
            let update = send!(vault.rekey().update(key.clone(), &started.nonce)).unwrap();
            assert!(update.backup);
        }
        let done = send!(vault.rekey().update(given.keys[2].clone(), &started.nonce)).unwrap();
        let keys = done.keys.unwrap();
        assert!(keys[0].expose_secret().len() > 2 * given.keys[0].expose_secret().len());
        assert_eq!(done.pgp_fingerprints, [PGP_FINGERPRINT, PGP_FINGERPRINT]);

        let backup = send!(vault.rekey().read_backup()).unwrap();
        assert_eq!(backup.nonce, started.nonce);
        let kept = &backup.keys[PGP_FINGERPRINT];
        assert_eq!(kept[1].expose_secret(), keys[1].expose_secret());
        assert_eq!(backup.keys_base64[PGP_FINGERPRINT].len(), 2);
        let same = send!(vault.rotate().root().read_backup()).unwrap();
        assert_eq!(same.keys[PGP_FINGERPRINT][0].expose_secret(), kept[0].expose_secret());

        send!(vault.rekey().delete_backup()).unwrap();
        let gone = ["no backed-up keys found"];
        assert_eq!(send!(vault.rekey().read_backup()).unwrap_err().errors(), gone);
        send!(vault.rekey().delete_backup()).unwrap();
    }

    fn a_sealed_server_says_so(given = Raft::sealed(), vault, send) {
        assert!(send!(vault.rekey().read_backup()).unwrap_err().is_sealed());
        assert!(send!(vault.rotate().root().status()).unwrap_err().is_sealed());
        assert!(send!(vault.generate_root_token().status()).unwrap_err().is_sealed());
        assert!(send!(vault.keys().status()).unwrap_err().is_sealed());
    }

    fn shares_can_be_verified_first(given = open(), vault, send) {
        let [first, second, third, ..] = given.keys.as_slice() else { unreachable!() };
        let none = ["no rekey configuration found"];
        assert_eq!(send!(vault.rekey().verify_status()).unwrap_err().errors(), none);
        assert_eq!(send!(vault.rekey().cancel_verify()).unwrap_err().errors(), none);

        let nonce = send!(vault.rekey().start(3, 2).require_verification(true)).unwrap().nonce;
        send!(vault.rekey().update(first.clone(), &nonce)).unwrap();
        send!(vault.rekey().update(second.clone(), &nonce)).unwrap();
        let made = send!(vault.rekey().update(third.clone(), &nonce)).unwrap();
        assert!(made.verification_required);
        let (new, nonce) = (made.keys.unwrap(), made.verification_nonce.unwrap());
        assert_eq!(send!(vault.rekey().status()).unwrap().verification_nonce.unwrap(), nonce);

        let one = send!(vault.rekey().verify(new[0].clone(), &nonce)).unwrap();
        assert_eq!((one.progress, one.threshold, one.complete), (Some(1), Some(2), None));
        let error = send!(vault.rekey().verify(new[0].clone(), &nonce)).unwrap_err();
        assert!(error.errors()[0].starts_with("given key has already been provided"), "{error}");
        // An old one is not enough, and costs the progress and the nonce.
        let error = send!(vault.rekey().verify(first.clone(), &nonce)).unwrap_err();
        assert_eq!(error.status().unwrap(), 400);
        let status = send!(vault.rekey().verify_status()).unwrap();
        assert!(status.started && status.nonce != nonce);
        assert_eq!((status.progress, status.shares), (0, 3));

        send!(vault.rekey().verify(new[0].clone(), &status.nonce)).unwrap();
        let anew = send!(vault.rekey().cancel_verify()).unwrap();
        assert!(anew.progress == 0 && anew.nonce != status.nonce);
        let error = send!(vault.rekey().verify(new[1].clone(), &status.nonce)).unwrap_err();
        assert!(error.errors()[0].starts_with("incorrect nonce supplied"), "{error}");
        send!(vault.rekey().verify(new[1].clone(), &anew.nonce)).unwrap();
        let done = send!(vault.rekey().verify(new[2].clone(), &anew.nonce)).unwrap();
        assert_eq!((done.complete, done.progress), (Some(true), None));
        assert!(!send!(vault.rekey().status()).unwrap().started);

        send!(vault.seal().seal()).unwrap();
        send!(vault.seal().unseal(new[0].clone())).unwrap();
        assert!(!send!(vault.seal().unseal(new[1].clone())).unwrap().sealed);
    }

    fn the_default_listener_of_openbao_refuses_clearly(
        given = Raft::unsealed(RaftServer::start()), vault, send
    ) {
        let key = given.keys[0].clone();
        for error in [
            send!(vault.rekey().start(3, 2)).unwrap_err(),
            send!(vault.rekey().status()).unwrap_err(),
            send!(vault.rekey().update(key.clone(), "any")).unwrap_err(),
            send!(vault.rekey().cancel()).unwrap_err(),
            send!(vault.rekey().verify(key.clone(), "any")).unwrap_err(),
            send!(vault.rekey().verify_status()).unwrap_err(),
            send!(vault.rekey().cancel_verify()).unwrap_err(),
            send!(vault.generate_root().start()).unwrap_err(),
            send!(vault.generate_root().status()).unwrap_err(),
            send!(vault.generate_root().update(key.clone(), "any")).unwrap_err(),
            send!(vault.generate_root().cancel()).unwrap_err(),
        ] {
            assert_eq!(error.status().unwrap(), 405, "{error}");
            assert_eq!(error.errors(), ["unsupported operation"]);
            assert!(!format!("{error:?}").contains(key.expose_secret()));
        }
        assert!(send!(vault.rekey().recovery().status()).unwrap_err().is_not_found());
        send!(vault.rekey().delete_backup()).unwrap();
        send!(vault.rekey().recovery().delete_backup()).unwrap();
    }
}
