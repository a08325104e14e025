//! A root token in one go.

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

use super::{for_both_clients, shares};
use crate::{Endpoint as _, Error, Operation};

/// Adds the helper to a group that generates root tokens.
macro_rules! root_token {
    ($module:ident) => {
        for_both_clients!(send, pause, $module, {
            /// Generates a root token from enough key shares.
            ///
            /// The server encodes the token with a one-time password, which is made here and leaves
            /// this program once. Shares that are left over are not sent. If it fails, the attempt
            /// is cancelled, so that the next one can start.
            ///
            /// # Errors
            ///
            /// Those of [`start`](Self::start), such as when an attempt is under way already, and
            /// of [`update`](Self::update); and shares that are too few.
            fn generate(
                &self,
                shares: impl IntoIterator<Item = impl Into<SecretString>>,
            ) -> Result<SecretString, Error> {
                let operation = &crate::$module::Update::OPERATION;
                let length = send!(self.status())?.otp_length;
                let password = one_time_password(operation, length)?;
                let nonce = send!(self.start().otp(password.clone()))?.nonce;
                let mut result = Err(shares::none(operation));
                for (taken, share) in shares.into_iter().enumerate() {
                    match send!(self.update(share, nonce.as_str())) {
                        Ok(answer) if answer.complete => {
                            return decode(operation, &answer.encoded_token, &password);
                        }
                        Ok(answer) => result = Err(too_few(operation, answer.required)),
                        Err(error) => {
                            result = Err(shares::after(error, taken));
                            break;
                        }
                    }
                }
                // The first error is the one to tell.
                drop(send!(self.cancel()));
                result
            }
        });
    };
}

root_token!(generate_root);
root_token!(generate_root_token);

fn too_few(operation: &Operation, required: u64) -> Error {
    Error::argument(operation, "shares", "are too few")
        .after(&format!("the server needs {required}"))
}

/// Letters and digits from the system's source of randomness.
fn one_time_password(operation: &Operation, length: u64) -> Result<SecretString, Error> {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    // Far more than any server asks for; what one says is not to be trusted with memory.
    let length = usize::try_from(length).ok().filter(|length| (1..=1024).contains(length));
    let Some(length) = length else {
        return Err(Error::config(Some(operation), "the server asks for no password".into()));
    };
    let mut password = Zeroizing::new(String::with_capacity(length));
    let mut random = Zeroizing::new([0; 64]);
    while password.len() < length {
        getrandom::fill(random.as_mut_slice())
            .map_err(|_| Error::config(Some(operation), "the system gives no randomness".into()))?;
        // What is past the alphabet is thrown away, as wrapping around would favour some letters.
        let letters = random.iter().filter_map(|byte| ALPHABET.get(usize::from(byte & 63)));
        let missing = length - password.len();
        password.extend(letters.take(missing).map(|letter| char::from(*letter)));
    }
    Ok(SecretString::from(password.as_str()))
}

/// Takes the password out of the token again.
fn decode(
    operation: &Operation,
    encoded: &SecretString,
    password: &SecretString,
) -> Result<SecretString, Error> {
    let encoded = encoded.expose_secret().trim_end_matches('=');
    let password = password.expose_secret().as_bytes();
    let bytes = STANDARD_NO_PAD.decode(encoded).map(Zeroizing::new).ok();
    let token = bytes.filter(|bytes| bytes.len() == password.len()).and_then(|mut bytes| {
        bytes.iter_mut().zip(password).for_each(|(byte, key)| *byte ^= key);
        std::str::from_utf8(&bytes).map(SecretString::from).ok()
    });
    token.ok_or_else(|| Error::undecodable(operation, encoded, password))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate_root::Update;

    #[test]
    fn passwords_are_as_long_as_asked_for_and_never_the_same() {
        let make = |length| one_time_password(&Update::OPERATION, length);
        for length in [1, 26, 64, 1024] {
            let (one, other) = (make(length).unwrap(), make(length).unwrap());
            assert_eq!(one.expose_secret().len() as u64, length);
            assert!(one.expose_secret().chars().all(|c| c.is_ascii_alphanumeric()));
            assert!(length == 1 || one.expose_secret() != other.expose_secret());
        }
        assert!(make(0).is_err() && make(u64::MAX).is_err());
    }

    #[test]
    fn tokens_are_decoded_with_the_password_or_kept() {
        let bytes: Vec<_> = b"s.token".iter().zip(b"abcdefg").map(|(a, b)| a ^ b).collect();
        let encoded: SecretString = STANDARD_NO_PAD.encode(bytes).into();
        let token = decode(&Update::OPERATION, &encoded, &"abcdefg".into()).unwrap();
        assert_eq!(token.expose_secret(), "s.token");
        let error = decode(&Update::OPERATION, &encoded, &"abc".into()).unwrap_err();
        let kept = error.into_body().unwrap();
        let kept = std::str::from_utf8(kept.expose_secret()).unwrap();
        assert_eq!(kept, format!("{} encoded with abc", encoded.expose_secret()));
    }
}
