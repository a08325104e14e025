//! Initialised or not, sealed or not, and unsealing in one go.

use secrecy::SecretString;

use super::{for_both_clients, shares};
use crate::{Error, seal::SealStatus};

for_both_clients!(send, pause, init, {
    /// Whether the server is initialised. Needs no token, and answers while sealed.
    ///
    /// # Errors
    ///
    /// Those of [`status`](Self::status).
    fn is_initialized(&self) -> Result<bool, Error> {
        send!(self.status()).map(|status| status.initialized)
    }
});

for_both_clients!(send, pause, seal, {
    /// Whether the server is sealed, as it is before it is initialised.
    ///
    /// # Errors
    ///
    /// Those of [`status`](Self::status).
    fn is_sealed(&self) -> Result<bool, Error> {
        send!(self.status()).map(|status| status.sealed)
    }

    /// Gives the server one key share after the other until it is unsealed.
    ///
    /// Returns the last state. It is still sealed if the shares were too few, and for a moment on a
    /// node that has just joined a raft cluster: see
    /// [`wait_until_unsealed`](Self::wait_until_unsealed). Shares that are left over are not sent.
    ///
    /// # Errors
    ///
    /// Those of [`unseal`](Self::unseal); the message tells how many shares the server had taken.
    /// Whether a share is wrong shows only at the last one that is needed, and the server forgets
    /// all of them then.
    fn unseal_with(
        &self,
        shares: impl IntoIterator<Item = impl Into<SecretString>>,
    ) -> Result<SealStatus, Error> {
        let mut last = None;
        for (taken, share) in shares.into_iter().enumerate() {
            let status = send!(self.unseal(share)).map_err(|error| shares::after(error, taken))?;
            let done = !status.sealed;
            last = Some(status);
            if done {
                break;
            }
        }
        match last {
            Some(status) => Ok(status),
            None => send!(self.status()),
        }
    }
});
