//! What a lease that is kept alive needs of its server.

use std::time::Duration;

use http::StatusCode;

use crate::{
    Client, Error,
    leases::{Read, Renew, Renewed, Revoke},
};

/// Who renews a lease: a server, or a test that plays one.
pub(crate) trait Renewer: Send + 'static {
    /// Renews the lease.
    fn renew(&self, limit: Duration) -> impl Future<Output = Result<Renewed, Error>> + Send;

    /// Whether the lease is not there any more, as far as can be said after such an error.
    fn is_gone(&self, error: &Error, limit: Duration) -> impl Future<Output = bool> + Send;
}

/// A real server, and the lease that is meant.
pub(crate) struct LeaseServer {
    client: Client,
    request: Renew,
}

impl LeaseServer {
    pub(super) fn new(client: Client, request: Renew) -> Self {
        Self { client, request }
    }

    fn within(&self, limit: Duration) -> Client {
        self.client.with_timeout(self.client.timeout().min(limit))
    }
}

impl Renewer for LeaseServer {
    async fn renew(&self, limit: Duration) -> Result<Renewed, Error> {
        self.within(limit).call(self.request.clone()).await
    }

    async fn is_gone(&self, error: &Error, limit: Duration) -> bool {
        let unknown = |error: &Error| error.status() == Some(StatusCode::BAD_REQUEST);
        // An engine that fails answers alike, and its lease lives on. Looking at it tells.
        let client = self.within(limit);
        unknown(error)
            && client.call(Read::new(&self.request.lease_id)).await.is_err_and(|it| unknown(&it))
    }
}

/// A lease that is to be revoked at the end.
pub(crate) struct Revocation {
    client: Client,
    lease_id: String,
}

impl Revocation {
    pub(super) fn new(client: Client, lease_id: String) -> Self {
        Self { client, lease_id }
    }

    pub(crate) async fn carry_out(self) -> Result<(), Error> {
        self.client.call(Revoke::new(self.lease_id)).await
    }
}
