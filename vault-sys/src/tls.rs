//! Whom a client believes to be the server, and what it shows of itself.

use reqwest::ClientBuilder;
use secrecy::SecretString;

use crate::Error;

/// What was said about TLS. Nothing said means the system's roots of trust.
#[derive(Clone, Default)]
pub(crate) struct Tls {
    /// Bundles of certificates in PEM form; if there are any, nobody else is trusted.
    pub(crate) authorities: Vec<Vec<u8>>,
    /// A chain of certificates and its key, in PEM form.
    pub(crate) identity: Option<(Vec<u8>, SecretString)>,
    pub(crate) server_name: Option<String>,
    pub(crate) unverified: bool,
}

impl Tls {
    /// The name that servers are asked for instead of their hosts.
    pub(crate) fn server_name(&self) -> Result<Option<&str>, Error> {
        let Some(name) = self.server_name.as_deref() else { return Ok(None) };
        let url = reqwest::Url::parse(&format!("https://{name}"));
        // What becomes of it stands in URLs, where an IP address would be connected to.
        if url.is_ok_and(|url| url.domain() == Some(&*name.to_ascii_lowercase())) {
            return Ok(Some(name));
        }
        Err(Error::config(
            None,
            "TLS server name: not a host's name, such as `vault.example`".into(),
        ))
    }
}

#[cfg(feature = "__tls")]
mod with {
    use reqwest::{Certificate, Identity};
    use secrecy::ExposeSecret as _;

    use super::{ClientBuilder, Error, SecretString, Tls};

    impl Tls {
        /// Sets a pool up to do as it was told.
        pub(crate) fn apply(&self, pool: ClientBuilder) -> Result<ClientBuilder, Error> {
            has_provider()?;
            // Another crate of the program may have chosen the other one for its own clients.
            #[cfg(feature = "native-tls")]
            let mut pool = pool.tls_backend_native();
            #[cfg(not(feature = "native-tls"))]
            let mut pool = pool.tls_backend_rustls();
            if !self.authorities.is_empty() {
                pool = pool.tls_certs_only(certificates(&self.authorities)?);
            }
            if let Some((chain, key)) = &self.identity {
                pool = pool.identity(identity(chain, key)?);
            }
            if self.unverified {
                pool = pool.tls_danger_accept_invalid_certs(true);
            }
            Ok(pool)
        }

        /// Whether there is no need for the system's roots of trust.
        pub(crate) fn has_roots(&self) -> bool {
            self.unverified || !self.authorities.is_empty()
        }

        /// Looks whether all of this can be used, which is only told where it is.
        pub(crate) fn check(&self) -> Result<(), Error> {
            let mut pool = self.apply(reqwest::Client::builder())?;
            if !self.has_roots() {
                // The system's own take long to read.
                pool = pool.tls_certs_only([]);
            }
            pool.build().map(drop).map_err(Error::set_up)
        }
    }

    fn certificates(bundles: &[Vec<u8>]) -> Result<Vec<Certificate>, Error> {
        let mut all = Vec::new();
        for bundle in bundles {
            let bundle = Certificate::from_pem_bundle(bundle);
            // With none at all nobody would be trusted, which is told too late and in other words.
            match bundle {
                Ok(certificates) if !certificates.is_empty() => all.extend(certificates),
                _ => return Err(bad("CA certificates", "no certificates in PEM form")),
            }
        }
        Ok(all)
    }

    #[cfg(not(feature = "native-tls"))]
    fn identity(chain: &[u8], key: &SecretString) -> Result<Identity, Error> {
        let key = key.expose_secret().as_bytes();
        let both = zeroize::Zeroizing::new([chain, b"\n", key].concat());
        let problem = "no certificate and key in PEM form";
        Identity::from_pem(&both).map_err(|_| bad("client certificate", problem))
    }

    #[cfg(feature = "native-tls")]
    fn identity(chain: &[u8], key: &SecretString) -> Result<Identity, Error> {
        let problem = "no certificate and PKCS #8 key in PEM form";
        Identity::from_pkcs8_pem(chain, key.expose_secret().as_bytes())
            .map_err(|_| bad("client certificate", problem))
    }

    fn bad(what: &str, problem: &str) -> Error {
        Error::config(None, format!("{what}: {problem}"))
    }

    /// Without one, making a client would panic.
    #[cfg(all(
        feature = "rustls-no-provider",
        not(any(feature = "rustls", feature = "native-tls"))
    ))]
    fn has_provider() -> Result<(), Error> {
        if rustls::crypto::CryptoProvider::get_default().is_some() {
            return Ok(());
        }
        let problem = "the feature `rustls-no-provider` needs a provider of cryptography, set by \
                       `rustls::crypto::CryptoProvider::install_default`";
        Err(Error::config(None, problem.into()))
    }

    #[cfg(not(all(
        feature = "rustls-no-provider",
        not(any(feature = "rustls", feature = "native-tls"))
    )))]
    #[allow(clippy::unnecessary_wraps, reason = "with other features it can fail")]
    fn has_provider() -> Result<(), Error> {
        Ok(())
    }
}

#[cfg(not(feature = "__tls"))]
impl Tls {
    /// Refuses what cannot be done, as leaving it out would be to trust somebody else.
    pub(crate) fn apply(&self, pool: ClientBuilder) -> Result<ClientBuilder, Error> {
        self.check().map(|()| pool)
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        let said = !self.authorities.is_empty() || self.identity.is_some() || self.unverified;
        if !said && self.server_name.is_none() {
            return Ok(());
        }
        let problem =
            "vault-sys was built without TLS: it has the features `rustls` and `native-tls`";
        Err(Error::config(None, problem.into()))
    }
}

#[cfg(test)]
mod tests {
    #[cfg(all(
        feature = "rustls-no-provider",
        not(any(feature = "rustls", feature = "native-tls"))
    ))]
    #[test]
    fn cryptography_is_asked_for_and_nothing_panics() {
        let error = crate::Client::new("https://127.0.0.1:8200").unwrap_err();
        assert!(error.to_string().contains("install_default"), "{error}");
    }

    #[cfg(not(feature = "__tls"))]
    #[test]
    fn without_tls_nothing_that_was_said_about_it_is_left_out() {
        let builder = || crate::Client::builder("https://127.0.0.1:8200");
        assert!(builder().build().is_ok());
        for builder in [
            builder().ca_certificate("x"),
            builder().client_certificate("x", "x"),
            builder().server_name("vault.example"),
            builder().danger_skip_verification(true),
        ] {
            let error = builder.build().unwrap_err();
            assert!(error.to_string().contains("built without TLS"), "{error}");
        }
    }
}
