//! What goes on within the server. A server in development mode shows it.

use secrecy::ExposeSecret as _;
use vault_sys::internal::inspect::Tag;
use vault_sys_tests::{Given as _, RaftServer, both_clients};

use crate::given::{Dev, Raft, TokenInNamespace, unique};

both_clients! {
    fn the_router_shows_its_mounts(given = TokenInNamespace::new(), vault, send) {
        let mount = unique("routed");
        send!(vault.with_namespace(&given.namespace).mounts().enable(&mount, "kv")).unwrap();
        let inspect = vault.internal().inspect();
        for (tag, name, deep) in [
            (Tag::Root, "root", true),
            (Tag::Uuid, "uuid", false),
            (Tag::Accessor, "accessor", false),
            (Tag::Storage, "storage", true),
        ] {
            let parts = send!(inspect.router(tag)).unwrap();
            assert_eq!(parts.len(), 1);
            let path = format!("{mount}/");
            let route = parts[name].iter().find(|route| route.mount_path == path).unwrap();
            assert_eq!(route.mount_namespace, format!("{}/", given.namespace));
            assert_eq!(route.mount_type, "kv");
            assert!(route.accessor.starts_with("kv_"));
            assert_eq!((route.storage_prefix.is_some(), route.tainted.is_some()), (deep, deep));
        }
        let error = send!(inspect.router(Tag::Other("nothing".into()))).unwrap_err();
        assert!(error.is_not_found(), "{error}");
        let inside = vault.with_namespace(&given.namespace);
        let error = send!(inside.internal().inspect().router(Tag::Root)).unwrap_err();
        assert_eq!(error.errors(), ["operation only available in root namespace"]);
    }

    fn a_request_shows_itself(given = Dev, vault, send) {
        let seen = send!(vault.internal().inspect().request()).unwrap();
        assert_eq!(seen.request.client_token.expose_secret(), given.token());
        assert_eq!(seen.request.path, "internal/inspect/request");
        assert_eq!((seen.request.operation.as_str(), seen.request.unauthenticated), ("read", false));
        assert_eq!(seen.request.client_token_source, Some(1));
        let connection = seen.request.connection.as_ref().unwrap();
        assert_eq!((connection.remote_addr.as_str(), &connection.tls), ("127.0.0.1", &None));
        assert!(!format!("{seen:?}").contains(given.token()), "the token shows");
        assert!(seen.entity.is_none() && seen.groups.is_empty() && seen.data.is_empty());
        assert_eq!(seen.plugin_env.unwrap().vault_version, seen.vault_version);
        let health = send!(vault.health().read()).unwrap();
        assert_eq!((Some(seen.cluster_id), seen.vault_version), (health.cluster_id, health.version));
    }

    fn what_is_not_turned_on_is_refused(given = Raft::unsealed(RaftServer::start()), vault, send) {
        let inspect = vault.internal().inspect();
        for error in [
            send!(inspect.request()).unwrap_err(),
            send!(inspect.router(Tag::Uuid)).unwrap_err(),
        ] {
            assert_eq!(error.status().unwrap(), 400);
            assert!(error.errors()[0].contains("introspection_endpoint"), "{error}");
        }
    }
}
