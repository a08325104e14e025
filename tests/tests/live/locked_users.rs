//! Users who failed to log in too often.

use std::time::Duration;

use vault_sys::{Encoder, Endpoint, Error, Method, Operation, Reply, auth, blocking::Client};
use vault_sys_tests::{Given, both_clients};

use crate::given::{Dev, TokenInNamespace, unique};
use crate::shares::Alone;

/// Says what a user's password is, and creates the user.
#[derive(Clone, Debug)]
struct CreateUser {
    name: &'static str,
}

impl Endpoint for CreateUser {
    type Response = ();

    const OPERATION: Operation =
        Operation::new("userpass.create", Method::Post, "auth/people/users/{name}");

    fn encode(&self, request: &mut Encoder<'_>) {
        request.path("name", self.name);
        request.body("password", "right");
    }

    fn decode(reply: &Reply<'_>) -> Result<(), Error> {
        reply.none()
    }
}

/// Logs in.
#[derive(Clone, Debug)]
struct LogIn {
    name: &'static str,
    password: &'static str,
}

impl Endpoint for LogIn {
    type Response = ();

    const OPERATION: Operation =
        Operation::new("userpass.login", Method::Post, "auth/people/login/{name}");

    fn encode(&self, request: &mut Encoder<'_>) {
        request.path("name", self.name);
        request.body("password", self.password);
    }

    fn decode(reply: &Reply<'_>) -> Result<(), Error> {
        reply.none()
    }
}

/// An auth method that locks users out at the second mistake, with users, on a server of its own.
struct Users {
    server: Alone,
    accessor: String,
}

impl Given for Users {
    fn address(&self) -> &str {
        self.server.address()
    }

    fn token(&self) -> &str {
        self.server.token()
    }
}

impl Users {
    fn some() -> Self {
        let server = Alone::start();
        let vault = Client::new(server.address()).unwrap().with_token(server.token());
        vault.auth().enable("people", "userpass").send().unwrap();
        let rules = auth::UserLockout::new()
            .lockout_threshold(2)
            .lockout_duration(Duration::from_secs(3600))
            .lockout_counter_reset_duration(Duration::from_secs(3600));
        vault.auth().tune("people").user_lockout_config(rules).send().unwrap();
        for name in ["alice", "bob.example"] {
            vault.call(CreateUser { name }).send().unwrap();
        }
        let accessor = vault.auth().read("people").send().unwrap().accessor;
        Self { server, accessor }
    }
}

both_clients! {
    fn a_locked_user_is_listed_and_unlocked(given = Users::some(), vault, send) {
        let anyone = vault.with_token("");
        for name in ["alice", "bob.example"] {
            for _ in 0..2 {
                let error = send!(anyone.call(LogIn { name, password: "wrong" })).unwrap_err();
                assert_eq!(error.errors(), ["invalid username or password"]);
            }
            let error = send!(anyone.call(LogIn { name, password: "right" })).unwrap_err();
            assert!(error.is_permission_denied());
        }
        let users = send!(vault.locked_users().list().mount_accessor(&given.accessor)).unwrap();
        let [root] = users.by_namespace.as_slice() else { panic!("{users:?}") };
        assert_eq!((root.namespace_id.as_str(), root.namespace_path.as_str()), ("root", ""));
        let [method] = root.mount_accessors.as_slice() else { panic!("{users:?}") };
        assert_eq!((users.total, root.counts, method.counts), (2, 2, 2));
        assert_eq!(method.mount_accessor, given.accessor);
        assert_eq!(method.alias_identifiers, ["alice", "bob.example"]);
        // There are no others on this server.
        assert_eq!(send!(vault.locked_users().list()).unwrap(), users);

        send!(vault.locked_users().unlock(&given.accessor, "bob.example")).unwrap();
        send!(anyone.call(LogIn { name: "bob.example", password: "right" })).unwrap();
        let users = send!(vault.locked_users().list().mount_accessor(&given.accessor)).unwrap();
        assert_eq!(users.total, 1);
        // Only the name as it was listed will do.
        send!(vault.locked_users().unlock(&given.accessor, "Alice")).unwrap();
        assert!(send!(anyone.call(LogIn { name: "alice", password: "right" })).is_err());
        send!(vault.locked_users().unlock(&given.accessor, "alice")).unwrap();
        send!(anyone.call(LogIn { name: "alice", password: "right" })).unwrap();
    }

    fn whom_nobody_knows_is_unlocked_already(given = Dev, vault, send) {
        let accessor = unique("auth_userpass_none");
        send!(vault.locked_users().unlock(&accessor, "two words/é")).unwrap();
        let users = send!(vault.locked_users().list().mount_accessor(&accessor)).unwrap();
        assert_eq!(users.total, 0);
        let method = &users.by_namespace[0].mount_accessors[0];
        assert_eq!((&method.mount_accessor, method.counts), (&accessor, 0));
        assert!(method.alias_identifiers.is_empty());
    }

    fn a_namespace_lists_its_own(given = TokenInNamespace::new(), vault, send) {
        let inside = vault.with_namespace(&given.namespace);
        let users = send!(inside.locked_users().list()).unwrap();
        let [own] = users.by_namespace.as_slice() else { panic!("{users:?}") };
        assert_eq!(own.namespace_path, format!("{}/", given.namespace));
        assert_eq!((users.total, own.counts, own.mount_accessors.len()), (0, 0, 0));
    }
}
