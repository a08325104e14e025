//! What a good user of reqwest and serde writes when there is no crate for it.

#![allow(clippy::missing_errors_doc, reason = "there is one kind, that of reqwest")]

use std::collections::BTreeMap;

use futures_util::stream;
use reqwest::{Client, Method, RequestBuilder, Response};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

pub type Result<T> = std::result::Result<T, reqwest::Error>;

#[derive(Deserialize)]
struct Envelope<T> {
    data: T,
}

#[derive(Deserialize)]
struct Keys {
    keys: Vec<String>,
}

/// What the server knows of a lease.
#[derive(Debug, Deserialize)]
pub struct Lease {
    pub id: String,
    pub issue_time: String,
    pub expire_time: Option<String>,
    pub last_renewal: Option<String>,
    pub renewable: bool,
    pub ttl: u64,
    pub path: Option<String>,
}

/// A mount, with what all have.
#[derive(Debug, Deserialize)]
pub struct Mount {
    #[serde(rename = "type")]
    pub type_: String,
    pub description: String,
    pub accessor: String,
    pub uuid: Option<String>,
    pub config: Config,
    pub options: Option<BTreeMap<String, String>>,
    pub local: bool,
    pub seal_wrap: bool,
    pub external_entropy_access: bool,
    pub plugin_version: Option<String>,
    pub running_plugin_version: Option<String>,
    pub running_sha256: Option<String>,
    pub deprecation_status: Option<String>,
}

/// How a mount is set up.
#[derive(Debug, Deserialize)]
pub struct Config {
    pub default_lease_ttl: u64,
    pub max_lease_ttl: u64,
    pub force_no_cache: bool,
    pub passthrough_request_headers: Option<Vec<String>>,
}

#[derive(Serialize)]
struct LeaseId<'a> {
    lease_id: &'a str,
}

#[derive(Serialize)]
struct Policy<'a> {
    policy: &'a str,
}

/// A client by hand.
pub struct Vault {
    client: Client,
    address: String,
    token: String,
}

impl Vault {
    pub fn new(address: &str, token: &str) -> Result<Self> {
        let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
        Ok(Self { client, address: address.into(), token: token.into() })
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}/v1/sys/{path}", self.address);
        self.client.request(method, url).header("X-Vault-Token", &self.token)
    }

    async fn data<T: DeserializeOwned>(request: RequestBuilder) -> Result<T> {
        let envelope: Envelope<T> = request.send().await?.error_for_status()?.json().await?;
        Ok(envelope.data)
    }

    pub async fn lease(&self, lease_id: &str) -> Result<Lease> {
        let request = self.request(Method::POST, "leases/lookup").json(&LeaseId { lease_id });
        Self::data(request).await
    }

    pub async fn mounts(&self) -> Result<BTreeMap<String, Mount>> {
        Self::data(self.request(Method::GET, "mounts")).await
    }

    pub async fn list(&self, path: &str) -> Result<Vec<String>> {
        let keys: Keys = Self::data(self.request(Method::GET, path)).await?;
        Ok(keys.keys)
    }

    pub async fn write_policy(&self, name: &str, policy: &str) -> Result<()> {
        let request = self.request(Method::POST, &format!("policies/acl/{name}"));
        request.json(&Policy { policy }).send().await?.error_for_status()?;
        Ok(())
    }

    pub async fn revoke(&self, lease_id: &str) -> Result<()> {
        let request = self.request(Method::POST, "leases/revoke").json(&LeaseId { lease_id });
        request.send().await?.error_for_status()?;
        Ok(())
    }

    pub async fn snapshot(&self) -> Result<Response> {
        self.request(Method::GET, "storage/raft/snapshot").send().await?.error_for_status()
    }

    pub async fn restore(
        &self,
        pieces: impl Iterator<Item = std::io::Result<bytes::Bytes>> + Send + Sync + 'static,
    ) -> Result<()> {
        let body = reqwest::Body::wrap_stream(stream::iter(pieces));
        let request = self.request(Method::POST, "storage/raft/snapshot").body(body);
        request.send().await?.error_for_status()?;
        Ok(())
    }
}
