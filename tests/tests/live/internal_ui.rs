//! What the web interface asks the server.

use std::time::Duration;

use vault_sys::auth::AuthSettings;
use vault_sys::internal::ui::{ListingVisibility, Permissions, TokenType};
use vault_sys::mounts::MountSettings;
use vault_sys_tests::{both_clients, endpoints::CreateToken};

use crate::given::{Dev, TokenInNamespace, unique};

/// A token with one policy besides the default one.
fn token(policy: &str) -> CreateToken {
    CreateToken { policies: vec![policy.into()], ttl: "1h".into() }
}

both_clients! {
    fn mounts_are_listed_by_who_asks(given = Dev, vault, send) {
        let (open, shut) = (unique("open"), unique("shut"));
        let settings = || MountSettings::new().max_lease_ttl(Duration::from_secs(60));
        let everyone = vault_sys::mounts::ListingVisibility::Unauth;
        let enable = vault.mounts().enable(&open, "kv").description("for all");
        send!(enable.config(settings().listing_visibility(everyone))).unwrap();
        send!(vault.mounts().enable(&shut, "kv").config(settings())).unwrap();
        let (open, shut) = (format!("{open}/"), format!("{shut}/"));

        let mounts = send!(vault.internal().ui().list_mounts()).unwrap();
        let config = mounts.secret[&open].config.as_ref().unwrap();
        assert_eq!(config.listing_visibility, Some(ListingVisibility::Unauth));
        assert_eq!(config.max_lease_ttl.as_secs(), 60);
        assert!(mounts.secret.contains_key(&shut));
        let login = mounts.auth["token/"].config.as_ref().unwrap();
        assert_eq!(login.token_type, Some(TokenType::DefaultService));

        // One who may do nothing with it does not see it.
        let new = send!(vault.call(token("default"))).unwrap();
        let limited = vault.with_token(new.client_token);
        let mounts = send!(limited.internal().ui().list_mounts()).unwrap();
        assert!(mounts.secret[&open].config.is_some() && !mounts.secret.contains_key(&shut));
        assert!(mounts.secret.contains_key("cubbyhole/"));

        // Without a token, little comes.
        let mounts = send!(vault.with_token("").internal().ui().list_mounts()).unwrap();
        let mount = &mounts.secret[&open];
        assert_eq!((mount.type_.as_str(), mount.description.as_str()), ("kv", "for all"));
        assert!(mount.config.is_none() && mount.accessor.is_none());
        assert!(!mounts.secret.contains_key(&shut) && !mounts.auth.contains_key("token/"));
        let error = send!(vault.with_token("s.nobody").internal().ui().list_mounts()).unwrap_err();
        assert!(error.is_permission_denied());
    }

    fn a_mount_is_found_by_a_path_in_it(given = Dev, vault, send) {
        let ui = vault.internal().ui();
        let mount = send!(ui.read_mount("cubbyhole/a/b c")).unwrap();
        assert_eq!((mount.path.as_str(), mount.type_.as_str(), mount.local), ("cubbyhole/", "cubbyhole", true));
        assert!(mount.options.is_empty() && mount.deprecation_status.is_none());

        let path = unique("login");
        let settings = AuthSettings::new().default_lease_ttl(Duration::from_secs(60));
        send!(vault.auth().enable(&path, "userpass").config(settings)).unwrap();
        let method = send!(ui.read_mount(format!("auth/{path}"))).unwrap();
        assert_eq!((method.path, method.type_), (format!("{path}/"), "userpass".to_owned()));
        assert_eq!(method.config.default_lease_ttl.as_secs(), 60);
        assert_eq!(method.deprecation_status.as_deref(), Some("supported"));

        // One that does not exist is like one that may not be seen.
        let error = send!(ui.read_mount("no/such/mount")).unwrap_err();
        assert!(error.is_permission_denied());
        assert!(error.errors()[0].contains("preflight capability check"), "{error}");
        let new = send!(vault.call(token("default"))).unwrap();
        let limited = vault.with_token(new.client_token);
        let error = send!(limited.internal().ui().read_mount("secret")).unwrap_err();
        assert!(error.errors()[0].contains("preflight capability check"), "{error}");
        assert!(send!(limited.internal().ui().read_mount("cubbyhole")).is_ok());
        let stranger = vault.with_token("");
        let error = send!(stranger.internal().ui().read_mount("cubbyhole")).unwrap_err();
        assert!(error.is_permission_denied());
    }

    fn namespaces_are_listed_by_who_asks(given = TokenInNamespace::new(), vault, send) {
        let name = format!("{}/", given.namespace);
        let all = send!(vault.internal().ui().list_namespaces()).unwrap();
        assert!(all.keys.unwrap().contains(&name));
        let inside = vault.with_namespace(&given.namespace);
        assert_eq!(send!(inside.internal().ui().list_namespaces()).unwrap().keys, None);
        send!(inside.namespaces().create("below")).unwrap();
        let below = send!(inside.internal().ui().list_namespaces()).unwrap();
        assert_eq!(below.keys.unwrap(), ["below/"]);

        let new = send!(vault.call(token("default"))).unwrap();
        let limited = vault.with_token(new.client_token);
        let none = send!(limited.internal().ui().list_namespaces()).unwrap();
        assert!(!none.keys.unwrap_or_default().contains(&name));
        let error = send!(vault.with_token("").internal().ui().list_namespaces()).unwrap_err();
        assert_eq!((error.status().unwrap().as_u16(), error.errors().len()), (500, 1));
    }

    fn what_policies_allow_together_is_told(given = Dev, vault, send) {
        let policy = unique("resultant");
        send!(vault.policies().acl().write(&policy, POLICY)).unwrap();
        let new = send!(vault.call(token(&policy))).unwrap();
        let limited = vault.with_token(new.client_token);
        let acl = send!(limited.internal().ui().read_resultant_acl()).unwrap();
        assert!(!acl.root && acl.chroot_namespace.is_none());
        let (exact, glob) = (acl.exact_paths.unwrap(), acl.glob_paths.unwrap());
        assert_eq!(exact["acl/deep"].capabilities, ["list", "sudo"]);
        assert_eq!(exact["acl/shut"].capabilities, ["deny"]);
        // The default policy is among them.
        assert_eq!(exact["auth/token/lookup-self"].capabilities, ["read"]);
        let Permissions { capabilities, allowed_parameters, denied_parameters, .. } =
            &glob["acl/open/"];
        assert_eq!(capabilities, &["create", "read"]);
        let allowed = allowed_parameters.as_ref().unwrap();
        assert_eq!(allowed["a"], [serde_json::json!("b"), serde_json::json!(3)]);
        assert!(denied_parameters.as_ref().unwrap()["d"].is_empty());
        assert_eq!(glob["acl/open/"].required_parameters.as_deref(), Some(&["x".into()][..]));
        assert_eq!(glob["acl/open/"].min_wrapping_ttl, Some(Duration::from_secs(10)));
        assert_eq!(glob["acl/open/"].max_wrapping_ttl, Some(Duration::from_secs(3600)));
        // This is left out.
        assert!(!exact.keys().chain(glob.keys()).any(|path| path.contains('+')));

        let all = send!(vault.internal().ui().read_resultant_acl()).unwrap();
        assert!(all.root && all.exact_paths.is_none() && all.glob_paths.is_none());
        let error = send!(vault.with_token("").internal().ui().read_resultant_acl()).unwrap_err();
        assert!(error.is_permission_denied());
    }
}

const POLICY: &str = r#"
    path "acl/open/*" {
      capabilities = ["create", "read"]
      required_parameters = ["x"]
      allowed_parameters = { "a" = ["b", 3] }
      denied_parameters = { "d" = [] }
      min_wrapping_ttl = "10s"
      max_wrapping_ttl = "1h"
    }
    path "acl/shut" { capabilities = ["deny"] }
    path "acl/deep" { capabilities = ["list", "sudo"] }
    path "acl/+/x" { capabilities = ["read"] }
"#;
