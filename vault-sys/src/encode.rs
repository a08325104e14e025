//! Writes the arguments of a request into path, query and body.

use std::fmt::Write as _;

use bytes::Bytes;
use http::{HeaderName, HeaderValue};
use percent_encoding::utf8_percent_encode;

use crate::{
    Endpoint, Error, Operation,
    argument::{Argument, Object, Problem, room_of},
    path,
    wiped::Wiped,
};

/// What a field may take without having to grow, if it cannot tell what it will.
const ROOM: usize = 4096;

/// Collects the arguments of one request.
pub struct Encoder<'a> {
    operation: &'a Operation,
    /// What has yet to be copied of the path template; `None` once the path is complete.
    template: Option<&'a str>,
    /// The placeholder that was filled last.
    filled: &'static str,
    target: String,
    body: Wiped,
    /// Whether the body is one value, and not an object that has yet to end.
    whole: bool,
    headers: Vec<(HeaderName, HeaderValue)>,
    refused: Option<Error>,
}

/// A request without its address, its token and its other headers.
pub(crate) struct Encoded {
    /// Path and query, from `/v1/` on.
    pub(crate) target: String,
    pub(crate) body: Option<Bytes>,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
}

impl Encoded {
    pub(crate) fn new<E: Endpoint + ?Sized>(endpoint: &E) -> Result<Self, Error> {
        let mut encoder = Encoder::new(&E::OPERATION);
        endpoint.encode(&mut encoder);
        encoder.finish()
    }
}

impl<'a> Encoder<'a> {
    fn new(operation: &'a Operation) -> Self {
        let mut target = String::with_capacity(operation.path.len() + 64);
        target.push_str("/v1/");
        Self {
            operation,
            template: Some(operation.path),
            filled: "path",
            target,
            body: Wiped::default(),
            whole: false,
            headers: Vec::new(),
            refused: None,
        }
    }

    /// Fills the placeholder `{name}` with one path segment.
    ///
    /// A value that is empty, has a slash or a control character, or could be taken for `.` or `..`
    /// by whatever is on the way (`%2e.`, `..;`, `..\x`) fails the call before anything is sent. All
    /// else reaches the server byte for byte.
    pub fn path(&mut self, name: &'static str, value: &str) {
        self.fill(name, value, path::Kind::Segment);
    }

    /// Fills the placeholder `{*name}` with one or more path segments; slashes stay slashes.
    ///
    /// One slash at the end is dropped, as the servers list mounts with one and take them without.
    /// A value that is empty, has an empty segment or a control character, or a segment that could be
    /// taken for `.` or `..` by whatever is on the way (`%2e.`, `..;`, `..\x`) fails the call before
    /// anything is sent. All else reaches the server byte for byte.
    pub fn rest(&mut self, name: &'static str, value: &str) {
        self.fill(name, value.strip_suffix('/').unwrap_or(value), path::Kind::Rest);
    }

    /// Adds a query parameter unless `value` is not set.
    pub fn query(&mut self, name: &'static str, value: &(impl Argument + ?Sized)) {
        if !value.is_set() {
            return;
        }
        self.end_path();
        match value.to_text() {
            Ok(text) => {
                let separator = if self.target.contains('?') { '&' } else { '?' };
                let text = utf8_percent_encode(&text, path::Kind::Segment.escaped());
                let _ = write!(self.target, "{separator}{name}={text}");
            }
            Err(problem) => self.refuse(name, problem),
        }
    }

    /// Adds a query parameter for each of `values`, all of one name.
    pub fn query_each<'v, T: Argument + 'v>(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = &'v T>,
    ) {
        for value in values {
            self.query(name, value);
        }
    }

    /// Adds a body field unless `value` is not set.
    pub fn body(&mut self, name: &'static str, value: &(impl Argument + ?Sized)) {
        if !value.is_set() {
            return;
        }
        let more = !self.body.0.is_empty();
        let written = if let Some(room) = value.room() {
            // What surrounds it is a comma or a brace, a colon, and the end of the object.
            self.body.make_room(room_of(name) + room + 3);
            field(&mut self.body.0, more, name, value)
        } else {
            let mut part = Wiped::with_capacity(ROOM);
            let written = field(&mut part.0, more, name, value);
            self.body.make_room(part.0.len() + 1);
            self.body.0.extend_from_slice(&part.0);
            written
        };
        if let Err(problem) = written {
            self.refuse(name, problem);
        }
    }

    /// Makes `value` the whole body.
    pub fn content(&mut self, name: &'static str, value: &(impl Argument + ?Sized)) {
        self.whole = true;
        self.body.make_room(value.room().unwrap_or(ROOM));
        if let Err(problem) = value.write_json(&mut self.body.0) {
            self.refuse(name, problem);
        }
    }

    /// Adds a header unless `value` is not set.
    pub fn header(&mut self, name: &'static str, value: &(impl Argument + ?Sized)) {
        if !value.is_set() {
            return;
        }
        let header = value.to_text().and_then(|text| {
            let name = HeaderName::from_bytes(name.as_bytes()).ok();
            let mut value = HeaderValue::from_str(&text).ok();
            // Whether it is a secret, only the caller knows.
            if let Some(value) = &mut value {
                value.set_sensitive(true);
            }
            name.zip(value).ok_or("has a character that no header can have")
        });
        match header {
            Ok(header) => self.headers.push(header),
            Err(problem) => self.refuse(name, problem),
        }
    }

    fn fill(&mut self, name: &'static str, value: &str, kind: path::Kind) {
        let split = self.template.and_then(|template| kind.split(template, name));
        let Some((before, after)) = split else {
            return self.refuse(name, "is not the next placeholder of the path");
        };
        self.template = Some(after);
        self.filled = name;
        self.target.push_str(before);
        match path::problem(value, kind) {
            Some(problem) => self.refuse(name, problem),
            None => self.target.extend(utf8_percent_encode(value, kind.escaped())),
        }
    }

    fn end_path(&mut self) {
        let Some(rest) = self.template.take() else { return };
        if rest.contains('{') {
            self.refuse("path", "has a placeholder that nothing fills");
        }
        self.target.push_str(rest);
        let path = self.target.strip_prefix("/v1/").unwrap_or_default();
        let mut others = self.operation.avoids.iter();
        if let Some(other) = others.find(|other| path::looks_like(path, other)) {
            let (operation, name) = (self.operation, self.filled);
            self.refused.get_or_insert_with(|| Error::other_operation(operation, name, other));
        }
        if let Some(query) = self.operation.method.query() {
            let _ = write!(self.target, "?{query}");
        }
    }

    pub(crate) fn refuse(&mut self, name: &'static str, problem: Problem) {
        let operation = self.operation;
        self.refused.get_or_insert_with(|| Error::argument(operation, name, problem));
    }

    fn finish(mut self) -> Result<Encoded, Error> {
        self.end_path();
        if let Some(refused) = self.refused {
            return Err(refused);
        }
        let body = (!self.body.0.is_empty()).then(|| {
            if !self.whole {
                self.body.0.push(b'}');
            }
            Bytes::from_owner(self.body)
        });
        Ok(Encoded { target: self.target, body, headers: self.headers })
    }
}

/// Writes a field of an object, which may have some already.
fn field(
    out: &mut Vec<u8>,
    more: bool,
    name: &str,
    value: &(impl Argument + ?Sized),
) -> Result<(), Problem> {
    let mut object = if more { Object::go_on(out) } else { Object::new(out) };
    object.field(name, value)
}

// A body may hold unseal keys, and bytes that are shown as numbers are shown all the same.
impl std::fmt::Debug for Encoder<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Encoder").field("operation", &self.operation.name).finish_non_exhaustive()
    }
}
