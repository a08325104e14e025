//! The body of a reply, as it comes.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http_body::Body as _;

use crate::{Error, Operation, patience::Patience};

/// What comes of a body, piece by piece.
pub(crate) struct Pieces {
    body: reqwest::Body,
    patience: Patience,
}

impl Pieces {
    pub(crate) fn new(answer: reqwest::Response, longest_pause: Duration) -> Self {
        let body = http::Response::from(answer).into_body();
        Self { body, patience: Patience::new(longest_pause) }
    }

    /// Waits for the next piece, of which there is none at the end.
    pub(crate) fn poll_next(
        &mut self,
        operation: &Operation,
        context: &mut Context<'_>,
    ) -> Poll<Result<Option<Bytes>, Error>> {
        let piece = Pin::new(&mut self.body).poll_frame(context).map(|frame| {
            let frame = frame.transpose().map_err(|source| Error::transport(operation, source))?;
            Ok(frame.map(|frame| frame.into_data().unwrap_or_default()))
        });
        self.patience.poll(piece, operation, context)
    }
}
