//! The connections, which all clients that come of one share.

use std::time::Duration;

use reqwest::{Client, Request, Response, Url, redirect, retry};

use crate::{
    Error, Operation,
    address::{self, Address},
    redirects::Rule,
};

/// One pool for servers on this machine, and one for all others: the proxies that the environment
/// names are for the others only.
#[derive(Clone, Debug)]
pub(crate) struct Transport {
    near: Option<Client>,
    far: Option<Client>,
}

impl Transport {
    /// Makes the pools that are needed, as roots of trust are not to be read for nothing.
    pub(crate) fn new(
        addresses: &[Address],
        redirects: &Rule,
        connect_timeout: Duration,
    ) -> Result<Self, Error> {
        let pool = |near: bool| {
            let known = addresses.iter().any(|address| address.is_loopback() == near);
            if !known && !redirects.any_place(|url| address::is_loopback(url) == near) {
                return Ok(None);
            }
            let mut pool = Client::builder()
                .redirect(redirect::Policy::none())
                // Left to itself it sends a request again after some errors of HTTP/2, which says
                // nothing about whether the server has acted.
                .retry(retry::never().max_retries_per_request(0))
                .connect_timeout(connect_timeout);
            if near {
                pool = pool.no_proxy();
                // Reading them takes longer than many a program that talks to a local agent.
                #[cfg(any(feature = "rustls", feature = "native-tls"))]
                if !tls_is_possible(addresses, redirects) {
                    pool = pool.tls_certs_only([]);
                }
            }
            pool.build().map(Some).map_err(Error::set_up)
        };
        Ok(Self { near: pool(true)?, far: pool(false)? })
    }

    /// Sends a request and waits for the head of the answer.
    pub(crate) async fn send(
        &self,
        operation: &Operation,
        request: Request,
    ) -> Result<Response, Error> {
        let Some(pool) = self.pool(request.url()) else {
            // Nothing is sent to a host that was not named, and those have a pool.
            return Err(Error::config(Some(operation), "no connection is made there".into()));
        };
        pool.execute(request).await.map_err(|source| Error::transport(operation, source))
    }

    fn pool(&self, url: &Url) -> Option<&Client> {
        match self {
            Self { near: Some(pool), far: None } | Self { near: None, far: Some(pool) } => {
                Some(pool)
            }
            Self { near, .. } if address::is_loopback(url) => near.as_ref(),
            Self { far, .. } => far.as_ref(),
        }
    }
}

/// Whether a server on this machine may be spoken to by TLS.
#[cfg(any(feature = "rustls", feature = "native-tls"))]
fn tls_is_possible(addresses: &[Address], redirects: &Rule) -> bool {
    let https = |address: &Address| address.is_loopback() && address.url().scheme() == "https";
    addresses.iter().any(https) || matches!(redirects, Rule::Places(_))
}
