//! Lists of names that are too long to hold.

mod scanner;

use std::{
    future::poll_fn,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;
use http::StatusCode;

use self::scanner::{Scanner, Step};
use crate::{
    Call, Client, Endpoint, Error,
    encode::Encoded,
    exchange::{Arrival, Down},
    pieces::Pieces,
};

/// An [`Endpoint`] whose reply is a list of names, in `data.keys`. They can be had together, as with
/// any other call, or [as they come](Call::stream).
pub trait Listing: Endpoint<Response = Vec<String>> {}

/// The names of a list, as they come. Made by [`Call::stream`].
///
/// A [`Stream`]; [`next`](Self::next) serves where nothing else of streams is needed.
#[must_use = "names do not come unless they are asked for"]
pub struct Keys<E> {
    /// `None` when there is nothing more to come.
    rest: Option<Rest>,
    endpoint: PhantomData<fn() -> E>,
}

struct Rest {
    status: StatusCode,
    pieces: Pieces,
    scanner: Scanner,
}

impl<E: Listing> Keys<E> {
    /// The next name; `None` when the server has sent all of them. After an error none follows.
    pub async fn next(&mut self) -> Option<Result<String, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl Rest {
    fn poll_name<E: Endpoint>(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<String, Error>>> {
        let operation = &E::OPERATION;
        loop {
            match self.scanner.step() {
                Ok(Step::Name(name)) => return Poll::Ready(Some(Ok(name))),
                Ok(Step::More) => match ready!(self.pieces.poll_next(operation, context)) {
                    Ok(Some(piece)) => self.scanner.add(&piece),
                    Ok(None) => self.scanner.end(),
                    Err(error) => return Poll::Ready(Some(Err(error))),
                },
                Ok(Step::End) => return Poll::Ready(None),
                Err(_) => {
                    return Poll::Ready(Some(Err(Error::no_listing(operation, self.status))));
                }
            }
        }
    }
}

impl<E: Listing> Stream for Keys<E> {
    type Item = Result<String, Error>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<String, Error>>> {
        let Some(rest) = &mut self.rest else { return Poll::Ready(None) };
        let name = ready!(rest.poll_name::<E>(context));
        if !matches!(name, Some(Ok(_))) {
            self.rest = None;
        }
        Poll::Ready(name)
    }
}

impl<E: Endpoint> std::fmt::Debug for Keys<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keys").field("operation", &E::OPERATION.name).finish_non_exhaustive()
    }
}

impl<E: Listing> Call<'_, Client, E> {
    /// Asks for the names one by one, as they come: memory does not grow with the list, and the first
    /// is there before the last has arrived.
    ///
    /// What there are no names of is an empty stream. The list has no
    /// [bound](crate::ClientBuilder::reply_limit), and may take as long as it likes if it goes on: a
    /// pause as long as a call may take ends it with a timeout. Dropping what comes back ends the call.
    ///
    /// A list that breaks off, or goes on as none, is an error where that shows: the names until then
    /// have been given away.
    ///
    /// # Errors
    ///
    /// When the call fails or the server refuses it.
    pub async fn stream(self) -> Result<Keys<E>, Error> {
        let operation = &E::OPERATION;
        let encoded = Encoded::new(&self.request)?;
        let client = self.options.of(self.client, operation)?;
        let rest = match client.begin(operation, &encoded, Down::Body).await? {
            Arrival::Head(answer) => Some(Rest {
                status: answer.status(),
                pieces: Pieces::new(answer, client.settings.timeout),
                scanner: Scanner::default(),
            }),
            // A refusal, unless it says that there are none.
            Arrival::Whole(answer) => answer.decode::<E>().map(|_| None)?,
        };
        Ok(Keys { rest, endpoint: PhantomData })
    }
}
