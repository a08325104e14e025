//! The messages of a [`Feed`], as they come.

use std::{
    future::poll_fn,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;
use http::{
    HeaderMap, HeaderName, HeaderValue, StatusCode,
    header::{CONNECTION, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE},
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        self, Message,
        handshake::{client::generate_key, derive_accept_key},
        protocol::Role,
    },
};

use crate::{
    Client, Error, Feed, Operation, Reply, Subscription, answer::Answer, encode::Encoded,
    exchange::Down,
};

/// The messages of a server, as they come. Made by [`Subscription::connect`].
///
/// A [`Stream`]; [`next`](Self::next) serves where nothing else of streams is needed. Dropping it
/// ends the subscription.
#[must_use = "messages do not come unless they are asked for"]
pub struct Events<E> {
    socket: WebSocketStream<reqwest::Upgraded>,
    ended: bool,
    feed: PhantomData<fn() -> E>,
}

impl<E: Feed> Subscription<'_, Client, E> {
    /// Opens the connection.
    ///
    /// # Errors
    ///
    /// When no connection can be made, when the server refuses the call, or when it does not know
    /// websockets.
    pub async fn connect(self) -> Result<Events<E>, Error> {
        let operation = &E::OPERATION;
        let key = generate_key();
        let mut encoded = Encoded::new(&self.request)?;
        encoded.headers.extend(handshake(operation, &key)?);
        let refused = Answer::no_stream::<E>;
        let client = self.options.of(self.client, operation)?;
        let answer = client.download(operation, &encoded, Down::Upgrade, refused).await?;
        let status = answer.status();
        let accepted = answer.headers().get(SEC_WEBSOCKET_ACCEPT);
        if accepted.is_none_or(|accepted| accepted != derive_accept_key(key.as_bytes()).as_str()) {
            return Err(Error::no_websocket(operation, status));
        }
        let upgrade = answer.upgrade().await;
        let connection = upgrade.map_err(|source| Error::transport(operation, source))?;
        let socket = WebSocketStream::from_raw_socket(connection, Role::Client, None).await;
        Ok(Events { socket, ended: false, feed: PhantomData })
    }
}

fn handshake(operation: &Operation, key: &str) -> Result<[(HeaderName, HeaderValue); 4], Error> {
    let key = HeaderValue::from_str(key);
    let key = key.map_err(|_| Error::no_websocket(operation, StatusCode::SWITCHING_PROTOCOLS))?;
    let known = HeaderValue::from_static;
    Ok([
        (CONNECTION, known("Upgrade")),
        (UPGRADE, known("websocket")),
        (SEC_WEBSOCKET_VERSION, known("13")),
        (SEC_WEBSOCKET_KEY, key),
    ])
}

impl<E: Feed> Events<E> {
    /// The next message; `None` when the server has closed the connection in good order. After an
    /// error none follows.
    ///
    /// Waits for as long as it takes.
    pub async fn next(&mut self) -> Option<Result<E::Response, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<E: Feed> Stream for Events<E> {
    type Item = Result<E::Response, Error>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<E::Response, Error>>> {
        let operation = &E::OPERATION;
        while !self.ended {
            let message = ready!(Pin::new(&mut self.socket).poll_next(context));
            let item = match message {
                Some(Ok(Message::Text(text))) => read::<E>(text.as_bytes()),
                Some(Ok(Message::Binary(bytes))) => read::<E>(&bytes),
                // Answered on the way, or not for us.
                Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => continue,
                Some(Ok(Message::Close(_)) | Err(tungstenite::Error::ConnectionClosed)) | None => {
                    self.ended = true;
                    break;
                }
                Some(Err(source)) => Err(Error::socket(operation, source)),
            };
            self.ended = item.is_err();
            return Poll::Ready(Some(item));
        }
        Poll::Ready(None)
    }
}

fn read<E: Feed>(message: &[u8]) -> Result<E::Response, Error> {
    E::decode(&Reply::new(&E::OPERATION, StatusCode::OK, &HeaderMap::new(), message))
}

impl<E: Feed> std::fmt::Debug for Events<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Events").field("operation", &E::OPERATION.name).finish_non_exhaustive()
    }
}
