//! What a client can be told beside its address.

use std::{fmt, marker::PhantomData, sync::Arc, time::Duration};

use secrecy::SecretString;

use crate::{
    Client, Error, Redirects,
    address::Address,
    rate::{Rate, Turns},
    settings::{Credential, Settings, Shared},
    tls::Tls,
    transport::{Manner, Transport},
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
    rate_limit: Option<Result<Rate, String>>,
    tls: Tls,
    proxy: Option<SecretString>,
    #[cfg(feature = "testing")]
    stand_in: Option<crate::testing::StandIn>,
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
            rate_limit: None,
            tls: Tls::default(),
            proxy: None,
            #[cfg(feature = "testing")]
            stand_in: None,
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
    ///
    /// `unix:///run/agent.sock` is a server, or an agent before one, at a Unix socket.
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

    /// Sends no more than `per_second` requests a second, and no more than `burst` at once; without
    /// bound by default.
    ///
    /// Calls wait for their turn, repetitions as well as first attempts, and all clients that come
    /// of this one wait in the same line. If the turn would come after the time that a call has, it
    /// fails at once with [`ErrorKind::Timeout`](crate::ErrorKind::Timeout), and nothing is sent; a
    /// repetition is not made then. Uploads of streams wait as long as it takes. A rate that is not positive, or a `burst` of
    /// zero, is an error of [`build`](Self::build).
    pub fn rate_limit(mut self, per_second: f64, burst: u32) -> Self {
        let problem = || {
            format!(
                "rate_limit({per_second}, {burst}): the rate has to be more than zero requests a \
                 second, and at least one of them has to be allowed at once"
            )
        };
        self.rate_limit = Some(Rate::new(per_second, burst).ok_or_else(problem));
        self
    }

    /// Trusts who has a certificate by one of these authorities, in PEM form, and nobody else; the
    /// system's roots of trust by default.
    ///
    /// It may be said several times. What is no certificate is an error of [`build`](Self::build).
    pub fn ca_certificate(mut self, pem: impl AsRef<[u8]>) -> Self {
        self.tls.authorities.push(pem.as_ref().to_vec());
        self
    }

    /// Shows a certificate to servers that want to see one: its chain, the certificate itself
    /// first, and its key, both in PEM form.
    ///
    /// With the feature `native-tls` the key has to be one of PKCS #8 (`BEGIN PRIVATE KEY`). What
    /// cannot be used is an error of [`build`](Self::build).
    pub fn client_certificate(
        mut self,
        chain_pem: impl AsRef<[u8]>,
        key_pem: impl Into<SecretString>,
    ) -> Self {
        self.tls.identity = Some((chain_pem.as_ref().to_vec(), key_pem.into()));
        self
    }

    /// Expects the certificate of a server to be for `name`, and not for the host of its address.
    ///
    /// It holds for all addresses and for hosts that are redirected to, and is what TLS asks the
    /// server for. No proxy is used then, as it would be asked for that name as well; one that was
    /// [set](Self::proxy) is an error of [`build`](Self::build), and so is an IP address.
    pub fn server_name(mut self, name: &str) -> Self {
        self.tls.server_name = Some(name.to_owned());
        self
    }

    /// Takes anybody for the server: whoever stands in between gets the token and all else that is
    /// sent.
    ///
    /// Certificates are not looked at, whatever else is said about them. For a server of one's own
    /// on one's own machine; anywhere else [`ca_certificate`](Self::ca_certificate) is the way.
    pub fn danger_skip_verification(mut self, skip: bool) -> Self {
        self.tls.unverified = skip;
        self
    }

    /// Sends everything through the proxy at `url`, such as `http://proxy.example:3128`, which may
    /// have a user name and a password; by default the environment says which is used, if any.
    ///
    /// Servers on loopback addresses are spoken to without one all the same, as no proxy could
    /// reach them. What is no URL by http or https is an error of [`build`](Self::build).
    pub fn proxy(mut self, url: impl Into<SecretString>) -> Self {
        self.proxy = Some(url.into());
        self
    }

    /// Lets a function answer in the server's place, for tests: see [`testing`](crate::testing).
    ///
    /// Nothing is sent, so what is said about TLS and proxies does not count. It is called for each
    /// attempt, and for uploads with all of the body.
    #[cfg(feature = "testing")]
    pub fn answered_by(
        mut self,
        answer: impl Fn(&crate::Operation, http::Request<bytes::Bytes>) -> http::Response<bytes::Bytes>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        self.stand_in = Some(crate::testing::StandIn::new(answer));
        self
    }

    pub(crate) fn rate(mut self, rate: Rate) -> Self {
        self.rate_limit = Some(Ok(rate));
        self
    }

    pub(crate) fn tls(mut self, tls: Tls) -> Self {
        self.tls = tls;
        self
    }

    fn connect(self) -> Result<Client, Error> {
        let addresses = self.addresses.iter().map(|address| Address::parse(address));
        let addresses: Vec<_> = addresses.collect::<Result<_, _>>()?;
        let redirects = self.redirects.rule(&addresses)?;
        let rate = self.rate_limit.transpose().map_err(|problem| Error::config(None, problem))?;
        let manner = Manner {
            connect_timeout: self.connect_timeout,
            tls: &self.tls,
            proxy: self.proxy.as_ref(),
        };
        #[cfg(feature = "testing")]
        let transport = match self.stand_in {
            Some(stand_in) => Transport::to(stand_in),
            None => Transport::new(&addresses, &redirects, &manner)?,
        };
        #[cfg(not(feature = "testing"))]
        let transport = Transport::new(&addresses, &redirects, &manner)?;
        warn_of_exposed(&addresses);
        let shared = Shared::new(
            addresses,
            redirects,
            self.retries,
            self.longest_pause,
            self.reply_limit,
            rate.map(Turns::new),
        );
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

/// Says so in the log, once for each client, where others could read along. It is no error, as some
/// networks look after that themselves.
fn warn_of_exposed(addresses: &[Address]) {
    for address in addresses.iter().filter(|address| address.is_exposed()) {
        let origin = address.url().origin().ascii_serialization();
        log::warn!("{origin} is spoken to without TLS: others on the way can read the token");
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
            .field("rate_limit", &self.rate_limit)
            .finish_non_exhaustive()
    }
}

#[cfg(all(test, feature = "rustls"))]
mod tests {
    use std::sync::Mutex;

    use crate::Client;

    static LOG: Mutex<Vec<String>> = Mutex::new(Vec::new());

    struct Keep;

    impl log::Log for Keep {
        fn enabled(&self, _: &log::Metadata<'_>) -> bool {
            true
        }

        fn log(&self, record: &log::Record<'_>) {
            // Other tests make clients as well.
            if record.level() == log::Level::Warn {
                LOG.lock().unwrap().push(format!("{} {}", record.target(), record.args()));
            }
        }

        fn flush(&self) {}
    }

    #[test]
    fn who_lets_others_read_along_is_told_once() {
        log::set_logger(&Keep).unwrap();
        log::set_max_level(log::LevelFilter::Warn);
        for address in [
            "http://127.0.0.1:8200",
            "http://localhost",
            "https://quiet.example",
            "unix:///run/quiet.example",
        ] {
            Client::new(address).unwrap();
        }
        let client = Client::new("http://exposed.example:8200/path").unwrap();
        let _ = client.with_token("s.canary").clone();
        let log = LOG.lock().unwrap();
        let [line] = &log.iter().filter(|line| !line.contains("a.example")).collect::<Vec<_>>()[..]
        else {
            panic!("one warning: {log:?}");
        };
        assert!(line.starts_with("vault_sys::builder http://exposed.example:8200 is"), "{line}");
    }
}
