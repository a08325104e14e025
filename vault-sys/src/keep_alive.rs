//! Keeping a lease alive: it is renewed again and again, and what happens is told.
//!
//! [`leases().keep_alive(..)`](crate::leases::Handle::keep_alive) starts it. What a server grants is
//! its own decision: the [increment](KeepAlive::increment) is a wish, and each answer is looked at. A
//! lease is renewed when two thirds of what it had are over, or a little sooner, so that many clients
//! do not come at once. A renewal that fails is tried again for as long as the lease lasts, and not
//! any longer.
//!
//! ```no_run
//! use vault_sys::keep_alive::Event;
//!
//! # async fn keep(vault: vault_sys::Client) -> Result<(), vault_sys::Error> {
//! let mut kept = vault.leases().keep_alive("aws/creds/deploy/abcd").start().await?;
//! while let Some(event) = kept.next().await {
//!     match event {
//!         Event::Expiring { remaining } => println!("obtain another one within {remaining:?}"),
//!         Event::Failed { error, remaining } => println!("{error}; {remaining:?} left"),
//!         Event::Ended { why } => println!("{why}"),
//!         _ => {}
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! An asynchronous [`Kept`] works while it is polled and at no other time: `tokio::spawn` the loop
//! above to have it in the background. The `blocking::Kept` works by itself.

mod event;
mod keeper;
mod kept;
mod lifetime;
mod server;

use std::time::Duration;

pub use self::{
    event::{End, Event},
    kept::Kept,
};
pub(crate) use self::{
    keeper::Keeper,
    server::{LeaseServer, Revocation},
};
use crate::{
    Call, Client, Endpoint as _, Error,
    leases::{Handle, Renew},
};

/// A lease that is to be kept alive: `C` is the client that will do it.
///
/// Made by [`leases().keep_alive(..)`](Handle::keep_alive).
#[derive(Clone, Debug)]
#[must_use = "nothing is kept alive before `start`"]
pub struct KeepAlive<'c, C> {
    pub(crate) client: &'c C,
    pub(crate) request: Renew,
    pub(crate) revoke: bool,
}

impl<'c, C> Handle<'c, C> {
    /// Keeps a lease alive, once it is [started](KeepAlive::start); see [`keep_alive`](crate::keep_alive).
    ///
    /// The lease of a token is no such lease: the servers renew tokens elsewhere.
    pub fn keep_alive(&self, lease_id: impl Into<String>) -> KeepAlive<'c, C> {
        let Call { client, request, .. } = self.renew(lease_id);
        KeepAlive { client, request, revoke: false }
    }
}

impl<C> KeepAlive<'_, C> {
    /// Sets how long the lease should last from each renewal on, in whole seconds; as long as the
    /// mount's default by default.
    ///
    /// The server may grant less, and what it grants counts.
    pub fn increment(mut self, increment: Duration) -> Self {
        self.request.increment = Some(increment);
        self
    }

    /// Revokes the lease when it is no longer kept alive: when what [`start`](Self::start) gives is
    /// stopped or dropped. A lease that has ended by itself is not revoked again.
    pub fn revoke_at_end(mut self) -> Self {
        self.revoke = true;
        self
    }
}

impl KeepAlive<'_, Client> {
    /// Looks at the lease, and renews it from now on whenever that is due and what comes back is
    /// polled.
    ///
    /// If the token may not look at the lease, it is renewed at once instead.
    ///
    /// # Errors
    ///
    /// When the lease cannot be renewed or is not there, when the call fails, and when the increment
    /// has a fraction of a second.
    pub async fn start(self) -> Result<Kept, Error> {
        let (keeper, revocation) = self.keeper().await?;
        Ok(Kept::new(keeper, revocation))
    }

    pub(crate) async fn keeper(self) -> Result<(Keeper<LeaseServer>, Option<Revocation>), Error> {
        let Self { client, request, revoke } = self;
        let operation = &Renew::OPERATION;
        // What cannot be sent is told now, and not when the first renewal is due.
        drop(crate::encode::Encoded::new(&request)?);
        let lease_id = request.lease_id.clone();
        let revocation = revoke.then(|| Revocation::new(client.clone(), lease_id.clone()));
        let server = LeaseServer::new(client.clone(), request);
        let sent = keeper::now();
        let left = match client.leases().read(&lease_id).await {
            Ok(lease) if !lease.renewable => return Err(Error::not_renewable(operation, "")),
            // The server calls it renewable, and means by another call.
            Ok(_) if lease_id.starts_with("auth/") => {
                return Err(Error::not_renewable(operation, " here: it is that of a token"));
            }
            Ok(lease) => lease.ttl,
            Err(error) if error.is_permission_denied() => Duration::ZERO,
            Err(error) => return Err(error),
        };
        let keeper = if left.is_zero() {
            Keeper::renewed_first(server, client.timeout()).await?
        } else {
            Keeper::new(server, sent, left)
        };
        Ok((keeper, revocation))
    }
}
