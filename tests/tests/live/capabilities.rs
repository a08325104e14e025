//! What tokens may do.

use vault_sys::{blocking::Client, capabilities::Capability};
use vault_sys_tests::{
    Given, both_clients,
    endpoints::{CreateToken, NewToken},
};

use crate::given::{Dev, unique};

/// A token on the shared server with rules of its own.
struct Ruled {
    token: NewToken,
}

impl Given for Ruled {}

impl Ruled {
    fn by(rules: &str) -> Self {
        let vault = Client::new(Dev.address()).unwrap().with_token(Dev.token());
        let policy = unique("ruled");
        vault.policy().write(&policy, rules).send().unwrap();
        let token = CreateToken { policies: vec![policy], ttl: "1h".into() };
        Self { token: vault.call(token).send().unwrap() }
    }
}

const RULES: &str = r#"
path "secret/*" { capabilities = ["create", "update", "patch", "scan", "sudo"] }
path "secret/never" { capabilities = ["deny"] }
path "data" { capabilities = ["read"] }
path "auth" { capabilities = ["list"] }
path "request_id" { capabilities = ["delete"] }
path "warnings" { capabilities = ["read"] }
path "errors" { capabilities = ["read"] }
path "capabilities" { capabilities = ["read"] }
"#;

both_clients! {
    fn a_token_its_accessor_and_itself_agree(given = Ruled::by(RULES), vault, send) {
        use Capability::{Create, Deny, Patch, Scan, Sudo, Update};
        let paths = ["secret/x", "secret/never", "elsewhere"];
        let capabilities = vault.capabilities();
        let token = given.token.client_token.clone();
        let by_token = send!(capabilities.read(token.clone(), paths)).unwrap();
        assert_eq!(by_token.len(), 3);
        assert_eq!(by_token["secret/x"], [Create, Patch, Scan, Sudo, Update]);
        assert_eq!(by_token["secret/never"], [Deny]);
        assert_eq!(by_token["elsewhere"], [Deny]);
        let accessor = &given.token.accessor;
        let by_accessor = send!(capabilities.read_by_accessor(accessor, paths)).unwrap();
        assert_eq!(by_accessor, by_token);
        let itself = vault.with_token(token);
        assert_eq!(send!(itself.capabilities().read_self(paths)).unwrap(), by_token);
    }

    fn root_may_do_everything(given = Dev, vault, send) {
        let all = send!(vault.capabilities().read_self(["sys/mounts", "no/such"])).unwrap();
        assert_eq!(all["sys/mounts"], [Capability::Root]);
        assert_eq!(all["no/such"], [Capability::Root]);
    }

    fn a_single_path_is_answered_twice(given = Dev, vault, send) {
        let one = send!(vault.capabilities().read_self(["sys/mounts"])).unwrap();
        assert_eq!(one.len(), 2);
        assert_eq!(one["sys/mounts"], one["capabilities"]);
    }

    // The server then repeats keys of the reply.
    fn a_path_may_be_called_like_a_part_of_the_reply(given = Ruled::by(RULES), vault, send) {
        use Capability::{Delete, List, Read};
        let paths = ["data", "auth", "request_id", "warnings", "errors", "capabilities"];
        let token = given.token.client_token.clone();
        let call = || vault.capabilities().read(token.clone(), paths);
        let all = send!(call()).unwrap();
        assert_eq!(all.len(), paths.len());
        assert_eq!((&all["auth"][..], &all["request_id"][..]), (&[List][..], &[Delete][..]));
        assert_eq!(all["errors"], [Read]);
        let detailed = send!(call().detailed()).unwrap();
        assert_eq!(detailed.value, all);
        assert!(detailed.request_id.is_some());
        for path in paths {
            let itself = vault.with_token(token.clone());
            let one = send!(itself.capabilities().read_self([path])).unwrap();
            assert_eq!(one[path], all[path], "{path}");
            let by_accessor = vault.capabilities().read_by_accessor(&given.token.accessor, [path]);
            assert_eq!(send!(by_accessor).unwrap()[path], all[path], "{path}");
        }
    }

    fn an_unknown_token_has_none(given = Dev, vault, send) {
        let error = send!(vault.capabilities().read("s.nobody", ["a"])).unwrap_err();
        assert_eq!(error.status().unwrap(), 400);
        assert!(error.errors()[0].contains("invalid token"), "{error}");
        let error = send!(vault.capabilities().read_by_accessor("nobody", ["a"])).unwrap_err();
        assert_eq!(error.status().unwrap(), 400);
        assert!(error.errors()[0].contains("invalid accessor"), "{error}");
        let stranger = vault.with_token("s.nobody");
        let error = send!(stranger.capabilities().read_self(["a"])).unwrap_err();
        assert!(error.is_permission_denied());
    }

    fn no_path_at_all_is_refused(given = Dev, vault, send) {
        let error = send!(vault.capabilities().read_self([""; 0])).unwrap_err();
        assert_eq!(error.errors(), ["paths must be supplied"]);
        let error = send!(vault.capabilities().read_self([""])).unwrap_err();
        assert!(error.errors()[0].contains("missing path"), "{error}");
    }
}
