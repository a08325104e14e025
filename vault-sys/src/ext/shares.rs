//! Giving many key shares where one call takes one.

use secrecy::SecretString;

use super::for_both_clients;
use crate::{Endpoint as _, Error};

/// Adds the two helpers to a group that replaces key shares.
macro_rules! many_shares {
    ($($module:ident)::+, $update:ident) => {
        for_both_clients!(send, pause, $($module)::+, {
            /// Gives one key share after the other until the new shares are there.
            ///
            /// Returns the last answer. If the shares were too few, it has no new ones yet. Shares
            /// that are left over are not sent.
            ///
            /// # Errors
            ///
            /// Those of [`update`](Self::update), and shares that are none at all; the message
            /// tells how many the server had taken.
            fn update_with(
                &self,
                nonce: &str,
                shares: impl IntoIterator<Item = impl Into<SecretString>>,
            ) -> Result<crate::$($module)::+::$update, Error> {
                let mut last = None;
                for (taken, share) in shares.into_iter().enumerate() {
                    let answer = send!(self.update(share, nonce));
                    let answer = answer.map_err(|error| after(error, taken))?;
                    let done = answer.complete == Some(true);
                    last = Some(answer);
                    if done {
                        break;
                    }
                }
                last.ok_or_else(|| none(&crate::$($module)::+::Update::OPERATION))
            }

            /// Gives one of the new key shares after the other until they count.
            ///
            /// Returns the last answer. If the shares were too few, the old ones still count.
            /// Shares that are left over are not sent.
            ///
            /// # Errors
            ///
            /// Those of [`verify`](Self::verify), and shares that are none at all; the message
            /// tells how many the server had taken.
            fn verify_with(
                &self,
                nonce: &str,
                shares: impl IntoIterator<Item = impl Into<SecretString>>,
            ) -> Result<crate::$($module)::+::Verification, Error> {
                let mut last = None;
                for (taken, share) in shares.into_iter().enumerate() {
                    let answer = send!(self.verify(share, nonce));
                    let answer = answer.map_err(|error| after(error, taken))?;
                    let done = answer.complete == Some(true);
                    last = Some(answer);
                    if done {
                        break;
                    }
                }
                last.ok_or_else(|| none(&crate::$($module)::+::Verify::OPERATION))
            }
        });
    };
}

many_shares!(rekey, RekeyUpdate);
many_shares!(rekey::recovery, RekeyUpdate);
many_shares!(rotate::root, RotationUpdate);
many_shares!(rotate::recovery, RotationUpdate);

/// An error in the middle of giving shares.
pub(super) fn after(error: Error, taken: usize) -> Error {
    error.after(&format!("{taken} shares were taken before"))
}

pub(super) fn none(operation: &crate::Operation) -> Error {
    Error::argument(operation, "shares", "are none at all")
}
