//! Keys in key management services, with the server itself as one.

use serde_json::json;
use vault_sys_tests::{Given, both_clients};

use crate::given::{Dev, unique};
use crate::shares::Alone;

both_clients! {
    fn a_service_is_written_read_changed_listed_and_deleted(given = Dev, vault, send) {
        let name = unique("My.service_1");
        let write = vault.external_keys().configs().write(&name, "transit").token(given.token());
        let write = write.address(given.address()).mount_path("keys").namespace("team");
        let write = write.tls_server_name("vault.example").tls_skip_verify(true);
        let write = write.tls_ca_cert_bytes("").tls_client_cert_bytes("");
        send!(write.tls_client_key_bytes("")).unwrap();
        let service = send!(vault.external_keys().configs().read(&name)).unwrap();
        assert_eq!(service.plugin, "transit");
        assert_eq!(service.parameters["address"], given.address());
        assert_eq!(service.parameters["mount_path"], "keys");
        assert_eq!(service.parameters["tls_skip_verify"], true);
        assert_eq!(service.parameters["token"], "(redacted)");
        assert_eq!(service.parameters.get("verify"), None);
        assert!(send!(vault.external_keys().configs().list()).unwrap().contains(&name));

        send!(vault.external_keys().configs().patch(&name).mount_path("other")).unwrap();
        let service = send!(vault.external_keys().configs().read(&name)).unwrap();
        assert_eq!(service.parameters["mount_path"], "other");
        assert_eq!(service.parameters["namespace"], "team");

        // What is not given is gone.
        let write = vault.external_keys().configs().write(&name, "transit").token("any");
        send!(write).unwrap();
        let service = send!(vault.external_keys().configs().read(&name)).unwrap();
        assert_eq!(service.parameters, [("token".into(), json!("(redacted)"))].into());

        send!(vault.external_keys().configs().delete(&name)).unwrap();
        let error = send!(vault.external_keys().configs().read(&name)).unwrap_err();
        assert_eq!(error.errors(), [format!(r#"config "{name}" not found"#)]);
        send!(vault.external_keys().configs().delete(&name)).unwrap();
    }

    fn services_come_in_pages(given = Alone::start(), vault, send) {
        assert!(send!(vault.external_keys().configs().list()).unwrap().is_empty());
        for name in ["a", "c", "b"] {
            send!(vault.external_keys().configs().write(name, "any").verify(false)).unwrap();
        }
        let page = vault.external_keys().configs().list().after("a").limit(1);
        assert_eq!(send!(page).unwrap(), ["b"]);
        let rest = vault.external_keys().configs().list().after("aa");
        assert_eq!(send!(rest).unwrap(), ["b", "c"]);
        assert_eq!(send!(vault.external_keys().configs().list().limit(0)).unwrap().len(), 3);
    }

    fn a_service_that_makes_no_sense_is_refused(given = Dev, vault, send) {
        let name = unique("service");
        let error = send!(vault.external_keys().configs().write(&name, "nothing")).unwrap_err();
        assert_eq!(error.errors(), ["unknown plugin: nothing"]);
        let error = send!(vault.external_keys().configs().write(&name, "transit")).unwrap_err();
        assert_eq!(error.errors(), ["missing required parameter 'token'"]);
        let error = send!(vault.external_keys().configs().patch(&name).token("any")).unwrap_err();
        assert_eq!(error.errors(), [format!(r#"config "{name}" not found"#)]);
        for odd in ["two words", "é", "a-"] {
            let write = vault.external_keys().configs().write(odd, "transit").token("any");
            assert!(send!(write).unwrap_err().is_not_found(), "{odd}");
        }

        // Unverified it is kept, and cannot be read.
        let write = vault.external_keys().configs().write(&name, "nothing").verify(false);
        send!(write).unwrap();
        let error = send!(vault.external_keys().configs().read(&name)).unwrap_err();
        assert!(error.errors()[0].contains("unknown plugin: nothing"), "{error}");
        send!(vault.external_keys().configs().delete(&name)).unwrap();
    }

    fn a_key_is_written_read_changed_listed_and_deleted(given = Dev, vault, send) {
        let service = unique("service");
        let write = vault.external_keys().configs().write(&service, "transit").token("any");
        send!(write).unwrap();
        assert!(send!(vault.external_keys().keys().list(&service)).unwrap().is_empty());
        let write = vault.external_keys().keys().write(&service, "a.1").name("jwt").version(3);
        send!(write.disable_prehashing(true)).unwrap();
        let key = send!(vault.external_keys().keys().read(&service, "a.1")).unwrap();
        let all = [("name", json!("jwt")), ("version", json!(3))];
        let all = all.into_iter().chain([("disable_prehashing", json!(true))]);
        assert_eq!(key, all.map(|(name, value)| (name.to_owned(), value)).collect());

        send!(vault.external_keys().keys().patch(&service, "a.1").version(4)).unwrap();
        let key = send!(vault.external_keys().keys().read(&service, "a.1")).unwrap();
        assert_eq!((&key["name"], &key["version"]), (&json!("jwt"), &json!(4)));
        let write = vault.external_keys().keys().write(&service, "b").verify(false);
        send!(write).unwrap();
        assert!(send!(vault.external_keys().keys().read(&service, "b")).unwrap().is_empty());
        assert_eq!(send!(vault.external_keys().keys().list(&service)).unwrap(), ["a.1", "b"]);
        let page = vault.external_keys().keys().list(&service).after("a.1").limit(1);
        assert_eq!(send!(page).unwrap(), ["b"]);

        send!(vault.external_keys().keys().delete(&service, "b")).unwrap();
        send!(vault.external_keys().keys().delete(&service, "b")).unwrap();
        // The service takes its keys with it.
        send!(vault.external_keys().configs().delete(&service)).unwrap();
        assert!(send!(vault.external_keys().keys().list(&service)).unwrap().is_empty());
        let error = send!(vault.external_keys().keys().read(&service, "a.1")).unwrap_err();
        assert_eq!(error.errors(), [r#"key "a.1" not found"#]);
    }

    fn a_key_that_makes_no_sense_is_refused(given = Dev, vault, send) {
        let service = unique("service");
        let write = vault.external_keys().keys().write(&service, "a").verify(false);
        let error = send!(write).unwrap_err();
        assert_eq!(error.errors(), [format!(r#"config "{service}" does not exist"#)]);
        let write = vault.external_keys().configs().write(&service, "transit").token("any");
        send!(write).unwrap();
        let write = vault.external_keys().keys().write(&service, "a").name("jwt");
        assert_eq!(send!(write).unwrap_err().errors(), ["missing required parameter 'version'"]);
        let patch = vault.external_keys().keys().patch(&service, "a").version(1);
        assert_eq!(send!(patch).unwrap_err().errors(), [r#"key "a" not found"#]);
        let write = vault.external_keys().keys().write(&service, "a-").verify(false);
        assert!(send!(write).unwrap_err().is_not_found());
        send!(vault.external_keys().configs().delete(&service)).unwrap();
    }

    fn mounts_are_granted_a_key_and_lose_it(given = Dev, vault, send) {
        let service = unique("service");
        let error = send!(vault.external_keys().grants().create(&service, "a", "pki")).unwrap_err();
        assert_eq!(error.errors(), [format!(r#"config "{service}" does not exist"#)]);
        let write = vault.external_keys().configs().write(&service, "transit").token("any");
        send!(write).unwrap();
        for error in [
            send!(vault.external_keys().grants().create(&service, "a", "pki")).unwrap_err(),
            send!(vault.external_keys().grants().list(&service, "a")).unwrap_err(),
            send!(vault.external_keys().grants().delete(&service, "a", "pki")).unwrap_err(),
        ] {
            assert_eq!(error.errors(), [r#"key "a" not found"#]);
        }
        let write = vault.external_keys().keys().write(&service, "a").verify(false);
        send!(write).unwrap();
        assert!(send!(vault.external_keys().grants().list(&service, "a")).unwrap().is_empty());
        for mount in ["team/pki/", "pki", "pki"] {
            send!(vault.external_keys().grants().create(&service, "a", mount)).unwrap();
        }
        let grants = send!(vault.external_keys().grants().list(&service, "a")).unwrap();
        assert_eq!(grants, ["pki/", "team/pki/"]);

        // Writing the key anew does not take them away.
        let write = vault.external_keys().keys().write(&service, "a").verify(false).name("b");
        send!(write).unwrap();
        send!(vault.external_keys().grants().delete(&service, "a", "pki/")).unwrap();
        send!(vault.external_keys().grants().delete(&service, "a", "pki")).unwrap();
        let grants = send!(vault.external_keys().grants().list(&service, "a")).unwrap();
        assert_eq!(grants, ["team/pki/"]);
        send!(vault.external_keys().configs().delete(&service)).unwrap();
    }
}
