//! Locking what may be called in a namespace.

use vault_sys::{ErrorKind, ExposeSecret as _};
use vault_sys_tests::{both_clients, endpoints::CreateToken};

use crate::given::{Dev, TokenInNamespace, unique};

both_clients! {
    fn a_namespace_is_locked_and_unlocked_from_inside(given = TokenInNamespace::new(), vault, send) {
        let inside = vault.with_namespace(&given.namespace);
        let lock = send!(inside.namespaces().api_lock().lock()).unwrap();
        assert!(!format!("{lock:?}").contains(lock.unlock_key.expose_secret()));
        let namespace = send!(vault.namespaces().read(&given.namespace)).unwrap();
        assert_eq!(namespace.locked, Some(true));

        let error = send!(inside.mounts().list()).unwrap_err();
        assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Refused, 503));
        let says = format!(r#""{}/" must be unlocked"#, given.namespace);
        assert!(error.errors()[0].contains(&says), "{error}");
        assert!(!error.is_sealed());
        // Some calls are let through.
        assert!(!send!(inside.seal().status()).unwrap().sealed);

        let error = send!(inside.namespaces().api_lock().unlock().unlock_key("wrong")).unwrap_err();
        assert_eq!(error.errors(), ["incorrect unlock key"]);
        let unlock = inside.namespaces().api_lock().unlock().unlock_key(lock.unlock_key);
        send!(unlock).unwrap();
        send!(inside.mounts().list()).unwrap();
        let error = send!(inside.namespaces().api_lock().unlock()).unwrap_err();
        assert!(error.errors()[0].contains("is not locked"), "{error}");
    }

    fn a_lock_holds_for_what_is_below(given = TokenInNamespace::new(), vault, send) {
        let inside = vault.with_namespace(&given.namespace);
        send!(inside.namespaces().create("child")).unwrap();
        let path = format!("{}/child", given.namespace);
        let below = vault.with_namespace(&path);
        let locks = vault.namespaces().api_lock();

        let lock = send!(locks.lock_descendant(&path)).unwrap();
        send!(inside.mounts().list()).unwrap();
        assert_eq!(send!(below.mounts().list()).unwrap_err().status().unwrap(), 503);
        send!(locks.unlock_descendant(format!("{path}/")).unlock_key(lock.unlock_key)).unwrap();

        send!(locks.lock_descendant(&given.namespace)).unwrap();
        assert_eq!(send!(below.mounts().list()).unwrap_err().status().unwrap(), 503);
        let error = send!(locks.lock_descendant(&path)).unwrap_err();
        assert!(error.errors()[0].contains("is already locked"), "{error}");
        // Who may do everything needs no key.
        let unlocked = send!(locks.unlock_descendant(&given.namespace).detailed()).unwrap();
        assert_eq!(unlocked.warnings, ["Namespace unlocked using sudo capabilities"]);
        send!(below.mounts().list()).unwrap();
    }

    fn others_need_the_key(given = TokenInNamespace::new(), vault, send) {
        let (inside, name) = (vault.with_namespace(&given.namespace), unique("unlocker"));
        let rules = r#"path "sys/namespaces/api-lock/unlock" { capabilities = ["update"] }"#;
        send!(inside.policies().acl().write(&name, rules)).unwrap();
        let create = CreateToken { policies: vec![name], ttl: "1h".into() };
        let theirs = inside.with_token(send!(inside.call(create)).unwrap().client_token);
        let lock = send!(inside.namespaces().api_lock().lock()).unwrap();
        let error = send!(theirs.namespaces().api_lock().unlock()).unwrap_err();
        assert!(error.errors()[0].contains("provided empty key"), "{error}");
        let unlock = theirs.namespaces().api_lock().unlock().unlock_key(lock.unlock_key);
        send!(unlock).unwrap();
        send!(inside.mounts().list()).unwrap();
    }

    fn what_cannot_be_locked_says_so(given = Dev, vault, send) {
        let locks = vault.namespaces().api_lock();
        let error = send!(locks.lock()).unwrap_err();
        assert_eq!(error.errors(), ["root namespace cannot be locked/unlocked"]);
        assert!(send!(locks.unlock()).is_err());
        let error = send!(locks.lock_descendant(unique("nothing"))).unwrap_err();
        assert_eq!(error.errors(), ["requested namespace does not exist"]);
        assert!(send!(locks.unlock_descendant(unique("nothing"))).is_err());
    }
}
