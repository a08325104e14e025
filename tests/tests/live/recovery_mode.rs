//! A server in recovery mode, which does next to nothing but make a recovery token.

use std::{
    env,
    process::{Child, Command, Stdio},
    time::Duration,
};

use secrecy::{ExposeSecret as _, SecretString};
use vault_sys::blocking::Client;
use vault_sys_tests::{Given, both_clients, endpoints::ReadRaw, eventually, server_binary};

use crate::shares::{AutoUnsealed, PGP_FINGERPRINT, PGP_KEY, decode};

/// Ends the server when this process ends, however it does.
const KEEPER: &str = include_str!("../../src/keeper.sh");

/// A server that has been started anew, in recovery mode.
struct RecoveryMode {
    // First: the server must be gone when its folder is removed.
    keeper: Keeper,
    server: AutoUnsealed,
}

#[derive(Debug)]
struct Keeper(Child);

impl Drop for Keeper {
    fn drop(&mut self) {
        // It ends the server when its input ends.
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}

impl RecoveryMode {
    fn start() -> Self {
        let mut server = AutoUnsealed::with_recovery_shares(2);
        server.server.kill();
        let folder = server.server.folder();
        let config = |file: &str| format!("-config={}", folder.join(file).display());
        let keeper = Command::new("/bin/sh")
            .args(["-c", KEEPER, "keeper"])
            .arg(folder)
            .arg(server_binary().unwrap())
            .args(["server", "-recovery", &config("server.json"), &config("extra.hcl")])
            .env_clear()
            .env("PATH", env::var_os("PATH").unwrap_or_default())
            .env("HOME", folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let started = Self { keeper: Keeper(keeper.unwrap()), server };
        let vault = Client::new(started.address()).unwrap();
        eventually("a server in recovery mode", Duration::from_secs(60), || {
            vault.generate_recovery_token().status().send().ok()
        });
        started
    }
}

impl Given for RecoveryMode {
    fn address(&self) -> &str {
        self.server.address()
    }

    fn token(&self) -> &'static str {
        ""
    }
}

both_clients! {
    fn it_makes_one_token_that_opens_raw_storage(given = RecoveryMode::start(), vault, send) {
        assert!(given.keeper.0.id() > 0);
        let [first, second] = given.server.recovery_keys.as_slice() else { unreachable!() };
        let idle = send!(vault.generate_recovery_token().status()).unwrap();
        assert_eq!((idle.started, idle.required, idle.otp_length), (false, 2, 28));
        let error = send!(vault.generate_recovery_token().update(first.clone(), "any"));
        assert_eq!(error.unwrap_err().errors(), ["no root generation in progress"]);

        let call = vault.generate_recovery_token().start().pgp_key(PGP_KEY);
        assert_eq!(send!(call).unwrap().pgp_fingerprint, PGP_FINGERPRINT);
        assert!(send!(vault.generate_recovery_token().start()).is_err());
        send!(vault.generate_recovery_token().cancel()).unwrap();
        send!(vault.generate_recovery_token().cancel()).unwrap();

        let otp = "abcdefghijklmnopqrstuvwxyz01";
        let nonce = send!(vault.generate_recovery_token().start().otp(otp)).unwrap().nonce;
        let one = send!(vault.generate_recovery_token().update(first.clone(), &nonce)).unwrap();
        assert_eq!((one.progress, one.complete), (1, false));
        let error = send!(vault.generate_recovery_token().update(first.clone(), "any"));
        assert!(error.unwrap_err().errors()[0].starts_with("incorrect nonce supplied"));
        let done = send!(vault.generate_recovery_token().update(second.clone(), &nonce)).unwrap();
        assert!(done.complete);
        assert_eq!(done.encoded_root_token.expose_secret(), "");
        let token = decode(&done.encoded_token, &SecretString::from(otp));
        let raw = ReadRaw { path: "core/recovery-config".into() };
        let entry = send!(vault.with_token(token).call(raw)).unwrap();
        assert!(entry.value.contains("secret_shares"), "{}", entry.value);
        assert!(send!(vault.generate_recovery_token().start()).is_err());
        // Whatever else is asked is answered by a page that is no JSON.
        assert!(send!(vault.seal().status()).unwrap_err().is_not_found());
    }
}
