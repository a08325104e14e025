//! What tests start from: the shared server, behind a proxy of their own.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use vault_sys::ClientBuilder;
use vault_sys_tests::{FaultProxy, Given, Seen};

/// A name that no other test of this process uses.
pub(crate) fn unique(name: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("{name}-{}", COUNT.fetch_add(1, Ordering::Relaxed))
}

/// A server behind a proxy.
pub(crate) struct Behind<S> {
    // First: nothing may be under way to the server when it ends.
    pub(crate) proxy: FaultProxy,
    pub(crate) server: S,
    timeout: Duration,
    retries: u32,
}

/// The server in development mode that the tests share.
pub(crate) struct Dev;

impl Given for Dev {}

impl<S: Given> Behind<S> {
    pub(crate) fn new(server: S) -> Self {
        let proxy = FaultProxy::start(server.address());
        // Nothing here takes so long, but for who waits for what does not come.
        Self { proxy, server, timeout: Duration::from_secs(20), retries: 0 }
    }

    /// With a client that waits no longer than this.
    pub(crate) fn impatient(server: S, timeout: Duration) -> Self {
        Self { timeout, ..Self::new(server) }
    }

    /// With a client that tries again as it does by default.
    pub(crate) fn persistent(server: S) -> Self {
        Self { retries: 2, ..Self::new(server) }
    }

    /// The one request that has come since the last time.
    pub(crate) fn only(&self) -> Seen {
        let mut seen = self.proxy.take_seen();
        assert_eq!(seen.len(), 1, "{seen:?}");
        seen.remove(0)
    }
}

impl<S: Given> Given for Behind<S> {
    fn address(&self) -> &str {
        self.proxy.address()
    }

    fn token(&self) -> &str {
        self.server.token()
    }

    fn set_up<C>(&self, client: ClientBuilder<C>) -> ClientBuilder<C> {
        client.timeout(self.timeout).retries(self.retries)
    }
}
