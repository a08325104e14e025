//! Helpers that replace key shares and make root tokens.

use secrecy::ExposeSecret as _;
use vault_sys::ErrorKind;
use vault_sys_tests::{RaftServer, both_clients};

use crate::given::Raft;

/// A server that takes rekeying and root generation without a token.
fn unauthenticated() -> Raft {
    Raft::unsealed(RaftServer::builder().unauthed_rekey(true).start())
}

both_clients! {
    fn new_shares_are_made_verified_and_used(given = unauthenticated(), vault, send) {
        let rekey = vault.rekey();
        let started = send!(rekey.start(3, 2).require_verification(true)).unwrap();
        let few = send!(help: rekey.update_with(&started.nonce, given.keys[..2].to_vec())).unwrap();
        assert_eq!((few.complete, few.progress), (None, Some(2)));
        // The rest is not sent once it is enough.
        let rest = [given.keys[2].expose_secret(), "no share"];
        let new = send!(help: rekey.update_with(&started.nonce, rest)).unwrap();
        assert_eq!(new.complete, Some(true));
        let keys = new.keys.unwrap();
        let nonce = new.verification_nonce.unwrap();
        let none: [&str; 0] = [];
        let error = send!(help: rekey.verify_with(&nonce, none)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Argument);
        let verified = send!(help: rekey.verify_with(&nonce, keys.clone())).unwrap();
        assert_eq!(verified.complete, Some(true));

        send!(vault.seal().seal()).unwrap();
        assert!(!send!(help: vault.seal().unseal_with(keys)).unwrap().sealed);
    }

    fn new_shares_are_made_with_a_token(given = Raft::unsealed(RaftServer::start()), vault, send) {
        let root = vault.rotate().root();
        let started = send!(root.start(2, 2)).unwrap();
        let error = send!(help: root.update_with(&started.nonce, ["no share"])).unwrap_err();
        assert!(error.to_string().ends_with("(0 shares were taken before)"), "{error}");
        let new = send!(help: root.update_with(&started.nonce, given.keys.clone())).unwrap();
        assert_eq!((new.complete, new.keys.map(|keys| keys.len())), (Some(true), Some(2)));
    }

    fn a_root_token_is_made_from_shares(given = unauthenticated(), vault, send) {
        let token = send!(help: vault.generate_root().generate(given.keys.clone())).unwrap();
        assert_ne!(token.expose_secret(), given.root_token.expose_secret());
        let other = vault.with_token(token);
        assert!(send!(other.mounts().list()).is_ok());
        let token = send!(help: vault.generate_root_token().generate(given.keys.clone())).unwrap();
        assert!(send!(other.with_token(token).mounts().list()).is_ok());
    }

    fn a_root_token_that_failed_leaves_nothing_under_way(
        given = Raft::unsealed(RaftServer::start()), vault, send
    ) {
        let group = vault.generate_root_token();
        let error = send!(help: group.generate(given.keys[..2].to_vec())).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Argument);
        assert!(error.to_string().ends_with("(the server needs 3)"), "{error}");
        assert!(!send!(group.status()).unwrap().started);
        let error = send!(help: group.generate(["no share"])).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Refused);
        assert!(!send!(group.status()).unwrap().started);
    }
}
