//! The client for programs without an async runtime.

use std::{
    io::{self, ErrorKind, Read, Write},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http_body::{Body, Frame};
use secrecy::SecretString;
use tokio::{
    runtime::{self, Handle, Runtime},
    sync::mpsc,
};

use crate::{
    Call, ClientBuilder, Download, Endpoint, Error, Series, Upload, answer::Answer,
    encode::Encoded, exchange::in_time, progress::Progress, stream::CHUNK,
};

/// A blocking client for one server, or for the servers of one cluster.
///
/// It has the same calls as the asynchronous [`Client`](crate::Client), each ended with
/// [`send`](Call::send), and the same settings. Clones share their connections, and a thread that
/// looks after them. Do not use it inside an async runtime: it would panic there.
#[derive(Clone, Debug)]
pub struct Client {
    client: crate::Client,
    background: Arc<Background>,
}

impl Client {
    /// Makes a client without a token for the server at `address`, such as
    /// `https://127.0.0.1:8200`.
    ///
    /// Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// When `address` is not the URL of a server, TLS cannot be set up, or no thread can be had.
    pub fn new(address: &str) -> Result<Self, Error> {
        Self::builder(address).build()
    }

    /// Starts to set up a client for the server at `address`, or for several.
    pub fn builder(address: &str) -> ClientBuilder<Self> {
        ClientBuilder::new(address)
    }

    pub(crate) fn of(client: crate::Client) -> Result<Self, Error> {
        Ok(Self { client, background: Arc::new(Background::start()?) })
    }

    /// The same client with `token` for all its calls; an empty one stands for none.
    #[must_use]
    pub fn with_token(&self, token: impl Into<SecretString>) -> Self {
        self.with(self.client.with_token(token))
    }

    /// The same client with all its calls in `namespace`, such as `team/web`; an empty one stands
    /// for the root.
    #[must_use]
    pub fn with_namespace(&self, namespace: &str) -> Self {
        self.with(self.client.with_namespace(namespace))
    }

    /// The same client with another [time](ClientBuilder::timeout) for each of its calls.
    #[must_use]
    pub fn with_timeout(&self, timeout: Duration) -> Self {
        self.with(self.client.with_timeout(timeout))
    }

    fn with(&self, client: crate::Client) -> Self {
        Self { client, background: Arc::clone(&self.background) }
    }

    pub(crate) fn timeout(&self) -> Duration {
        self.client.timeout()
    }

    /// Starts a call of any endpoint, your own included.
    pub fn call<E: Endpoint>(&self, request: E) -> Call<'_, Self, E> {
        Call::new(self, request)
    }

    /// Starts a call of any endpoint whose body comes from a reader.
    pub fn upload<E: Endpoint>(&self, request: E) -> Upload<'_, Self, E> {
        Upload::new(self, request)
    }
}

/// What connections need to live between two calls: a runtime with one thread.
#[derive(Debug)]
struct Background {
    handle: Handle,
    runtime: Option<Runtime>,
}

impl Background {
    fn start() -> Result<Self, Error> {
        let runtime = runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("vault-sys")
            .enable_all()
            .build()
            .map_err(Error::no_thread)?;
        Ok(Self { handle: runtime.handle().clone(), runtime: Some(runtime) })
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // Waiting for its end is not allowed within another runtime, where a client may be
            // dropped even though it is of no use there.
            runtime.shutdown_background();
        }
    }
}

impl<E: Endpoint> Call<'_, Client, E> {
    /// Sends the request and waits for the reply.
    ///
    /// # Errors
    ///
    /// When the request cannot be sent, is refused, or its reply cannot be read.
    pub fn send(self) -> Result<E::Response, Error> {
        let encoded = Encoded::new(&self.request)?;
        let Client { client, background } = self.client;
        let answer = background.handle.block_on(client.exchange(&E::OPERATION, &encoded))?;
        answer.decode::<E>()
    }
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
        let Client { client, background } = self.client;
        let start = client.download(operation, &encoded, Answer::no_stream::<E>);
        let mut answer = background.handle.block_on(start)?;
        let mut written = 0;
        loop {
            let chunk = async {
                let chunk = answer.chunk().await;
                chunk.map_err(|source| Error::transport(operation, source))
            };
            let chunk = in_time(operation, client.settings.timeout, chunk);
            let Some(chunk) = background.handle.block_on(chunk)? else { break };
            writer.write_all(&chunk).map_err(|error| Error::local(operation, error))?;
            written += chunk.len() as u64;
        }
        writer.flush().map_err(|error| Error::local(operation, error))?;
        Ok(written)
    }
}

/// The items of a reply, as they come. Made by [`Call::items`].
#[derive(Debug)]
#[must_use = "items do not come unless they are asked for"]
pub struct Items<E: Endpoint> {
    items: crate::Items<E>,
    background: Arc<Background>,
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
        let Client { client, background } = self.client;
        let call = Call::new(client, self.request).items(longest_pause);
        let items = background.handle.block_on(call)?;
        Ok(Items { items, background: Arc::clone(background) })
    }
}

impl<E: Series> Iterator for Items<E> {
    type Item = Result<E::Item, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.background.handle.block_on(self.items.next())
    }
}

impl<E: Endpoint> Upload<'_, Client, E> {
    /// Sends what `reader` gives, to its end, and waits for the reply.
    ///
    /// Memory does not grow with what is sent. If nothing goes on for as long as a call may take,
    /// be it for the server or for `reader`, it is given up; but a `reader` that blocks is waited
    /// for.
    ///
    /// # Errors
    ///
    /// When the call fails, or `reader` does. The server then has got a part only. A server that
    /// redirects is an error, as what has been read cannot be sent again.
    pub fn from_reader<R: Read + Send + 'static>(self, reader: R) -> Result<E::Response, Error> {
        let encoded = Encoded::new(&self.request)?;
        let Client { client, background } = self.client;
        let (sender, pieces) = mpsc::channel(1);
        let progress = Progress::start();
        let body = reqwest::Body::wrap(Pieces { pieces, progress: progress.clone() });
        let client = client.clone();
        // On its own, as reading blocks this thread.
        let exchange = background
            .handle
            .spawn(async move { client.send_body(&E::OPERATION, &encoded, body, &progress).await });
        read(reader, &sender);
        drop(sender);
        match background.handle.block_on(exchange) {
            Ok(answer) => answer?.decode::<E>(),
            Err(ended) => std::panic::resume_unwind(ended.into_panic()),
        }
    }
}

/// Hands on what `reader` gives. Nobody listens any more once there is an answer.
fn read(mut reader: impl Read, sender: &mpsc::Sender<io::Result<Bytes>>) {
    let mut buffer = vec![0; CHUNK];
    loop {
        let piece = match reader.read(&mut buffer) {
            Ok(0) => return,
            Ok(count) => Ok(Bytes::copy_from_slice(&buffer[..count])),
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => Err(error),
        };
        let last = piece.is_err();
        if sender.blocking_send(piece).is_err() || last {
            return;
        }
    }
}

/// A body that another thread reads.
struct Pieces {
    pieces: mpsc::Receiver<io::Result<Bytes>>,
    progress: Progress,
}

impl Body for Pieces {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let piece = self.pieces.poll_recv(context);
        // That more is asked for means that the server has taken what there was.
        self.progress.made();
        if let Poll::Ready(Some(Err(_))) = &piece {
            self.progress.unreadable();
        }
        piece.map(|piece| piece.map(|piece| piece.map(Frame::data)))
    }
}
