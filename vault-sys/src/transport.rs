//! The connections, which all clients that come of one share.

use std::{collections::HashMap, sync::Arc, time::Duration};

use http::{HeaderValue, header::HOST};
use reqwest::{
    Client, ClientBuilder, Proxy, Request, Response, Url,
    dns::{Addrs, Name, Resolve, Resolving},
    redirect, retry,
};
use secrecy::{ExposeSecret as _, SecretString};

use crate::{
    Error, Operation,
    address::{self, Address},
    redirects::Rule,
    tls::Tls,
};

/// What connections are like.
pub(crate) struct Manner<'a> {
    pub(crate) connect_timeout: Duration,
    pub(crate) tls: &'a Tls,
    pub(crate) proxy: Option<&'a SecretString>,
}

/// One pool for servers on this machine, and one for all others: the proxies that the environment
/// names are for the others only. Some hosts have a pool of their own.
#[derive(Clone, Debug)]
pub(crate) struct Transport {
    near: Option<Client>,
    far: Option<Client>,
    own: Arc<HashMap<String, Own>>,
}

/// The pool of one host that is not spoken to by its name.
#[derive(Debug)]
struct Own {
    pool: Client,
    called: Called,
}

/// What such a host is called.
#[derive(Debug)]
enum Called {
    /// By TLS this, and without it what it is.
    ByTls(String),
    /// The other end of a Unix socket has no name.
    Socket,
}

impl Transport {
    /// Makes the pools that are needed, as roots of trust are not to be read for nothing.
    pub(crate) fn new(
        addresses: &[Address],
        redirects: &Rule,
        manner: &Manner<'_>,
    ) -> Result<Self, Error> {
        let proxy = manner.proxy.map(proxy).transpose()?;
        let own = own_pools(addresses, redirects, manner)?;
        let pool = |near: bool| {
            let mut hosts = addresses.iter().filter(|address| address.socket().is_none());
            let known = hosts.any(|address| address.is_loopback() == near);
            if !known && !redirects.any_place(|url| address::is_loopback(url) == near) {
                return Ok(None);
            }
            let mut pool = manner.pool()?;
            if near {
                pool = pool.no_proxy();
                // Reading them takes longer than many a program that talks to a local agent.
                #[cfg(feature = "__tls")]
                if !tls_is_possible(addresses, redirects) && !manner.tls.has_roots() {
                    pool = pool.tls_certs_only([]);
                }
            } else if let Some(proxy) = &proxy {
                pool = pool.proxy(proxy.clone());
            }
            pool.build().map(Some).map_err(Error::set_up)
        };
        Ok(Self { near: pool(true)?, far: pool(false)?, own: Arc::new(own) })
    }

    /// Starts to send a request. What comes back is the head of the answer, once it has come.
    ///
    /// It is small, and so are the futures around it: the request is not kept in each of them.
    pub(crate) fn send(
        &self,
        operation: &Operation,
        mut request: Request,
    ) -> Result<impl Future<Output = Result<Response, reqwest::Error>> + use<>, Error> {
        let pool = match self.own(request.url()) {
            Some(own) => own.call(&mut request).then_some(&own.pool),
            None => self.pool(request.url()),
        };
        let Some(pool) = pool else {
            // Nothing is sent to a host that was not named, and those have a pool.
            return Err(Error::config(Some(operation), "no connection is made there".into()));
        };
        Ok(pool.execute(request))
    }

    /// Where an answer comes from as the caller knows it, if its own URL may tell otherwise.
    pub(crate) fn origin(&self, request: &Request) -> Option<Url> {
        self.own(request.url()).map(|_| request.url().clone())
    }

    fn own(&self, url: &Url) -> Option<&Own> {
        if self.own.is_empty() { None } else { self.own.get(url.host_str()?) }
    }

    fn pool(&self, url: &Url) -> Option<&Client> {
        match self {
            Self { near: Some(pool), far: None, .. } | Self { near: None, far: Some(pool), .. } => {
                Some(pool)
            }
            Self { near, .. } if address::is_loopback(url) => near.as_ref(),
            Self { far, .. } => far.as_ref(),
        }
    }
}

impl Own {
    /// Addresses a request as its host is called; false if that cannot be done.
    fn call(&self, request: &mut Request) -> bool {
        let url = request.url();
        let host = match &self.called {
            Called::ByTls(_) if url.scheme() != "https" => return true,
            Called::ByTls(_) => HeaderValue::from_str(url.authority()),
            Called::Socket => Ok(HeaderValue::from_static("localhost")),
        };
        let Ok(host) = host else { return false };
        request.headers_mut().insert(HOST, host);
        match &self.called {
            Called::ByTls(name) => request.url_mut().set_host(Some(name)).is_ok(),
            Called::Socket => true,
        }
    }
}

impl Manner<'_> {
    fn pool(&self) -> Result<ClientBuilder, Error> {
        let pool = Client::builder()
            .redirect(redirect::Policy::none())
            // Left to itself it sends a request again after some errors of HTTP/2, which says
            // nothing about whether the server has acted.
            .retry(retry::never().max_retries_per_request(0))
            .connect_timeout(self.connect_timeout);
        self.tls.apply(pool)
    }
}

/// The pools of hosts that have one of their own. A pool tells connections apart by the name in the
/// URL, which is the same for all where TLS is to ask for one name.
fn own_pools(
    addresses: &[Address],
    redirects: &Rule,
    manner: &Manner<'_>,
) -> Result<HashMap<String, Own>, Error> {
    let mut own = HashMap::new();
    let host = |address: &Address| address.url().host_str().unwrap_or_default().to_owned();
    for address in addresses {
        if let Some(path) = address.socket() {
            #[cfg(unix)]
            let pool = manner.pool()?.no_proxy().unix_socket(path);
            #[cfg(not(unix))]
            let pool =
                Err(Error::config(None, format!("no Unix sockets here: {}", path.display())))?;
            let pool = socket_roots(pool, manner).build().map_err(Error::set_up)?;
            own.insert(host(address), Own { pool, called: Called::Socket });
        }
    }
    let Some(name) = manner.tls.server_name()? else { return Ok(own) };
    if manner.proxy.is_some() {
        let problem = "a TLS server name and a proxy exclude each other: the proxy would be asked \
                       to connect to that name";
        return Err(Error::config(None, problem.into()));
    }
    let named = addresses.iter().filter(|address| address.socket().is_none()).map(host);
    for host in named.chain(redirects.hosts().map(str::to_owned)) {
        let found = Found(host.trim_matches(['[', ']']).to_owned());
        let pool = manner.pool()?.no_proxy().dns_resolver(found);
        let pool = pool.build().map_err(Error::set_up)?;
        own.insert(host, Own { pool, called: Called::ByTls(name.to_owned()) });
    }
    Ok(own)
}

/// No TLS is spoken through a socket, so nobody has to be trusted.
fn socket_roots(pool: ClientBuilder, manner: &Manner<'_>) -> ClientBuilder {
    #[cfg(feature = "__tls")]
    if !manner.tls.has_roots() {
        return pool.tls_certs_only([]);
    }
    let _ = manner;
    pool
}

/// A resolver that finds one host, whatever it is called.
struct Found(String);

impl Resolve for Found {
    fn resolve(&self, _: Name) -> Resolving {
        let host = self.0.clone();
        Box::pin(async move {
            // The port is that of the URL.
            let found: Vec<_> = tokio::net::lookup_host((host, 0)).await?.collect();
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// The proxy at a URL, which may have a password and is not repeated in the error.
pub(crate) fn proxy(url: &SecretString) -> Result<Proxy, Error> {
    let url = Url::parse(url.expose_secret()).ok();
    let url = url.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let proxy = url.and_then(|url| Proxy::all(url).ok());
    let problem = "proxy: not a URL; the form is `http://host:3128`";
    proxy.ok_or_else(|| Error::config(None, problem.into()))
}

/// Whether a server on this machine may be spoken to by TLS.
#[cfg(feature = "__tls")]
fn tls_is_possible(addresses: &[Address], redirects: &Rule) -> bool {
    let https = |address: &Address| address.is_loopback() && address.url().scheme() == "https";
    addresses.iter().any(https) || matches!(redirects, Rule::Places(_))
}
