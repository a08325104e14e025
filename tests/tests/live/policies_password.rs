//! Policies that say how passwords are made.

use vault_sys::ExposeSecret as _;
use vault_sys_tests::{DevServer, Given, both_clients};

use crate::given::{Dev, unique};

const RULES: &str = r#"length = 20 rule "charset" { charset = "abc" min-chars = 2 }"#;

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
    fn a_policy_is_written_read_listed_and_deleted(given = Dev, vault, send) {
        let password = vault.policies().password();
        let name = unique("Team/My Passwords %2F é");
        send!(password.write(&name, RULES)).unwrap();
        let policy = send!(password.read(&name)).unwrap();
        assert_eq!((policy.policy.as_str(), policy.entropy_source), (RULES, None));
        // Names are kept as they are, unlike those of other policies.
        assert!(send!(password.list()).unwrap().contains(&name));
        assert!(send!(password.read(name.to_lowercase())).unwrap_err().is_not_found());

        let generated = send!(password.generate(&name)).unwrap();
        let text = generated.password.expose_secret();
        assert_eq!(text.len(), 20);
        assert!(text.chars().all(|c| "abc".contains(c)), "it goes by the policy");
        assert!(!format!("{generated:?}").contains(text));
        let again = send!(password.generate(&name)).unwrap();
        assert_ne!(again.password.expose_secret(), text);

        send!(password.delete(&name)).unwrap();
        let error = send!(password.read(&name)).unwrap_err();
        assert!(error.is_not_found());
        assert!(error.errors()[0].contains("policy does not exist"), "{error}");
        assert!(send!(password.generate(&name)).unwrap_err().is_not_found());
        send!(password.delete(&name)).unwrap();
    }

    fn there_may_be_none(given = Own(DevServer::start()), vault, send) {
        assert!(send!(vault.policies().password().list()).unwrap().is_empty());
    }

    fn base64_is_taken_and_not_kept(given = Dev, vault, send) {
        let password = vault.policies().password();
        let name = unique("encoded");
        // length=4 rule "charset" { charset = "a" }
        let encoded = "bGVuZ3RoPTQgcnVsZSAiY2hhcnNldCIgeyBjaGFyc2V0ID0gImEiIH0=";
        send!(password.write(&name, encoded)).unwrap();
        let policy = send!(password.read(&name)).unwrap().policy;
        assert_eq!(policy, r#"length=4 rule "charset" { charset = "a" }"#);
        assert_eq!(send!(password.generate(&name)).unwrap().password.expose_secret(), "aaaa");
    }

    fn rules_that_make_no_sense_are_refused(given = Dev, vault, send) {
        let password = vault.policies().password();
        let name = unique("bad");
        for (rules, problem) in [
            ("length = 20", "no charset specified"),
            ("length = 20 rule", "unable to decode"),
            (r#"length = 2 rule "charset" { charset = "abc" min-chars = 5 }"#, "at least 5"),
            ("", "missing policy"),
        ] {
            let error = send!(password.write(&name, rules)).unwrap_err();
            assert_eq!(error.status().unwrap(), 400, "{rules}");
            assert!(error.errors()[0].contains(problem), "{error}");
        }
        assert!(send!(password.read(&name)).unwrap_err().is_not_found());
    }

    fn rules_that_are_too_hard_show_when_they_are_used(given = Dev, vault, send) {
        let password = vault.policies().password();
        let name = unique("hard");
        // No computer finds one by trying.
        let rules = r#"length = 20
            rule "charset" { charset = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ1234" }
            rule "charset" { charset = "0" min-chars = 20 }"#;
        send!(password.write(&name, rules)).unwrap();
        let error = send!(password.generate(&name)).unwrap_err();
        assert_eq!(error.status().unwrap(), 500);
        assert!(error.errors()[0].contains("timed out generating string"), "{error}");
    }

    fn a_name_cannot_end_as_another_operation_does(given = Dev, vault, send) {
        let password = vault.policies().password();
        let name = unique("app");
        send!(password.write(&name, RULES)).unwrap();
        let error = send!(password.write(format!("{name}/generate"), RULES)).unwrap_err();
        assert_eq!(error.status().unwrap(), 405);
        let error = send!(password.delete(format!("{name}/generate"))).unwrap_err();
        assert!(error.errors()[0].contains("unsupported operation"), "{error}");
        send!(password.generate(&name)).unwrap();
    }
}
