//! Names with everything in them that a path gives a meaning to, and what could be one.

use vault_sys::{Error, ErrorKind};
use vault_sys_tests::both_clients;

use crate::given::{Dev, unique};
use crate::until::until;

const RULES: &str = r#"path "secret/*" { capabilities = ["read"] }"#;

/// What stands for itself in a name, and for something else in a URL.
const NAMES: [&str; 8] =
    ["my policy %2F é", "a?b=c", "a#b", "a+b", "100%", r"a\b", "a;b=c", "%252e%252e.x"];

both_clients! {
    fn a_policy_can_be_called_so(given = Dev, vault, send) {
        let acl = vault.policies().acl();
        for name in NAMES.map(unique) {
            send!(acl.write(&name, RULES)).unwrap();
            // The server turns names to lower case.
            let name = name.to_lowercase();
            assert_eq!(send!(acl.read(&name)).unwrap().name, name);
            assert!(send!(acl.list()).unwrap().contains(&name), "{name}");
            send!(acl.delete(&name)).unwrap();
            assert!(send!(acl.read(&name)).unwrap_err().is_not_found());
            assert!(!send!(acl.list()).unwrap().contains(&name), "{name}");
        }
    }

    fn a_mount_can_be_called_so(given = Dev, vault, send) {
        for name in NAMES.map(unique) {
            send!(vault.mounts().enable(&name, "kv")).unwrap();
            assert_eq!(send!(vault.mounts().read(&name)).unwrap().type_, "kv");
            let listed = format!("{name}/");
            assert!(send!(vault.mounts().list()).unwrap().contains_key(&listed), "{name}");
            send!(vault.mounts().disable(&name)).unwrap();
            assert!(send!(vault.mounts().read(&name)).is_err());
            assert!(!send!(vault.mounts().list()).unwrap().contains_key(&listed), "{name}");
        }
    }

    fn a_namespace_can_be_called_so_but_for_spaces(given = Dev, vault, send) {
        let namespaces = vault.namespaces();
        // It reaches the server whole, which takes no namespace with a space.
        let error = send!(namespaces.create("my policy %2F é")).unwrap_err();
        assert_eq!(error.status().unwrap(), 400);
        let reason = "\"my policy %2F é\" contains space characters";
        assert!(error.errors()[0].starts_with(reason), "{error}");

        for name in ["my_policy_%2F_é", "a?b=c", "a#b", "100%", r"a\b", "a;b=c"].map(unique) {
            let listed = format!("{name}/");
            assert_eq!(send!(namespaces.create(&name)).unwrap().path, listed);
            assert_eq!(send!(namespaces.read(&name)).unwrap().path, listed);
            assert!(send!(namespaces.list()).unwrap().keys.contains(&listed), "{name}");
            send!(namespaces.delete(&name)).unwrap();
            until!("deletion", send!(namespaces.read(&name)).err().filter(Error::is_not_found));
            assert!(!send!(namespaces.list()).unwrap().keys.contains(&listed), "{name}");
        }
    }

    fn what_leads_elsewhere_never_arrives(given = Dev, vault, send) {
        let (name, acl) = (unique("still-there"), vault.policies().acl());
        send!(acl.write(&name, RULES)).unwrap();
        for way in ["..", "%2e%2e", ".%2E", "..;", "..;a=b", ".. "] {
            let path = format!("{way}/policy/{name}");
            let error = send!(vault.mounts().disable(&path)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Argument, "{path}");
            let error = send!(vault.mounts().disable(path.replace('/', "\\"))).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Argument, "{path}");
        }
        assert_eq!(send!(acl.read(&name)).unwrap().policy, RULES);
    }

    fn a_mount_in_another_one_is_not_taken_for_its_tuning(given = Dev, vault, send) {
        let name = unique("outer");
        send!(vault.mounts().enable(&name, "kv")).unwrap();
        let error = send!(vault.mounts().read(format!("{name}/tune"))).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Argument);
        assert!(error.to_string().ends_with("GET sys/mounts/{*path}/tune"), "{error}");
        send!(vault.mounts().disable(&name)).unwrap();
    }
}
