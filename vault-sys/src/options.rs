//! What one call does otherwise than its client.

use std::{borrow::Cow, fmt, time::Duration};

use http::{
    HeaderName,
    header::{
        AUTHORIZATION, CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, EXPECT, HOST,
        PROXY_AUTHORIZATION, TE, TRAILER, TRANSFER_ENCODING, UPGRADE,
    },
};
use secrecy::SecretString;

use crate::{
    Call, Client, Error, Feed, Operation, Subscription, Upload,
    settings::{Credential, NAMESPACE, REQUEST, TOKEN},
};

/// What asks a server to wrap its reply.
pub(crate) const WRAP_TTL: &str = "x-vault-wrap-ttl";

/// What one call does otherwise than its client. Most calls do nothing otherwise, and then it is one
/// pointer that is null.
#[derive(Clone, Default)]
pub(crate) struct Options(Option<Box<Set>>);

#[derive(Clone, Default)]
struct Set {
    token: Option<Credential>,
    namespace: Option<Credential>,
    timeout: Option<Duration>,
    headers: Vec<Header>,
}

/// A header as the caller gave it. Setting one need not fail, so the call does.
#[derive(Clone)]
struct Header {
    name: String,
    value: Credential,
}

impl Options {
    fn set(&mut self) -> &mut Set {
        self.0.get_or_insert_default()
    }

    /// The client as this call needs it.
    pub(crate) fn of<'c>(
        &self,
        client: &'c Client,
        operation: &Operation,
    ) -> Result<Cow<'c, Client>, Error> {
        let Some(set) = &self.0 else { return Ok(Cow::Borrowed(client)) };
        let mut client = client.clone();
        let settings = &mut client.settings;
        for (own, its) in
            [(&set.token, &mut settings.token), (&set.namespace, &mut settings.namespace)]
        {
            if let Some(own) = own {
                its.clone_from(own);
            }
        }
        settings.timeout = set.timeout.unwrap_or(settings.timeout);
        let headers = set.headers.iter().map(|header| header.checked(operation));
        settings.headers = headers.collect::<Result<_, _>>()?;
        Ok(Cow::Owned(client))
    }
}

impl Header {
    fn checked(&self, operation: &Operation) -> Result<(HeaderName, http::HeaderValue), Error> {
        let Ok(name) = HeaderName::from_bytes(self.name.as_bytes()) else {
            // It is not quoted: who mixes up name and value has a secret there.
            let message = "the name of a header has a character that none can have, or is empty";
            return Err(Error::header(operation, message.into()));
        };
        if let Some(why) = reserved(&name) {
            return Err(Error::header(
                operation,
                format!("the header `{name}` is reserved: {why}"),
            ));
        }
        match &self.value {
            Credential::Header(value) => Ok((name, value.clone())),
            Credential::Unset => {
                Err(Error::header(operation, format!("the header `{name}` has no value")))
            }
            Credential::CannotBeSent => {
                let message = format!("the header `{name}` has a control character");
                Err(Error::header(operation, message))
            }
        }
    }
}

/// Why a header is not the caller's to set, if it is not.
fn reserved(name: &HeaderName) -> Option<&'static str> {
    match name {
        _ if *name == TOKEN || *name == AUTHORIZATION => Some("`with_token` sets the token"),
        _ if *name == NAMESPACE => Some("`with_namespace` sets the namespace"),
        _ if *name == WRAP_TTL => Some("`wrapped` asks for a wrapped reply"),
        _ if *name == REQUEST => Some("every request has it"),
        _ if *name == CONTENT_TYPE || *name == CONTENT_ENCODING => Some("it is the operation's"),
        _ if is_of_the_connection(name) => Some("it belongs to the connection"),
        _ => None,
    }
}

/// Whether it says how the request is carried. Changed, one could be taken for two.
fn is_of_the_connection(name: &HeaderName) -> bool {
    let known = [
        CONNECTION,
        CONTENT_LENGTH,
        EXPECT,
        HOST,
        PROXY_AUTHORIZATION,
        TE,
        TRAILER,
        TRANSFER_ENCODING,
        UPGRADE,
    ];
    let name = name.as_str();
    known.iter().any(|known| known == name)
        || ["keep-alive", "proxy-connection", "http2-settings"].contains(&name)
        || name.starts_with("sec-")
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Options");
        if let Some(timeout) = self.0.as_ref().and_then(|set| set.timeout) {
            out.field("timeout", &timeout);
        }
        out.finish_non_exhaustive()
    }
}

/// Gives each kind of call the same setters, but what its time is for.
macro_rules! setters {
    ($($call:ident [$($bound:tt)*] $time:literal),+) => {
        $(impl<'c, C, E: $($bound)*> $call<'c, C, E> {
            /// Uses `token` for this call alone; an empty one stands for none.
            pub fn with_token(mut self, token: impl Into<SecretString>) -> Self {
                self.options.set().token = Some(Credential::token(&token.into()));
                self
            }

            /// Makes this call alone in `namespace`, such as `team/web`; an empty one stands for
            /// the root.
            ///
            /// It stands in place of the client's namespace and is not looked for within it.
            pub fn with_namespace(mut self, namespace: &str) -> Self {
                self.options.set().namespace = Some(Credential::namespace(namespace));
                self
            }

            #[doc = $time]
            pub fn with_timeout(mut self, timeout: Duration) -> Self {
                self.options.set().timeout = Some(timeout);
                self
            }

            /// Adds a header to this call, such as `X-Vault-MFA`.
            ///
            /// The value is shown nowhere and wiped when dropped. Each header that is added is
            /// sent, also if there is another of its name.
            ///
            /// What has a setter of its own is reserved (the token, also as `Authorization`, the
            /// namespace, the time of wrapping), and so is what says how the request is carried,
            /// and what the operation itself sets. Such a header, an empty value, or a character
            /// that no header can have fail the call with
            /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) before anything is sent.
            pub fn with_header(mut self, name: &str, value: impl Into<SecretString>) -> Self {
                let value = Credential::token(&value.into());
                self.options.set().headers.push(Header { name: name.to_owned(), value });
                self
            }
        })+
    };
}

setters! {
    Call [Sized]
        "Sets how long this call may take, with all its repetitions.\n\n\
         For a reply that comes as a stream, it is how long a pause may take.",
    Upload [Sized]
        "Sets how long a pause of this upload may take.",
    Subscription [Feed]
        "Sets how long it may take to connect."
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Method;

    const OPERATION: Operation = Operation::new("a.b", Method::Get, "sys/x");

    #[test]
    fn a_call_without_options_takes_the_client_as_it_is() {
        let client = Client::new("http://127.0.0.1:8200").unwrap();
        let of = |options: &Options| {
            matches!(options.of(&client, &OPERATION).unwrap(), Cow::Borrowed(_))
        };
        assert!(of(&Options::default()));
        assert_eq!(size_of::<Options>(), size_of::<usize>());
    }

    #[test]
    fn values_are_marked_so_that_nothing_logs_or_indexes_them() {
        let value = Credential::token(&"canary".into());
        let header = Header { name: "X-Vault-MFA".into(), value };
        let (name, value) = header.checked(&OPERATION).unwrap();
        assert_eq!(name, "x-vault-mfa");
        assert!(value.is_sensitive());
    }
}
