//! Limits on how many requests may be made.

use std::time::Duration;

use vault_sys::{Encoder, Endpoint, Error, Method, Operation, Reply};
use vault_sys_tests::{DevServer, Given, both_clients};

use crate::given::{Dev, TokenInNamespace, unique};
use crate::until::until;

/// Longer than any test.
const HOUR: Duration = Duration::from_secs(3600);

/// Writes an entry of a `kv` engine.
#[derive(Clone, Debug)]
struct Write {
    mount: String,
    key: &'static str,
}

impl Endpoint for Write {
    type Response = ();

    const OPERATION: Operation = Operation::new("kv.write", Method::Post, "{*mount}/{key}");

    fn encode(&self, request: &mut Encoder<'_>) {
        request.rest("mount", &self.mount);
        request.path("key", self.key);
        request.body("value", "x");
    }

    fn decode(reply: &Reply<'_>) -> Result<(), Error> {
        reply.none()
    }
}

/// A server of its own.
struct Own(DevServer);

impl Given for Own {
    fn address(&self) -> &str {
        self.0.address()
    }

    fn token(&self) -> &str {
        self.0.token()
    }
}

both_clients! {
    fn a_quota_is_written_read_listed_and_deleted(given = Dev, vault, send) {
        let (mount, name) = (unique("kv"), unique("My.quota_1"));
        send!(vault.mounts().enable(&mount, "kv")).unwrap();
        let quotas = vault.quotas().rate_limit();
        let write = quotas.write(&name, 5000.5).path(format!("{mount}/data/*"));
        send!(write.interval(Duration::from_secs(120)).block_interval(HOUR)).unwrap();
        let quota = send!(quotas.read(&name)).unwrap();
        assert_eq!((quota.name.as_str(), quota.type_.as_str()), (name.as_str(), "rate-limit"));
        assert_eq!(quota.path, format!("{mount}/data/*"));
        assert!((quota.rate - 5000.5).abs() < 1e-9);
        assert_eq!((quota.interval, quota.block_interval), (Duration::from_secs(120), HOUR));
        assert_eq!((quota.role.as_deref(), quota.inheritable), (Some(""), Some(false)));
        assert_eq!((quota.group_by, quota.secondary_rate), (None, None));
        assert!(send!(quotas.list()).unwrap().contains(&name));
        assert!(send!(quotas.read(name.to_lowercase())).unwrap_err().is_not_found());

        // What is not given is back at its default; a whole number is read as well.
        send!(quotas.write(&name, 7.0).path(&mount).interval(Duration::ZERO)).unwrap();
        let quota = send!(quotas.read(&name)).unwrap();
        assert_eq!(quota.path, format!("{mount}/"));
        assert!((quota.rate - 7.0).abs() < 1e-9);
        assert_eq!((quota.interval, quota.block_interval), (Duration::from_secs(1), Duration::ZERO));

        send!(quotas.delete(&name)).unwrap();
        assert!(send!(quotas.read(&name)).unwrap_err().is_not_found());
        send!(quotas.delete(&name)).unwrap();
    }

    fn logins_with_a_role_can_be_limited(given = Dev, vault, send) {
        let (mount, name) = (unique("approle"), unique("logins"));
        send!(vault.auth().enable(&mount, "approle")).unwrap();
        let quotas = vault.quotas().rate_limit();
        let path = format!("auth/{mount}/");
        send!(quotas.write(&name, 10.0).path(&path).role("My role é")).unwrap();
        let quota = send!(quotas.read(&name)).unwrap();
        assert_eq!((quota.path, quota.role.as_deref()), (path.clone(), Some("My role é")));
        // One for all logins is another quota.
        send!(quotas.write(unique("all"), 10.0).path(&path)).unwrap();
    }

    fn there_may_be_none(given = Own(DevServer::start()), vault, send) {
        assert!(send!(vault.quotas().rate_limit().list()).unwrap().is_empty());
    }

    fn a_quota_that_makes_no_sense_is_refused(given = Dev, vault, send) {
        let (mount, name) = (unique("kv"), unique("quota"));
        send!(vault.mounts().enable(&mount, "kv")).unwrap();
        let quotas = vault.quotas().rate_limit();
        let error = send!(quotas.write(&name, 0.0).path(&mount)).unwrap_err();
        assert_eq!(error.errors(), ["'rate' is invalid"]);
        let error = send!(quotas.write(&name, 1.0).path("no/such/mount")).unwrap_err();
        assert!(error.errors()[0].contains("invalid mount path"), "{error}");
        let error = send!(quotas.write(&name, 1.0).path(&mount).role("app")).unwrap_err();
        assert!(error.errors()[0].contains("role-based quotas"), "{error}");
        send!(quotas.write(&name, 1000.0).path(&mount)).unwrap();
        let error = send!(quotas.write(unique("other"), 1000.0).path(&mount)).unwrap_err();
        assert!(error.errors()[0].contains(&format!(r#"under the name "{name}""#)), "{error}");
        for odd in ["two words", "é", "-a", "a-", "%2F"] {
            let error = send!(quotas.write(odd, 1.0).path(&mount)).unwrap_err();
            assert!(error.is_not_found(), "{odd}");
            assert!(error.errors()[0].contains("unsupported path"), "{error}");
        }
        send!(vault.mounts().disable(&mount)).unwrap();
    }

    fn a_request_over_the_limit_is_refused(given = Dev, vault, send) {
        let (mount, name) = (unique("kv"), unique("tight"));
        send!(vault.mounts().enable(&mount, "kv")).unwrap();
        let quotas = vault.quotas().rate_limit();
        let limited = format!("{mount}/a");
        send!(quotas.write(&name, 2.0).path(&limited).interval(HOUR)).unwrap();
        let request = Write { mount: mount.clone(), key: "a" };
        send!(vault.call(request.clone())).unwrap();
        send!(vault.call(request.clone())).unwrap();
        let error = send!(vault.call(request.clone())).unwrap_err();
        assert_eq!(error.status().unwrap(), 429);
        let says = format!(r#"request path "{limited}": rate limit quota exceeded"#);
        assert_eq!(error.errors(), [says]);
        // Only this path is limited.
        send!(vault.call(Write { mount, key: "b" })).unwrap();
        send!(quotas.delete(&name)).unwrap();
        send!(vault.call(request)).unwrap();
    }

    fn who_goes_over_the_limit_can_be_kept_out(given = Dev, vault, send) {
        let (mount, name) = (unique("kv"), unique("block"));
        send!(vault.mounts().enable(&mount, "kv")).unwrap();
        let write = vault.quotas().rate_limit().write(&name, 3.0).path(&mount);
        send!(write.interval(HOUR).block_interval(HOUR)).unwrap();
        let request = Write { mount, key: "a" };
        let over = until!("the limit", send!(vault.call(request.clone())).err());
        assert_eq!(over.status().unwrap(), 429);
        let blocked = send!(vault.call(request)).unwrap_err();
        assert_eq!(blocked.status().unwrap(), 429);
    }

    fn headers_tell_what_is_left(given = Own(DevServer::start()), vault, send) {
        let mount = unique("kv");
        send!(vault.mounts().enable(&mount, "kv")).unwrap();
        send!(vault.quotas().write_config().enable_rate_limit_response_headers(true)).unwrap();
        let write = vault.quotas().rate_limit().write("told", 1.0).path(format!("{mount}/a"));
        send!(write.interval(HOUR)).unwrap();
        let request = Write { mount: mount.clone(), key: "a" };
        let first = send!(vault.call(request.clone()).raw()).unwrap();
        assert_eq!(first.status, 204);
        assert_eq!(first.headers["x-ratelimit-limit"], "1");
        assert_eq!(first.headers["x-ratelimit-remaining"], "0");
        let second = send!(vault.call(request).raw()).unwrap();
        assert_eq!(second.status, 429);
        assert!(second.headers.contains_key("x-ratelimit-reset"));
        assert!(second.headers.contains_key("retry-after"));

        // One that is kept out is told for how long.
        let write = vault.quotas().rate_limit().write("block", 1.0).path(format!("{mount}/b"));
        send!(write.block_interval(HOUR)).unwrap();
        let request = Write { mount, key: "b" };
        let answer = until!("the limit", {
            let answer = send!(vault.call(request.clone()).raw()).unwrap();
            (answer.status == 429).then_some(answer)
        });
        let wait: u64 = answer.headers["retry-after"].to_str().unwrap().parse().unwrap();
        assert!((3000..=3600).contains(&wait), "{wait}");
    }

    fn a_namespace_can_be_limited(given = TokenInNamespace::new(), vault, send) {
        let (name, inside) = (unique("team"), vault.with_namespace(&given.namespace));
        let below = format!("{}/below", given.namespace);
        send!(inside.namespaces().create("below")).unwrap();
        let quotas = vault.quotas().rate_limit();
        let write = quotas.write(&name, 1.0).path(format!("{}/", given.namespace)).interval(HOUR);
        send!(write.inheritable(true)).unwrap();
        assert_eq!(send!(quotas.read(&name)).unwrap().inheritable, Some(true));
        send!(inside.mounts().list()).unwrap();
        assert_eq!(send!(inside.mounts().list()).unwrap_err().status().unwrap(), 429);
        let error = send!(vault.with_namespace(&below).mounts().list()).unwrap_err();
        assert_eq!(error.status().unwrap(), 429);
        send!(quotas.delete(&name)).unwrap();
        send!(inside.mounts().list()).unwrap();
    }
}
