//! Engines that vault-sys does not cover, through its clients and against a real server.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use secrecy::ExposeSecret as _;
use vault_sys::ErrorKind;
use vault_sys_plugin::{
    built::{
        prelude::*,
        transit::{self, KeyType},
    },
    committed::{kv::WriteOptions, prelude::*},
};
use vault_sys_tests::{DevServer, Given, both_clients, eventually};

/// An engine of its own on the server that the tests share, in a folder, so that its path is long.
struct Mounted {
    mount: String,
}

impl Given for Mounted {}

impl Mounted {
    fn new(engine: &str, version: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let mount = format!("team/{engine}-{}", COUNT.fetch_add(1, Ordering::Relaxed));
        let server = DevServer::shared();
        let vault = vault_sys::blocking::Client::new(server.address()).unwrap();
        let vault = vault.with_token(server.token());
        let options = if engine == "kv" { vec![("version", version)] } else { Vec::new() };
        vault.mounts().enable(&mount, engine).options(options).send().unwrap();
        let mounted = Self { mount };
        // The second version of `kv` refuses all until it has set itself up.
        if version == "2" {
            eventually("kv takes secrets", Duration::from_secs(30), || {
                vault.kv().write(&mounted.mount, "ready", [("a", "b")]).send().ok()
            });
        }
        mounted
    }
}

both_clients! {
    fn secrets_have_versions(given = Mounted::new("kv", "2"), vault, send) {
        let mount = &given.mount;
        let values = [("user", "app"), ("password", "hunter2")];
        let write = vault.kv().write(mount, "web/db", values).options(WriteOptions::new().cas(0));
        assert_eq!(send!(write).unwrap().version, 1);
        let patched = send!(vault.kv().patch(mount, "web/db", [("password", "hunter3")])).unwrap();
        assert_eq!(patched.version, 2);

        let latest = send!(vault.kv().read(mount, "web/db")).unwrap();
        assert_eq!((latest.metadata.version, latest.metadata.destroyed), (2, false));
        assert_eq!(latest.data["user"].expose_secret(), "app");
        assert_eq!(latest.data["password"].expose_secret(), "hunter3");
        assert!(!format!("{latest:?}").contains("hunter"));
        let first = send!(vault.kv().read(mount, "web/db").version(1)).unwrap();
        assert_eq!(first.data["password"].expose_secret(), "hunter2");

        send!(vault.kv().delete(mount, "web/db")).unwrap();
        let error = send!(vault.kv().read(mount, "web/db")).unwrap_err();
        assert_eq!(error.status().map(|status| status.as_u16()), Some(404));
        send!(vault.kv().undelete(mount, "web/db", vec![2])).unwrap();
        assert_eq!(send!(vault.kv().read(mount, "web/db")).unwrap().metadata.version, 2);
    }

    fn metadata_is_a_group_within(given = Mounted::new("kv", "2"), vault, send) {
        let mount = &given.mount;
        // A folder that is called as another operation's path is.
        let path = "metadata/web";
        send!(vault.kv().write(mount, path, [("a", "b")])).unwrap();
        let hour = Duration::from_secs(3600);
        let notes = vault.kv().metadata().write(mount, path).max_versions(3);
        send!(notes.delete_version_after(hour).custom_metadata([("owner", "web")])).unwrap();

        let read = send!(vault.kv().metadata().read(mount, path)).unwrap();
        assert_eq!((read.current_version, read.max_versions, read.delete_version_after), (1, 3, hour));
        assert_eq!(read.custom_metadata["owner"], "web");
        assert!(!read.versions["1"].destroyed);
        assert_eq!(send!(vault.kv().metadata().list(mount, "metadata")).unwrap(), ["web"]);
        // A list of nothing is empty, as everywhere.
        assert_eq!(send!(vault.kv().metadata().list(mount, "nothing")).unwrap(), [""; 0]);
        assert_eq!(send!(vault.kv().read(mount, path)).unwrap().data["a"].expose_secret(), "b");
    }

    fn secrets_without_versions(given = Mounted::new("kv", "1"), vault, send) {
        let mount = &given.mount;
        send!(vault.kv_plain().write(mount, "data/config", [("a", "b")])).unwrap();
        let read = send!(vault.kv_plain().read(mount, "data/config")).unwrap();
        assert_eq!(read["a"].expose_secret(), "b");
        assert_eq!(send!(vault.kv_plain().list(mount, "data")).unwrap(), ["config"]);
        let error = send!(vault.kv_plain().read(mount, "nothing")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Refused);
    }

    fn keys_encrypt_and_rotate(given = Mounted::new("transit", ""), vault, send) {
        let mount = &given.mount;
        let hour = Duration::from_secs(3600);
        let call = vault.transit().create_key(mount, "web").type_(KeyType::Aes256Gcm96);
        let key = send!(call.auto_rotate_period(hour)).unwrap();
        assert_eq!((key.latest_version, key.auto_rotate_period), (1, hour));

        let encrypted = send!(vault.transit().encrypt(mount, "web", "aGk=")).unwrap();
        // The same without a trait.
        send!(transit::Handle::new(&vault).rotate(mount, "web")).unwrap();
        let again = send!(vault.transit().encrypt(mount, "web", "aGk=")).unwrap();
        assert_eq!((encrypted.key_version, again.key_version), (1, 2));
        for text in [encrypted.ciphertext, again.ciphertext] {
            let decrypted = send!(vault.transit().decrypt(mount, "web", text)).unwrap();
            assert_eq!(decrypted.plaintext.expose_secret(), "aGk=");
        }
        assert_eq!(send!(vault.transit().read_key(mount, "web")).unwrap().keys.len(), 2);
    }

    fn what_the_server_does_not_take_is_told(given = Mounted::new("transit", ""), vault, send) {
        let mount = &given.mount;
        send!(vault.transit().create_key(mount, "web")).unwrap();
        let error = send!(vault.transit().encrypt(mount, "web", "??")).unwrap_err();
        assert_eq!(error.errors(), ["illegal base64 data at input byte 0"]);
        let error = send!(vault.transit().decrypt(mount, "web", "vault:v1:AAAA")).unwrap_err();
        assert_eq!(error.errors(), ["invalid ciphertext length"]);
        let rsa = KeyType::Other("rsa-1".into());
        let error = send!(vault.transit().create_key(mount, "rsa").type_(rsa)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Refused);
        let nobody = vault.with_token("s.nobody");
        let error = send!(nobody.transit().read_key(mount, "web")).unwrap_err();
        assert!(error.is_permission_denied(), "{error}");
    }

    fn what_leads_elsewhere_is_not_sent(given = Mounted::new("kv", "2"), vault, send) {
        for (mount, path) in [
            ("sys", "a"), ("team/sys", "a"), ("%73ys", "a"), ("..", "a"), ("", "a"),
            (given.mount.as_str(), ".."), (given.mount.as_str(), "a/%2e%2e/b"), (given.mount.as_str(), ""),
        ] {
            let error = send!(vault.kv().read(mount, path)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Argument, "{mount} {path}");
        }
        // Behind the name of a namespace it would be an operation of the server itself.
        let error = send!(vault.kv_plain().read("team", "sys/seal-status")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Argument);
        let fraction = Duration::from_millis(1500);
        let call = vault.kv().metadata().write(&given.mount, "a").delete_version_after(fraction);
        assert_eq!(send!(call).unwrap_err().kind(), ErrorKind::Argument);
    }
}
