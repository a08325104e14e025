//! Wrapping tokens: looked up, unwrapped, exchanged, expired.

use std::{collections::BTreeMap, time::Duration};

use secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use vault_sys::{SecretString, blocking::Client};
use vault_sys_tests::{Given, both_clients};

use crate::given::Dev;

/// A wrapping token of the shared server.
struct Wrapped {
    token: String,
}

impl Given for Wrapped {}

impl Wrapped {
    fn data(seconds: u64) -> Self {
        let vault = Client::new(Dev.address()).unwrap().with_token(Dev.token());
        let call = vault.wrapping().wrap(data(), Duration::from_secs(seconds));
        Self { token: call.send().unwrap().wrap_info.token.expose_secret().into() }
    }

    /// A new token, wrapped when it was made.
    fn new_token() -> Self {
        let reply: Value = reqwest::blocking::Client::builder()
            .no_proxy()
            .build()
            .unwrap()
            .post(format!("{}/v1/auth/token/create", Dev.address()))
            .header("X-Vault-Token", Dev.token())
            .header("X-Vault-Wrap-TTL", "1m")
            .json(&json!({ "policies": ["default"] }))
            .send()
            .and_then(|answer| answer.error_for_status()?.json())
            .unwrap();
        Self { token: reply["wrap_info"]["token"].as_str().unwrap().into() }
    }
}

fn data() -> BTreeMap<String, Value> {
    [("a".into(), "b".into()), ("n".into(), json!({ "x": 1 }))].into()
}

const INVALID: &str = "wrapping token is not valid or does not exist";

both_clients! {
    fn a_value_is_wrapped(given = Dev, vault, send) {
        let minute = Duration::from_secs(60);
        let wrapped = send!(vault.wrapping().wrap(data(), minute)).unwrap();
        let info = &wrapped.wrap_info;
        assert_eq!((info.ttl, info.creation_path.as_str()), (minute, "sys/wrapping/wrap"));
        assert_eq!(info.wrapped_accessor, None);
        assert!(!format!("{wrapped:?}").contains(info.token.expose_secret()));
        let reply = send!(vault.wrapping().unwrap().token(info.token.clone())).unwrap();
        assert_eq!(reply["data"], json!(data()));
        // Nothing is a value, too.
        let nothing = send!(vault.wrapping().wrap(BTreeMap::new(), minute)).unwrap();
        let token = nothing.wrap_info.token;
        assert_eq!(send!(vault.wrapping().unwrap().token(token)).unwrap()["data"], json!({}));
        let error = send!(vault.wrapping().wrap(data(), Duration::ZERO)).unwrap_err();
        assert_eq!(error.errors(), ["endpoint requires response wrapping to be used"]);
        let stranger = vault.with_token("s.nobody");
        let error = send!(stranger.wrapping().wrap(data(), minute)).unwrap_err();
        assert!(error.is_permission_denied());
    }

    fn a_wrapping_token_is_looked_up_and_works_once(given = Wrapped::data(120), vault, send) {
        let token = given.token.as_str();
        for _ in 0..2 {
            let known = send!(vault.wrapping().lookup(token)).unwrap();
            assert_eq!(known.creation_path, "sys/wrapping/wrap");
            assert_eq!(known.creation_ttl, Duration::from_secs(120));
            assert!(known.creation_time.as_unix_seconds() > 1_700_000_000);
        }
        let reply = send!(vault.wrapping().unwrap().token(token)).unwrap();
        assert_eq!(reply["data"], json!(data()));
        assert_eq!(reply["auth"], Value::Null);

        let again = send!(vault.wrapping().unwrap().token(token)).unwrap_err();
        assert_eq!((again.status().unwrap().as_u16(), again.errors()), (400, &[INVALID.into()][..]));
        let gone = send!(vault.wrapping().lookup(token)).unwrap_err();
        assert_eq!(gone.errors(), [INVALID]);
        assert!(send!(vault.wrapping().rewrap(token)).is_err());
    }

    fn a_wrapping_token_can_be_all_that_a_client_has(given = Wrapped::data(60), vault, send) {
        let holder = vault.with_token(given.token.as_str());
        let known = send!(holder.wrapping().lookup_self()).unwrap();
        assert_eq!(known.creation_ttl, Duration::from_secs(60));
        let reply = send!(holder.wrapping().unwrap()).unwrap();
        assert_eq!(reply["data"]["a"], "b");
        assert!(send!(holder.wrapping().unwrap()).is_err());
        // A token that wraps nothing is as good as none.
        assert_eq!(send!(vault.wrapping().lookup_self()).unwrap_err().errors(), [INVALID]);
        assert_eq!(send!(vault.wrapping().unwrap()).unwrap_err().errors(), [INVALID]);
    }

    fn anyone_may_look_up_but_not_unwrap(given = Wrapped::data(60), vault, send) {
        let nobody = vault.with_token("");
        let token = given.token.as_str();
        assert!(send!(nobody.wrapping().lookup(token)).is_ok());
        let error = send!(nobody.wrapping().unwrap().token(token)).unwrap_err();
        assert!(error.is_permission_denied());
        // Neither was a use.
        assert!(send!(vault.wrapping().unwrap().token(token)).is_ok());
    }

    fn a_wrapping_token_is_exchanged(given = Wrapped::data(180), vault, send) {
        let token = given.token.as_str();
        let rewrapped = send!(vault.wrapping().rewrap(token)).unwrap();
        let new = &rewrapped.wrap_info;
        assert_ne!(new.token.expose_secret(), token);
        assert!(!format!("{rewrapped:?}").contains(new.token.expose_secret()));
        assert_eq!(new.ttl, Duration::from_secs(180));
        assert_eq!(new.creation_path, "sys/wrapping/wrap");
        assert!(!new.accessor.is_empty());

        assert!(send!(vault.wrapping().lookup(token)).is_err());
        assert!(send!(vault.wrapping().unwrap().token(token)).is_err());
        let reply = send!(vault.wrapping().unwrap().token(new.token.clone())).unwrap();
        assert_eq!(reply["data"]["n"]["x"], 1);
    }

    fn a_wrapping_token_cannot_exchange_itself(given = Wrapped::data(60), vault, send) {
        let token = given.token.as_str();
        let refused = send!(vault.with_token(token).wrapping().rewrap(token)).unwrap_err();
        assert!(refused.is_permission_denied());
        // Even that was its use.
        assert!(send!(vault.wrapping().unwrap().token(token)).is_err());
    }

    fn a_token_can_be_wrapped(given = Wrapped::new_token(), vault, send) {
        let new = send!(vault.wrapping().rewrap(given.token.as_str())).unwrap().wrap_info;
        assert_eq!(new.creation_path, "auth/token/create");
        // Known when it was wrapped first, and forgotten since.
        assert_eq!(new.wrapped_accessor, None);
        let reply = send!(vault.wrapping().unwrap().token(new.token)).unwrap();
        assert_eq!(reply["data"], Value::Null);
        assert!(reply["auth"]["accessor"].is_string());
        let token = SecretString::from(reply["auth"]["client_token"].as_str().unwrap());
        let theirs = vault.with_token(token);
        let may = send!(theirs.capabilities().read_self(["sys/wrapping/unwrap"])).unwrap();
        assert_eq!(may["sys/wrapping/unwrap"].len(), 1);
    }

    fn a_wrapping_token_expires(given = Wrapped::data(1), vault, send) {
        let token = given.token.as_str();
        let limit = std::time::Instant::now() + Duration::from_secs(30);
        let error = loop {
            match send!(vault.wrapping().lookup(token)) {
                Err(error) => break error,
                Ok(_) => assert!(std::time::Instant::now() < limit, "it does not expire"),
            }
            std::thread::sleep(Duration::from_millis(100));
        };
        assert_eq!((error.status().unwrap().as_u16(), error.errors()), (400, &[INVALID.into()][..]));
        assert_eq!(send!(vault.wrapping().unwrap().token(token)).unwrap_err().errors(), [INVALID]);
    }

    fn what_is_no_wrapping_token_is_refused(given = Dev, vault, send) {
        for token in ["nonsense", given.token()] {
            let error = send!(vault.wrapping().lookup(token)).unwrap_err();
            assert_eq!(error.errors(), [INVALID]);
            let error = send!(vault.wrapping().unwrap().token(token)).unwrap_err();
            assert_eq!(error.errors(), [INVALID]);
            assert!(!format!("{error} {error:?}").contains(token));
            let error = send!(vault.wrapping().rewrap(token)).unwrap_err();
            assert_eq!(error.errors(), [INVALID]);
        }
    }
}
