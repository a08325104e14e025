//! Which web pages may call. Each test has a server of its own, as there is one such setting.

use vault_sys_tests::{DevServer, Given, both_clients};

struct Own(DevServer);

impl Own {
    fn start() -> Self {
        Self(DevServer::start())
    }
}

impl Given for Own {
    fn address(&self) -> &str {
        self.0.address()
    }

    fn token(&self) -> &str {
        self.0.token()
    }
}

both_clients! {
    fn pages_are_let_in_and_shut_out(given = Own::start(), vault, send) {
        let cors = vault.config().cors();
        let none = send!(cors.read()).unwrap();
        assert!(!none.enabled);
        assert_eq!((none.allowed_origins, none.allow_credentials), (None, None));

        let write = cors.write(["https://a.example", "https://b.example"]);
        send!(write.allowed_headers(["X-A"]).allow_credentials(true)).unwrap();
        let some = send!(cors.read()).unwrap();
        assert!(some.enabled);
        assert_eq!(some.allowed_origins.unwrap(), ["https://a.example", "https://b.example"]);
        assert_eq!(some.allow_credentials, Some(true));
        // Those that the API knows are let in, too.
        let headers = some.allowed_headers.unwrap();
        assert!(headers.contains(&"X-A".into()) && headers.contains(&"X-Vault-Token".into()));

        // What is not given is as if it had never been. `enable` does nothing.
        send!(cors.write(["*"]).enable(false)).unwrap();
        let all = send!(cors.read()).unwrap();
        assert_eq!((all.enabled, all.allow_credentials), (true, Some(false)));
        assert_eq!(all.allowed_origins.unwrap(), ["*"]);
        assert!(!all.allowed_headers.unwrap().contains(&"X-A".into()));

        send!(cors.delete()).unwrap();
        assert!(!send!(cors.read()).unwrap().enabled);
        send!(cors.delete()).unwrap();
    }

    fn origins_that_make_no_sense_are_refused(given = Own::start(), vault, send) {
        let cors = vault.config().cors();
        let error = send!(cors.write(Vec::<String>::new())).unwrap_err();
        assert_eq!(error.status().unwrap(), 500);
        assert!(error.errors()[0].contains("at least one origin"), "{error}");
        let error = send!(cors.write(["*", "https://a.example"])).unwrap_err();
        assert!(error.errors()[0].contains("must be the only value"), "{error}");
        assert!(!send!(cors.read()).unwrap().enabled);
    }
}
