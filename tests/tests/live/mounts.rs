//! Mounting and unmounting secrets engines.

use std::time::Duration;

use vault_sys::mounts::{ListingVisibility, MountSettings};
use vault_sys_tests::both_clients;

use crate::given::{Dev, unique};

both_clients! {
    fn an_engine_is_mounted_listed_read_and_unmounted(given = Dev, vault, send) {
        let path = unique("kv");
        let settings = MountSettings::new()
            .default_lease_ttl(Duration::from_secs(3600))
            .max_lease_ttl(Duration::from_secs(7200))
            .listing_visibility(ListingVisibility::Unauth)
            .passthrough_request_headers(["X-A"]);
        let call = vault.mounts().enable(&path, "kv").description("first").config(settings);
        send!(call.options([("version", "2")])).unwrap();

        let mount = send!(vault.mounts().read(&path)).unwrap();
        assert_eq!((mount.type_.as_str(), mount.description.as_str()), ("kv", "first"));
        assert_eq!(mount.config.default_lease_ttl, Duration::from_secs(3600));
        assert_eq!(mount.config.max_lease_ttl, Duration::from_secs(7200));
        assert_eq!(mount.config.listing_visibility, Some(ListingVisibility::Unauth));
        assert_eq!(mount.config.passthrough_request_headers, Some(vec!["X-A".into()]));
        assert_eq!(mount.options["version"], "2");

        let mounts = send!(vault.mounts().list()).unwrap();
        assert_eq!(mounts[&format!("{path}/")], mount);
        assert!(mounts["sys/"].options.is_empty());

        let taken = send!(vault.mounts().enable(&path, "kv")).unwrap_err();
        assert_eq!(taken.errors(), [format!("path is already in use at {path}/")]);

        send!(vault.mounts().disable(format!("{path}/"))).unwrap();
        let missing = send!(vault.mounts().read(&path)).unwrap_err();
        assert_eq!(missing.status().unwrap(), 400);
        send!(vault.mounts().disable(&path)).unwrap();
    }

    fn odd_paths_reach_the_server_as_they_are(given = Dev, vault, send) {
        let path = unique("my mount %2F é/inner");
        send!(vault.mounts().enable(&path, "kv")).unwrap();
        assert!(send!(vault.mounts().list()).unwrap().contains_key(&format!("{path}/")));
        assert_eq!(send!(vault.mounts().read(&path)).unwrap().type_, "kv");
        send!(vault.mounts().disable(&path)).unwrap();
        assert!(send!(vault.mounts().read(&path)).is_err());
    }

    fn an_unknown_engine_is_refused(given = Dev, vault, send) {
        let error = send!(vault.mounts().enable(unique("odd"), "no-such-type")).unwrap_err();
        assert!(error.errors()[0].contains("plugin not found"), "{error}");
    }
}
