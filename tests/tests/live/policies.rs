//! Policies by the older paths.

use std::time::Duration;

use vault_sys_tests::{both_clients, endpoints::CreateToken};

use crate::given::{Dev, unique};

const RULES: &str = r#"path "secret/*" { capabilities = ["read"] }"#;

both_clients! {
    fn a_policy_is_written_read_listed_and_deleted(given = Dev, vault, send) {
        let written = unique("team/My Policy %2F é");
        send!(vault.policy().write(&written, RULES)).unwrap();
        // The server turns names to lower case, and takes them in either.
        let name = written.to_lowercase();
        let policy = send!(vault.policy().read(&written)).unwrap();
        assert_eq!((policy.name.as_str(), policy.rules.as_str()), (name.as_str(), RULES));
        assert_eq!(policy.version, Some(1));
        let names = send!(vault.policy().list()).unwrap();
        assert!(names.contains(&name) && names.iter().any(|name| name == "root"), "{names:?}");
        send!(vault.policy().delete(&name)).unwrap();
        assert!(send!(vault.policy().read(&name)).unwrap_err().is_not_found());
        send!(vault.policy().delete(&name)).unwrap();
    }

    fn a_policy_can_expire_and_be_guarded(given = Dev, vault, send) {
        let name = unique("guarded");
        let hour = Duration::from_secs(3600);
        send!(vault.policy().write(&name, RULES).cas(-1).cas_required(true).ttl(hour)).unwrap();
        let policy = send!(vault.policy().read(&name)).unwrap();
        assert_eq!(policy.cas_required, Some(true));
        assert!(policy.expiration.is_some());
        let error = send!(vault.policy().write(&name, RULES)).unwrap_err();
        assert_eq!(error.status().unwrap(), 400, "{error}");
        send!(vault.policy().write(&name, RULES).cas(1)).unwrap();
    }

    fn policies_are_listed_below_a_prefix(given = Dev, vault, send) {
        let team = unique("squad");
        send!(vault.policy().write(format!("{team}/B"), RULES)).unwrap();
        send!(vault.policy().write(format!("{team}/a"), RULES)).unwrap();
        let below = send!(vault.policy().list_below(format!("{}/", team.to_uppercase()))).unwrap();
        assert_eq!(below.policies, [format!("{team}/a"), format!("{team}/b")]);
        // The answer to this lacks the names, and is no 404.
        let nothing = send!(vault.policy().list_below(format!("{team}/a"))).unwrap();
        assert!(nothing.policies.is_empty());
    }

    fn either_of_two_capabilities_lists(given = Dev, vault, send) {
        for capability in ["read", "list"] {
            let name = unique(capability);
            let rules = format!(r#"path "sys/policy" {{ capabilities = ["{capability}"] }}"#);
            send!(vault.policy().write(&name, rules)).unwrap();
            let create = CreateToken { policies: vec![name.clone()], ttl: "1h".into() };
            let theirs = vault.with_token(send!(vault.call(create)).unwrap().client_token);
            let (read, listed) = (theirs.policy().list(), theirs.policy().list_names());
            let (read, listed) = (send!(read), send!(listed));
            let (names, refused) = if capability == "read" { (read, listed) } else { (listed, read) };
            assert!(names.unwrap().contains(&name));
            assert!(refused.unwrap_err().is_permission_denied());
        }
    }

    fn rules_that_do_not_parse_are_refused(given = Dev, vault, send) {
        let error = send!(vault.policy().write(unique("bad"), r#"path "x" {"#)).unwrap_err();
        assert!(error.errors()[0].starts_with("failed to parse policy"), "{error}");
    }
}
