//! A function that answers in a server's place.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use vault_sys::{ErrorKind, testing::answer};

use crate::both::both;

const COUNT: &str = r#"{"data":{"lease_count":7,"counts":{}}}"#;

both! {
    fn a_request_is_shown_as_it_would_be_sent(Vault, send) {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&seen);
        let builder = Vault::builder("https://vault.test:8200").token("s.token").namespace("team");
        let vault = builder
            .answered_by(move |operation, request| {
                kept.lock().unwrap().push((operation.name, request));
                answer(204, "")
            })
            .build()
            .unwrap();
        send!(vault.leases().revoke("creds/a").sync(true)).unwrap();
        send!(upload: vault.raft().restore_snapshot(), "a snapshot").unwrap();
        let seen = seen.lock().unwrap();
        let [(revoke, request), (restore, upload)] = &seen[..] else { panic!("{seen:?}") };
        assert_eq!((*revoke, *restore), ("leases.revoke", "raft.restore_snapshot"));
        assert_eq!(request.method(), "POST");
        assert_eq!(request.uri(), "https://vault.test:8200/v1/sys/leases/revoke");
        assert_eq!(request.headers()["x-vault-token"], "s.token");
        assert_eq!(request.headers()["x-vault-namespace"], "team");
        assert_eq!(request.body(), r#"{"lease_id":"creds/a","sync":true}"#);
        assert_eq!(upload.body(), "a snapshot");
    }

    fn answers_are_read_as_those_of_a_server(Vault, send) {
        let vault = |status: u16, body: &'static str| {
            let builder = Vault::builder("http://vault.test").retries(0);
            builder.answered_by(move |_, _| answer(status, body)).build().unwrap()
        };
        assert_eq!(send!(vault(200, COUNT).leases().count_irrevocable()).unwrap().lease_count, 7);
        let denied = vault(403, r#"{"errors":["permission denied"]}"#);
        let error = send!(denied.leases().count_irrevocable()).unwrap_err();
        assert!(error.is_permission_denied());
        assert_eq!(error.errors(), ["permission denied"]);
        let error = send!(vault(200, "{").leases().count_irrevocable()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Reply);
        let error = send!(vault(200, COUNT).leases().read("")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Reply, "no arguments in the path, {error}");
        let error = send!(vault(200, COUNT).mounts().read("..")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Argument);
    }

    fn what_is_repeated_with_a_server_is(Vault, send) {
        let count = Arc::new(Mutex::new(0));
        let counted = Arc::clone(&count);
        let builder = Vault::builder("http://vault.test").longest_pause(Duration::ZERO);
        let vault = builder
            .answered_by(move |_, _| {
                *counted.lock().unwrap() += 1;
                if *counted.lock().unwrap() < 3 { answer(503, "") } else { answer(200, COUNT) }
            })
            .build()
            .unwrap();
        send!(vault.leases().count_irrevocable()).unwrap();
        assert_eq!(*count.lock().unwrap(), 3);
        send!(vault.leases().revoke("a")).unwrap();
        assert_eq!(*count.lock().unwrap(), 4, "a write goes out once");
    }
}
