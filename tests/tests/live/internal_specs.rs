//! The server's own description of its API.

use serde_json::Value;
use vault_sys_tests::both_clients;

use crate::given::Dev;

both_clients! {
    fn the_api_is_described(given = Dev, vault, send) {
        let specs = vault.internal().specs();
        let described = send!(specs.read_openapi()).unwrap();
        assert!(described.openapi.starts_with("3."));
        assert_eq!(described.info.version, send!(vault.health().read()).unwrap().version);
        assert!(described.info.license.is_some());
        let health = &described.paths["/sys/health"];
        assert_eq!(health["x-vault-unauthenticated"], Value::Bool(true));
        assert!(!described.components.schemas.is_empty());
        assert!(described.paths.contains_key("/secret/config"));

        let generic = send!(specs.read_openapi().generic_mount_paths(true)).unwrap();
        assert!(generic.paths.contains_key("/{secret_mount_path}/config"));
        assert!(!generic.paths.contains_key("/secret/config"));
        let posted = send!(specs.generate_openapi().generic_mount_paths(true).context("x")).unwrap();
        assert!(posted.paths.contains_key("/{secret_mount_path}/config"));
        assert_eq!(posted.paths["/sys/health"], described.paths["/sys/health"]);
        let posted = send!(specs.generate_openapi()).unwrap();
        assert!(posted.paths.contains_key("/secret/config"));
    }

    fn without_a_token_little_is_described(given = Dev, vault, send) {
        let specs = vault.with_token("");
        let nothing = send!(specs.internal().specs().read_openapi()).unwrap();
        assert!(!nothing.paths.contains_key("/sys/health"));
        let error = send!(vault.with_token("s.nobody").internal().specs().read_openapi()).unwrap_err();
        assert!(error.is_permission_denied());
    }
}
