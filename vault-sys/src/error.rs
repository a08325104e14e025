//! What can go wrong between a request value and its reply.

use std::{fmt, time::Duration};

use http::StatusCode;
use secrecy::SecretSlice;
use zeroize::Zeroizing;

use crate::{Method, Operation, argument::Problem, redirects::Unfollowed};

/// Why a call failed.
///
/// Messages name the path template, never the filled path, and never quote what the server sent
/// where a secret could stand, so that an error can be logged as it is.
pub struct Error(Box<Inner>);

/// What kind of failure an [`Error`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client was set up with something that cannot work. Nothing was sent.
    Config,
    /// An argument cannot be sent. Nothing was sent.
    Argument,
    /// The caller's own reader or writer failed.
    Local,
    /// The request could not be sent or no complete answer came. The server may have acted.
    Transport,
    /// What was waited for has not come about in time.
    Timeout,
    /// The server refused the call.
    Refused,
    /// The server accepted the call, and its reply is not what the operation promises.
    Reply,
}

struct Inner {
    kind: ErrorKind,
    message: String,
    operation: Option<Operation>,
    argument: Option<&'static str>,
    status: Option<StatusCode>,
    errors: Vec<String>,
    warnings: Vec<String>,
    /// What the server sent, where it will not send it again.
    body: Option<SecretSlice<u8>>,
    timeout: bool,
    connect: bool,
    retry_after: Option<Duration>,
    redirect: Option<Unfollowed>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// What kind of failure it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The operation that failed, such as `leases.renew`.
    #[must_use]
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation.map(|operation| operation.name)
    }

    /// The method of the operation that failed.
    #[must_use]
    pub fn method(&self) -> Option<Method> {
        self.0.operation.map(|operation| operation.method)
    }

    /// The path template of the operation that failed, such as `sys/mounts/{*path}`.
    #[must_use]
    pub fn path(&self) -> Option<&'static str> {
        self.0.operation.map(|operation| operation.path)
    }

    /// The argument that cannot be sent.
    #[must_use]
    pub fn argument_name(&self) -> Option<&'static str> {
        self.0.argument
    }

    /// The HTTP status, if an answer came.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// The server's own messages. If the answer was not JSON, the beginning of its text.
    #[must_use]
    pub fn errors(&self) -> &[String] {
        &self.0.errors
    }

    /// What the server warned of beside its errors.
    #[must_use]
    pub fn warnings(&self) -> &[String] {
        &self.0.warnings
    }

    /// What the server sent, if it could not be read and the server will never send it again.
    ///
    /// The key shares of a new server, for one, exist nowhere else. Whatever is wrong with the
    /// reply, they are in here.
    #[must_use]
    pub fn into_body(self) -> Option<SecretSlice<u8>> {
        self.0.body
    }

    /// Whether the server says that what was asked for is not there.
    ///
    /// Not every operation says so with a 404: an unknown lease, mount or auth method is a 400.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.0.status == Some(StatusCode::NOT_FOUND)
    }

    /// Whether the token is missing, not valid, or not allowed to make the call.
    #[must_use]
    pub fn is_permission_denied(&self) -> bool {
        self.0.status == Some(StatusCode::FORBIDDEN)
    }

    /// Whether the server is sealed, which also holds before it is initialised.
    #[must_use]
    pub fn is_sealed(&self) -> bool {
        self.0.status == Some(StatusCode::SERVICE_UNAVAILABLE)
            && self.0.errors.iter().any(|error| error.contains("sealed"))
    }

    /// Whether the server answers too many calls, or those of a quota, to answer this one as well.
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        self.0.status == Some(StatusCode::TOO_MANY_REQUESTS)
    }

    /// How long the server asks to wait before the call is made again.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Whether the server, or a proxy before it, cannot answer at the moment: 502, 503 unless it is
    /// [sealed](Self::is_sealed), and 504.
    #[must_use]
    pub fn is_unavailable(&self) -> bool {
        matches!(self.0.status.map(|status| status.as_u16()), Some(502..=504)) && !self.is_sealed()
    }

    /// Whether the server is a standby that knows of no active one, as during an election.
    ///
    /// A standby that does know one, and cannot pass the call on, [redirects](Self::is_redirect).
    #[must_use]
    pub fn is_standby(&self) -> bool {
        self.0.status == Some(StatusCode::INTERNAL_SERVER_ERROR)
            && self.0.errors.iter().any(|error| error.contains("active cluster node not found"))
    }

    /// Whether the server sends elsewhere, to where this client does not follow.
    ///
    /// It has done nothing else then. [`Redirects`](crate::Redirects) says what is followed.
    #[must_use]
    pub fn is_redirect(&self) -> bool {
        self.0.redirect.is_some()
    }

    /// Where the server sends to, if that [was not followed](Self::is_redirect): a URL without
    /// credentials, query and fragment. Its path is the one of this call, which messages leave out.
    #[must_use]
    pub fn location(&self) -> Option<&str> {
        self.0.redirect.as_ref()?.location.as_deref()
    }

    /// Whether no answer came in time. The server may have acted all the same.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.0.timeout
    }

    /// Whether no connection could be made, so that nothing was sent.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.0.connect
    }

    fn new(kind: ErrorKind, operation: Option<&Operation>, message: String) -> Self {
        Self(Box::new(Inner {
            kind,
            message,
            operation: operation.copied(),
            argument: None,
            status: None,
            errors: Vec::new(),
            warnings: Vec::new(),
            body: None,
            timeout: false,
            connect: false,
            retry_after: None,
            redirect: None,
            source: None,
        }))
    }

    pub(crate) fn config(operation: Option<&Operation>, message: String) -> Self {
        Self::new(ErrorKind::Config, operation, message)
    }

    /// A file that was named in the environment cannot be read.
    pub(crate) fn file(message: String, source: std::io::Error) -> Self {
        let mut error = Self::config(None, message);
        error.0.source = Some(source.into());
        error
    }

    /// The same error of something that `what` has set.
    pub(crate) fn of(mut self, what: &str) -> Self {
        self.0.message = format!("{what}: {}", self.0.message);
        self
    }

    pub(crate) fn set_up(source: reqwest::Error) -> Self {
        let mut error = Self::config(None, "cannot set up the HTTP client".into());
        error.0.source = Some(source.into());
        error
    }

    #[cfg(feature = "blocking")]
    pub(crate) fn no_thread(source: std::io::Error) -> Self {
        let mut error = Self::config(None, "cannot start a thread for the connections".into());
        error.0.source = Some(source.into());
        error
    }

    pub(crate) fn argument(operation: &Operation, name: &'static str, problem: Problem) -> Self {
        let message = format!("argument `{name}` {problem}");
        let mut error = Self::new(ErrorKind::Argument, Some(operation), message);
        error.0.argument = Some(name);
        error
    }

    /// A header of the caller's that cannot be sent.
    pub(crate) fn header(operation: &Operation, message: String) -> Self {
        let mut error = Self::new(ErrorKind::Argument, Some(operation), message);
        error.0.argument = Some("header");
        error
    }

    /// An argument that makes the path of another operation.
    pub(crate) fn other_operation(operation: &Operation, name: &'static str, other: &str) -> Self {
        let problem = "would lead to another operation of the server";
        let message = format!("argument `{name}` {problem}, {} {other}", operation.method);
        let mut error = Self::new(ErrorKind::Argument, Some(operation), message);
        error.0.argument = Some(name);
        error
    }

    pub(crate) fn transport(operation: &Operation, source: reqwest::Error) -> Self {
        let message = if source.is_timeout() {
            "no answer in time"
        } else if source.is_connect() {
            "cannot connect to the server"
        } else {
            "the connection failed"
        };
        let mut error = Self::new(ErrorKind::Transport, Some(operation), message.into());
        // The filled path may name what nobody should read in a log.
        (error.0.timeout, error.0.connect) = (source.is_timeout(), source.is_connect());
        error.0.source = Some(source.without_url().into());
        error
    }

    /// Nothing has come for too long.
    pub(crate) fn timeout(operation: &Operation) -> Self {
        let mut error =
            Self::new(ErrorKind::Transport, Some(operation), "no answer in time".into());
        error.0.timeout = true;
        error
    }

    /// A reply that would take more memory than it may.
    pub(crate) fn too_long(operation: &Operation, limit: usize) -> Self {
        let message = format!(
            "the reply is longer than {limit} bytes; `reply_limit` of the client's builder allows \
             more"
        );
        Self::new(ErrorKind::Reply, Some(operation), message)
    }

    /// What the caller gave to read from failed, and so did the call.
    pub(crate) fn unreadable(mut self) -> Self {
        self.0.kind = ErrorKind::Local;
        self.0.message = "what was to be sent cannot be read".into();
        self
    }

    /// The same error, with the status that had come before.
    pub(crate) fn at(mut self, status: StatusCode) -> Self {
        self.0.status = Some(status);
        self
    }

    /// The same error, with the time that the server asks to wait.
    pub(crate) fn after_time(mut self, time: Option<Duration>) -> Self {
        self.0.retry_after = time;
        self
    }

    /// The same error, which is that of a redirect if it is a refusal.
    pub(crate) fn unfollowed(mut self, redirect: Unfollowed) -> Self {
        if self.0.kind == ErrorKind::Refused {
            let status = self.0.status.map(|status| status.to_string()).unwrap_or_default();
            self.0.message = format!("the server answered {status}, {}", redirect.message);
            self.0.redirect = Some(redirect);
        }
        self
    }

    /// The same error, after so many attempts.
    pub(crate) fn repeated(self, attempts: u32) -> Self {
        if attempts > 1 { self.after(&format!("{attempts} attempts")) } else { self }
    }

    /// The same error, of which `other` was the cause.
    pub(crate) fn because(mut self, other: Option<Self>) -> Self {
        if let Some(other) = other {
            self.0.timeout |= other.0.timeout;
            self.0.source = Some(other.into());
        }
        self
    }

    /// A token that the server gave, encoded in another way than was asked for. Both parts are kept.
    pub(crate) fn undecodable(operation: &Operation, encoded: &str, password: &[u8]) -> Self {
        let message = "the token cannot be decoded; it is kept in this error, with its password";
        let mut error = Self::new(ErrorKind::Reply, Some(operation), message.into());
        let body = [encoded.as_bytes(), b" encoded with ", password].concat();
        error.0.body = Some(body.into());
        error
    }

    /// What was waited for has not come about.
    pub(crate) fn not_within(operation: &Operation, limit: Duration) -> Self {
        let message = format!("what was waited for has not come about within {limit:?}");
        let mut error = Self::new(ErrorKind::Timeout, Some(operation), message);
        error.0.timeout = true;
        error
    }

    /// The same error, with what had happened before.
    pub(crate) fn after(mut self, happened: &str) -> Self {
        self.0.message = format!("{} ({happened})", self.0.message);
        self
    }

    /// What the caller gave to write to failed.
    pub(crate) fn local(operation: &Operation, source: std::io::Error) -> Self {
        let message = "what came cannot be written".into();
        let mut error = Self::new(ErrorKind::Local, Some(operation), message);
        error.0.source = Some(source.into());
        error
    }

    pub(crate) fn refused(
        operation: &Operation,
        status: StatusCode,
        errors: Vec<String>,
        warnings: Vec<String>,
    ) -> Self {
        let said = if errors.is_empty() { "no reason given".into() } else { errors.join("; ") };
        let message = format!("the server answered {status}: {said}");
        let mut error = Self::new(ErrorKind::Refused, Some(operation), message);
        error.0.status = Some(status);
        error.0.errors = errors;
        error.0.warnings = warnings;
        error
    }

    /// What the server says of a lease means that it would refuse to renew it.
    pub(crate) fn not_renewable(operation: &Operation, why: &str) -> Self {
        let message = format!("the lease cannot be renewed{why}");
        Self::new(ErrorKind::Refused, Some(operation), message)
    }

    /// What should be text is none.
    pub(crate) fn not_text(operation: &Operation, status: StatusCode) -> Self {
        let message = format!("the server answered {status}, but not the text that is promised");
        let mut error = Self::new(ErrorKind::Reply, Some(operation), message);
        error.0.status = Some(status);
        error
    }

    /// What should be a list of names is none, or does not end.
    pub(crate) fn no_listing(operation: &Operation, status: StatusCode) -> Self {
        let message = format!("the server answered {status}, but not the list that is promised");
        let mut error = Self::new(ErrorKind::Reply, Some(operation), message);
        error.0.status = Some(status);
        error
    }

    /// Who answered does not speak websocket.
    #[cfg(feature = "events")]
    pub(crate) fn no_websocket(operation: &Operation, status: StatusCode) -> Self {
        let message = format!("the answer {status} opens no websocket");
        let mut error = Self::new(ErrorKind::Reply, Some(operation), message);
        error.0.status = Some(status);
        error
    }

    /// An open websocket failed.
    #[cfg(feature = "events")]
    pub(crate) fn socket(
        operation: &Operation,
        source: tokio_tungstenite::tungstenite::Error,
    ) -> Self {
        let message = "the connection failed".into();
        let mut error = Self::new(ErrorKind::Transport, Some(operation), message);
        error.0.source = Some(source.into());
        error
    }

    /// A line that goes on and on.
    pub(crate) fn endless_line(operation: &Operation, most: usize) -> Self {
        let message = format!("the server sent a line of more than {most} bytes");
        Self::new(ErrorKind::Reply, Some(operation), message)
    }

    /// A reply that is not what its operation promises. `body` is kept if nothing else holds it.
    pub(crate) fn shape(
        operation: &Operation,
        status: StatusCode,
        body: &[u8],
        problem: &serde_json::Error,
    ) -> Self {
        let problem = if body.is_empty() { "nothing".into() } else { what_was_expected(problem) };
        let mut message = format!(
            "the server answered {status}, but not what this operation promises: {problem}"
        );
        let kept = operation.once && !body.is_empty();
        if kept {
            message.push_str("; what it sent is kept in this error");
        }
        let mut error = Self::new(ErrorKind::Reply, Some(operation), message);
        error.0.status = Some(status);
        error.0.body = kept.then(|| body.to_vec().into());
        error
    }
}

/// What the parser missed and where, without what it found instead: that may be a secret.
fn what_was_expected(problem: &serde_json::Error) -> String {
    let place = format!("line {} column {}", problem.line(), problem.column());
    if !problem.is_data() {
        return format!("not JSON at {place}");
    }
    // It may quote a secret.
    let text = Zeroizing::new(problem.to_string());
    let text = text.strip_suffix(&format!(" at {place}")).unwrap_or(&text);
    // Names of fields come from our own types, and so does all that follows the last `expected`.
    let safe = if text.starts_with("missing field `") || text.starts_with("duplicate field `") {
        text
    } else {
        text.rsplit_once(", expected ").map_or("another type expected", |(_, expected)| expected)
    };
    if safe == text { format!("{safe} at {place}") } else { format!("expected {safe} at {place}") }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(Operation { name, method, path, .. }) = self.0.operation {
            write!(f, "{name} ({method} {path}): ")?;
        }
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        let mut out = f.debug_struct("Error");
        out.field("kind", &inner.kind);
        if let Some(operation) = inner.operation {
            out.field("operation", &operation.name);
        }
        out.field("message", &inner.message);
        if !inner.warnings.is_empty() {
            out.field("warnings", &inner.warnings);
        }
        if let Some(source) = &inner.source {
            out.field("source", source);
        }
        out.finish_non_exhaustive()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_ref().map(|source| &**source as _)
    }
}
