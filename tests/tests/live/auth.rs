//! Enabling and disabling auth methods.

use std::time::Duration;

use vault_sys::auth::{AuthSettings, ListingVisibility, TokenType};
use vault_sys_tests::both_clients;

use crate::given::{Dev, unique};

const HOUR: Duration = Duration::from_secs(3600);

both_clients! {
    fn a_method_is_enabled_listed_read_and_disabled(given = Dev, vault, send) {
        let path = unique("team/people");
        let settings = AuthSettings::new()
            .default_lease_ttl(HOUR)
            .max_lease_ttl(2 * HOUR)
            .token_type(TokenType::Batch)
            .listing_visibility(ListingVisibility::Unauth)
            .audit_non_hmac_request_keys(["a"])
            .passthrough_request_headers(["X-A"])
            .allowed_response_headers(["X-B"]);
        let call = vault.auth().enable(&path, "userpass").description("people").config(settings);
        send!(call.options([("a", "b")]).local(true).seal_wrap(true)).unwrap();

        let method = send!(vault.auth().read(&path)).unwrap();
        assert_eq!((method.type_.as_str(), method.description.as_str()), ("userpass", "people"));
        assert!(method.local && method.seal_wrap);
        assert_eq!(method.options["a"], "b");
        assert_eq!(method.config.default_lease_ttl, HOUR);
        assert_eq!(method.config.max_lease_ttl, 2 * HOUR);
        assert_eq!(method.config.token_type, Some(TokenType::Batch));
        assert_eq!(method.config.listing_visibility, Some(ListingVisibility::Unauth));
        assert_eq!(method.config.audit_non_hmac_request_keys, Some(vec!["a".into()]));
        assert_eq!(method.config.audit_non_hmac_response_keys, None);
        assert_eq!(method.config.passthrough_request_headers, Some(vec!["X-A".into()]));
        assert_eq!(method.config.allowed_response_headers, Some(vec!["X-B".into()]));
        assert_eq!(method.config.user_lockout_config, None);

        let methods = send!(vault.auth().list()).unwrap();
        assert_eq!(methods[&format!("{path}/")], method);
        let token = &methods["token/"];
        assert!(token.options.is_empty());
        assert_eq!(token.deprecation_status, None);

        send!(vault.auth().disable(format!("{path}/"))).unwrap();
        let missing = send!(vault.auth().read(&path)).unwrap_err();
        assert_eq!(missing.status().unwrap(), 400);
        assert_eq!(missing.errors(), [format!("No auth engine at {path}/")]);
        // Once more is no error.
        send!(vault.auth().disable(&path)).unwrap();
    }

    fn a_method_that_cannot_be_is_refused(given = Dev, vault, send) {
        let path = unique("taken");
        let error = send!(vault.auth().enable(&path, "no-such-type")).unwrap_err();
        assert!(error.errors()[0].contains("plugin not found"), "{error}");
        send!(vault.auth().enable(&path, "plugin").plugin_name("approle")).unwrap();
        assert_eq!(send!(vault.auth().read(&path)).unwrap().type_, "approle");
        for taken in [path.clone(), format!("{path}/below")] {
            let error = send!(vault.auth().enable(taken, "userpass")).unwrap_err();
            assert_eq!(error.errors(), [format!("path is already in use at {path}/")]);
        }
        let settings = AuthSettings::new().default_lease_ttl(2 * HOUR).max_lease_ttl(HOUR);
        let call = vault.auth().enable(unique("long"), "userpass").config(settings);
        assert_eq!(send!(call).unwrap_err().status().unwrap(), 400);
        let error = send!(vault.auth().enable(unique("token"), "token")).unwrap_err();
        assert_eq!(error.status().unwrap(), 400);
        let error = send!(vault.auth().disable("token")).unwrap_err();
        assert_eq!(error.errors(), ["token credential backend cannot be disabled"]);
    }
}
