//! The catalogue of plugins by paths without their kind, which do next to nothing.
#![expect(deprecated, reason = "who still calls them gets an answer")]

use vault_sys::plugins::PluginType;
use vault_sys_tests::both_clients;

use crate::given::Dev;

const SHA256: &str = "275239824e00e61b0a220e61a41791c7e9b4bd726f8b0c27077a338f8131c9dc";

both_clients! {
    fn nothing_is_read_without_a_kind(given = Dev, vault, send) {
        for name in ["kv", "nothing"] {
            let read = send!(vault.plugins().catalog().read_untyped(name).detailed()).unwrap();
            assert_eq!(read.value, None);
            assert!(read.warnings[0].contains("Deprecated API endpoint"), "{:?}", read.warnings);
        }
    }

    fn nothing_is_deleted_without_a_kind(given = Dev, vault, send) {
        let deleted = send!(vault.plugins().catalog().delete_untyped("kv").detailed()).unwrap();
        assert!(deleted.warnings[0].contains("cannot deregister"), "{:?}", deleted.warnings);
        assert!(send!(vault.plugins().catalog().read(PluginType::Secret, "kv")).unwrap().builtin);
    }

    fn what_is_no_plugin_is_refused_without_a_kind(given = Dev, vault, send) {
        let call = vault.plugins().catalog().register_untyped("mine", "my-plugin", "");
        let error = send!(call.type_(PluginType::Secret)).unwrap_err();
        assert_eq!((error.status().unwrap().as_u16(), error.errors().len()), (400, 1));
        assert_eq!(error.errors(), ["missing SHA-256 value"]);
        let call = vault.plugins().catalog().register_untyped("mine", "my-plugin", SHA256);
        let error = send!(call.version("v1.2.3").args(["a"]).env(["A=b"]).oci(false)).unwrap_err();
        assert_eq!(error.status().unwrap(), 500);
        assert!(error.errors()[0].contains("plugin directory is not configured"), "{error}");
    }
}
