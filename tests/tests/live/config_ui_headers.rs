//! Headers of the web interface.

use vault_sys_tests::{DevServer, Given, both_clients};

use crate::given::{Dev, unique};

/// A server whose headers nobody else sets.
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
    fn a_header_is_written_listed_read_and_deleted(given = Dev, vault, send) {
        let headers = vault.config().ui_headers();
        let name = unique("X-Live");
        assert!(send!(headers.read(&name)).unwrap_err().is_not_found());
        send!(headers.write(&name, ["one", "two; three"])).unwrap();
        assert_eq!(send!(headers.read(&name)).unwrap().values, ["one", "two; three"]);
        assert_eq!(send!(headers.read(name.to_lowercase())).unwrap().values.len(), 2);
        assert!(send!(headers.list()).unwrap().contains(&name));

        send!(headers.write(name.to_uppercase(), ["three"])).unwrap();
        assert_eq!(send!(headers.read(&name)).unwrap().values, ["three"]);

        send!(headers.delete(&name)).unwrap();
        assert!(send!(headers.read(&name)).unwrap_err().is_not_found());
        send!(headers.delete(&name)).unwrap();
    }

    fn a_header_that_makes_no_sense_is_refused(given = Dev, vault, send) {
        let headers = vault.config().ui_headers();
        let error = send!(headers.write(unique("X-Vault-Live"), ["one"])).unwrap_err();
        assert_eq!(error.errors(), ["X-Vault headers cannot be set"]);
        let error = send!(headers.write(unique("X-Empty"), Vec::<String>::new())).unwrap_err();
        assert_eq!(error.errors(), ["header and values must be specified"]);
        for odd in ["two words", "é", "-a"] {
            let error = send!(headers.write(odd, ["one"])).unwrap_err();
            assert!(error.is_not_found(), "{odd}");
            assert!(error.errors()[0].contains("unsupported path"), "{error}");
        }
    }

    fn there_may_be_none_and_the_servers_own_can_be_replaced(
        given = Own(DevServer::start()), vault, send,
    ) {
        let headers = vault.config().ui_headers();
        assert!(send!(headers.list()).unwrap().is_empty());
        let name = "Content-Security-Policy";
        let written = send!(headers.write(name, ["default-src 'none'"]).detailed()).unwrap();
        assert!(written.warnings[0].contains("secure by default"), "{:?}", written.warnings);
        assert_eq!(send!(headers.list()).unwrap(), [name]);
        assert_eq!(send!(headers.read(name)).unwrap().values, ["default-src 'none'"]);
    }
}
