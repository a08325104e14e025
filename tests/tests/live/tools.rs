//! Random bytes and hashes.

use secrecy::ExposeSecret as _;
use vault_sys::tools::{Algorithm, Format, Source};
use vault_sys_tests::both_clients;

use crate::given::{Dev, TokenInNamespace};

/// `hi` in base64, and its SHA-256.
const HI: &str = "aGk=";
const HASH: &str = "8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4";

both_clients! {
    fn random_bytes_are_as_many_as_asked_for(given = Dev, vault, send) {
        let random = send!(vault.tools().random()).unwrap();
        // 32 bytes in base64, and another 32 the next time.
        assert_eq!(random.random_bytes.expose_secret().len(), 44);
        assert!(!format!("{random:?}").contains(random.random_bytes.expose_secret()));
        let another = send!(vault.tools().random()).unwrap();
        assert_ne!(another.random_bytes.expose_secret(), random.random_bytes.expose_secret());

        let call = vault.tools().random().bytes(8).format(Format::Hex);
        let mut all = vec![(16, send!(call).unwrap())];
        let call = vault.tools().random_from(Source::All).bytes(4).format(Format::Hex);
        all.push((8, send!(call).unwrap()));
        all.push((14, send!(vault.tools().random_bytes(7).format(Format::Hex)).unwrap()));
        let call = vault.tools().random_bytes_from(Source::Platform, 5).format(Format::Hex);
        all.push((10, send!(call).unwrap()));
        for (length, random) in all {
            let bytes = random.random_bytes.expose_secret();
            assert_eq!(bytes.len(), length);
            assert!(bytes.chars().all(|c| c.is_ascii_hexdigit()), "{bytes}");
        }
    }

    fn a_source_that_is_not_there_is_a_warning(given = Dev, vault, send) {
        let call = vault.tools().random_bytes_from(Source::Seal, 7).format(Format::Base64);
        let random = send!(call.detailed()).unwrap();
        assert_eq!(random.value.random_bytes.expose_secret().len(), 12);
        assert!(random.warnings[0].contains("using platform entropy source"));
        let random = send!(vault.tools().random_from(Source::Seal).detailed()).unwrap();
        assert!(random.warnings[0].contains("using platform entropy source"));
    }

    fn what_is_no_order_for_bytes_is_refused(given = Dev, vault, send) {
        let error = send!(vault.tools().random().bytes(0)).unwrap_err();
        assert_eq!(error.errors(), ["'bytes' cannot be less than 1"]);
        let error = send!(vault.tools().random_bytes(131_073)).unwrap_err();
        assert_eq!(error.errors(), ["'bytes' should be less than 131072"]);
        let words = || Format::Other("words".into());
        let error = send!(vault.tools().random_from(Source::All).format(words())).unwrap_err();
        assert!(error.errors()[0].starts_with("unsupported encoding format"), "{error}");
        let dice = Source::Other("dice".into());
        let error = send!(vault.tools().random_bytes_from(dice, 5)).unwrap_err();
        assert!(error.errors()[0].starts_with("unsupported entropy source"), "{error}");
    }

    fn data_is_hashed(given = Dev, vault, send) {
        assert_eq!(send!(vault.tools().hash(HI)).unwrap().sum, HASH);
        let call = vault.tools().hash(HI).algorithm(Algorithm::Sha224).format(Format::Base64);
        assert_eq!(send!(call).unwrap().sum, "GhW8o+TtOrgjZ8bENPhsQQQL2sV3+hwt5iw74A==");
        for (algorithm, length) in [
            (Algorithm::Sha224, 56),
            (Algorithm::Sha256, 64),
            (Algorithm::Sha384, 96),
            (Algorithm::Sha512, 128),
            (Algorithm::Sha3Bits224, 56),
            (Algorithm::Sha3Bits256, 64),
            (Algorithm::Sha3Bits384, 96),
            (Algorithm::Sha3Bits512, 128),
        ] {
            let sum = send!(vault.tools().hash_with(algorithm, HI).format(Format::Hex));
            assert_eq!(sum.unwrap().sum.len(), length);
        }
    }

    fn what_cannot_be_hashed_is_refused(given = Dev, vault, send) {
        let error = send!(vault.tools().hash("??")).unwrap_err();
        assert!(error.errors()[0].starts_with("unable to decode input as base64"), "{error}");
        let md5 = Algorithm::Other("md5".into());
        let error = send!(vault.tools().hash_with(md5, HI)).unwrap_err();
        assert_eq!(error.errors(), ["unsupported algorithm md5"]);
    }

    fn tools_are_there_in_every_namespace(given = TokenInNamespace::new(), vault, send) {
        let inside = vault.with_namespace(&given.namespace);
        assert_eq!(send!(inside.tools().hash(HI)).unwrap().sum, HASH);
        let nobody = vault.with_token("s.nobody");
        assert!(send!(nobody.tools().hash(HI)).unwrap_err().is_permission_denied());
        assert!(send!(nobody.tools().random()).unwrap_err().is_permission_denied());
    }
}
