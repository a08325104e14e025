//! Writing, listing and deleting workflows.

use vault_sys_tests::both_clients;

use crate::given::{Dev, unique};
use crate::shares::Alone;

/// Does next to nothing.
const FLOW: &str = r#"flow "f" { request "r" { operation = "read" path = "sys/mounts" } }"#;

both_clients! {
    fn a_workflow_is_written_read_listed_scanned_and_deleted(given = Dev, vault, send) {
        let path = unique("read the mounts");
        let write = vault.workflows().write(path.to_uppercase(), FLOW).description("É");
        let written = send!(write.allow_unauthenticated(true)).unwrap();
        assert_eq!((written.path.as_str(), written.version), (path.as_str(), 1));
        assert_eq!((written.workflow.as_str(), written.description.as_str()), (FLOW, "É"));
        assert!(written.allow_unauthenticated && !written.cas_required);
        assert_eq!(send!(vault.workflows().read(&path)).unwrap(), written);
        assert_eq!(send!(vault.workflows().read(path.to_uppercase())).unwrap(), written);
        let all = send!(vault.workflows().list()).unwrap();
        assert!(all.keys.contains(&path));
        assert_eq!(all.key_info[&path], written);
        let all = send!(vault.workflows().scan()).unwrap();
        assert!(all.keys.unwrap().contains(&path));
        assert_eq!(all.key_info.unwrap()[&path], written);

        // What is not given is back at its default.
        let written = send!(vault.workflows().write(&path, FLOW)).unwrap();
        assert_eq!((written.version, written.description.as_str()), (2, ""));
        assert!(!written.allow_unauthenticated);

        send!(vault.workflows().delete(&path)).unwrap();
        let error = send!(vault.workflows().read(&path)).unwrap_err();
        assert!(error.is_not_found() && error.errors().is_empty());
        send!(vault.workflows().delete(&path)).unwrap();
    }

    fn a_version_can_be_asked_for(given = Dev, vault, send) {
        let path = unique("careful");
        let error = send!(vault.workflows().write(&path, FLOW).cas(0)).unwrap_err();
        assert!(error.errors()[0].contains("non-existent entry"), "{error}");
        let error = send!(vault.workflows().write(&path, FLOW).cas_required(true)).unwrap_err();
        assert_eq!(error.errors(), ["check-and-set parameter required for this call"]);
        let write = vault.workflows().write(&path, FLOW).cas_required(true).cas(-1);
        assert!(send!(write).unwrap().cas_required);
        let error = send!(vault.workflows().write(&path, FLOW)).unwrap_err();
        assert_eq!(error.errors(), ["check-and-set parameter required for this call"]);
        let error = send!(vault.workflows().write(&path, FLOW).cas(-1)).unwrap_err();
        assert!(error.errors()[0].contains("existing entry"), "{error}");
        let error = send!(vault.workflows().write(&path, FLOW).cas(2)).unwrap_err();
        assert!(error.errors()[0].contains("did not match the current version"), "{error}");
        let written = send!(vault.workflows().write(&path, FLOW).cas(1)).unwrap();
        assert_eq!((written.version, written.cas_required), (2, false));
        send!(vault.workflows().delete(&path)).unwrap();
    }

    fn a_workflow_that_makes_no_sense_is_refused(given = Dev, vault, send) {
        let path = unique("nonsense");
        for (text, why) in [
            ("", r#"workflow must have at least one "flow" block"#),
            ("input { }", r#"workflow must have at least one "flow" block"#),
            ("flow {", "failed during HCL parsing"),
            (r#"flow "f" { nonsense = 1 }"#, "unknown or unsupported field nonsense"),
        ] {
            let error = send!(vault.workflows().write(&path, text)).unwrap_err();
            assert_eq!(error.status().unwrap(), 400);
            assert!(error.errors()[0].contains(why), "{error}");
        }
        assert!(send!(vault.workflows().read(&path)).unwrap_err().is_not_found());
    }

    fn workflows_come_in_pages(given = Alone::start(), vault, send) {
        assert!(send!(vault.workflows().list()).unwrap().keys.is_empty());
        let none = send!(vault.workflows().scan()).unwrap();
        assert_eq!((none.keys, none.key_info), (None, None));
        for path in ["c", "a", "b"] {
            send!(vault.workflows().write(path, FLOW)).unwrap();
        }
        let page = send!(vault.workflows().list().after("a").limit(1)).unwrap();
        assert_eq!((page.keys, page.key_info.len()), (vec!["b".to_owned()], 1));
        let rest = send!(vault.workflows().list().after("aa").limit(0)).unwrap();
        assert_eq!(rest.keys, ["b", "c"]);
        assert!(send!(vault.workflows().list().after("c")).unwrap().keys.is_empty());
        // A scan knows no pages.
        let all = send!(vault.workflows().scan().after("a").limit(1)).unwrap();
        assert_eq!(all.keys.unwrap(), ["a", "b", "c"]);
    }

    fn a_slash_in_a_path_shows_in_a_scan_only(given = Alone::start(), vault, send) {
        send!(vault.workflows().write("teams/delete", FLOW)).unwrap();
        send!(vault.workflows().write("z", FLOW)).unwrap();
        assert_eq!(send!(vault.workflows().read("teams/delete")).unwrap().path, "teams/delete");
        let all = send!(vault.workflows().scan()).unwrap();
        assert_eq!(all.keys.unwrap(), ["z", "teams/delete"]);
        // OpenBao 2.7.2 breaks the connection off.
        assert_eq!(send!(vault.workflows().list()).unwrap_err().status(), None);
        let below = vault.workflows().list_below("teams").after("a").limit(1);
        assert_eq!(send!(below).unwrap_err().status(), None);
        let below = vault.workflows().scan_below("teams").after("a").limit(1);
        assert_eq!(send!(below).unwrap_err().status(), None);
        send!(vault.workflows().delete("teams/delete")).unwrap();
        assert_eq!(send!(vault.workflows().list()).unwrap().keys, ["z"]);
    }
}
