//! Bodies that are sent as they are read.

use std::{
    future::poll_fn,
    io::{self, ErrorKind, Read},
    pin::{Pin, pin},
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body::{Body, Frame};
use tokio::{
    runtime::Handle,
    sync::mpsc,
    task::{JoinError, JoinHandle},
};

use super::Client;
use crate::{
    Endpoint, Error, Upload, buffers::Buffers, encode::Encoded, progress::Progress, trace::carried,
};

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
        let client = self.options.of(client, &E::OPERATION)?.into_owned();
        // On its own, as reading blocks this thread.
        let exchange =
            async move { client.send_body(&E::OPERATION, &encoded, body, &progress).await };
        let mut exchange = background.handle.spawn(carried(exchange));
        let feed = feed(&background.handle, reader, &sender, &mut exchange);
        drop(sender);
        let ended = match feed {
            Some(ended) => ended,
            None => background.handle.block_on(exchange),
        };
        match ended {
            Ok(answer) => answer?.decode::<E>(),
            Err(ended) => std::panic::resume_unwind(ended.into_panic()),
        }
    }
}

/// Hands on what `reader` gives, until its end or that of the exchange, which is given back then.
fn feed<T>(
    handle: &Handle,
    mut reader: impl Read,
    sender: &mpsc::Sender<io::Result<Bytes>>,
    exchange: &mut JoinHandle<T>,
) -> Option<Result<T, JoinError>> {
    let mut buffers = Buffers::default();
    loop {
        let mut buffer = buffers.take();
        let piece = match reader.read(&mut buffer) {
            Ok(0) => return None,
            Ok(count) => Ok(buffers.lend(buffer, count)),
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => Err(error),
        };
        let last = piece.is_err();
        let mut sent = pin!(sender.send(piece));
        // A connection that is stuck does not tell that nobody waits for it any more.
        let ended =
            handle.block_on(poll_fn(|context| match Pin::new(&mut *exchange).poll(context) {
                Poll::Ready(ended) => Poll::Ready(Some(ended)),
                Poll::Pending => sent.as_mut().poll(context).map(|_| None),
            }));
        if ended.is_some() || last {
            return ended;
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
