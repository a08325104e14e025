//! A server with TLS on a loopback address, and who says that it is one.

use std::{
    io::{BufReader, Write as _},
    net::TcpListener,
    sync::{Arc, Mutex},
    thread,
};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose,
    date_time_ymd,
};
use rustls::{
    RootCertStore, ServerConfig, ServerConnection, StreamOwned,
    crypto::aws_lc_rs::default_provider, pki_types::PrivatePkcs8KeyDer,
    server::WebPkiClientVerifier,
};

use crate::canned::{Request, read};

/// Who makes certificates.
pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

/// A certificate and its key.
pub(crate) struct Identity {
    certificate: rcgen::Certificate,
    key: KeyPair,
}

impl Authority {
    pub(crate) fn new(name: &str) -> Self {
        let mut params = params(name, &[]);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    pub(crate) fn pem(&self) -> String {
        self.0.pem()
    }

    /// A certificate for hosts.
    pub(crate) fn sign(&self, hosts: &[&str]) -> Identity {
        self.sign_params(&params("somebody", hosts))
    }

    /// One that was good until long ago.
    pub(crate) fn sign_expired(&self, hosts: &[&str]) -> Identity {
        let mut params = params("somebody", hosts);
        params.not_before = date_time_ymd(2001, 1, 1);
        params.not_after = date_time_ymd(2002, 1, 1);
        self.sign_params(&params)
    }

    fn sign_params(&self, params: &CertificateParams) -> Identity {
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        Identity { certificate, key }
    }
}

fn params(name: &str, hosts: &[&str]) -> CertificateParams {
    let hosts: Vec<_> = hosts.iter().copied().map(str::to_owned).collect();
    let mut params = CertificateParams::new(hosts).unwrap();
    // Two of one name would look as if one had signed itself.
    params.distinguished_name.push(DnType::CommonName, name);
    params
}

impl Identity {
    pub(crate) fn chain(&self) -> String {
        self.certificate.pem()
    }

    pub(crate) fn key(&self) -> String {
        self.key.serialize_pem()
    }
}

/// A request, and the name that TLS asked for.
type Seen = (Option<String>, Request);

pub(crate) struct Secure {
    pub(crate) address: String,
    requests: Arc<Mutex<Vec<Seen>>>,
}

impl Secure {
    /// Answers each request of whoever likes its certificate with `answer`.
    pub(crate) fn new(identity: &Identity, answer: &'static str) -> Self {
        Self::start("127.0.0.1:0", identity, None, answer)
    }

    /// The same at a given place.
    pub(crate) fn at(place: &str, identity: &Identity, answer: &'static str) -> Self {
        Self::start(place, identity, None, answer)
    }

    /// The same, for those with a certificate by `clients` only.
    pub(crate) fn closed(identity: &Identity, clients: &Authority, answer: &'static str) -> Self {
        Self::start("127.0.0.1:0", identity, Some(clients), answer)
    }

    fn start(
        place: &str,
        identity: &Identity,
        clients: Option<&Authority>,
        answer: &'static str,
    ) -> Self {
        // For clients with the feature `rustls-no-provider`.
        let _ = default_provider().install_default();
        let provider = Arc::new(default_provider());
        let config = ServerConfig::builder_with_provider(Arc::clone(&provider));
        let config = config.with_safe_default_protocol_versions().unwrap();
        let config = if let Some(clients) = clients {
            let mut roots = RootCertStore::empty();
            roots.add(clients.0.der().clone()).unwrap();
            let verifier = WebPkiClientVerifier::builder_with_provider(roots.into(), provider);
            config.with_client_cert_verifier(verifier.build().unwrap())
        } else {
            config.with_no_client_auth()
        };
        let chain = vec![identity.certificate.der().clone()];
        let key = PrivatePkcs8KeyDer::from(identity.key.serialize_der());
        let config = Arc::new(config.with_single_cert(chain, key.into()).unwrap());
        let listener = TcpListener::bind(place).unwrap();
        let address = format!("https://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let (config, seen) = (Arc::clone(&config), Arc::clone(&seen));
                thread::spawn(move || {
                    let tls = ServerConnection::new(config).unwrap();
                    let mut reader = BufReader::new(StreamOwned::new(tls, connection));
                    while let Some(request) = read(&mut reader) {
                        let name = reader.get_ref().conn.server_name().map(str::to_owned);
                        seen.lock().unwrap().push((name, request));
                        if reader.get_mut().write_all(answer.as_bytes()).is_err() {
                            return;
                        }
                    }
                });
            }
        });
        Self { address, requests }
    }

    /// What has come since this was asked for the last time.
    pub(crate) fn take(&self) -> Vec<Seen> {
        std::mem::take(&mut self.requests.lock().unwrap())
    }
}
