//! Reads the parts of a reply that the operations promise.

use std::collections::BTreeMap;

use http::{HeaderMap, StatusCode};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::value::RawValue;

use crate::{Error, Line, Operation, Series, json, pause::retry_after};

/// A reply before it is known what it should hold.
///
/// Every reader first asks whether the server refused the call, so an [`Endpoint`] need not.
///
/// [`Endpoint`]: crate::Endpoint
#[derive(Clone, Copy)]
pub struct Reply<'a> {
    operation: &'a Operation,
    status: StatusCode,
    headers: &'a HeaderMap,
    body: &'a [u8],
}

#[derive(Deserialize)]
struct Data<T> {
    data: T,
}

#[derive(Deserialize)]
struct Keys {
    keys: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Envelope {
    request_id: Option<String>,
    warnings: Option<Vec<String>>,
    errors: Option<Vec<String>>,
}

impl<'a> Reply<'a> {
    pub(crate) fn new(
        operation: &'a Operation,
        status: StatusCode,
        headers: &'a HeaderMap,
        body: &'a [u8],
    ) -> Self {
        Self { operation, status, headers, body }
    }

    /// The HTTP status, whether it stands for success or not.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The HTTP headers.
    #[must_use]
    pub fn headers(&self) -> &'a HeaderMap {
        self.headers
    }

    /// The bytes of the body, whether the server refused the call or not. May hold secrets.
    #[must_use]
    pub fn bytes(&self) -> &'a [u8] {
        self.body
    }

    /// Nothing: any success will do.
    ///
    /// # Errors
    ///
    /// When the server refused the call.
    pub fn none(&self) -> Result<(), Error> {
        self.accepted()
    }

    /// Nothing but the status, as with `HEAD`.
    ///
    /// # Errors
    ///
    /// When the server refused the call.
    pub fn state(&self) -> Result<StatusCode, Error> {
        self.accepted().map(|()| self.status)
    }

    /// The whole body.
    ///
    /// # Errors
    ///
    /// When the server refused the call or sent something else.
    pub fn body<T: DeserializeOwned>(&self) -> Result<T, Error> {
        self.accepted()?;
        json::read(self.body).map_err(|problem| self.unreadable(&problem))
    }

    /// The `data` object of the body.
    ///
    /// # Errors
    ///
    /// When the server refused the call or sent something else.
    pub fn data<T: DeserializeOwned>(&self) -> Result<T, Error> {
        self.accepted()?;
        match json::read(self.body) {
            Ok(Data { data }) => Ok(data),
            Err(problem) => self.last("data").ok_or_else(|| self.unreadable(&problem)),
        }
    }

    /// The `data` object of the body, which a server leaves out where it has nothing to tell.
    ///
    /// # Errors
    ///
    /// When the server refused the call or sent something else.
    pub fn maybe_data<T: DeserializeOwned>(&self) -> Result<Option<T>, Error> {
        #[derive(Deserialize)]
        struct MaybeData<T> {
            data: Option<T>,
        }

        let body: Option<MaybeData<T>> = self.maybe_body()?;
        Ok(body.and_then(|body| body.data))
    }

    /// The whole body, which a server leaves out where it has nothing to tell.
    ///
    /// # Errors
    ///
    /// When the server refused the call or sent something else.
    pub fn maybe_body<T: DeserializeOwned>(&self) -> Result<Option<T>, Error> {
        self.accepted()?;
        if self.body.is_empty() { Ok(None) } else { self.body().map(Some) }
    }

    /// The whole body as text.
    ///
    /// # Errors
    ///
    /// When the server refused the call or sent something that is no text.
    pub fn text(&self) -> Result<String, Error> {
        self.accepted()?;
        Line::new(self.operation, self.status, self.body).text()
    }

    /// All items of a body that has many.
    ///
    /// # Errors
    ///
    /// When the server refused the call or sent something else.
    pub fn series<S: Series>(&self) -> Result<Vec<S::Item>, Error> {
        self.accepted()?;
        let lines = self.body.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        lines.map(|line| S::item(&Line::new(self.operation, self.status, line))).collect()
    }

    /// The `data` object of a list that tells more than names. A server says "nothing to list" with
    /// a 404, which reads as an empty one.
    ///
    /// # Errors
    ///
    /// When the server refused the call or sent something else.
    pub fn list<T: DeserializeOwned + Default>(&self) -> Result<T, Error> {
        if self.lists_nothing() { Ok(T::default()) } else { self.data() }
    }

    /// The `data.keys` list. A server says "no keys" with a 404, which reads as an empty list.
    ///
    /// # Errors
    ///
    /// When the server refused the call or sent something else.
    pub fn keys(&self) -> Result<Vec<String>, Error> {
        if self.lists_nothing() {
            return Ok(Vec::new());
        }
        self.data().map(|Keys { keys }| keys)
    }

    /// The server's ID of the request and its warnings, where the body has them.
    pub(crate) fn surroundings(&self) -> (Option<String>, Vec<String>) {
        let Envelope { request_id, warnings, .. } = self.envelope().unwrap_or_default();
        (request_id.filter(|id| !id.is_empty()), warnings.unwrap_or_default())
    }

    /// Whether this is the server's way to say that there is nothing to list. What it does not
    /// know at all, it answers with a text in `errors`.
    fn lists_nothing(&self) -> bool {
        self.operation.method.lists()
            && self.status == StatusCode::NOT_FOUND
            && self.envelope().is_some_and(|envelope| envelope.errors.is_some_and(|e| e.is_empty()))
    }

    fn accepted(&self) -> Result<(), Error> {
        if self.operation.answers.include(self.status) { Ok(()) } else { Err(self.refusal()) }
    }

    pub(crate) fn refusal(&self) -> Error {
        let (errors, warnings) = match self.envelope() {
            Some(Envelope { errors, warnings, .. }) => (errors.unwrap_or_default(), warnings),
            None => (self.excerpt().into_iter().collect(), None),
        };
        Error::refused(self.operation, self.status, errors, warnings.unwrap_or_default())
            .after_time(retry_after(self.headers))
    }

    fn envelope(&self) -> Option<Envelope> {
        serde_json::from_slice(self.body).ok().or_else(|| {
            let members = self.members()?;
            Some(Envelope {
                request_id: read(&members, "request_id"),
                warnings: read(&members, "warnings"),
                errors: read(&members, "errors"),
            })
        })
    }

    /// A member of the body as it stands there for the last time.
    ///
    /// Some replies repeat what `data` holds at the top level, under names that users chose: then
    /// there can be a second `data`, or a second `warnings`. The server's own comes last.
    fn last<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        read(&self.members()?, name)
    }

    fn members(&self) -> Option<BTreeMap<String, &RawValue>> {
        serde_json::from_slice(self.body).ok()
    }

    fn unreadable(&self, problem: &serde_json::Error) -> Error {
        if self.status.is_success() {
            Error::shape(self.operation, self.status, self.body, problem)
        } else {
            // Whatever came with this status, it was no answer of the operation.
            self.refusal()
        }
    }

    /// The beginning of a body that is not JSON, such as the page of a proxy in between.
    fn excerpt(&self) -> Option<String> {
        const MOST: usize = 1024;
        let text = String::from_utf8_lossy(&self.body[..self.body.len().min(MOST)]);
        let text = text.trim();
        (!text.is_empty()).then(|| text.escape_debug().to_string())
    }
}

fn read<T: DeserializeOwned>(members: &BTreeMap<String, &RawValue>, name: &str) -> Option<T> {
    serde_json::from_str(members.get(name)?.get()).ok()
}

impl std::fmt::Debug for Reply<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reply")
            .field("operation", &self.operation.name)
            .field("status", &self.status)
            .field("length", &self.body.len())
            .finish_non_exhaustive()
    }
}
