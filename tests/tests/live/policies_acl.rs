//! Policies that say what a token may do.

use std::time::{Duration, SystemTime};

use vault_sys::{Timestamp, policies::acl::AclPolicies};
use vault_sys_tests::{both_clients, endpoints::CreateToken};

use crate::given::{Dev, TokenInNamespace, unique};
use crate::until::until;

const RULES: &str = r#"path "secret/*" { capabilities = ["read"] }"#;
const HOUR: Duration = Duration::from_secs(3600);

both_clients! {
    fn a_policy_is_written_read_listed_and_deleted(given = Dev, vault, send) {
        let acl = vault.policies().acl();
        let team = unique("Team");
        let written = format!("{team}/My Policy %2F É");
        send!(acl.write(&written, RULES)).unwrap();
        // The server turns names to lower case, and takes them in either.
        let name = written.to_lowercase();
        let policy = send!(acl.read(&written)).unwrap();
        assert_eq!((policy.name.as_str(), policy.policy.as_str()), (name.as_str(), RULES));
        assert_eq!((policy.version, policy.expiration), (Some(1), None));
        assert!(policy.modified.is_some());

        assert!(send!(acl.list()).unwrap().contains(&name));
        assert_eq!(send!(acl.list_below(&team)).unwrap(), [name.as_str()]);
        let detailed = send!(acl.list_detailed()).unwrap();
        assert!(detailed.keys.contains(&name));
        assert_eq!(detailed.key_info[&name], policy);
        let below = send!(acl.list_detailed_below(team.to_lowercase())).unwrap();
        // `root` is in every such list.
        assert_eq!(below.keys, [name.as_str(), "root"]);
        assert_eq!(below.key_info[&name], policy);
        assert_eq!(below.key_info["root"].modified, None);

        send!(acl.delete(&name)).unwrap();
        assert!(send!(acl.read(&name)).unwrap_err().is_not_found());
        send!(acl.delete(&name)).unwrap();
    }

    fn a_prefix_without_policies_lists_nothing(given = TokenInNamespace::new(), vault, send) {
        let name = unique("whole");
        send!(vault.policies().acl().write(format!("{name}/policy"), RULES)).unwrap();
        // Whole segments count, not the beginning of one.
        let part = name.strip_suffix(|c: char| c.is_ascii_digit()).unwrap();
        assert!(send!(vault.policies().acl().list_below(part)).unwrap().is_empty());
        let outside = send!(vault.policies().acl().list_detailed_below(part)).unwrap();
        assert_eq!(outside.keys, ["root"]);
        // In a namespace there is no `root`.
        let inside = vault.with_namespace(&given.namespace);
        assert_eq!(send!(inside.policies().acl().list()).unwrap(), ["default"]);
        let below = send!(inside.policies().acl().list_detailed_below(&name)).unwrap();
        assert_eq!(below, AclPolicies::default());
    }

    fn rules_that_make_no_sense_are_refused(given = Dev, vault, send) {
        let acl = vault.policies().acl();
        let name = unique("bad");
        let error = send!(acl.write(&name, r#"path "x" {"#)).unwrap_err();
        assert_eq!(error.status().unwrap(), 400);
        assert!(error.errors()[0].starts_with("failed to parse policy"), "{error}");
        let error = send!(acl.write(&name, r#"path "x" { capabilities = ["fly"] }"#)).unwrap_err();
        assert!(error.errors()[0].contains(r#"invalid capability "fly""#), "{error}");
        let error = send!(acl.write(&name, "")).unwrap_err();
        assert_eq!(error.errors(), ["'policy' parameter not supplied or empty"]);
        assert!(send!(acl.read(&name)).unwrap_err().is_not_found());
    }

    fn a_write_can_name_the_version_it_replaces(given = Dev, vault, send) {
        let acl = vault.policies().acl();
        let name = unique("guarded");
        let error = send!(acl.write(&name, RULES).cas_required(true)).unwrap_err();
        assert_eq!(error.errors(), ["check-and-set parameter required for this call"]);
        send!(acl.write(&name, RULES).cas(-1).cas_required(true)).unwrap();
        let error = send!(acl.write(&name, RULES).cas(-1)).unwrap_err();
        assert!(error.errors()[0].contains("-1 on existing entry"), "{error}");
        let error = send!(acl.write(&name, RULES).cas(7)).unwrap_err();
        assert!(error.errors()[0].contains("did not match"), "{error}");
        send!(acl.write(&name, RULES).cas(1)).unwrap();
        // What was not given is back at its default, so this needs no version.
        let policy = send!(acl.read(&name)).unwrap();
        assert_eq!((policy.version, policy.cas_required), (Some(2), Some(false)));
        send!(acl.write(&name, RULES)).unwrap();
    }

    fn a_patch_leaves_what_is_not_given(given = Dev, vault, send) {
        let acl = vault.policies().acl();
        let name = unique("patched");
        let error = send!(acl.patch(&name).ttl(HOUR)).unwrap_err();
        assert_eq!(error.errors(), ["policy not found"]);

        let write = acl.write(&name, RULES).cas(-1).cas_required(true).ttl(HOUR);
        let write = write.allow_slashes_in_identity_templates(true);
        send!(write.allow_wildcards_in_identity_templates(true)).unwrap();
        let before = send!(acl.read(&name)).unwrap();
        let error = send!(acl.patch(&name).cas(9).policy(RULES)).unwrap_err();
        assert!(error.errors()[0].contains("did not match"), "{error}");
        // It does not ask for the version.
        let rules = r#"path "kv/*" { capabilities = ["list"] }"#;
        send!(acl.patch(&name).policy(rules)).unwrap();
        send!(acl.patch(&name).allow_slashes_in_identity_templates(false)).unwrap();
        let after = send!(acl.read(&name)).unwrap();
        assert_eq!((after.policy.as_str(), after.version), (rules, Some(3)));
        assert_eq!(after.cas_required, Some(true));
        assert_eq!(after.expiration, before.expiration);
        assert_eq!(after.allow_slashes_in_identity_templates, Some(false));
        assert_eq!(after.allow_wildcards_in_identity_templates, Some(true));

        let patch = acl.patch(&name).cas(3).cas_required(false).ttl(2 * HOUR);
        send!(patch.allow_wildcards_in_identity_templates(false)).unwrap();
        let after = send!(acl.read(&name)).unwrap();
        assert_eq!(after.cas_required, Some(false));
        assert!(after.expiration > before.expiration);
        // Only a write takes the end away.
        send!(acl.write(&name, RULES)).unwrap();
        assert_eq!(send!(acl.read(&name)).unwrap().expiration, None);
        let error = send!(acl.patch(&name).policy(r#"path "x" {"#)).unwrap_err();
        assert!(error.errors()[0].starts_with("failed to parse policy"), "{error}");
    }

    fn a_policy_is_gone_after_its_end(given = Dev, vault, send) {
        let acl = vault.policies().acl();
        let name = unique("short");
        let now = SystemTime::now();
        let past = Timestamp::try_from(now - HOUR).unwrap();
        let error = send!(acl.write(&name, RULES).expiration(past)).unwrap_err();
        assert!(error.errors()[0].contains("already elapsed"), "{error}");
        let later = Timestamp::try_from(now + HOUR).unwrap();
        let error = send!(acl.write(&name, RULES).expiration(later).ttl(HOUR)).unwrap_err();
        assert!(error.errors()[0].contains("cannot supply both"), "{error}");
        send!(acl.write(&name, RULES).expiration(later)).unwrap();
        assert_eq!(send!(acl.read(&name)).unwrap().expiration, Some(later));

        send!(acl.patch(&name).ttl(Duration::from_secs(1))).unwrap();
        let error = until!("the policy's end", send!(acl.read(&name)).err());
        assert!(error.is_not_found(), "{error}");
        assert!(!send!(acl.list()).unwrap().contains(&name));
    }

    fn tokens_feel_a_policy_at_once(given = Dev, vault, send) {
        let acl = vault.policies().acl();
        let name = unique("felt");
        send!(acl.write(&name, r#"path "sys/mounts" { capabilities = ["read"] }"#)).unwrap();
        let policies = vec![name.clone()];
        let token = send!(vault.call(CreateToken { policies, ttl: "1h".into() })).unwrap();
        let theirs = vault.with_token(token.client_token);
        send!(theirs.mounts().list()).unwrap();
        assert!(send!(theirs.policies().acl().list()).unwrap_err().is_permission_denied());
        send!(acl.write(&name, r#"path "sys/policies/acl" { capabilities = ["list"] }"#)).unwrap();
        assert!(send!(theirs.mounts().list()).unwrap_err().is_permission_denied());
        send!(theirs.policies().acl().list()).unwrap();
        send!(acl.delete(&name)).unwrap();
        assert!(send!(theirs.policies().acl().list()).unwrap_err().is_permission_denied());
    }

    fn what_the_server_brings_stays(given = Dev, vault, send) {
        let acl = vault.policies().acl();
        assert!(send!(acl.delete("default")).unwrap_err().errors()[0].contains("cannot delete"));
        assert!(send!(acl.delete("root")).unwrap_err().errors()[0].contains("cannot delete"));
        let error = send!(acl.write("root", RULES)).unwrap_err();
        assert_eq!(error.errors(), [r#"cannot update "root" policy"#]);
        let root = send!(acl.read("root")).unwrap();
        assert_eq!((root.policy.as_str(), root.version, root.modified), ("", Some(0), None));
    }
}
