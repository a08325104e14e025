//! Plain calls, without the library that is to be tested elsewhere.

use reqwest::Method;
use reqwest::blocking::Client;
use serde_json::Value;
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::time::Duration;
use vault_sys_tests::eventually;

/// More than the keeper of a server may take to end it.
pub(crate) const LIMIT: Duration = Duration::from_secs(20);

pub(crate) struct Api {
    client: Client,
    address: String,
    token: String,
}

impl Api {
    pub(crate) fn new(address: &str, token: &str) -> Self {
        Self { client: Client::new(), address: address.into(), token: token.into() }
    }

    /// The status, and the JSON if there is any.
    pub(crate) fn call(&self, method: &Method, path: &str, body: &Value) -> (u16, Value) {
        let url = format!("{}/v1/{path}", self.address);
        let request = self.client.request(method.clone(), url).header("X-Vault-Token", &self.token);
        let request = if body.is_null() { request } else { request.json(body) };
        let response = request.send().expect("an answer");
        let status = response.status().as_u16();
        let text = response.text().expect("a body");
        (status, serde_json::from_str(&text).unwrap_or_default())
    }

    pub(crate) fn get(&self, path: &str) -> (u16, Value) {
        self.call(&Method::GET, path, &Value::Null)
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        self.call(&Method::POST, path, body)
    }
}

pub(crate) fn accepts_connections(address: &str) -> bool {
    TcpStream::connect(address.trim_start_matches("http://")).is_ok()
}

pub(crate) fn is_running(pid: u32) -> bool {
    let probe = Command::new("/bin/sh").args(["-c", "kill -0 $0", &pid.to_string()]).output();
    probe.expect("a shell").status.success()
}

pub(crate) fn assert_gone(address: &str, pid: u32, folder: &Path) {
    assert!(!accepts_connections(address), "{address} still accepts connections");
    assert!(!is_running(pid), "process {pid} still runs");
    assert!(!folder.exists(), "{} is still there", folder.display());
}

pub(crate) fn assert_gone_soon(address: &str, pid: u32, folder: &Path) {
    eventually("the server is gone", LIMIT, || {
        (!accepts_connections(address) && !is_running(pid) && !folder.exists()).then_some(())
    });
}
