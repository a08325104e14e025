//! What a client can be told beside its address.

use std::{fmt, marker::PhantomData, sync::Arc, time::Duration};

use secrecy::SecretString;

use crate::{
    Client, Error, Redirects,
    address::Address,
    settings::{Credential, Settings, Shared},
    transport::Transport,
};

/// A client that is being set up: `C` is what [`build`](Self::build) makes.
///
/// Made by [`Client::builder`] and by `blocking::Client::builder`.
///
/// ```
/// use std::time::Duration;
/// use vault_sys::Client;
///
/// # fn main() -> Result<(), vault_sys::Error> {
/// let vault = Client::builder("https://vault-1.example:8200")
///     .address("https://vault-2.example:8200")
///     .address("https://vault-3.example:8200")
///     .token("s.3yQTZJkKyeLSoAIIkvGmFx9D")
///     .timeout(Duration::from_secs(20))
///     .build()?;
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is set up before `build`"]
pub struct ClientBuilder<C = Client> {
    addresses: Vec<String>,
    token: Credential,
    namespace: Credential,
    timeout: Duration,
    connect_timeout: Duration,
    retries: u32,
    longest_pause: Duration,
    redirects: Redirects,
    reply_limit: usize,
    client: PhantomData<fn() -> C>,
}

impl<C> ClientBuilder<C> {
    pub(crate) fn new(address: &str) -> Self {
        Self {
            addresses: vec![address.to_owned()],
            token: Credential::default(),
            namespace: Credential::default(),
            timeout: Duration::from_secs(60),
            connect_timeout: Duration::from_secs(10),
            retries: 2,
            longest_pause: Duration::from_secs(5),
            redirects: Redirects::none(),
            reply_limit: 128 * 1024 * 1024,
            client: PhantomData,
        }
    }

    /// Adds the address of another server of the same cluster.
    ///
    /// Calls go to the one that could be used last, the first one to begin with. If it cannot be
    /// connected to, the next is tried. A call that is [safe](crate::Operation::safe) to repeat
    /// goes on to the next as well if the connection breaks off, if the server is sealed, if it is a
    /// standby that cannot pass the call on, and at 502, 503 and 504.
    ///
    /// For calls that are meant for one server, such as to unseal it, make a client of its own.
    pub fn address(mut self, address: &str) -> Self {
        self.addresses.push(address.to_owned());
        self
    }

    /// Sets the token for all calls; an empty one stands for none.
    pub fn token(mut self, token: impl Into<SecretString>) -> Self {
        self.token = Credential::token(&token.into());
        self
    }

    /// Makes all calls in `namespace`, such as `team/web`; an empty one stands for the root.
    pub fn namespace(mut self, namespace: &str) -> Self {
        self.namespace = Credential::namespace(namespace);
        self
    }

    /// Sets how long a call may take, with all its repetitions; 60 seconds by default.
    ///
    /// For a reply or a body that comes or goes as a stream, it is how long a pause may take.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets how long it may take to connect to one address; 10 seconds by default.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Sets how many times a call may be repeated; twice by default.
    ///
    /// Only a call that is [safe](crate::Operation::safe) to repeat ever is: after a connection that
    /// could not be made or broke off, and at 412, 429, 502, 503 unless the server is sealed, and
    /// 504. With several addresses, each repetition tries all of them.
    pub fn retries(mut self, retries: u32) -> Self {
        self.retries = retries;
        self
    }

    /// Sets how long a pause before a repetition may be; 5 seconds by default.
    ///
    /// The pauses are of random length, up to half a second at first, and up to twice as long each
    /// time. If the server says in `Retry-After` how long to wait, it is that long. No pause goes
    /// past the time that the call has.
    pub fn longest_pause(mut self, longest: Duration) -> Self {
        self.longest_pause = longest;
        self
    }

    /// Sets which redirects are followed; none by default.
    pub fn redirects(mut self, redirects: Redirects) -> Self {
        self.redirects = redirects;
        self
    }

    /// Sets how many bytes a reply may have; 128 MiB by default, which a list of a million leases
    /// stays below.
    ///
    /// It bounds what a server can make this program hold in memory. What is written elsewhere as
    /// it comes has no bound.
    pub fn reply_limit(mut self, bytes: usize) -> Self {
        self.reply_limit = bytes;
        self
    }

    fn connect(self) -> Result<Client, Error> {
        let addresses = self.addresses.iter().map(|address| Address::parse(address));
        let addresses: Vec<_> = addresses.collect::<Result<_, _>>()?;
        let redirects = self.redirects.rule(&addresses)?;
        let transport = Transport::new(&addresses, &redirects, self.connect_timeout)?;
        let shared =
            Shared::new(addresses, redirects, self.retries, self.longest_pause, self.reply_limit);
        let settings = Settings {
            shared: Arc::new(shared),
            timeout: self.timeout,
            token: self.token,
            namespace: self.namespace,
            headers: Vec::new(),
        };
        Ok(Client::of(settings, transport))
    }
}

impl ClientBuilder<Client> {
    /// Makes the client. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// When an address is not the URL of a server, or TLS cannot be set up.
    pub fn build(self) -> Result<Client, Error> {
        self.connect()
    }
}

#[cfg(feature = "blocking")]
impl ClientBuilder<crate::blocking::Client> {
    /// Makes the client. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// When an address is not the URL of a server, TLS cannot be set up, or no thread can be had.
    pub fn build(self) -> Result<crate::blocking::Client, Error> {
        crate::blocking::Client::of(self.connect()?)
    }
}

impl<C> fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // An address may be one that is refused as it has a password.
        f.debug_struct("ClientBuilder")
            .field("timeout", &self.timeout)
            .field("connect_timeout", &self.connect_timeout)
            .field("retries", &self.retries)
            .field("longest_pause", &self.longest_pause)
            .field("redirects", &self.redirects)
            .field("reply_limit", &self.reply_limit)
            .finish_non_exhaustive()
    }
}
