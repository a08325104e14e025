//! How much the parts of a server log.

use vault_sys::loggers::Level;
use vault_sys_tests::{DevServer, Given, both_clients};

use crate::given::{Dev, TokenInNamespace};

/// A server that no other test changes.
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
    fn one_logger_is_set_and_reset(given = Own(DevServer::start()), vault, send) {
        assert_eq!(send!(vault.loggers().read("core")).unwrap()["core"], Level::Info);
        send!(vault.loggers().write("core", Level::Debug)).unwrap();
        let core = send!(vault.loggers().read("core")).unwrap();
        assert_eq!(core.into_iter().collect::<Vec<_>>(), [("core".to_owned(), Level::Debug)]);
        let all = send!(vault.loggers().list()).unwrap();
        assert_eq!((&all["core"], &all["core.router"]), (&Level::Debug, &Level::Info));
        send!(vault.loggers().reset("core")).unwrap();
        assert_eq!(send!(vault.loggers().read("core")).unwrap()["core"], Level::Info);
    }

    fn all_loggers_are_set_and_reset(given = Own(DevServer::start()), vault, send) {
        for level in [Level::Trace, Level::Warn, Level::Error] {
            send!(vault.loggers().write_all(level.clone())).unwrap();
            let all = send!(vault.loggers().list()).unwrap();
            assert!(all.contains_key("expiration"));
            assert!(all.values().all(|found| *found == level), "{all:?}");
        }
        send!(vault.loggers().reset_all()).unwrap();
        let all = send!(vault.loggers().list()).unwrap();
        assert!(all.values().all(|found| *found == Level::Info), "{all:?}");
    }

    fn an_unknown_logger_has_no_level(given = Dev, vault, send) {
        assert!(send!(vault.loggers().read("nothing")).unwrap().is_empty());
        let error = send!(vault.loggers().write("nothing", Level::Info)).unwrap_err();
        assert_eq!(error.errors(), [r#"logger "nothing" not found"#]);
        let error = send!(vault.loggers().reset("nothing")).unwrap_err();
        assert_eq!(error.errors(), [r#"logger "nothing" not found"#]);
    }

    fn an_unknown_level_is_refused(given = Dev, vault, send) {
        let error = send!(vault.loggers().write("core", Level::Other("loud".into()))).unwrap_err();
        assert_eq!(error.errors(), ["invalid level provided: unknown log level: loud"]);
        let error = send!(vault.loggers().write_all(Level::Other(String::new()))).unwrap_err();
        assert_eq!(error.errors(), ["level is empty"]);
    }

    fn loggers_are_of_the_root_namespace(given = TokenInNamespace::new(), vault, send) {
        let inside = vault.with_namespace(&given.namespace);
        for error in [
            send!(inside.loggers().list()).unwrap_err(),
            send!(inside.loggers().read("core")).unwrap_err(),
            send!(inside.loggers().write("core", Level::Info)).unwrap_err(),
            send!(inside.loggers().reset("core")).unwrap_err(),
        ] {
            assert_eq!(error.status().unwrap(), 400);
            assert_eq!(error.errors(), ["operation only available in root namespace"]);
        }
        let nobody = vault.with_token("s.nobody");
        assert!(send!(nobody.loggers().list()).unwrap_err().is_permission_denied());
    }
}
