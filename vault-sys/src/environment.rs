//! What the environment says about servers, as the command-line tools read it.

mod duration;
mod files;
mod value;

use std::{env, ffi::OsString, fmt};

use secrecy::SecretString;

use self::value::{Value, control};
use crate::{ClientBuilder, Error, address::Address, tls::Tls};

/// The address that the command-line tools use if none is set.
const ADDRESS: &str = "https://127.0.0.1:8200";

/// Where a client finds out about its server, if nobody tells it: variables, and the token file.
///
/// Each variable is looked for as `BAO_…` first and as `VAULT_…` then; one that is empty counts as
/// not set.
///
/// | variable | what it is | without it |
/// | --- | --- | --- |
/// | `ADDR` | the server: `https://…`, `http://…` or `unix://…` | `https://127.0.0.1:8200` |
/// | `AGENT_ADDR` | an agent to use instead of the server | |
/// | `TOKEN` | the token | the token file |
/// | `TOKEN_PATH` | the token file | `~/.vault-token` |
/// | `NAMESPACE` | the namespace of all calls | the root |
/// | `CACERT` | a file with the authorities to trust, in PEM form | the system's |
/// | `CACERT_BYTES` | the same, itself; not read if `CACERT` is set | |
/// | `CAPATH` | a folder of such files; not read if one of those two is set | |
/// | `CLIENT_CERT` | a file with the certificate to show, and its chain | none |
/// | `CLIENT_KEY` | a file with its key | |
/// | `TLS_SERVER_NAME` | the name that the server's certificate is for | the host |
/// | `SKIP_VERIFY` | whether to take anybody for the server: `true` or `false` | `false` |
/// | `CLIENT_TIMEOUT` | how long a call may take: `90`, seconds, or `1m30s` | 60 seconds |
/// | `MAX_RETRIES` | how many times a call may be repeated | 2 |
/// | `RATE_LIMIT` | how many requests to send in a second: `10`, or `10:20` with how many at once | no bound |
/// | `PROXY_ADDR` | the proxy to use, or else `HTTP_PROXY` | what `HTTPS_PROXY` and the like say |
///
/// What surprises: a `VAULT_TOKEN` is sent to a `BAO_ADDR`, as each variable is looked for by
/// itself; a time of 0 is the default, as with the tools; folders within that of `CAPATH` are not
/// looked into; `~/.vault`, which may name a program that keeps the token, is not read.
///
/// ```no_run
/// use vault_sys::{Client, Environment};
///
/// # fn main() -> Result<(), vault_sys::Error> {
/// let environment = Environment::new().token_file(false);
/// let vault = Client::builder_from(&environment)?.namespace("team/web").build()?;
/// # Ok(())
/// # }
/// ```
pub struct Environment {
    lookup: Box<Lookup>,
    token_file: bool,
}

type Lookup = dyn Fn(&str) -> Option<OsString> + Send + Sync;

impl Environment {
    /// The environment of this process.
    #[must_use]
    pub fn new() -> Self {
        Self::from_lookup(|name| env::var_os(name))
    }

    /// What `lookup` finds under the name of a variable, such as `VAULT_ADDR`: for tests, and for
    /// settings that are kept elsewhere. It is asked for `HOME` as well, to find the token file, or
    /// on Windows for `USERPROFILE`.
    #[must_use]
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<OsString> + Send + Sync + 'static) -> Self {
        Self { lookup: Box::new(lookup), token_file: true }
    }

    /// Sets whether the token file is read if there is no variable with a token; it is by default.
    #[must_use]
    pub fn token_file(mut self, read: bool) -> Self {
        self.token_file = read;
        self
    }

    /// The value of a variable and the name that it was found under.
    fn get(&self, name: &str) -> Option<Value> {
        ["BAO", "VAULT"].into_iter().find_map(|tool| self.find(format!("{tool}_{name}")))
    }

    fn find(&self, name: String) -> Option<Value> {
        let value = (self.lookup)(&name).filter(|value| !value.is_empty())?;
        Some(Value { name, value })
    }

    pub(crate) fn builder<C>(&self) -> Result<ClientBuilder<C>, Error> {
        let address = self.get("AGENT_ADDR").or_else(|| self.get("ADDR"));
        let mut builder = match address {
            None => ClientBuilder::new(ADDRESS),
            Some(address) => {
                let text = address.text()?;
                Address::parse(text).map_err(|error| error.of(&address.name))?;
                ClientBuilder::new(text)
            }
        };
        if let Some(token) = self.token()? {
            builder = builder.token(token);
        }
        if let Some(namespace) = self.get("NAMESPACE") {
            builder = builder.namespace(namespace.header()?);
        }
        if let Some(timeout) = self.get("CLIENT_TIMEOUT") {
            let timeout = timeout.duration()?;
            builder = if timeout.is_zero() { builder } else { builder.timeout(timeout) };
        }
        if let Some(retries) = self.get("MAX_RETRIES") {
            builder = builder.retries(retries.number()?);
        }
        if let Some(rate) = self.get("RATE_LIMIT") {
            builder = builder.rate(rate.rate()?);
        }
        if let Some(proxy) = self.get("PROXY_ADDR").or_else(|| self.get("HTTP_PROXY")) {
            let url = SecretString::from(proxy.text()?);
            crate::transport::proxy(&url).map_err(|error| error.of(&proxy.name))?;
            builder = builder.proxy(url);
        }
        Ok(builder.tls(self.tls()?))
    }

    fn token(&self) -> Result<Option<SecretString>, Error> {
        if let Some(token) = self.get("TOKEN") {
            return token.header().map(|token| Some(token.into()));
        }
        if !self.token_file {
            return Ok(None);
        }
        let home = if cfg!(windows) { "USERPROFILE" } else { "HOME" };
        let file = match (self.get("TOKEN_PATH"), self.find(home.into())) {
            (Some(named), _) => named,
            (None, Some(home)) => home.join(".vault-token"),
            (None, None) => return Ok(None),
        };
        let Some(text) = file.text_of_file()? else { return Ok(None) };
        let token = text.trim();
        if token.contains(control) {
            return Err(file.bad("the file has a control character within the token"));
        }
        Ok((!token.is_empty()).then(|| token.into()))
    }

    fn tls(&self) -> Result<Tls, Error> {
        let mut tls = Tls::default();
        let authorities = if let Some(file) = self.get("CACERT") {
            Some((vec![file.bytes_of_file()?], file))
        } else if let Some(bytes) = self.get("CACERT_BYTES") {
            Some((vec![bytes.text()?.into()], bytes))
        } else if let Some(folder) = self.get("CAPATH") {
            Some((folder.bytes_of_files()?, folder))
        } else {
            None
        };
        if let Some((authorities, from)) = authorities {
            let alone = Tls { authorities, ..Tls::default() };
            alone.check().map_err(|error| error.of(&from.name))?;
            tls = alone;
        }
        match (self.get("CLIENT_CERT"), self.get("CLIENT_KEY")) {
            (None, None) => {}
            (Some(chain), Some(key)) => {
                let key_pem = key.secret_of_file()?;
                let identity = Some((chain.bytes_of_file()?, key_pem));
                let alone = Tls { identity, ..Tls::default() };
                let both = format!("{} with {}", chain.name, key.name);
                alone.check().map_err(|error| error.of(&both))?;
                tls.identity = alone.identity;
            }
            (Some(chain), None) => return Err(chain.bad("needs CLIENT_KEY beside it")),
            (None, Some(key)) => return Err(key.bad("needs CLIENT_CERT beside it")),
        }
        if let Some(name) = self.get("TLS_SERVER_NAME") {
            tls.server_name = Some(name.text()?.to_owned());
            tls.server_name().map_err(|error| error.of(&name.name))?;
        }
        if let Some(skip) = self.get("SKIP_VERIFY") {
            tls.unverified = skip.truth()?;
        }
        Ok(tls)
    }
}

impl Default for Environment {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What could be looked up is full of secrets.
        f.debug_struct("Environment").field("token_file", &self.token_file).finish_non_exhaustive()
    }
}
