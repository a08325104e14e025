//! Other ways to a server than straight through the network.

use vault_sys::ErrorKind;

use crate::{both::both, canned::Canned};

const COUNT: &str = r#"{"data":{"lease_count":7,"counts":{}}}"#;

both! {
    fn a_proxy_is_used_for_what_is_not_on_this_machine(Vault, send) {
        let (proxy, near) = (Canned::json(COUNT), Canned::json(COUNT));
        let url = proxy.address.replace("http://", "http://me:s.canary@");
        let builder = Vault::builder("http://vault.example:8200").proxy(&*url).retries(0);
        assert!(!format!("{builder:?}").contains("canary"));
        let vault = builder.build().unwrap();
        assert!(!format!("{vault:?}").contains("canary"));
        send!(vault.leases().count_irrevocable()).unwrap();
        let request = proxy.request();
        assert!(request.line.starts_with("GET http://vault.example:8200/v1/"), "{}", request.line);
        assert!(request.header("proxy-authorization").is_some());
        let vault = Vault::builder(&near.address).proxy(&*url).build().unwrap();
        send!(vault.leases().count_irrevocable()).unwrap();
        assert_eq!((near.unseen(), proxy.unseen()), (1, 0));
    }

    fn a_proxy_that_is_none_is_refused_without_a_word_of_it(Vault, _send) {
        for url in ["", "http://", "http://me:s.canary@", "s.canary", "socks5://s.canary:1"] {
            let error = Vault::builder("http://127.0.0.1:1").proxy(url).build().unwrap_err();
            let shown = format!("{error} {error:?}");
            assert!(error.kind() == ErrorKind::Config && !shown.contains("canary"), "{shown}");
        }
    }

    fn a_socket_has_to_have_a_whole_path(Vault, _send) {
        for address in ["unix://", "unix://agent.sock", "unix://./agent.sock", "unix:///a\0b"] {
            let error = Vault::new(address).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Config, "{address}");
        }
    }
}

#[cfg(unix)]
mod socket {
    use std::{
        io::{BufReader, Write as _},
        os::unix::net::UnixListener,
        path::Path,
        sync::{Arc, Mutex},
        thread,
    };

    use super::{COUNT, both};
    use crate::{
        canned::{Request, read},
        folder::Folder,
    };

    fn listen(path: &Path, status: &'static str) -> Arc<Mutex<Vec<Request>>> {
        let listener = UnixListener::bind(path).unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let mut reader = BufReader::new(connection);
                while let Some(request) = read(&mut reader) {
                    seen.lock().unwrap().push(request);
                    let head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n", COUNT.len());
                    let answer = format!("{head}\r\n{COUNT}");
                    reader.get_mut().write_all(answer.as_bytes()).unwrap();
                }
            }
        });
        requests
    }

    both! {
        fn a_server_may_listen_at_a_socket(Vault, send) {
            let folder = Folder::new();
            let (gone, bad) = (folder.path().join("gone"), folder.path().join("bad"));
            let good = folder.path().join("Good.sock");
            let (bad_seen, good_seen) = (listen(&bad, "502 Bad Gateway"), listen(&good, "200 OK"));
            let address = |path: &Path| format!("unix://{}", path.display());
            let vault = Vault::builder(&address(&gone)).address(&address(&bad));
            let vault = vault.address(&address(&good)).token("s.token").retries(0).build().unwrap();
            assert!(format!("{vault:?}").contains(&address(&good)));
            send!(vault.leases().count_irrevocable()).unwrap();
            send!(vault.leases().count_irrevocable()).unwrap();
            let good_seen = good_seen.lock().unwrap();
            assert_eq!((bad_seen.lock().unwrap().len(), good_seen.len()), (1, 2));
            assert_eq!(good_seen[0].header("host"), Some("localhost"));
            assert_eq!(good_seen[0].header("x-vault-token"), Some("s.token"));
        }
    }
}
