//! New root tokens.

use secrecy::{ExposeSecret as _, SecretString};
use vault_sys_tests::{RaftServer, both_clients};

use crate::given::{Dev, Raft};
use crate::shares::{PGP_FINGERPRINT, PGP_KEY, decode, open, wrong};

const OTP: &str = "abcdefghijklmnopqrstuvwxyz";

both_clients! {
    fn a_token_is_made_of_enough_shares(given = open(), vault, send) {
        let vault = vault.with_token("");
        let idle = send!(vault.generate_root().status()).unwrap();
        assert!(!idle.started && idle.nonce.is_empty());
        assert_eq!((idle.required, idle.otp_length), (3, 26));
        let started = send!(vault.generate_root().start()).unwrap();
        assert_eq!(started.otp.expose_secret().len(), 26);
        assert!(!format!("{started:?}").contains(started.otp.expose_secret()));
        let status = send!(vault.generate_root().status()).unwrap();
        assert_eq!((status.nonce.as_str(), status.progress), (started.nonce.as_str(), 0));
        assert_eq!(status.otp.expose_secret(), "");

        for (index, key) in given.keys[..2].iter().enumerate() {
            let update = send!(vault.generate_root().update(key.clone(), &started.nonce)).unwrap();
            assert_eq!((update.progress, update.complete), (index as u64 + 1, false));
            assert_eq!(update.encoded_token.expose_secret(), "");
        }
        let last = given.keys[3].clone();
        let done = send!(vault.generate_root().update(last, &started.nonce)).unwrap();
        assert!(done.complete);
        assert!(!format!("{done:?}").contains(done.encoded_token.expose_secret()));
        let older = done.encoded_root_token.expose_secret();
        assert_eq!(done.encoded_token.expose_secret(), older);
        let token = decode(&done.encoded_token, &started.otp);
        assert!(send!(vault.with_token(token.clone()).mounts().list()).is_ok());

        let call = vault.generate_root().decode_token(done.encoded_token, started.otp);
        assert_eq!(send!(call).unwrap().token.expose_secret(), token);
        assert!(!send!(vault.generate_root().status()).unwrap().started);
    }

    fn what_does_not_fit_is_refused(given = open(), vault, send) {
        let [first, second, third, ..] = given.keys.as_slice() else { unreachable!() };
        let error = send!(vault.generate_root().update(first.clone(), "any")).unwrap_err();
        assert_eq!(error.errors(), ["no root generation in progress"]);
        let error = send!(vault.generate_root().start().otp("short")).unwrap_err();
        assert_eq!(error.errors(), ["OTP string has incorrect length"]);
        let error = send!(vault.generate_root().start().pgp_key("no key")).unwrap_err();
        assert!(error.errors()[0].starts_with("error parsing PGP key"), "{error}");

        let nonce = send!(vault.generate_root().start()).unwrap().nonce;
        let error = send!(vault.generate_root().start()).unwrap_err();
        assert!(error.errors()[0].contains("already in progress"), "{error}");
        // With a token it is the same attempt.
        assert_eq!(send!(vault.generate_root_token().status()).unwrap().nonce.unwrap(), nonce);
        let error = send!(vault.generate_root().update(first.clone(), "any")).unwrap_err();
        assert!(error.errors()[0].starts_with("incorrect nonce supplied"), "{error}");
        send!(vault.generate_root().update(first.clone(), &nonce)).unwrap();
        let error = send!(vault.generate_root().update(first.clone(), &nonce)).unwrap_err();
        assert!(error.errors()[0].starts_with("given key has already been provided"), "{error}");
        send!(vault.generate_root().update(second.clone(), &nonce)).unwrap();
        let error = send!(vault.generate_root().update(wrong(third), &nonce)).unwrap_err();
        assert_eq!(error.status().unwrap(), 400);
        let status = send!(vault.generate_root().status()).unwrap();
        assert_eq!((status.started, status.nonce, status.progress), (true, nonce, 0));
        send!(vault.generate_root().cancel()).unwrap();
        assert!(!send!(vault.generate_root().status()).unwrap().started);
        send!(vault.generate_root().cancel()).unwrap();
    }

    fn who_has_a_token_can_make_a_root_token(
        given = Raft::unsealed(RaftServer::start()), vault, send
    ) {
        let [first, second, third, ..] = given.keys.as_slice() else { unreachable!() };
        let nobody = vault.with_token("");
        assert!(send!(nobody.generate_root_token().start()).unwrap_err().is_permission_denied());
        let idle = send!(vault.generate_root_token().status()).unwrap();
        assert_eq!((idle.started, idle.nonce, idle.otp_length), (false, None, 26));
        let error = send!(vault.generate_root_token().update(first.clone(), "any")).unwrap_err();
        assert_eq!(error.status().unwrap(), 500);

        let started = send!(vault.generate_root_token().start().otp(OTP)).unwrap();
        assert_eq!(started.otp.expose_secret(), "");
        assert!(send!(vault.generate_root_token().start()).is_err());
        let nonce = started.nonce;
        let error = send!(vault.generate_root_token().update(first.clone(), "any")).unwrap_err();
        assert!(error.errors()[0].contains("incorrect nonce supplied"), "{error}");
        send!(vault.generate_root_token().update(first.clone(), &nonce)).unwrap();
        let error = send!(vault.generate_root_token().update(first.clone(), &nonce)).unwrap_err();
        assert!(error.errors()[0].contains("given key has already been provided"), "{error}");
        send!(vault.generate_root_token().update(second.clone(), &nonce)).unwrap();
        let error = send!(vault.generate_root_token().update(wrong(third), &nonce)).unwrap_err();
        assert!(error.errors()[0].contains("root generation aborted"), "{error}");
        assert_eq!(send!(vault.generate_root_token().status()).unwrap().progress, 0);

        for key in [first, second] {
            let update = send!(vault.generate_root_token().update(key.clone(), &nonce)).unwrap();
            assert!(!update.complete);
        }
        let done = send!(vault.generate_root_token().update(third.clone(), &nonce)).unwrap();
        assert!(done.complete && done.progress == 3);
        let token = decode(&done.encoded_token, &SecretString::from(OTP));
        assert!(send!(vault.with_token(token.clone()).mounts().list()).is_ok());
        let call = nobody.generate_root().decode_token(done.encoded_token, OTP);
        assert_eq!(send!(call).unwrap().token.expose_secret(), token);
    }

    fn a_token_can_be_encrypted(given = Raft::unsealed(RaftServer::start()), vault, send) {
        let started = send!(vault.generate_root_token().start().pgp_key(PGP_KEY)).unwrap();
        assert_eq!(started.pgp_fingerprint, PGP_FINGERPRINT);
        assert_eq!(started.otp.expose_secret(), "");
        let status = send!(vault.generate_root_token().status()).unwrap();
        assert_eq!(status.pgp_fingerprint.as_deref(), Some(PGP_FINGERPRINT));
        let mut encrypted = 0;
        for key in &given.keys[..3] {
            let call = vault.generate_root_token().update(key.clone(), &started.nonce);
            encrypted = send!(call).unwrap().encoded_token.expose_secret().len();
        }
        assert!(encrypted > 100);
        send!(vault.generate_root_token().start()).unwrap();
        send!(vault.generate_root_token().cancel()).unwrap();
        send!(vault.generate_root_token().cancel()).unwrap();
        assert!(!send!(vault.generate_root_token().status()).unwrap().started);
    }

    fn halves_that_do_not_fit_are_refused(given = Dev, vault, send) {
        let error = send!(vault.generate_root().decode_token("zz", OTP)).unwrap_err();
        assert!(error.errors()[0].starts_with("error xoring token"), "{error}");
        assert!(!format!("{error:?}").contains(OTP));
        let error = send!(vault.generate_root().decode_token("!!", OTP)).unwrap_err();
        assert!(error.errors()[0].contains("illegal base64"), "{error}");
        let error = send!(vault.generate_root().decode_token("", "")).unwrap_err();
        assert!(error.errors()[0].ends_with("is empty"), "{error}");
    }

    fn paths_of_other_servers_are_refused_clearly(given = open(), vault, send) {
        for error in [
            send!(vault.generate_root().start_by_short_path()).unwrap_err(),
            send!(vault.generate_root().status_by_short_path()).unwrap_err(),
            send!(vault.generate_root().cancel_by_short_path()).unwrap_err(),
        ] {
            assert_eq!(error.status().unwrap(), 405, "{error}");
            assert!(error.errors()[0].contains("unsupported operation"), "{error}");
        }
        let key = given.keys[0].clone();
        for error in [
            send!(vault.generate_recovery_token().start()).unwrap_err(),
            send!(vault.generate_recovery_token().status()).unwrap_err(),
            send!(vault.generate_recovery_token().update(key, "any")).unwrap_err(),
            send!(vault.generate_recovery_token().cancel()).unwrap_err(),
        ] {
            assert!(error.is_not_found(), "{error}");
        }
    }
}
