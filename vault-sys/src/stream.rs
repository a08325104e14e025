//! Replies and bodies that are too large to hold: snapshots of a server, above all.
//!
//! Both may take as long as they like if they go on: a pause as long as a call may take ends them.

use std::{
    future::poll_fn,
    io,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::{Bytes, BytesMut};
use http_body::{Body, Frame};
use sync_wrapper::SyncWrapper;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::{
    Call, Client, Endpoint, Error, Reply, answer::Answer, buffers::Buffers, encode::Encoded,
    exchange::Down, options::Options, patience::Patience, progress::Progress,
};

/// An [`Endpoint`] whose reply can be written elsewhere as it comes.
pub trait Download: Endpoint<Response = Bytes> {}

/// A call whose body comes from a reader.
///
/// Nothing is sent before it is given one, with `from_reader`.
#[derive(Clone, Debug)]
#[must_use = "an upload does nothing until it is given what to send"]
pub struct Upload<'c, C, E> {
    pub(crate) client: &'c C,
    pub(crate) request: E,
    pub(crate) options: Options,
}

impl<'c, C, E> Upload<'c, C, E> {
    /// Starts an upload with a client, like [`Client::upload`].
    pub fn new(client: &'c C, request: E) -> Self {
        Self { client, request, options: Options::default() }
    }

    /// The request, to set its options: what setters in another crate do.
    pub fn request_mut(&mut self) -> &mut E {
        &mut self.request
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
    pub async fn to_writer<W: AsyncWrite + Unpin>(self, writer: &mut W) -> Result<u64, Error> {
        let operation = &E::OPERATION;
        let encoded = Encoded::new(&self.request)?;
        let client = self.options.of(self.client, operation)?;
        let mut answer =
            client.download(operation, &encoded, Down::Body, Answer::no_stream::<E>).await?;
        let mut patience = Patience::new(client.settings.timeout);
        let mut written = 0;
        loop {
            let chunk = async {
                let chunk = answer.chunk().await;
                chunk.map_err(|source| Error::transport(operation, source))
            };
            let Some(chunk) = patience.wait(operation, chunk).await? else { break };
            write_all(writer, &chunk).await.map_err(|source| Error::local(operation, source))?;
            written += chunk.len() as u64;
        }
        let flushed = poll_fn(|context| Pin::new(&mut *writer).poll_flush(context)).await;
        flushed.map_err(|source| Error::local(operation, source))?;
        Ok(written)
    }
}

async fn write_all<W: AsyncWrite + Unpin>(writer: &mut W, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match poll_fn(|context| Pin::new(&mut *writer).poll_write(context, bytes)).await? {
            0 => return Err(io::ErrorKind::WriteZero.into()),
            count => bytes = &bytes[count..],
        }
    }
    Ok(())
}

impl<E: Endpoint> Upload<'_, Client, E> {
    /// Sends what `reader` gives, to its end, and waits for the reply.
    ///
    /// Memory does not grow with what is sent. If nothing goes on for as long as a call may take,
    /// be it for the server or for `reader`, it is given up.
    ///
    /// # Errors
    ///
    /// When the call fails, or `reader` does. The server then has got a part only. A server that
    /// redirects is an error, as what has been read cannot be sent again.
    pub async fn from_reader<R>(self, reader: R) -> Result<E::Response, Error>
    where
        R: AsyncRead + Send + 'static,
    {
        let operation = &E::OPERATION;
        let encoded = Encoded::new(&self.request)?;
        let progress = Progress::start();
        let body = ReaderBody {
            reader: SyncWrapper::new(Box::pin(reader)),
            buffer: None,
            buffers: Buffers::default(),
            progress: progress.clone(),
        };
        let body = reqwest::Body::wrap(body);
        let client = self.options.of(self.client, operation)?;
        client.send_body(operation, &encoded, body, &progress).await?.decode::<E>()
    }
}

/// A body that is read while it is sent.
struct ReaderBody {
    reader: SyncWrapper<Pin<Box<dyn AsyncRead + Send>>>,
    /// What the next piece is read into.
    buffer: Option<BytesMut>,
    buffers: Buffers,
    progress: Progress,
}

impl Body for ReaderBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let Self { reader, buffer, buffers, progress } = &mut *self;
        // That more is asked for means that the server has taken what there was.
        progress.made();
        let mut space = buffer.take().unwrap_or_else(|| buffers.take());
        let mut filled = ReadBuf::new(&mut space);
        let read = reader.get_mut().as_mut().poll_read(context, &mut filled);
        let count = filled.filled().len();
        match read {
            Poll::Pending => {
                *buffer = Some(space);
                Poll::Pending
            }
            Poll::Ready(Err(error)) => {
                progress.unreadable();
                Poll::Ready(Some(Err(error)))
            }
            Poll::Ready(Ok(())) => {
                Poll::Ready((count > 0).then(|| Ok(Frame::data(buffers.lend(space, count)))))
            }
        }
    }
}

impl Reply<'_> {
    /// The bytes of the body, whatever they are.
    ///
    /// # Errors
    ///
    /// When the server refused the call.
    pub fn content(&self) -> Result<Bytes, Error> {
        self.none().map(|()| Bytes::copy_from_slice(self.bytes()))
    }
}
