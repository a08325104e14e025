//! Namespaces with a seal of their own.
//!
//! Each test has its own server: OpenBao 2.7.2 answers nothing any more once a namespace is unsealed
//! while another one with a seal is created. Its log says `POTENTIAL DEADLOCK`.

use vault_sys::{Error, ExposeSecret as _};
use vault_sys_tests::both_clients;

use crate::given::{TokenInNamespace, unique};
use crate::shares::Alone;
use crate::until::until;

const SEAL: &str = r#"seal "shamir" { shares = 3 threshold = 2 }"#;

both_clients! {
    fn a_namespace_is_unsealed_and_sealed(given = Alone::start(), vault, send) {
        let namespaces = vault.namespaces();
        let name = unique("vault");
        let new = send!(namespaces.create(&name).seal(SEAL)).unwrap();
        assert_eq!(new.key_threshold, Some(2));
        let shares = new.key_shares.as_ref().unwrap();
        assert_eq!(shares.len(), 3);
        assert!(!format!("{new:?}").contains(shares[0].expose_secret()));
        let inside = vault.with_namespace(&name);
        assert!(send!(inside.mounts().list()).unwrap_err().is_sealed());

        let before = send!(namespaces.seal_status(&name)).unwrap();
        assert_eq!((before.type_.as_str(), before.initialized, before.sealed), ("shamir", true, true));
        assert_eq!((before.threshold, before.shares, before.progress), (2, 3, 0));
        let one = send!(namespaces.unseal(&name).key(shares[2].clone())).unwrap();
        assert_eq!((one.sealed, one.progress, one.nonce.is_empty()), (true, 1, false));
        let none = send!(namespaces.unseal(&name).reset(true)).unwrap();
        assert_eq!((none.sealed, none.progress, none.nonce.is_empty()), (true, 0, true));

        send!(namespaces.unseal(&name).key(shares[0].clone())).unwrap();
        let all = send!(namespaces.unseal(&name).key(shares[1].clone())).unwrap();
        assert_eq!((all.sealed, all.progress), (false, 0));
        assert_eq!(send!(inside.policies().acl().list()).unwrap(), ["default"]);
        // Once more is no error, and nor is sealing twice.
        assert!(!send!(namespaces.unseal(&name).key(shares[1].clone())).unwrap().sealed);
        send!(namespaces.seal(&name)).unwrap();
        send!(namespaces.seal(&name)).unwrap();
        assert!(send!(namespaces.seal_status(&name)).unwrap().sealed);
        assert!(send!(inside.mounts().list()).unwrap_err().is_sealed());
        // From outside it can be read.
        assert_eq!(send!(namespaces.read(&name)).unwrap().id, new.id);
        let error = send!(namespaces.create(&name).seal(SEAL)).unwrap_err();
        assert_eq!(error.errors(), ["cannot modify existing namespace seal config"]);
    }

    fn a_wrong_share_shows_at_the_threshold(given = Alone::start(), vault, send) {
        let namespaces = vault.namespaces();
        let name = unique("vault");
        let shares = send!(namespaces.create(&name).seal(SEAL)).unwrap().key_shares.unwrap();
        let error = send!(namespaces.unseal(&name).key("not a share")).unwrap_err();
        assert_eq!(error.status().unwrap(), 400);
        assert!(!format!("{error} {error:?}").contains("not a share"));
        let mut wrong = shares[0].expose_secret().to_owned();
        wrong.replace_range(..2, if wrong.starts_with("00") { "01" } else { "00" });
        assert_eq!(send!(namespaces.unseal(&name).key(wrong)).unwrap().progress, 1);
        let error = send!(namespaces.unseal(&name).key(shares[1].clone())).unwrap_err();
        assert_eq!(error.status().unwrap(), 400);
        assert_eq!(send!(namespaces.seal_status(&name)).unwrap().progress, 0);
    }

    fn a_sealed_namespace_is_deleted_by_force(given = Alone::start(), vault, send) {
        send!(vault.namespaces().create("team")).unwrap();
        let parent = vault.with_namespace("team");
        let namespaces = parent.namespaces();
        let shares = send!(namespaces.create("lost").seal(SEAL)).unwrap().key_shares.unwrap();
        for share in &shares[..2] {
            send!(namespaces.unseal("lost").key(share.clone())).unwrap();
        }
        let error = send!(namespaces.delete_sealed("lost")).unwrap_err();
        assert_eq!(error.errors(), ["namespace is not sealed"]);
        let inner = vault.with_namespace("team/lost");
        send!(inner.namespaces().create("child")).unwrap();
        send!(namespaces.seal("lost")).unwrap();
        // What is in a sealed one does not show.
        assert_eq!(send!(namespaces.scan()).unwrap().keys.unwrap(), ["lost/"]);

        assert!(send!(namespaces.delete("lost")).unwrap_err().is_sealed());
        let error = send!(namespaces.delete_sealed("lost")).unwrap_err();
        assert!(error.errors()[0].contains("leftover child namespaces"), "{error}");
        assert!(send!(namespaces.delete_sealed("lost").force(false)).is_err());
        send!(namespaces.delete_sealed("lost").force(true)).unwrap();
        until!("deletion", send!(namespaces.read("lost")).err().filter(Error::is_not_found));
        let gone = send!(namespaces.delete_sealed("lost").detailed()).unwrap();
        assert_eq!(gone.warnings, ["requested namespace does not exist"]);
    }

    fn what_has_no_seal_says_so(given = TokenInNamespace::new(), vault, send) {
        let namespaces = vault.namespaces();
        let error = send!(namespaces.seal_status(&given.namespace)).unwrap_err();
        assert_eq!(error.errors(), ["namespace is not sealable"]);
        let error = send!(namespaces.unseal(&given.namespace).key("aaaa")).unwrap_err();
        assert_eq!(error.errors(), ["namespace is not sealable"]);
        let nothing = unique("nothing");
        assert_eq!(send!(namespaces.seal_status(&nothing)).unwrap_err().status().unwrap(), 500);
        assert_eq!(send!(namespaces.seal(&nothing)).unwrap_err().status().unwrap(), 400);
    }

    fn a_seal_that_makes_no_sense_is_refused(given = Alone::start(), vault, send) {
        let namespaces = vault.namespaces();
        let name = unique("vault");
        let more_than_all = r#"seal "shamir" { shares = 1 threshold = 3 }"#;
        let error = send!(namespaces.create(&name).seal(more_than_all)).unwrap_err();
        assert!(error.errors()[0].contains("threshold cannot be larger"), "{error}");
        let create = namespaces.create(&name).seal(SEAL).pgp_keys(["bm8", "cGdw", "a2V5"]);
        let error = send!(create).unwrap_err();
        assert!(error.errors()[0].contains("PGP key"), "{error}");
        assert!(send!(namespaces.create(&name).seal("shamir")).is_err());
        assert!(send!(namespaces.read(&name)).unwrap_err().is_not_found());
    }
}
