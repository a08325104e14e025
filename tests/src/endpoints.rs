//! Endpoints outside `/sys` that the tests and the demo call: those of the `rabbitmq` engine, of
//! tokens, and of raw storage. They are what a user writes for paths that `vault-sys` lacks.

use secrecy::SecretString;
use serde::Deserialize;
use vault_sys::{Encoder, Endpoint, Error, Method, Operation, Reply};

/// Tells a `rabbitmq` engine where its server is.
#[derive(Clone, Debug)]
pub struct Connect {
    /// Where the engine is mounted.
    pub mount: String,
    /// URL of the management API.
    pub uri: String,
    /// Who may make users there.
    pub username: String,
    /// That user's password.
    pub password: SecretString,
}

impl Endpoint for Connect {
    type Response = ();

    const OPERATION: Operation =
        Operation::new("rabbitmq.connect", Method::Post, "{*mount}/config/connection");

    fn encode(&self, request: &mut Encoder<'_>) {
        request.rest("mount", &self.mount);
        request.body("connection_uri", &self.uri);
        request.body("username", &self.username);
        request.body("password", &self.password);
    }

    fn decode(reply: &Reply<'_>) -> Result<(), Error> {
        reply.none()
    }
}

/// Creates a role of a `rabbitmq` engine.
#[derive(Clone, Debug)]
pub struct WriteRole {
    /// Where the engine is mounted.
    pub mount: String,
    /// Name of the role.
    pub role: String,
}

impl Endpoint for WriteRole {
    type Response = ();

    const OPERATION: Operation =
        Operation::new("rabbitmq.write_role", Method::Post, "{*mount}/roles/{role}");

    fn encode(&self, request: &mut Encoder<'_>) {
        request.rest("mount", &self.mount);
        request.path("role", &self.role);
        request.body("vhosts", r#"{"/": {"write": ".*", "read": ".*"}}"#);
    }

    fn decode(reply: &Reply<'_>) -> Result<(), Error> {
        reply.none()
    }
}

/// Obtains a user of a `rabbitmq` engine, and with it a lease.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// Where the engine is mounted.
    pub mount: String,
    /// Name of the role.
    pub role: String,
}

/// A secret and its lease.
#[derive(Debug, Deserialize)]
pub struct Leased {
    /// ID of the lease.
    pub lease_id: String,
    /// Seconds that it lasts.
    pub lease_duration: u64,
    /// The secret.
    pub data: User,
}

/// A user that the engine made.
#[derive(Debug, Deserialize)]
pub struct User {
    /// Its name.
    pub username: String,
    /// Its password.
    pub password: SecretString,
}

impl Endpoint for Credentials {
    type Response = Leased;

    const OPERATION: Operation =
        Operation::new("rabbitmq.credentials", Method::Get, "{*mount}/creds/{role}");

    fn encode(&self, request: &mut Encoder<'_>) {
        request.rest("mount", &self.mount);
        request.path("role", &self.role);
    }

    fn decode(reply: &Reply<'_>) -> Result<Leased, Error> {
        reply.body()
    }
}

/// Creates a token below the caller's.
#[derive(Clone, Debug)]
pub struct CreateToken {
    /// What it may do.
    pub policies: Vec<String>,
    /// How long it lasts, such as `1h`.
    pub ttl: String,
}

/// A new token.
#[derive(Debug, Deserialize)]
pub struct NewToken {
    /// The token.
    pub client_token: SecretString,
    /// Its accessor.
    pub accessor: String,
}

#[derive(Deserialize)]
struct Auth {
    auth: NewToken,
}

impl Endpoint for CreateToken {
    type Response = NewToken;

    const OPERATION: Operation = Operation::new("token.create", Method::Post, "auth/token/create");

    fn encode(&self, request: &mut Encoder<'_>) {
        request.body("policies", &self.policies);
        request.body("ttl", &self.ttl);
    }

    fn decode(reply: &Reply<'_>) -> Result<NewToken, Error> {
        reply.body().map(|Auth { auth }| auth)
    }
}

/// Reads an entry of the storage, where the server allows it.
#[derive(Clone, Debug)]
pub struct ReadRaw {
    /// Path of the entry.
    pub path: String,
}

/// An entry of the storage.
#[derive(Debug, Deserialize)]
pub struct RawEntry {
    /// What it holds.
    pub value: String,
}

impl Endpoint for ReadRaw {
    type Response = RawEntry;

    const OPERATION: Operation = Operation::new("raw.read", Method::Get, "sys/raw/{*path}");

    fn encode(&self, request: &mut Encoder<'_>) {
        request.rest("path", &self.path);
    }

    fn decode(reply: &Reply<'_>) -> Result<RawEntry, Error> {
        reply.data()
    }
}

/// Writes an entry of the storage, where the server allows it.
#[derive(Clone, Debug)]
pub struct WriteRaw {
    /// Path of the entry.
    pub path: String,
    /// What it is to hold.
    pub value: String,
}

impl Endpoint for WriteRaw {
    type Response = ();

    const OPERATION: Operation = Operation::new("raw.write", Method::Post, "sys/raw/{*path}");

    fn encode(&self, request: &mut Encoder<'_>) {
        request.rest("path", &self.path);
        request.body("value", &self.value);
    }

    fn decode(reply: &Reply<'_>) -> Result<(), Error> {
        reply.none()
    }
}
