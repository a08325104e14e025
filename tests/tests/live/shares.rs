//! What the tests of key shares start from.

use std::{thread, time::Duration};

use secrecy::{ExposeSecret as _, SecretString};
use vault_sys::blocking::Client;
use vault_sys_tests::{DevServer, Given, RaftServer, eventually};

use crate::given::Raft;

/// A public PGP key that can encrypt, in base64, made for these tests. Its private
/// half is gone.
pub(crate) const PGP_KEY: &str = concat!(
    "mDMEawJS1RYJKwYBBAHaRw8BAQdAtUDBcx8lbt+BjP6m4EY9j9WeDFGOM2WtFlD2YB3U5su0D3ZhdWx0LXN5cyB0ZXN0",
    "c4iQBBMWCAA4FiEEk8fKZ5TjO/MXeZkGkCd65cHC5IEFAmsCUtUCGwMFCwkIBwIGFQoJCAsCBBYCAwECHgECF4AACgkQ",
    "kCd65cHC5IFQvAD8CcIR0dYKPyALVGxWElcbP60rjDpHjJVh3Y//1otsYc8BAOupVD43ntL+T1mkJjNCZ7y8auR7OVZl",
    "c+AmEkDlR7wJuDgEawJS1hIKKwYBBAGXVQEFAQEHQGyKCK4pQaWYlDRjUiIIIh8jRnAa9osHG6zdjjhrKxMzAwEIB4h4",
    "BBgWCAAgFiEEk8fKZ5TjO/MXeZkGkCd65cHC5IEFAmsCUtYCGwwACgkQkCd65cHC5IHZKAEAmvEgzOoMOQj2dnmbYdo2",
    "xP5cZRmqA71vi2XQKgKrKmABAJIs2dbHz3Hgm+TA6YutEi8XfnhbnujNL+cS1CPFuB4K",
);
pub(crate) const PGP_FINGERPRINT: &str = "93c7ca6794e33bf31779990690277ae5c1c2e481";

/// A server in development mode for one test alone.
pub(crate) struct Alone(DevServer);

impl Alone {
    pub(crate) fn start() -> Self {
        Self(DevServer::start())
    }
}

impl Given for Alone {
    fn address(&self) -> &str {
        self.0.address()
    }

    fn token(&self) -> &str {
        self.0.token()
    }
}

/// Unsealed, and open to those who have no token: `sys/rekey` and `sys/generate-root`.
pub(crate) fn open() -> Raft {
    Raft::unsealed(RaftServer::builder().unauthed_rekey(true).start())
}

/// A server that unseals itself, initialised and open as [`open`] is.
pub(crate) struct AutoUnsealed {
    pub(crate) server: RaftServer,
    pub(crate) recovery_keys: Vec<SecretString>,
    pub(crate) root_token: SecretString,
}

impl AutoUnsealed {
    /// Nobody has initialised it.
    pub(crate) fn server() -> RaftServer {
        // 32 bytes, in base64.
        let seal = r#"seal "static" {
            current_key_id = "tests"
            current_key = "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="
        }"#;
        RaftServer::builder().unauthed_rekey(true).extra_hcl(seal).start()
    }

    /// All the recovery shares are needed.
    pub(crate) fn with_recovery_shares(count: u64) -> Self {
        let server = Self::server();
        let vault = Client::new(server.address()).unwrap();
        let call = vault.init().initialize(0, 0).recovery_shares(count);
        let new = call.recovery_threshold(count).send().unwrap();
        await_active(server.address());
        let recovery_keys = new.recovery_keys.unwrap_or_default();
        Self { server, recovery_keys, root_token: new.root_token }
    }
}

impl Given for AutoUnsealed {
    fn address(&self) -> &str {
        self.server.address()
    }

    fn token(&self) -> &str {
        self.root_token.expose_secret()
    }
}

/// Waits until an unsealed server has won its election.
pub(crate) fn await_active(address: &str) {
    // In a thread of its own: the blocking client cannot be used where the async one runs.
    let wait = || {
        let vault = Client::new(address).unwrap();
        eventually("an active server", Duration::from_secs(30), || {
            vault.health().read().send().ok().filter(|health| !health.sealed && !health.standby)
        });
    };
    thread::scope(|scope| scope.spawn(wait).join()).unwrap();
}

/// A share like this one that is none.
pub(crate) fn wrong(share: &SecretString) -> String {
    let mut wrong = share.expose_secret().to_owned();
    wrong.replace_range(..2, if wrong.starts_with("00") { "01" } else { "00" });
    wrong
}

/// Makes a token of an encoded one and its one-time password.
pub(crate) fn decode(encoded: &SecretString, otp: &SecretString) -> String {
    let bytes = base64(encoded.expose_secret());
    let otp = otp.expose_secret().as_bytes();
    assert_eq!(bytes.len(), otp.len());
    let token = bytes.iter().zip(otp).map(|(byte, key)| byte ^ key).collect();
    String::from_utf8(token).unwrap()
}

/// What stands in base64 without padding.
fn base64(text: &str) -> Vec<u8> {
    let digits = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let value = |letter| digits.iter().position(|digit| *digit == letter).unwrap();
    let (mut bits, mut count, mut bytes) = (0_usize, 0, Vec::new());
    for letter in text.bytes() {
        (bits, count) = (bits << 6 | value(letter), count + 6);
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).unwrap());
            bits &= (1 << count) - 1;
        }
    }
    bytes
}
