//! New key shares, with a token.

use secrecy::ExposeSecret as _;
use vault_sys_tests::{RaftServer, both_clients};

use crate::given::Raft;
use crate::shares::{PGP_FINGERPRINT, PGP_KEY, wrong};

fn unsealed() -> Raft {
    Raft::unsealed(RaftServer::start())
}

both_clients! {
    fn verified_shares_unseal_and_the_old_ones_do_not(given = unsealed(), vault, send) {
        let [first, second, third, ..] = given.keys.as_slice() else { unreachable!() };
        let call = vault.rotate().root().start(3, 2).require_verification(true);
        let started = send!(call).unwrap();
        assert_eq!((started.shares, started.threshold, started.required), (3, 2, 3));
        assert!(started.verification_required && started.verification_nonce.is_empty());
        let nonce = started.nonce;
        for (key, count) in [(first, 1), (second, 2)] {
            let update = send!(vault.rotate().root().update(key.clone(), &nonce)).unwrap();
            assert_eq!((update.progress, update.complete), (Some(count), None));
        }
        let made = send!(vault.rotate().root().update(third.clone(), &nonce)).unwrap();
        assert_eq!((made.complete, made.nonce.as_str()), (Some(true), nonce.as_str()));
        let new = made.keys.clone().unwrap();
        assert!(!format!("{made:?}").contains(new[0].expose_secret()));

        let status = send!(vault.rotate().root().status()).unwrap();
        assert_eq!(status.verification_nonce.as_ref(), Some(&made.verification_nonce));
        let verify = send!(vault.rotate().root().verify_status()).unwrap();
        assert_eq!((&verify.nonce, verify.progress), (&made.verification_nonce, 0));
        let error = send!(vault.rotate().root().verify(new[0].clone(), &nonce)).unwrap_err();
        assert!(error.errors()[0].starts_with("incorrect nonce supplied"), "{error}");
        let one = send!(vault.rotate().root().verify(new[0].clone(), &verify.nonce)).unwrap();
        assert_eq!((one.progress, one.complete), (Some(1), None));
        // An old one is not enough, and costs the progress and the nonce.
        let error = send!(vault.rotate().root().verify(first.clone(), &verify.nonce)).unwrap_err();
        assert_eq!(error.status().unwrap(), 400);
        let again = send!(vault.rotate().root().cancel_verify()).unwrap();
        assert!(again.progress == 0 && again.nonce != verify.nonce);
        send!(vault.rotate().root().verify(new[1].clone(), &again.nonce)).unwrap();
        let done = send!(vault.rotate().root().verify(new[2].clone(), &again.nonce)).unwrap();
        assert_eq!((done.complete, done.progress), (Some(true), None));
        assert!(!send!(vault.rotate().root().status()).unwrap().started);

        send!(vault.seal().seal()).unwrap();
        send!(vault.seal().unseal(first.clone())).unwrap();
        assert!(send!(vault.seal().unseal(second.clone())).is_err());
        send!(vault.seal().unseal(new[0].clone())).unwrap();
        assert!(!send!(vault.seal().unseal(new[1].clone())).unwrap().sealed);
    }

    fn what_is_cancelled_before_it_is_verified_is_void(given = unsealed(), vault, send) {
        let call = vault.rotate().root().start(1, 1).require_verification(true);
        let nonce = send!(call).unwrap().nonce;
        for key in &given.keys[..3] {
            send!(vault.rotate().root().update(key.clone(), &nonce)).unwrap();
        }
        send!(vault.rotate().root().cancel()).unwrap();
        let status = send!(vault.rotate().root().status()).unwrap();
        assert_eq!((status.started, status.nonce, status.required), (false, None, 3));
        let error = send!(vault.rotate().root().verify_status()).unwrap_err();
        assert_eq!(error.errors(), ["no rotation configuration found"]);
        send!(vault.seal().seal()).unwrap();
        for key in &given.keys[..3] {
            send!(vault.seal().unseal(key.clone())).unwrap();
        }
        assert!(!send!(vault.seal().status()).unwrap().sealed);
    }

    fn the_root_key_is_rotated_without_new_shares(given = unsealed(), vault, send) {
        send!(vault.rotate().root().rotate()).unwrap();
        send!(vault.seal().seal()).unwrap();
        for key in &given.keys[1..4] {
            send!(vault.seal().unseal(key.clone())).unwrap();
        }
        assert!(!send!(vault.seal().status()).unwrap().sealed);
    }

    fn what_does_not_fit_is_refused(given = unsealed(), vault, send) {
        let [first, second, third, ..] = given.keys.as_slice() else { unreachable!() };
        let error = send!(vault.rotate().root().start(3, 5)).unwrap_err();
        assert!(error.errors()[0].contains("threshold cannot be larger than shares"), "{error}");
        let error = send!(vault.rotate().root().start(2, 2).pgp_keys([PGP_KEY])).unwrap_err();
        assert!(error.errors()[0].contains("count mismatch"), "{error}");
        let error = send!(vault.rotate().root().update(first.clone(), "any")).unwrap_err();
        assert_eq!(error.errors(), ["no rotation in progress"]);
        let error = send!(vault.rotate().root().verify(first.clone(), "any")).unwrap_err();
        assert_eq!(error.errors(), ["no rotation in progress"]);
        let nobody = vault.with_token("");
        assert!(send!(nobody.rotate().root().start(1, 1)).unwrap_err().is_permission_denied());

        let nonce = send!(vault.rotate().root().start(3, 2)).unwrap().nonce;
        let error = send!(vault.rotate().root().start(1, 1)).unwrap_err();
        assert_eq!(error.errors(), ["rotation already in progress"]);
        let error = send!(vault.rotate().root().update(first.clone(), "any")).unwrap_err();
        assert!(error.errors()[0].starts_with("incorrect nonce supplied"), "{error}");
        let error = send!(vault.rotate().root().update("no share", &nonce)).unwrap_err();
        assert_eq!(error.errors(), ["'key' must be a valid hex or base64 string"]);
        send!(vault.rotate().root().update(first.clone(), &nonce)).unwrap();
        let error = send!(vault.rotate().root().update(first.clone(), &nonce)).unwrap_err();
        assert!(error.errors()[0].starts_with("given key has already been provided"), "{error}");
        send!(vault.rotate().root().update(second.clone(), &nonce)).unwrap();
        let error = send!(vault.rotate().root().update(wrong(third), &nonce)).unwrap_err();
        assert_eq!(error.status().unwrap(), 400);
        let status = send!(vault.rotate().root().status()).unwrap();
        assert_eq!((status.nonce, status.progress), (Some(nonce), Some(0)));
        send!(vault.rotate().root().cancel()).unwrap();
        send!(vault.rotate().root().cancel()).unwrap();
    }

    fn shares_are_encrypted_and_backed_up(given = unsealed(), vault, send) {
        // Without PGP keys there is nothing to keep, and the server says nothing of it.
        let plain = send!(vault.rotate().root().start(1, 1).backup(true)).unwrap();
        assert_eq!((plain.backup, plain.pgp_fingerprints), (None, None));
        send!(vault.rotate().root().cancel()).unwrap();

        let call = vault.rotate().root().start(1, 1).pgp_keys([PGP_KEY]).backup(true);
        let started = send!(call).unwrap();
        assert_eq!(started.backup, Some(true));
        assert_eq!(started.pgp_fingerprints, Some(vec![PGP_FINGERPRINT.into()]));
        let mut last = None;
        for key in &given.keys[..3] {
            let call = vault.rotate().root().update(key.clone(), &started.nonce);
            last = Some(send!(call).unwrap());
        }
        let keys = last.unwrap().keys.unwrap();
        assert!(keys[0].expose_secret().len() > 2 * given.keys[0].expose_secret().len());
        let backup = send!(vault.rotate().root().read_backup()).unwrap();
        assert_eq!(backup.nonce, started.nonce);
        assert_eq!(backup.keys[PGP_FINGERPRINT][0].expose_secret(), keys[0].expose_secret());
        assert_eq!(backup.keys_base64.len(), 1);
        send!(vault.rotate().root().delete_backup()).unwrap();
        let gone = ["no backed-up keys found"];
        assert_eq!(send!(vault.rotate().root().read_backup()).unwrap_err().errors(), gone);
    }
}
