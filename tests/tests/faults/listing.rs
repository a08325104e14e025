//! Lists that are read as they come, and break off.

use std::time::Duration;

use vault_sys::ErrorKind;
use vault_sys_tests::{Fault, both_clients};

use crate::behind::{Behind, Dev, unique};

const RULES: &str = r#"path "secret/*" { capabilities = ["read"] }"#;

both_clients! {
    fn a_list_that_is_cut_does_not_end(given = Behind::new(Dev), vault, send) {
        let (acl, proxy) = (vault.policies().acl(), &given.proxy);
        let prefix = unique("listed");
        for name in ["one", "two", "three"] {
            send!(acl.write(format!("{prefix}/{name}"), RULES)).unwrap();
        }
        let _ = proxy.take_seen();
        let whole = send!(acl.list_below(&prefix)).unwrap();
        assert_eq!(whole.len(), 3);
        let length = given.only().reply.unwrap();
        let mut most = 0;
        for count in 0..length {
            proxy.set(Fault::CutReply(count));
            let (mut names, mut error) = (Vec::new(), None);
            match send!(help: acl.list_below(&prefix).stream()) {
                Ok(mut keys) => {
                    while let Some(name) = send!(help: keys.next()) {
                        match name {
                            Ok(name) => names.push(name),
                            Err(broken) => error = Some(broken),
                        }
                    }
                }
                Err(broken) => error = Some(broken),
            }
            let error = error.unwrap_or_else(|| panic!("it ended after {count} bytes"));
            assert_eq!(error.kind(), ErrorKind::Transport, "after {count} bytes");
            assert_eq!(names, whole[..names.len()]);
            assert!(names.len() >= most, "{} of {most} after {count} bytes", names.len());
            most = names.len();
        }
        assert_eq!(most, 3);
    }

    fn a_list_in_drops_is_whole(given = Behind::new(Dev), vault, send) {
        let (acl, proxy) = (vault.policies().acl(), &given.proxy);
        let prefix = unique("drops");
        let expected: Vec<_> = (0..10).map(|number| format!("é {number}")).collect();
        for name in &expected {
            send!(acl.write(format!("{prefix}/{name}"), RULES)).unwrap();
        }
        proxy.set(Fault::SlowReply(1, Duration::ZERO));
        let mut keys = send!(help: acl.list_below(&prefix).stream()).unwrap();
        let mut names = Vec::new();
        while let Some(name) = send!(help: keys.next()) {
            names.push(name.unwrap());
        }
        assert_eq!(names, expected);
    }
}
