//! Tuning auth methods, with `sudo` and without.

use std::time::Duration;

use vault_sys::{
    auth::{self, ListingVisibility, TokenType},
    blocking::Client,
    mounts,
};
use vault_sys_tests::{
    Given, both_clients,
    endpoints::{CreateToken, NewToken},
};

use crate::given::{Dev, unique};

const MINUTE: Duration = Duration::from_secs(60);
const SYSTEM_DEFAULT: Duration = Duration::from_secs(32 * 24 * 3600);

/// An auth method of its own on the shared server, and a token that may do all but `sudo`.
struct Method {
    path: String,
    without_sudo: NewToken,
}

impl Given for Method {}

impl Method {
    fn enabled() -> Self {
        let vault = Client::new(Dev.address()).unwrap().with_token(Dev.token());
        let path = unique("people");
        vault.auth().enable(&path, "userpass").send().unwrap();
        let rules = r#"path "sys/*" { capabilities = ["create", "read", "update"] }"#;
        vault.policy().write(&path, rules).send().unwrap();
        let token = CreateToken { policies: vec![path.clone()], ttl: "1h".into() };
        Self { path, without_sudo: vault.call(token).send().unwrap() }
    }
}

both_clients! {
    fn tuning_a_method_changes_what_is_set(given = Method::enabled(), vault, send) {
        let path = &given.path;
        let before = send!(vault.auth().read_tuning(path)).unwrap();
        assert_eq!(before.default_lease_ttl, SYSTEM_DEFAULT);
        assert_eq!((before.description.as_str(), before.options), ("", None));
        assert_eq!(before.token_type, Some(TokenType::DefaultService));
        assert_eq!(before.user_lockout_threshold, None);

        let call = vault.auth().tune(format!("{path}/"));
        let call = call.default_lease_ttl(10 * MINUTE).max_lease_ttl(20 * MINUTE);
        let call = call.description("tuned").options([("x", "y")]);
        let call = call.listing_visibility(ListingVisibility::Hidden);
        let call = call.audit_non_hmac_request_keys(["a", "b"]).audit_non_hmac_response_keys(["c"]);
        let call = call.passthrough_request_headers(["X-A"]).allowed_response_headers(["X-B"]);
        send!(call.token_type(TokenType::DefaultBatch)).unwrap();

        let after = send!(vault.auth().read_tuning(path)).unwrap();
        assert_eq!(after.default_lease_ttl, 10 * MINUTE);
        assert_eq!(after.max_lease_ttl, 20 * MINUTE);
        assert_eq!(after.description, "tuned");
        assert_eq!(after.options.unwrap()["x"], "y");
        assert_eq!(after.listing_visibility, Some(ListingVisibility::Hidden));
        assert_eq!(after.audit_non_hmac_request_keys.unwrap(), ["a", "b"]);
        assert_eq!(after.audit_non_hmac_response_keys.unwrap(), ["c"]);
        assert_eq!(after.passthrough_request_headers.unwrap(), ["X-A"]);
        assert_eq!(after.allowed_response_headers.unwrap(), ["X-B"]);
        assert_eq!(after.token_type, Some(TokenType::DefaultBatch));

        // Zero is the server's default again, an empty list is none; the rest stays.
        let call = vault.auth().tune(path).default_lease_ttl(Duration::ZERO);
        let call = call.max_lease_ttl(Duration::ZERO).audit_non_hmac_request_keys([""; 0]);
        send!(call).unwrap();
        let reset = send!(vault.auth().read_tuning(path)).unwrap();
        assert_eq!(reset.default_lease_ttl, SYSTEM_DEFAULT);
        assert_eq!(reset.audit_non_hmac_request_keys, None);
        assert_eq!(reset.description, "tuned");
        let config = send!(vault.auth().read(path)).unwrap().config;
        assert_eq!((config.default_lease_ttl, config.max_lease_ttl), Default::default());
    }

    fn lockout_rules_are_tuned_one_by_one(given = Method::enabled(), vault, send) {
        let path = &given.path;
        let rules = auth::UserLockout::new()
            .lockout_threshold(3)
            .lockout_duration(10 * MINUTE)
            .lockout_counter_reset_duration(5 * MINUTE);
        send!(vault.auth().tune(path).user_lockout_config(rules)).unwrap();
        let disabled = auth::UserLockout::new().lockout_disable(true);
        send!(vault.auth().tune(path).user_lockout_config(disabled)).unwrap();

        let tuning = send!(vault.auth().read_tuning(path)).unwrap();
        assert_eq!(tuning.user_lockout_threshold, Some(3));
        assert_eq!(tuning.user_lockout_duration, Some(10 * MINUTE));
        assert_eq!(tuning.user_lockout_counter_reset_duration, Some(5 * MINUTE));
        assert_eq!(tuning.user_lockout_disable, Some(true));
        let read = send!(vault.auth().read(path)).unwrap().config.user_lockout_config.unwrap();
        assert_eq!((read.user_lockout_threshold, read.user_lockout_disable), (3, true));
        assert_eq!(read.user_lockout_counter_reset_duration, 5 * MINUTE);
    }

    fn what_cannot_be_tuned_is_refused(given = Method::enabled(), vault, send) {
        let missing = unique("nothing");
        let error = send!(vault.auth().read_tuning(&missing)).unwrap_err();
        assert_eq!(error.status().unwrap(), 400);
        assert!(error.errors()[0].contains("cannot fetch sysview"), "{error}");
        let error = send!(vault.auth().tune(&missing).description("x")).unwrap_err();
        assert!(error.errors()[0].contains("no mount entry found"), "{error}");
        let error = send!(vault.auth().tune("token").token_type(TokenType::Batch)).unwrap_err();
        assert!(error.errors()[0].contains("token_type"), "{error}");
        let odd = TokenType::Other("odd".into());
        let error = send!(vault.auth().tune(&given.path).token_type(odd)).unwrap_err();
        assert_eq!(error.errors(), ["invalid value for 'token_type'"]);
    }

    fn mounts_tune_a_method_without_sudo(given = Method::enabled(), vault, send) {
        let path = &given.path;
        let vault = vault.with_token(given.without_sudo.client_token.clone());
        assert!(send!(vault.auth().read(path)).unwrap_err().is_permission_denied());
        assert!(send!(vault.auth().read_tuning(path)).unwrap_err().is_permission_denied());
        let refused = send!(vault.auth().tune(path).description("x")).unwrap_err();
        assert!(refused.is_permission_denied());

        let rules = mounts::UserLockout::new().lockout_threshold(7);
        let call = vault.mounts().tune_auth(path).description("by mounts").max_lease_ttl(MINUTE);
        let call = call.user_lockout_config(rules).token_type(mounts::TokenType::Service);
        send!(call).unwrap();
        let tuning = send!(vault.mounts().read_auth_tuning(path)).unwrap();
        assert_eq!((tuning.description.as_str(), tuning.max_lease_ttl), ("by mounts", MINUTE));
        assert_eq!(tuning.token_type, Some(mounts::TokenType::Service));
        assert_eq!(tuning.user_lockout_threshold, Some(7));
        // The general calls take the whole path, but for the one that would be the same as this.
        let path = format!("auth/{path}");
        let error = send!(vault.mounts().read_tuning(&path)).unwrap_err();
        assert!(error.to_string().ends_with("GET sys/mounts/auth/{*path}/tune"), "{error}");
        let mount = send!(vault.mounts().read(&path)).unwrap();
        assert_eq!(mount.config.token_type, Some(mounts::TokenType::Service));
        assert_eq!(mount.config.user_lockout_config.unwrap().user_lockout_threshold, 7);

        let error = send!(vault.mounts().read_auth_tuning("no/such")).unwrap_err();
        assert_eq!(error.status().unwrap(), 400);
        let error = send!(vault.mounts().tune_auth("no/such").description("x")).unwrap_err();
        assert_eq!(error.status().unwrap(), 400);
    }
}
