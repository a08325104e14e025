//! The body of a reply, as it comes.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use http_body::Body as _;
use tokio::time::{Sleep, sleep};

use crate::{Error, Operation};

/// What comes of a body, piece by piece.
pub(crate) struct Pieces {
    body: reqwest::Body,
    longest_pause: Duration,
    /// How long to wait on, once there is something to wait for.
    pause: Option<Pin<Box<Sleep>>>,
}

impl Pieces {
    pub(crate) fn new(answer: reqwest::Response, longest_pause: Duration) -> Self {
        Self { body: http::Response::from(answer).into_body(), longest_pause, pause: None }
    }

    /// Waits for the next piece, of which there is none at the end.
    pub(crate) fn poll_next(
        &mut self,
        operation: &Operation,
        context: &mut Context<'_>,
    ) -> Poll<Result<Option<Bytes>, Error>> {
        match Pin::new(&mut self.body).poll_frame(context) {
            Poll::Ready(None) => Poll::Ready(Ok(None)),
            Poll::Ready(Some(Err(source))) => Poll::Ready(Err(Error::transport(operation, source))),
            Poll::Ready(Some(Ok(frame))) => {
                self.pause = None;
                Poll::Ready(Ok(Some(frame.into_data().unwrap_or_default())))
            }
            Poll::Pending => {
                let longest = self.longest_pause;
                let pause = self.pause.get_or_insert_with(|| Box::pin(sleep(longest)));
                ready!(pause.as_mut().poll(context));
                Poll::Ready(Err(Error::timeout(operation)))
            }
        }
    }
}
