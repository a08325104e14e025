//! Loading plugins anew, and what only Vault has of plugins.

use vault_sys::plugins::{PluginType, ReloadScope, ReloadType, runtimes::RuntimeType};
use vault_sys_tests::both_clients;

use crate::given::{Dev, TokenInNamespace, unique};

/// Whether this is the clear answer of a server that lacks an operation.
fn is_missing<T: std::fmt::Debug>(result: Result<T, vault_sys::Error>) -> bool {
    let error = result.unwrap_err();
    error.is_not_found() && error.errors()[0].contains("unsupported path")
}

both_clients! {
    fn mounts_are_loaded_anew(given = Dev, vault, send) {
        let (mount, method) = (unique("kv"), unique("people"));
        send!(vault.mounts().enable(&mount, "kv")).unwrap();
        send!(vault.auth().enable(&method, "userpass")).unwrap();
        let before = send!(vault.mounts().read(&mount)).unwrap();
        let mounts = [mount.clone(), format!("auth/{method}/")];
        let call = vault.plugins().reload_backend().mounts(mounts).scope(ReloadScope::Global);
        let reload = send!(call.detailed()).unwrap();
        assert!(!reload.value.reload_id.is_empty());
        assert_eq!(reload.request_id.as_ref(), Some(&reload.value.reload_id));
        assert_eq!(send!(vault.mounts().read(&mount)).unwrap(), before);
    }

    fn a_plugin_is_loaded_anew_even_where_there_is_none(given = Dev, vault, send) {
        // No other test mounts it.
        let reload = send!(vault.plugins().reload_backend().plugin("ssh")).unwrap();
        assert!(!reload.reload_id.is_empty());
    }

    fn what_cannot_be_loaded_anew_is_refused(given = Dev, vault, send) {
        let reload = || vault.plugins().reload_backend();
        let error = send!(reload()).unwrap_err();
        assert_eq!(error.errors(), ["plugin or mounts must be provided"]);
        let error = send!(reload().plugin("ssh").mounts(["kv"])).unwrap_err();
        assert_eq!(error.errors(), ["plugin and mounts cannot be set at the same time"]);
        let scope = ReloadScope::Other("village".into());
        let error = send!(reload().plugin("ssh").scope(scope)).unwrap_err();
        assert!(error.errors()[0].contains("scope"), "{error}");
        let refused = [
            (reload().mounts(["no/such/mount"]), "cannot fetch mount entry"),
            (reload().mounts(["cubbyhole"]), "singleton plugin cannot be reloaded"),
            (reload().plugin("no-such-plugin"), "plugin not found in the catalog"),
            (reload().plugin("mysql-database-plugin"), "only plugins of type auth and secret"),
        ];
        for (call, says) in refused {
            let error = send!(call).unwrap_err();
            assert_eq!(error.status().unwrap(), 400);
            assert!(error.errors()[0].contains(says), "{error}");
        }
    }

    fn a_namespace_loads_its_own_mounts_anew(given = TokenInNamespace::new(), vault, send) {
        let inside = vault.with_namespace(&given.namespace);
        send!(inside.mounts().enable("kv", "kv")).unwrap();
        send!(inside.plugins().reload_backend().mounts(["kv/"])).unwrap();
        let outside = format!("{}/kv/", given.namespace);
        // Seen from the root it is there, and left alone.
        send!(vault.plugins().reload_backend().mounts([outside])).unwrap();
    }

    fn what_only_vault_has_of_plugins_is_a_clear_error(given = Dev, vault, send) {
        let reload = vault.plugins().reload(ReloadType::Unknown, "kv").scope(ReloadScope::Global);
        assert!(is_missing(send!(reload)));
        assert!(is_missing(send!(vault.plugins().reload_status().read("a"))));

        let pins = vault.plugins().pins();
        assert!(is_missing(send!(pins.list())));
        assert!(is_missing(send!(pins.read(PluginType::Secret, "kv"))));
        assert!(is_missing(send!(pins.write(PluginType::Secret, "kv", "v1.0.0"))));
        assert!(is_missing(send!(pins.delete(PluginType::Secret, "kv"))));

        let runtimes = vault.plugins().runtimes();
        // Nothing instead of an error would be wrong.
        assert!(is_missing(send!(runtimes.list().type_(RuntimeType::Container))));
        assert!(is_missing(send!(runtimes.read_all())));
        assert!(is_missing(send!(runtimes.read(RuntimeType::Container, "a"))));
        assert!(is_missing(send!(runtimes.register(RuntimeType::Container, "a").cpu_nanos(1))));
        assert!(is_missing(send!(runtimes.delete(RuntimeType::Container, "a"))));
    }
}
