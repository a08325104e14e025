//! Tuning secrets engines.

use std::time::Duration;

use vault_sys::{
    blocking::Client,
    mounts::{ListingVisibility, TokenType, UserLockout},
};
use vault_sys_tests::{Given, both_clients};

use crate::given::{Dev, unique};

const HOUR: Duration = Duration::from_secs(3600);
const SYSTEM_DEFAULT: Duration = Duration::from_secs(32 * 24 * 3600);

/// A `kv` engine of its own on the shared server.
struct Kv {
    path: String,
}

impl Given for Kv {}

impl Kv {
    fn mounted() -> Self {
        let vault = Client::new(Dev.address()).unwrap().with_token(Dev.token());
        let path = unique("team/kv");
        vault.mounts().enable(&path, "kv").options([("version", "1")]).send().unwrap();
        Self { path }
    }
}

both_clients! {
    fn tuning_changes_what_is_set(given = Kv::mounted(), vault, send) {
        let path = &given.path;
        let before = send!(vault.mounts().read_tuning(path)).unwrap();
        assert_eq!(before.default_lease_ttl, SYSTEM_DEFAULT);
        assert_eq!(before.max_lease_ttl, SYSTEM_DEFAULT);
        assert_eq!(before.listing_visibility, None);
        assert_eq!((before.token_type, before.user_lockout_disable), (None, None));

        let call = vault.mounts().tune(format!("{path}/")).description("tuned");
        let call = call.default_lease_ttl(HOUR).max_lease_ttl(2 * HOUR);
        let call = call.listing_visibility(ListingVisibility::Unauth);
        let call = call.audit_non_hmac_request_keys(["a", "b"]).audit_non_hmac_response_keys(["c"]);
        let call = call.passthrough_request_headers(["X-A"]).allowed_response_headers(["X-B"]);
        send!(call).unwrap();

        let after = send!(vault.mounts().read_tuning(path)).unwrap();
        assert_eq!((after.default_lease_ttl, after.max_lease_ttl), (HOUR, 2 * HOUR));
        assert_eq!(after.description, "tuned");
        assert_eq!(after.options.as_ref().unwrap()["version"], "1");
        assert_eq!(after.listing_visibility, Some(ListingVisibility::Unauth));
        assert_eq!(after.audit_non_hmac_request_keys.as_ref().unwrap(), &["a", "b"]);
        assert_eq!(after.audit_non_hmac_response_keys.as_ref().unwrap(), &["c"]);
        assert_eq!(after.passthrough_request_headers.as_ref().unwrap(), &["X-A"]);
        assert_eq!(after.allowed_response_headers.as_ref().unwrap(), &["X-B"]);

        // Nothing set is nothing changed.
        send!(vault.mounts().tune(path)).unwrap();
        assert_eq!(send!(vault.mounts().read_tuning(path)).unwrap(), after);
    }

    fn zero_and_nothing_go_back_to_the_default(given = Kv::mounted(), vault, send) {
        let path = &given.path;
        let call = vault.mounts().tune(path).default_lease_ttl(HOUR).max_lease_ttl(HOUR);
        let call = call.listing_visibility(ListingVisibility::Hidden).description("tuned");
        send!(call.passthrough_request_headers(["X-A"])).unwrap();
        let config = send!(vault.mounts().read(path)).unwrap().config;
        assert_eq!((config.default_lease_ttl, config.max_lease_ttl), (HOUR, HOUR));

        let call = vault.mounts().tune(path).default_lease_ttl(Duration::ZERO).description("");
        let call = call.max_lease_ttl(Duration::ZERO).passthrough_request_headers([""; 0]);
        send!(call.listing_visibility(ListingVisibility::Other(String::new()))).unwrap();
        // What is stored, and what counts.
        let mount = send!(vault.mounts().read(path)).unwrap();
        assert_eq!(mount.config.default_lease_ttl, Duration::ZERO);
        assert_eq!(mount.config.max_lease_ttl, Duration::ZERO);
        assert_eq!(mount.config.passthrough_request_headers, None);
        assert_eq!(mount.config.listing_visibility, None);
        assert_eq!(mount.description, "");
        let tuning = send!(vault.mounts().read_tuning(path)).unwrap();
        assert_eq!(tuning.default_lease_ttl, SYSTEM_DEFAULT);
        assert_eq!(tuning.max_lease_ttl, SYSTEM_DEFAULT);
    }

    fn options_are_added_and_a_new_version_warns(given = Kv::mounted(), vault, send) {
        let path = &given.path;
        let call = vault.mounts().tune(path).options([("version", "2")]);
        let upgraded = send!(call.detailed()).unwrap();
        assert!(upgraded.warnings[0].contains("Upgrading mount"), "{:?}", upgraded.warnings);
        send!(vault.mounts().tune(path).options([("max_versions", "5")])).unwrap();
        let options = send!(vault.mounts().read_tuning(path)).unwrap().options.unwrap();
        assert_eq!((&options["version"][..], &options["max_versions"][..]), ("2", "5"));
        let error = send!(vault.mounts().tune(path).options([("version", "1")])).unwrap_err();
        assert!(error.errors()[0].contains("cannot downgrade mount"), "{error}");
    }

    fn what_cannot_be_tuned_is_refused(given = Kv::mounted(), vault, send) {
        let path = &given.path;
        let missing = unique("nothing");
        let error = send!(vault.mounts().read_tuning(&missing)).unwrap_err();
        assert_eq!(error.status().unwrap(), 400);
        assert!(error.errors()[0].contains("cannot fetch sysview"), "{error}");
        let error = send!(vault.mounts().tune(&missing).description("x")).unwrap_err();
        assert!(error.errors()[0].contains("no mount entry found"), "{error}");

        let call = vault.mounts().tune(path).default_lease_ttl(2 * HOUR).max_lease_ttl(HOUR);
        let error = send!(call).unwrap_err();
        assert!(error.errors()[0].contains("would be less than"), "{error}");
        let odd = ListingVisibility::Other("odd".into());
        let error = send!(vault.mounts().tune(path).listing_visibility(odd)).unwrap_err();
        assert_eq!(error.errors(), ["invalid listing_visibility odd"]);
        let error = send!(vault.mounts().tune(path).token_type(TokenType::Batch)).unwrap_err();
        assert!(error.errors()[0].contains("only be modified on auth mounts"), "{error}");
        let rules = UserLockout::new().lockout_threshold(3);
        let error = send!(vault.mounts().tune(path).user_lockout_config(rules)).unwrap_err();
        assert!(error.errors()[0].contains("not allowed"), "{error}");
        let error = send!(vault.mounts().tune(path).plugin_version("v0.0.1")).unwrap_err();
        assert!(error.errors()[0].contains("plugin not found"), "{error}");
        let error = send!(vault.mounts().tune("sys").description("x")).unwrap_err();
        assert!(error.errors()[0].contains("cannot tune parameter"), "{error}");
    }
}
