//! Servers that are not spoken to in plain HTTP over TCP, found as the command-line tools find them.

use std::{collections::HashMap, ffi::OsString};

use tempfile::TempDir;
use vault_sys::Environment;
use vault_sys_tests::{DevServer, RaftServer, block_on};

/// What the environment of a program could say.
fn environment(variables: &[(&str, &str)]) -> Environment {
    let owned = variables.iter().map(|(name, value)| ((*name).to_owned(), OsString::from(value)));
    let owned: HashMap<_, _> = owned.collect();
    Environment::from_lookup(move |name| owned.get(name).cloned())
}

/// Makes two tests of a function that is given a client's type and what sends its calls.
macro_rules! both {
    ($(fn $name:ident($Vault:ident, $send:ident) $body:block)+) => {
        $(mod $name {
            use super::*;

            #[test]
            fn async_client() {
                type $Vault = vault_sys::Client;
                macro_rules! $send {
                    ($call:expr) => { $call.await };
                }
                block_on(async $body);
            }

            #[test]
            fn blocking_client() {
                type $Vault = vault_sys::blocking::Client;
                macro_rules! $send {
                    ($call:expr) => { $call.send() };
                }
                $body
            }
        })+
    };
}

both! {
    fn a_server_with_tls_is_trusted_by_its_authority_only(Vault, send) {
        let server = DevServer::start_with_tls();
        assert!(server.address().starts_with("https://"));
        let ca = server.ca_file();
        let variables = [
            ("BAO_ADDR", server.address()),
            ("BAO_TOKEN", server.token()),
            ("BAO_CACERT", ca.to_str().unwrap()),
        ];
        let vault = Vault::builder_from(&environment(&variables)).unwrap().build().unwrap();
        assert!(send!(vault.mounts().list()).unwrap().contains_key("sys/"));

        let name = ("BAO_TLS_SERVER_NAME", "vault.example");
        let cases = [variables[..2].to_vec(), [&variables[..], &[name]].concat()];
        for variables in cases {
            let builder = Vault::builder_from(&environment(&variables)).unwrap().retries(0);
            let error = send!(builder.build().unwrap().mounts().list()).unwrap_err();
            assert!(error.is_connect(), "{error}");
        }
    }

    fn a_server_at_a_unix_socket_is_initialised_and_unsealed(Vault, send) {
        let folder = TempDir::new().unwrap();
        let socket = folder.path().join("bao.sock");
        let listener = format!("listener \"unix\" {{ address = \"{}\" }}", socket.display());
        let server = RaftServer::builder().extra_hcl(listener).start();
        let address = format!("unix://{}", socket.display());
        let vault = Vault::builder_from(&environment(&[("VAULT_ADDR", &address)])).unwrap();
        let vault = vault.build().unwrap();
        let new = send!(vault.init().initialize(1, 1)).unwrap();
        let status = send!(vault.seal().unseal(new.keys[0].clone())).unwrap();
        assert!(!status.sealed);
        // It is the server that listens at a port as well.
        let other = Vault::new(server.address()).unwrap();
        assert!(!send!(other.seal().status()).unwrap().sealed);
    }
}
