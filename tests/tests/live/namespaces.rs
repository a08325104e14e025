//! Namespaces, and namespaces in them.

use serde_json::json;
use vault_sys::Error;
use vault_sys_tests::both_clients;

use crate::given::{Dev, TokenInNamespace, unique};
use crate::until::until;

both_clients! {
    fn a_namespace_is_created_read_listed_and_deleted(given = Dev, vault, send) {
        let namespaces = vault.namespaces();
        let name = unique("My.team_%2F-É");
        let new = send!(namespaces.create(&name).custom_metadata([("owner", "ops")])).unwrap();
        assert_eq!(new.path, format!("{name}/"));
        assert_eq!(new.custom_metadata, Some([("owner".into(), "ops".into())].into()));
        assert!(new.key_shares.is_none() && new.key_threshold.is_none());

        // With a slash at the end, as it is listed, and without.
        let read = send!(namespaces.read(&new.path)).unwrap();
        assert_eq!((&read.id, &read.uuid, &read.path), (&new.id, &new.uuid, &new.path));
        assert_eq!((read.locked, read.tainted), (Some(false), Some(false)));
        assert!(send!(namespaces.read(name.to_lowercase())).unwrap_err().is_not_found());
        let list = send!(namespaces.list()).unwrap();
        assert!(list.keys.contains(&new.path));
        assert_eq!(list.key_info[&new.path], read);
        let scan = send!(namespaces.scan()).unwrap();
        assert_eq!(scan.key_info.unwrap()[&new.path], read);

        // Once more is no error, and forgets what was noted.
        let again = send!(namespaces.create(&name)).unwrap();
        assert_eq!((&again.id, again.custom_metadata), (&new.id, Some([].into())));

        send!(namespaces.delete(&new.path)).unwrap();
        until!("deletion", send!(namespaces.read(&name)).err().filter(Error::is_not_found));
        let gone = send!(namespaces.delete(&name).detailed()).unwrap();
        assert_eq!(gone.warnings, ["requested namespace does not exist"]);
    }

    fn a_namespace_holds_others(given = TokenInNamespace::new(), vault, send) {
        let parent = vault.with_namespace(&given.namespace);
        assert!(send!(parent.namespaces().list()).unwrap().keys.is_empty());
        assert_eq!(send!(parent.namespaces().scan()).unwrap().keys, None);

        let child = send!(parent.namespaces().create("child")).unwrap();
        assert_eq!(child.path, format!("{}/child/", given.namespace));
        let inner = vault.with_namespace(&child.path);
        let grandchild = send!(inner.namespaces().create("grandchild")).unwrap();
        assert_eq!(grandchild.path, format!("{}grandchild/", child.path));

        // Names are those from here; paths are those from the root.
        let list = send!(parent.namespaces().list()).unwrap();
        assert_eq!(list.keys, ["child/"]);
        assert_eq!(list.key_info["child/"].path, child.path);
        let mut scan = send!(parent.namespaces().scan()).unwrap().keys.unwrap();
        scan.sort_unstable();
        assert_eq!(scan, ["child/", "child/grandchild/"]);
        let everywhere = send!(vault.namespaces().scan()).unwrap();
        assert!(everywhere.keys.unwrap().contains(&grandchild.path));
        let error = send!(parent.namespaces().read("child/grandchild")).unwrap_err();
        assert_eq!(error.errors(), ["namespace name cannot contain /"]);

        let error = send!(parent.namespaces().delete("child")).unwrap_err();
        assert_eq!(error.status().unwrap(), 400);
        assert!(error.errors()[0].contains("containing child namespaces"), "{error}");
        send!(inner.namespaces().delete("grandchild")).unwrap();
        until!("deletion", send!(inner.namespaces().read("grandchild")).err());
        send!(parent.namespaces().delete("child")).unwrap();
        until!("deletion", send!(parent.namespaces().read("child")).err());
        let error = send!(inner.namespaces().list()).unwrap_err();
        assert!(error.errors()[0].contains("namespace not found"), "{error}");
    }

    fn what_is_in_a_namespace_is_apart(given = TokenInNamespace::new(), vault, send) {
        let inside = vault.with_namespace(&given.namespace);
        let name = unique("apart");
        send!(inside.policies().acl().write(&name, r#"path "x" {}"#)).unwrap();
        send!(inside.mounts().enable(&name, "kv")).unwrap();
        assert!(send!(vault.policies().acl().read(&name)).unwrap_err().is_not_found());
        assert!(send!(vault.mounts().read(&name)).is_err());
        // A token of the namespace is nobody outside of it.
        let theirs = inside.with_token(given.token.client_token.clone());
        let outside = theirs.with_namespace("");
        assert!(send!(outside.namespaces().list()).unwrap_err().is_permission_denied());
    }

    fn a_patch_changes_what_is_noted(given = Dev, vault, send) {
        let namespaces = vault.namespaces();
        let name = unique("noted");
        let noted = [("owner", "ops"), ("floor", "2"), ("é %2F", "")];
        send!(namespaces.create(&name).custom_metadata(noted)).unwrap();
        let changes = json!({ "owner": null, "floor": "3" });
        let patched = send!(namespaces.patch(&name, changes)).unwrap();
        let expected = [("floor".into(), "3".into()), ("é %2F".into(), String::new())];
        assert_eq!(patched.custom_metadata, Some(expected.into()));
        assert_eq!(send!(namespaces.read(&name)).unwrap(), patched);
        send!(namespaces.patch(&name, json!({}))).unwrap();
        assert_eq!(send!(namespaces.read(&name)).unwrap(), patched);
        let error = send!(namespaces.patch(&name, json!({ "floor": 4 }))).unwrap_err();
        assert_eq!(error.status().unwrap(), 400);
        let patched = send!(namespaces.patch(&name, json!(null))).unwrap();
        assert_eq!(patched.custom_metadata, Some([].into()));
        let error = send!(namespaces.patch(unique("nothing"), json!({}))).unwrap_err();
        assert_eq!(error.errors(), ["namespace not found"]);
    }

    fn names_that_cannot_be_are_refused(given = Dev, vault, send) {
        for name in ["two words", "a*", "+", "sys", "root", "auth", "a/b"] {
            let error = send!(vault.namespaces().create(name)).unwrap_err();
            assert_eq!(error.status().unwrap(), 400, "{name}");
            assert_eq!(error.errors().len(), 1, "{name}");
        }
    }

    fn what_is_not_there_is_not_found(given = Dev, vault, send) {
        assert!(send!(vault.namespaces().read(unique("nothing"))).unwrap_err().is_not_found());
        let nowhere = vault.with_namespace("no/such/namespace");
        let error = send!(nowhere.namespaces().list()).unwrap_err();
        assert!(error.is_not_found());
        // This is no empty list.
        assert!(error.errors()[0].contains("namespace not found"), "{error}");
    }
}
