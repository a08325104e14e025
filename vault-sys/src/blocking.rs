//! The client for programs without an async runtime.

use std::{
    io::{ErrorKind, Read, Write},
    marker::PhantomData,
    time::Duration,
};

use bytes::Bytes;
use reqwest::{
    blocking::{Body, Request, Response},
    redirect,
};
use secrecy::SecretString;

use crate::{
    Call, Download, Endpoint, Error, Feed, Line, Operation, Series, Subscription, Upload,
    encode::Encoded,
    series::Cutter,
    settings::{Answer, Config, TIMEOUT},
    stream::CHUNK,
};

/// A blocking client for one server.
///
/// It has the same calls as the asynchronous [`Client`](crate::Client), each ended with
/// [`send`](Call::send). Do not use it inside an async runtime: it would panic there.
#[derive(Clone, Debug)]
pub struct Client {
    config: Config,
    http: reqwest::blocking::Client,
}

impl Client {
    /// Makes a client without a token for the server at `address`, such as
    /// `https://127.0.0.1:8200`.
    ///
    /// Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// When `address` is not the URL of a server, or TLS cannot be set up.
    pub fn new(address: &str) -> Result<Self, Error> {
        let config = Config::new(address)?;
        let mut http = reqwest::blocking::Client::builder()
            .redirect(redirect::Policy::none())
            .timeout(TIMEOUT);
        if config.is_loopback() {
            http = http.no_proxy();
        }
        let http = http.build().map_err(Error::set_up)?;
        Ok(Self { config, http })
    }

    /// The same client with `token` for all its calls; an empty one stands for none.
    #[must_use]
    pub fn with_token(&self, token: impl Into<SecretString>) -> Self {
        let mut client = self.clone();
        client.config.set_token(&token.into());
        client
    }

    /// The same client with all its calls in `namespace`, such as `team/web`; an empty one stands
    /// for the root.
    #[must_use]
    pub fn with_namespace(&self, namespace: &str) -> Self {
        let mut client = self.clone();
        client.config.set_namespace(namespace);
        client
    }

    /// Starts a call of any endpoint, your own included.
    pub fn call<E: Endpoint>(&self, request: E) -> Call<'_, Self, E> {
        Call::new(self, request)
    }

    /// Starts a call of any endpoint whose body comes from a reader.
    pub fn upload<E: Endpoint>(&self, request: E) -> Upload<'_, Self, E> {
        Upload::new(self, request)
    }

    /// Starts a subscription to any feed.
    pub fn subscribe<E: Feed>(&self, request: E) -> Subscription<'_, Self, E> {
        Subscription::new(self, request)
    }

    pub(crate) fn exchange(
        &self,
        operation: &'static Operation,
        encoded: Encoded,
    ) -> Result<Answer, Error> {
        let answer = self.start(operation, encoded, None, None)?;
        finish(operation, answer)
    }

    /// Sends a request and waits for the head of the answer.
    fn start(
        &self,
        operation: &'static Operation,
        encoded: Encoded,
        content: Option<Body>,
        within: Option<Duration>,
    ) -> Result<Response, Error> {
        let (url, headers, body) = self.config.prepare(operation, encoded)?;
        let mut request = Request::new(operation.method.into(), url);
        *request.headers_mut() = headers;
        *request.body_mut() = body.map(Into::into);
        *request.timeout_mut() = within;
        if content.is_some() {
            *request.body_mut() = content;
        }
        self.http.execute(request).map_err(|source| Error::transport(operation, source))
    }
}

/// Waits for the rest of the answer.
fn finish(operation: &Operation, answer: Response) -> Result<Answer, Error> {
    let (status, headers) = (answer.status(), answer.headers().clone());
    let body = answer.bytes().map_err(|source| Error::transport(operation, source))?;
    Ok(Answer { status, headers, body })
}

impl<E: Download> Call<'_, Client, E> {
    /// Writes the reply to `writer` as it comes, and tells how many bytes it was.
    ///
    /// Memory does not grow with the reply. The writer is flushed, not closed.
    ///
    /// # Errors
    ///
    /// When the call fails, the connection breaks off before the end, or `writer` fails. What has
    /// been written by then is of no use.
    pub fn to_writer<W: Write + ?Sized>(self, writer: &mut W) -> Result<u64, Error> {
        let operation = &E::OPERATION;
        let encoded = Encoded::new(&self.request)?;
        // Reading takes the client's time for each part here, and not for the whole.
        let mut answer = self.client.start(operation, encoded, None, None)?;
        if !operation.answers.include(answer.status()) {
            let answer = finish(operation, answer)?;
            return E::decode(&answer.reply(operation)).map(|bytes| bytes.len() as u64);
        }
        let mut buffer = vec![0; CHUNK];
        let mut written = 0;
        loop {
            let count = match answer.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => count,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(Error::broken(operation, error)),
            };
            writer.write_all(&buffer[..count]).map_err(|error| Error::local(operation, error))?;
            written += count as u64;
        }
        writer.flush().map_err(|error| Error::local(operation, error))?;
        Ok(written)
    }
}

/// The items of a reply, as they come. Made by [`Call::items`].
#[must_use = "items do not come unless they are asked for"]
pub struct Items<E> {
    answer: Response,
    cutter: Cutter,
    buffer: Vec<u8>,
    ended: bool,
    endpoint: PhantomData<fn() -> E>,
}

impl<E: Series> Call<'_, Client, E> {
    /// Asks for the items as they come.
    ///
    /// A server that says nothing for longer than `longest_pause` fails the next item with a
    /// timeout; [`Duration::MAX`] waits for as long as the connection lasts. Dropping what comes
    /// back ends the call. After an error no item follows.
    ///
    /// # Errors
    ///
    /// When the call fails or the server refuses it.
    pub fn items(self, longest_pause: Duration) -> Result<Items<E>, Error> {
        let operation = &E::OPERATION;
        let encoded = Encoded::new(&self.request)?;
        // Reading takes this time for each part here, and not for the whole.
        let answer = self.client.start(operation, encoded, None, Some(longest_pause))?;
        if !operation.answers.include(answer.status()) {
            return Err(finish(operation, answer)?.reply(operation).refusal());
        }
        let (cutter, buffer) = (Cutter::default(), vec![0; CHUNK]);
        Ok(Items { answer, cutter, buffer, ended: false, endpoint: PhantomData })
    }
}

impl<E: Series> Items<E> {
    /// The next line, the last one included.
    fn line(&mut self) -> Result<Option<Bytes>, Error> {
        let operation = &E::OPERATION;
        loop {
            if let Some(line) = self.cutter.line() {
                return Ok(Some(line));
            }
            match self.answer.read(&mut self.buffer) {
                Ok(0) => {
                    self.ended = true;
                    return Ok(self.cutter.last());
                }
                Ok(count) => self.cutter.add(operation, &self.buffer[..count])?,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(Error::broken(operation, error)),
            }
        }
    }
}

impl<E: Series> Iterator for Items<E> {
    type Item = Result<E::Item, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let status = self.answer.status();
        let item = match self.line() {
            Ok(Some(line)) => E::item(&Line::new(&E::OPERATION, status, &line)),
            Ok(None) => return None,
            Err(error) => Err(error),
        };
        self.ended |= item.is_err();
        Some(item)
    }
}

impl<E: Endpoint> std::fmt::Debug for Items<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Items").field("operation", &E::OPERATION.name).finish_non_exhaustive()
    }
}

impl<E: Endpoint> Upload<'_, Client, E> {
    /// Sends what `reader` gives, to its end, and waits for the reply.
    ///
    /// Memory does not grow with what is sent.
    ///
    /// # Errors
    ///
    /// When the call fails, or `reader` does. The server then has got a part only.
    pub fn from_reader<R: Read + Send + 'static>(self, reader: R) -> Result<E::Response, Error> {
        let operation = &E::OPERATION;
        let encoded = Encoded::new(&self.request)?;
        // The client's time is for a whole exchange, which a stream has no bound for.
        let (content, within) = (Some(Body::new(reader)), Some(Duration::MAX));
        let answer = self.client.start(operation, encoded, content, within)?;
        let answer = finish(operation, answer)?;
        E::decode(&answer.reply(operation))
    }
}

/// The messages of a server, as they come. Made by [`Subscription::connect`].
#[cfg(feature = "events")]
#[must_use = "messages do not come unless they are asked for"]
pub struct Events<E> {
    // Dropped before what it runs on.
    events: crate::Events<E>,
    runtime: tokio::runtime::Runtime,
}

#[cfg(feature = "events")]
impl<E: Feed> Subscription<'_, Client, E> {
    /// Opens the connection.
    ///
    /// It is one of its own, shared with no other call.
    ///
    /// # Errors
    ///
    /// When no connection can be made, when the server refuses the call, or when it does not know
    /// websockets.
    pub fn connect(self) -> Result<Events<E>, Error> {
        let operation = &E::OPERATION;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|source| Error::local(operation, source))?;
        let client = crate::Client::with_config(self.client.config.clone())?;
        let subscription = Subscription::new(&client, self.request);
        let events = runtime.block_on(subscription.connect())?;
        Ok(Events { events, runtime })
    }
}

#[cfg(feature = "events")]
impl<E: Feed> Iterator for Events<E> {
    type Item = Result<E::Response, Error>;

    /// Waits for the next message, for as long as it takes.
    fn next(&mut self) -> Option<Self::Item> {
        self.runtime.block_on(self.events.next())
    }
}

#[cfg(feature = "events")]
impl<E: Feed> std::fmt::Debug for Events<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.events.fmt(f)
    }
}
