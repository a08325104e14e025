//! Audit devices, and what they make of values.

use std::fs;

use secrecy::ExposeSecret as _;
use vault_sys::audit::DeviceType;
use vault_sys_tests::{Given, RaftServer, both_clients};

use crate::given::{Dev, Raft};

/// A server whose configuration lets the API enable audit devices.
struct Audited(Raft);

impl Audited {
    fn start() -> Self {
        Self(Raft::unsealed(RaftServer::builder().unsafe_api_audit(true).start()))
    }

    /// A file for a device in the server's folder.
    fn file(&self) -> String {
        self.0.server.folder().join("audit.log").display().to_string()
    }
}

impl Given for Audited {
    fn address(&self) -> &str {
        self.0.address()
    }

    fn token(&self) -> &str {
        self.0.token()
    }
}

both_clients! {
    fn a_device_is_enabled_logs_hashes_and_is_disabled(given = Audited::start(), vault, send) {
        assert!(send!(vault.audit().list()).unwrap().is_empty());
        let file = given.file();
        let options = [("file_path", file.as_str()), ("log_raw", "false")];
        let call = vault.audit().enable("team/file", DeviceType::File).options(options);
        send!(call.description("first").local(true)).unwrap();

        let devices = send!(vault.audit().list()).unwrap();
        let device = &devices["team/file/"];
        assert_eq!(devices.len(), 1);
        assert_eq!((&device.type_, device.description.as_str()), (&DeviceType::File, "first"));
        assert_eq!((device.local, device.path.as_str()), (true, "team/file/"));
        assert_eq!(device.options["file_path"], file);

        let token = given.0.root_token.clone();
        let hash = send!(vault.audit().hash("team/file/", token.clone())).unwrap().hash;
        assert!(hash.starts_with("hmac-sha256:"), "{hash}");
        let log = fs::read_to_string(&file).unwrap();
        assert!(log.contains(&hash), "the token of each request is logged as its hash");
        assert!(!log.contains(token.expose_secret()));
        let empty = send!(vault.audit().hash("team/file", "")).unwrap_err();
        assert_eq!(empty.status().unwrap(), 400);

        send!(vault.audit().disable("team/file/")).unwrap();
        assert!(send!(vault.audit().list()).unwrap().is_empty());
        let unknown = send!(vault.audit().hash("team/file", "x")).unwrap_err();
        assert_eq!(unknown.errors(), [r#"unknown audit backend "team/file/""#]);
        // Once more is no error.
        send!(vault.audit().disable("team/file")).unwrap();
    }

    fn a_device_that_cannot_log_is_refused(given = Audited::start(), vault, send) {
        let audit = vault.audit();
        let unknown = DeviceType::Other("no-such-type".into());
        let error = send!(audit.enable("odd", unknown)).unwrap_err();
        assert_eq!(error.errors(), [r#"unknown backend type: "no-such-type""#]);
        let error = send!(audit.enable("nowhere", DeviceType::File)).unwrap_err();
        assert_eq!(error.errors(), ["file_path is required"]);
        let call = audit.enable("web", DeviceType::Http).options([("uri", "http://127.0.0.1:1/")]);
        let error = send!(call).unwrap_err();
        assert!(error.errors()[0].contains("failed test message"), "{error}");
        let prefix = [("file_path", "discard"), ("prefix", "x")];
        let error = send!(audit.enable("p", DeviceType::File).options(prefix)).unwrap_err();
        assert_eq!(error.errors(), ["audit log prefixing is not allowed"]);

        let discard = [("file_path", "discard")];
        send!(audit.enable("taken", DeviceType::File).options(discard)).unwrap();
        let error = send!(audit.enable("taken", DeviceType::File).options(discard)).unwrap_err();
        assert_eq!(error.errors(), ["path already in use"]);
        assert_eq!(send!(audit.list()).unwrap().len(), 1);
    }

    fn the_api_enables_no_device_by_default(given = Dev, vault, send) {
        let options = [("file_path", "discard")];
        let call = vault.audit().enable("file", DeviceType::File).options(options);
        let error = send!(call).unwrap_err();
        assert_eq!(error.status().unwrap(), 400);
        assert!(error.errors()[0].contains("cannot enable audit device via API"), "{error}");
        assert!(send!(vault.audit().list()).unwrap().is_empty());
        assert!(send!(vault.audit().hash("file", "x")).is_err());
        send!(vault.audit().disable("file")).unwrap();
    }
}
