//! The storage of a server, past everything else.

use secrecy::ExposeSecret as _;
use vault_sys::raw::{Compression, Encoding};
use vault_sys_tests::{RaftServer, both_clients};

use crate::given::{Raft, TokenInNamespace, unique};

/// `hello` in base64.
const HELLO: &str = "aGVsbG8=";

/// A server whose storage is open.
fn open() -> Raft {
    Raft::unsealed(RaftServer::builder().raw_storage(true).start())
}

both_clients! {
    fn an_entry_is_written_read_and_deleted(given = open(), vault, send) {
        let path = "mine/entry";
        send!(vault.raw().write(path, "hello")).unwrap();
        assert_eq!(send!(vault.raw().read(path)).unwrap().value.expose_secret(), "hello");
        let entry = send!(vault.raw().read(path).encoding(Encoding::Base64)).unwrap();
        assert_eq!(entry.value.expose_secret(), HELLO);
        assert!(!format!("{entry:?}").contains(HELLO));

        send!(vault.raw().write(path, "/wA=").encoding(Encoding::Base64)).unwrap();
        let entry = send!(vault.raw().read(path).encoding(Encoding::Base64)).unwrap();
        assert_eq!(entry.value.expose_secret(), "/wA=");
        // Without an encoding it is damaged.
        let entry = send!(vault.raw().read(path)).unwrap();
        assert_eq!(entry.value.expose_secret(), "\u{fffd}\0");

        send!(vault.raw().delete(path)).unwrap();
        assert!(send!(vault.raw().read(path)).unwrap_err().is_not_found());
        send!(vault.raw().delete(path)).unwrap();
    }

    fn an_entry_stays_compressed_until_told_otherwise(given = open(), vault, send) {
        let path = "mine/compressed";
        let call = vault.raw().write(path, HELLO).encoding(Encoding::Base64).compressed(true);
        send!(call.compression_type(Compression::Gzip)).unwrap();
        assert_eq!(send!(vault.raw().read(path)).unwrap().value.expose_secret(), "hello");
        let stored = || vault.raw().read(path).compressed(false).encoding(Encoding::Base64);
        let gzipped = send!(stored()).unwrap();
        assert!(gzipped.value.expose_secret().starts_with("Rx+L"));

        send!(vault.raw().write(path, "again").compressed(false)).unwrap();
        assert!(send!(stored()).unwrap().value.expose_secret().starts_with("Rx+L"));
        assert_eq!(send!(vault.raw().read(path)).unwrap().value.expose_secret(), "again");
        let call = vault.raw().write(path, "hello").compression_type(Compression::Snappy);
        let error = send!(call).unwrap_err();
        assert!(error.errors()[0].contains("a different compression"), "{error}");
        let call = vault.raw().write(path, "hello").compression_type(Compression::None);
        send!(call).unwrap();
        assert_eq!(send!(stored()).unwrap().value.expose_secret(), HELLO);

        for compression in [Compression::Lz4, Compression::Lzw] {
            let call = vault.raw().write("mine/other", "a").compression_type(compression);
            let error = send!(call).unwrap_err();
            assert!(error.errors()[0].starts_with("invalid compression type"), "{error}");
        }
    }

    fn entries_are_listed_below_a_path(given = open(), vault, send) {
        for name in ["a", "b", "c/d"] {
            send!(vault.raw().write(format!("mine/{name}"), "x")).unwrap();
        }
        assert_eq!(send!(vault.raw().list("mine")).unwrap(), ["a", "b", "c/"]);
        assert_eq!(send!(vault.raw().list("mine").limit(1)).unwrap(), ["a"]);
        assert_eq!(send!(vault.raw().list("mine").after("a").limit(1)).unwrap(), ["b"]);
        assert!(send!(vault.raw().list("mine").after("z")).unwrap().is_empty());
        assert!(send!(vault.raw().list("nothing")).unwrap().is_empty());
        let roots = send!(vault.raw().list_root()).unwrap();
        assert_eq!(roots, ["core/", "logical/", "mine/", "sys/"]);
        assert_eq!(send!(vault.raw().list_root().after("core/").limit(1)).unwrap(), ["logical/"]);
        // What is below an entry stays when that is deleted.
        send!(vault.raw().delete("mine")).unwrap();
        assert_eq!(send!(vault.raw().list("mine/c")).unwrap(), ["d"]);
    }

    fn no_entry_has_the_empty_path(given = open(), vault, send) {
        assert!(send!(vault.raw().read_root()).unwrap_err().is_not_found());
        send!(vault.raw().delete_root()).unwrap();
        assert!(send!(vault.raw().read_root()).unwrap_err().is_not_found());
        assert!(!send!(vault.raw().list_root()).unwrap().is_empty());
    }

    fn the_keys_of_a_server_stay_closed(given = open(), vault, send) {
        let cannot = [r#"cannot access "core/keyring""#];
        assert_eq!(send!(vault.raw().read("core/keyring")).unwrap_err().errors(), cannot);
        assert_eq!(send!(vault.raw().delete("core/keyring")).unwrap_err().errors(), cannot);
        let error = send!(vault.raw().write("core/keyring", "secret stuff")).unwrap_err();
        assert_eq!(error.status().unwrap(), 500);
        assert!(!format!("{error} {error:?}").contains("secret stuff"));
        let call = vault.raw().write("mine/a", "no base64!").encoding(Encoding::Base64);
        assert_eq!(send!(call).unwrap_err().status().unwrap(), 400);
        let hex = || Encoding::Other("hex".into());
        let error = send!(vault.raw().write("mine/a", "00").encoding(hex())).unwrap_err();
        assert_eq!(error.errors(), [r#"invalid encoding "hex""#]);
        let error = send!(vault.raw().read("mine/a").encoding(hex())).unwrap_err();
        assert_eq!(error.errors(), [r#"invalid encoding "hex""#]);
    }

    fn the_storage_is_closed_unless_configured(
        given = Raft::unsealed(RaftServer::start()), vault, send
    ) {
        for error in [
            send!(vault.raw().read("core/mounts")).unwrap_err(),
            send!(vault.raw().list("core")).unwrap_err(),
            send!(vault.raw().list_root()).unwrap_err(),
            send!(vault.raw().write("mine/a", "x")).unwrap_err(),
            send!(vault.raw().delete("mine/a")).unwrap_err(),
        ] {
            assert!(error.is_not_found());
            assert!(error.errors()[0].contains("unsupported path"), "{error}");
        }
    }

    fn the_storage_is_open_to_the_root_namespace_only(
        given = TokenInNamespace::new(), vault, send
    ) {
        let inside = vault.with_namespace(&given.namespace);
        let path = unique("mine/entry");
        let error = send!(inside.raw().write(&path, "x")).unwrap_err();
        assert_eq!(error.errors(), ["operation unavailable in namespaces"]);
        let nobody = vault.with_token("s.nobody");
        assert!(send!(nobody.raw().read(&path)).unwrap_err().is_permission_denied());
        // A server in development mode is open without being told.
        assert!(send!(vault.raw().read(&path)).unwrap_err().is_not_found());
    }
}
