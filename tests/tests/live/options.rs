//! What one call does otherwise than its client: token, namespace, time, and wrapped replies.

use std::time::Duration;

use secrecy::ExposeSecret as _;
use vault_sys::{ErrorKind, UnwrapAs, Wrapped, leases, policies::acl};
use vault_sys_tests::{Given, both_clients, endpoints::CreateToken};

use crate::given::{Dev, TokenInNamespace, unique};

const INVALID: &str = "wrapping token is not valid or does not exist";
const TIME: Duration = Duration::from_secs(120);

both_clients! {
    fn one_call_is_made_in_a_namespace(given = TokenInNamespace::new(), vault, send) {
        let leases = vault.leases();
        let prefix = "auth/token/create";
        let inside = send!(leases.list(prefix).with_namespace(&given.namespace)).unwrap();
        assert_eq!(inside, [given.lease.as_str()]);
        assert!(!send!(leases.list(prefix)).unwrap().contains(&given.lease));
        // It stands in place of the client's.
        let child = vault.with_namespace("nowhere");
        let call = child.leases().list(prefix).with_namespace(&given.namespace);
        assert_eq!(send!(call).unwrap(), inside);
    }

    fn one_call_is_made_with_another_token(given = Dev, vault, send) {
        let token = CreateToken { policies: vec!["default".into()], ttl: "1h".into() };
        let token = send!(vault.call(token)).unwrap().client_token;
        let mounts = vault.mounts();
        assert!(send!(mounts.list().with_token(token)).unwrap_err().is_permission_denied());
        assert!(send!(mounts.list()).is_ok());
        let nobody = vault.with_token("");
        assert!(send!(nobody.mounts().list()).unwrap_err().is_permission_denied());
        assert!(send!(nobody.mounts().list().with_token(given.token())).is_ok());
    }

    fn a_read_is_wrapped_and_unwrapped_once_into_its_type(given = Dev, vault, send) {
        let name = unique("wrapped");
        let rules = r#"path "secret/*" { capabilities = ["read"] }"#;
        send!(vault.policies().acl().write(&name, rules)).unwrap();
        let wrapped = send!(vault.policies().acl().read(&name).wrapped(TIME)).unwrap();
        assert_eq!(wrapped.ttl, TIME);
        assert_eq!(wrapped.creation_path, format!("sys/policies/acl/{name}"));
        assert_eq!(wrapped.wrapped_accessor, None);

        // Looked up as often as one likes, and by anybody.
        for vault in [vault.clone(), vault.with_token("")] {
            let known = send!(wrapped.lookup(&vault)).unwrap();
            assert_eq!(known.creation_path, wrapped.creation_path);
            assert_eq!(known.creation_time, wrapped.creation_time);
            assert_eq!(known.creation_ttl, TIME);
        }

        let policy = send!(wrapped.unwrap(&vault)).unwrap();
        assert_eq!((policy.name.as_str(), policy.policy.as_str()), (name.as_str(), rules));
        let again = send!(wrapped.unwrap(&vault)).unwrap_err();
        assert_eq!((again.status().unwrap().as_u16(), again.errors()), (400, &[INVALID.into()][..]));
        assert_eq!(send!(wrapped.lookup(&vault)).unwrap_err().errors(), [INVALID]);
        assert!(!format!("{wrapped:?} {again:?}").contains(wrapped.token.expose_secret()));
        assert_eq!(given.address(), Dev.address());
    }

    fn a_wrapped_reply_is_exchanged_and_handed_over(given = Dev, vault, send) {
        let old = send!(vault.policies().acl().read("default").wrapped(TIME)).unwrap();
        let new: Wrapped<acl::Read> = send!(old.rewrap(&vault)).unwrap();
        assert_ne!(new.token.expose_secret(), old.token.expose_secret());
        assert_eq!((new.ttl, &new.creation_path), (TIME, &old.creation_path));
        assert!(send!(old.unwrap(&vault)).is_err());

        // With nothing but the token.
        let theirs = vault.with_token(new.token.clone());
        let policy = send!(theirs.call(UnwrapAs::<acl::Read>::own())).unwrap();
        assert_eq!(policy.name, "default");
        assert!(send!(theirs.call(UnwrapAs::<acl::Read>::own())).is_err());

        // One that exchanges itself is used up.
        let lost = send!(vault.policies().acl().read("default").wrapped(TIME)).unwrap();
        let refused = send!(lost.rewrap(&vault).with_token(lost.token.clone())).unwrap_err();
        assert!(refused.is_permission_denied());
        assert!(send!(lost.unwrap(&vault)).is_err());
        assert_eq!(given.address(), Dev.address());
    }

    fn a_list_is_wrapped_in_a_namespace(given = TokenInNamespace::new(), vault, send) {
        let call = vault.leases().list("auth/token/create").with_namespace(&given.namespace);
        let wrapped: Wrapped<leases::List> = send!(call.wrapped(TIME)).unwrap();
        // The token says where it is from, so this works from the root as well.
        assert_eq!(send!(wrapped.unwrap(&vault)).unwrap(), [given.lease.as_str()]);
    }

    fn what_is_not_wrapped_is_an_error_that_keeps_it(given = Dev, vault, send) {
        let error = send!(vault.seal().status().wrapped(TIME)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Reply);
        let kept = error.into_body().unwrap();
        let kept: serde_json::Value = serde_json::from_slice(kept.expose_secret()).unwrap();
        assert_eq!(kept["sealed"], false);
        // What has no reply has taken place.
        let name = unique("not-wrapped");
        let call = vault.policies().acl().write(&name, "# nothing").wrapped(TIME);
        assert_eq!(send!(call).unwrap_err().kind(), ErrorKind::Reply);
        assert_eq!(send!(vault.policies().acl().read(&name)).unwrap().name, name);
        assert_eq!(given.address(), Dev.address());
    }
}
