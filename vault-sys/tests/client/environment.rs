//! Clients that are set up by what the environment says.

use std::{collections::HashMap, env, ffi::OsString, process::Command, thread};

use vault_sys::{Client, ClientBuilder, Environment, Error, ErrorKind};

use crate::{both::both, canned::Canned, folder::Folder};

const COUNT: &str = r#"{"data":{"lease_count":7,"counts":{}}}"#;

fn environment(variables: &[(&str, &str)]) -> Environment {
    let owned = variables.iter().map(|(name, value)| ((*name).to_owned(), OsString::from(value)));
    let owned: HashMap<_, _> = owned.collect();
    Environment::from_lookup(move |name| owned.get(name).cloned())
}

fn builder(variables: &[(&str, &str)]) -> Result<ClientBuilder, Error> {
    Client::builder_from(&environment(variables))
}

fn shown(variables: &[(&str, &str)]) -> String {
    let builder = builder(variables).unwrap();
    let before = format!("{builder:?}");
    format!("{before} {:?}", builder.build().unwrap())
}

both! {
    fn a_call_goes_where_and_as_the_variables_say(Vault, send) {
        for tool in ["BAO", "VAULT"] {
            let server = Canned::json(COUNT);
            let names = ["ADDR", "TOKEN", "NAMESPACE"].map(|name| format!("{tool}_{name}"));
            let values = [&*server.address, "s.token", "team/web"];
            let variables: Vec<_> = names.iter().map(|name| &**name).zip(values).collect();
            let builder = Vault::builder_from(&environment(&variables)).unwrap();
            let shown = format!("{builder:?}");
            assert!(!shown.contains("s.token"), "{shown}");
            send!(builder.build().unwrap().leases().count_irrevocable()).unwrap();
            let request = server.request();
            assert_eq!(request.header("x-vault-token"), Some("s.token"));
            assert_eq!(request.header("x-vault-namespace"), Some("team/web"));
        }
    }

    // The test starts itself again with other variables, as those of a process are not to be
    // changed while others may read them.
    fn from_env_reads_the_variables_of_the_process(Vault, send) {
        const CHILD: &str = "VAULT_SYS_TEST_FROM_ENV";
        if env::var_os(CHILD).is_some() {
            let vault = Vault::from_env().unwrap();
            send!(vault.leases().count_irrevocable()).unwrap();
            return;
        }
        let server = Canned::json(COUNT);
        let folder = Folder::new();
        folder.file(".vault-token", "s.kept\n");
        let name = thread::current().name().unwrap().to_owned();
        let mut child = Command::new(env::current_exe().unwrap());
        for (name, _) in env::vars_os() {
            let text = name.to_string_lossy();
            if text.starts_with("BAO_") || text.starts_with("VAULT_") {
                child.env_remove(name);
            }
        }
        child.args(["--exact", &name]).env(CHILD, "1").env("BAO_ADDR", &server.address);
        child.env("HOME", folder.path()).env("USERPROFILE", folder.path());
        let output = child.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
        assert_eq!(server.request().header("x-vault-token"), Some("s.kept"));
    }

    fn the_token_file_is_read_unless_a_variable_says_otherwise(Vault, send) {
        let server = Canned::json(COUNT);
        let (folder, empty) = (Folder::new(), Folder::new());
        folder.file(".vault-token", " s.kept\r\n");
        let elsewhere = folder.file("elsewhere", "s.elsewhere");
        let blank = folder.file("blank", "\n");
        let address = ("VAULT_ADDR", &*server.address);
        let home = ("HOME", folder.path().to_str().unwrap());
        let none = ("HOME", empty.path().to_str().unwrap());
        for (variables, read, token) in [
            (vec![address, home], true, Some("s.kept")),
            (vec![address, home], false, None),
            (vec![address, home, ("VAULT_TOKEN", "s.said")], true, Some("s.said")),
            (vec![address, home, ("BAO_TOKEN", "")], true, Some("s.kept")),
            (vec![address, home, ("BAO_TOKEN_PATH", &*elsewhere)], true, Some("s.elsewhere")),
            (vec![address, home, ("BAO_TOKEN_PATH", &*elsewhere)], false, None),
            (vec![address, home, ("BAO_TOKEN_PATH", &*blank)], true, None),
            (vec![address, none], true, None),
            (vec![address], true, None),
        ] {
            let environment = environment(&variables).token_file(read);
            let vault = Vault::builder_from(&environment).unwrap().build().unwrap();
            send!(vault.leases().count_irrevocable()).unwrap();
            assert_eq!(server.request().header("x-vault-token"), token, "{variables:?}");
        }
    }
}

#[test]
fn bao_goes_before_vault_and_an_agent_before_a_server() {
    let [a, b] = ["http://127.0.0.1:1", "http://127.0.0.1:2"];
    for (variables, address) in [
        (vec![("BAO_ADDR", a), ("VAULT_ADDR", b)], a),
        (vec![("BAO_ADDR", ""), ("VAULT_ADDR", b)], b),
        (vec![("VAULT_ADDR", a), ("VAULT_AGENT_ADDR", b)], b),
        (vec![("BAO_ADDR", a), ("VAULT_AGENT_ADDR", b)], b),
        (vec![("VAULT_ADDR", a), ("VAULT_AGENT_ADDR", "")], a),
        (vec![("VAULT_ADDR", "")], "https://127.0.0.1:8200"),
        (vec![], "https://127.0.0.1:8200"),
    ] {
        let shown = shown(&variables);
        assert!(shown.contains(&format!("\"{address}/\"")), "{shown} {address}");
    }
    let shown = shown(&[("VAULT_AGENT_ADDR", "unix:///run/agent.sock")]);
    assert!(shown.contains("\"unix:///run/agent.sock\""), "{shown}");
}

#[test]
fn times_and_numbers_are_read() {
    for (name, value, found) in [
        ("VAULT_CLIENT_TIMEOUT", "90", "timeout: 90s"),
        ("BAO_CLIENT_TIMEOUT", "1m30s", "timeout: 90s"),
        ("BAO_CLIENT_TIMEOUT", "0", "timeout: 60s"),
        ("BAO_CLIENT_TIMEOUT", "", "timeout: 60s"),
        ("VAULT_MAX_RETRIES", "7", "retries: 7"),
        ("BAO_MAX_RETRIES", "0", "retries: 0"),
        ("BAO_MAX_RETRIES", "", "retries: 2"),
        ("VAULT_RATE_LIMIT", "4:8", "one in 250ms, up to 2s"),
        ("BAO_RATE_LIMIT", "2.5", "one in 400ms, up to 800ms"),
        ("BAO_RATE_LIMIT", "", "rate_limit: None"),
    ] {
        let shown = shown(&[(name, value)]);
        assert!(shown.contains(found), "{name}={value}: {shown}");
    }
}

#[test]
fn what_is_set_afterwards_goes_first() {
    let builder = builder(&[("VAULT_CLIENT_TIMEOUT", "90"), ("VAULT_TOKEN", "s.token")]).unwrap();
    let shown = format!("{:?}", builder.timeout(std::time::Duration::from_secs(7)));
    assert!(shown.contains("timeout: 7s"), "{shown}");
}

#[test]
fn a_bad_value_is_named_and_not_quoted() {
    let folder = Folder::new();
    let canary = folder.file("file", "s.canary");
    let control = folder.file("control", "s.canary\ns.canary");
    let nowhere = "/nowhere/at/all";
    for (name, value) in [
        ("ADDR", "s.canary"),
        ("ADDR", "ftp://s.canary"),
        ("ADDR", "http://me:s.canary@127.0.0.1"),
        ("AGENT_ADDR", "unix://s.canary"),
        ("TOKEN", "s.canary\n"),
        ("TOKEN_PATH", &control),
        ("TOKEN_PATH", folder.path().to_str().unwrap()),
        ("NAMESPACE", "s.canary\n"),
        ("CACERT", nowhere),
        ("CACERT", &canary),
        ("CACERT_BYTES", "s.canary"),
        ("CAPATH", nowhere),
        ("CAPATH", folder.path().to_str().unwrap()),
        ("CLIENT_CERT", &canary),
        ("CLIENT_KEY", &canary),
        ("TLS_SERVER_NAME", "s.canary@vault.example"),
        ("SKIP_VERIFY", "s.canary"),
        ("SKIP_VERIFY", "yes"),
        ("CLIENT_TIMEOUT", "s.canary"),
        ("CLIENT_TIMEOUT", "-1"),
        ("MAX_RETRIES", "s.canary"),
        ("MAX_RETRIES", "-1"),
        ("RATE_LIMIT", "s.canary"),
        ("RATE_LIMIT", "0"),
        ("RATE_LIMIT", "5:0"),
        ("PROXY_ADDR", "s.canary"),
        ("HTTP_PROXY", "socks5://me:s.canary@127.0.0.1"),
    ] {
        for tool in ["BAO", "VAULT"] {
            let name = format!("{tool}_{name}");
            let error = builder(&[(&name, value)]).unwrap_err();
            let shown = format!("{error} {error:?}");
            assert_eq!(error.kind(), ErrorKind::Config, "{shown}");
            assert!(shown.contains(&name) && !shown.contains("canary"), "{shown}");
        }
    }
}

#[cfg(unix)]
#[test]
fn what_is_not_text_is_named() {
    use std::os::unix::ffi::OsStringExt as _;

    for wanted in ["VAULT_ADDR", "VAULT_TOKEN", "BAO_NAMESPACE", "BAO_SKIP_VERIFY"] {
        let environment = Environment::from_lookup(move |name| {
            (name == wanted).then(|| OsString::from_vec(b"s.\xff".to_vec()))
        });
        let error = Client::builder_from(&environment).unwrap_err();
        assert_eq!(error.to_string(), format!("{wanted}: not UTF-8"));
    }
}

#[cfg(feature = "__tls")]
mod tls {
    use super::{Folder, both, environment};
    use crate::secure::{Authority, Secure};

    const COUNT: &str = "HTTP/1.1 200 OK\r\ncontent-length: 38\r\n\r\n\
                         {\"data\":{\"lease_count\":7,\"counts\":{}}}";

    both! {
        fn each_variable_does_what_the_builder_does(Vault, send) {
            let (own, other) = (Authority::new("own"), Authority::new("other"));
            let folder = Folder::new();
            let (own_file, other_file) =
                (folder.file("own", own.pem()), folder.file("other", other.pem()));
            let path = folder.path().to_str().unwrap();
            std::fs::create_dir(folder.path().join("..data")).unwrap();
            let me = own.sign(&["me.example"]);
            let outside = Folder::new();
            let (chain, key) = (outside.file("chain", me.chain()), outside.file("key", me.key()));
            let server = Secure::closed(&own.sign(&["vault.example"]), &own, COUNT);
            let common = [
                ("VAULT_ADDR", &*server.address),
                ("VAULT_CLIENT_CERT", &*chain),
                ("VAULT_CLIENT_KEY", &*key),
                ("VAULT_MAX_RETRIES", "0"),
            ];
            let name = ("BAO_TLS_SERVER_NAME", "vault.example");
            let (own_pem, other_pem) = (own.pem(), other.pem());
            for (variables, good) in [
                (vec![name, ("VAULT_CACERT", &*own_file)], true),
                (vec![name, ("BAO_CACERT_BYTES", &*own_pem)], true),
                (vec![name, ("BAO_CAPATH", path)], true),
                (vec![("VAULT_SKIP_VERIFY", "true")], true),
                (vec![("VAULT_SKIP_VERIFY", "1")], true),
                // The first one goes before the others.
                (vec![name, ("VAULT_CACERT", &*other_file), ("BAO_CACERT_BYTES", &*own_pem)], false),
                (vec![name, ("VAULT_CACERT_BYTES", &*other_pem), ("BAO_CAPATH", path)], false),
                (vec![("VAULT_CACERT", &*own_file)], false),
                (vec![name], false),
                (vec![name, ("VAULT_SKIP_VERIFY", "")], false),
                (vec![name, ("BAO_SKIP_VERIFY", ""), ("VAULT_SKIP_VERIFY", "")], false),
                (vec![name, ("VAULT_SKIP_VERIFY", "false")], false),
                (vec![name, ("BAO_SKIP_VERIFY", "0"), ("VAULT_SKIP_VERIFY", "1")], false),
            ] {
                let variables = [&common[..], &variables].concat();
                let vault = Vault::builder_from(&environment(&variables)).unwrap();
                let vault = vault.build().unwrap();
                let result = send!(vault.leases().count_irrevocable());
                assert_eq!(result.is_ok(), good, "{:?}: {result:?}", &variables[4..]);
            }
        }

        fn a_key_has_to_fit_its_certificate(Vault, _send) {
            let own = Authority::new("own");
            let folder = Folder::new();
            let chain = folder.file("chain", own.sign(&["me.example"]).chain());
            let key = folder.file("key", own.sign(&["me.example"]).key());
            let environment =
                environment(&[("BAO_CLIENT_CERT", &chain), ("VAULT_CLIENT_KEY", &key)]);
            let error = Vault::builder_from(&environment).unwrap_err().to_string();
            assert!(error.starts_with("BAO_CLIENT_CERT with VAULT_CLIENT_KEY: "), "{error}");
        }
    }
}
