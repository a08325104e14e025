//! Replies that the server keeps, for whoever has a token for them.

use std::{fmt, marker::PhantomData, time::Duration};

use secrecy::SecretString;

use crate::{
    Answers, Call, Encoder, Endpoint, Error, Operation, Reply, Timestamp,
    options::WRAP_TTL,
    wrapping::{self, Lookup, WrapInfo},
};

/// A token for the reply to `E`, which the server keeps. Made by [`Call::wrapped`].
///
/// Whoever has the token can have the reply, once. [`unwrap`](Self::unwrap) and
/// [`rewrap`](Self::rewrap) use it up, [`lookup`](Self::lookup) does not.
///
/// ```no_run
/// use std::time::Duration;
/// use vault_sys::{UnwrapAs, Wrapped, mounts};
///
/// # async fn wrap(vault: vault_sys::Client) -> Result<(), vault_sys::Error> {
/// let wrapped: Wrapped<mounts::Read> =
///     vault.mounts().read("kv").wrapped(Duration::from_secs(300)).await?;
/// let mount = wrapped.unwrap(&vault).await?;
/// println!("{}", mount.accessor);
///
/// // Where the token alone has been handed over:
/// # let token = wrapped.token;
/// let mount = vault.call(UnwrapAs::<mounts::Read>::new(token)).await?;
/// # Ok(())
/// # }
/// ```
#[non_exhaustive]
pub struct Wrapped<E> {
    /// The token.
    pub token: SecretString,
    /// Its accessor.
    pub accessor: String,
    /// How long it lasts, from its creation on.
    pub ttl: Duration,
    /// When the reply was wrapped.
    pub creation_time: Timestamp,
    /// The path whose reply is wrapped.
    pub creation_path: String,
    /// Accessor of the token that is wrapped, if it is one. `OpenBao` does not tell it again when
    /// the wrapping token is exchanged.
    pub wrapped_accessor: Option<String>,
    request: PhantomData<fn() -> E>,
}

impl<E: Endpoint> Wrapped<E> {
    fn new(info: WrapInfo) -> Self {
        Self {
            token: info.token,
            accessor: info.accessor,
            ttl: info.ttl,
            creation_time: info.creation_time,
            creation_path: info.creation_path,
            wrapped_accessor: info.wrapped_accessor,
            request: PhantomData,
        }
    }

    /// Gets the reply, and uses the token up. For both clients.
    ///
    /// The client's token has to be one that may unwrap, as every token with the policy `default`
    /// may. A client that has nothing but the wrapping token does [`UnwrapAs::own`]. A token that
    /// is unknown, expired or used up is a 400. What cannot be read is kept by the error:
    /// [`Error::into_body`].
    pub fn unwrap<'c, C>(&self, client: &'c C) -> Call<'c, C, UnwrapAs<E>> {
        Call::new(client, UnwrapAs::new(self.token.clone()))
    }

    /// Reads what the server knows of the token, without using it up. For both clients.
    ///
    /// Needs no token of the client. A token that is unknown, expired or used up is a 400.
    pub fn lookup<'c, C>(&self, client: &'c C) -> Call<'c, C, Lookup> {
        Call::new(client, Lookup::new(self.token.clone()))
    }

    /// Exchanges the token for a new one that lasts as long as this one did at first. For both
    /// clients.
    ///
    /// This one is used up. Unlike [`unwrap`](Self::unwrap), it needs a token of the client that
    /// may do it: a client that has the wrapping token only gets a 403, and has used it up.
    pub fn rewrap<'c, C>(&self, client: &'c C) -> Call<'c, C, RewrapAs<E>> {
        Call::new(client, RewrapAs::new(self.token.clone()))
    }
}

// By hand, as `E` need not be any of this.
impl<E> Clone for Wrapped<E> {
    fn clone(&self) -> Self {
        Self {
            token: self.token.clone(),
            accessor: self.accessor.clone(),
            ttl: self.ttl,
            creation_time: self.creation_time,
            creation_path: self.creation_path.clone(),
            wrapped_accessor: self.wrapped_accessor.clone(),
            request: PhantomData,
        }
    }
}

impl<E> fmt::Debug for Wrapped<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wrapped")
            .field("accessor", &self.accessor)
            .field("ttl", &self.ttl)
            .field("creation_time", &self.creation_time)
            .field("creation_path", &self.creation_path)
            .finish_non_exhaustive()
    }
}

/// An [`Endpoint`] whose reply the server keeps. Made by [`Call::wrapped`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AsWrapped<E> {
    request: E,
    ttl: Duration,
}

impl<'c, C, E: Endpoint> Call<'c, C, E> {
    /// Asks the server to keep the reply for `ttl`, and to give a token for it instead.
    ///
    /// A `ttl` of zero or with a fraction of a second is an
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument), before anything is sent. The call is
    /// never repeated: each time there would be another token.
    ///
    /// What has no reply is not wrapped, nor is what the servers answer without looking at their
    /// tokens, such as the state of the seal: that is an
    /// [`ErrorKind::Reply`](crate::ErrorKind::Reply), the call has taken place, and the error
    /// [keeps](Error::into_body) what came. An empty list is a 404.
    pub fn wrapped(self, ttl: Duration) -> Call<'c, C, AsWrapped<E>> {
        self.map(|request| AsWrapped { request, ttl })
    }
}

impl<E: Endpoint> Endpoint for AsWrapped<E> {
    type Response = Wrapped<E>;

    const OPERATION: Operation = {
        let mut operation = E::OPERATION.safe(false).once();
        operation.answers = Answers::Success;
        operation
    };

    fn encode(&self, request: &mut Encoder<'_>) {
        if self.ttl.is_zero() {
            // To the servers it means not to wrap.
            request.refuse("ttl", "of a wrapped reply cannot be zero");
        }
        self.request.encode(request);
        request.header(WRAP_TTL, &self.ttl);
    }

    fn decode(reply: &Reply<'_>) -> Result<Wrapped<E>, Error> {
        reply.body().map(|wrapping::Wrapped { wrap_info }| Wrapped::new(wrap_info))
    }
}

/// Gives the reply to `E` that a wrapping token stands for, and uses the token up.
///
/// For a token that came from elsewhere; [`Wrapped::unwrap`] is the same for one's own. Whether the
/// token is for what is expected, [`creation_path`](wrapping::WrappingToken::creation_path) tells
/// before it is used up.
pub struct UnwrapAs<E> {
    /// The wrapping token, if it is not the client's own.
    token: Option<SecretString>,
    request: PhantomData<fn() -> E>,
}

impl<E: Endpoint> UnwrapAs<E> {
    /// Unwraps what `token` stands for. The client's token has to be one that may.
    #[must_use]
    pub fn new(token: impl Into<SecretString>) -> Self {
        Self { token: Some(token.into()), request: PhantomData }
    }

    /// Unwraps what the client's own token stands for, which needs no other.
    #[must_use]
    pub fn own() -> Self {
        Self { token: None, request: PhantomData }
    }
}

impl<E: Endpoint> Endpoint for UnwrapAs<E> {
    type Response = E::Response;

    const OPERATION: Operation = wrapping::Unwrap::OPERATION;

    fn encode(&self, request: &mut Encoder<'_>) {
        request.body("token", &self.token);
    }

    fn decode(reply: &Reply<'_>) -> Result<E::Response, Error> {
        // An endpoint that takes every status would take a refusal of the token for its reply.
        reply.none()?;
        E::decode(reply)
    }
}

/// Exchanges a wrapping token for the reply to `E` for a new one, and uses it up.
///
/// For a token that came from elsewhere; [`Wrapped::rewrap`] is the same for one's own.
pub struct RewrapAs<E> {
    token: SecretString,
    request: PhantomData<fn() -> E>,
}

impl<E: Endpoint> RewrapAs<E> {
    /// Exchanges `token`, which must not be the client's own.
    #[must_use]
    pub fn new(token: impl Into<SecretString>) -> Self {
        Self { token: token.into(), request: PhantomData }
    }
}

impl<E: Endpoint> Endpoint for RewrapAs<E> {
    type Response = Wrapped<E>;

    const OPERATION: Operation = wrapping::Rewrap::OPERATION;

    fn encode(&self, request: &mut Encoder<'_>) {
        request.body("token", &self.token);
    }

    fn decode(reply: &Reply<'_>) -> Result<Wrapped<E>, Error> {
        reply.body().map(|wrapping::Wrapped { wrap_info }| Wrapped::new(wrap_info))
    }
}

/// The same for two requests that hold nothing but a token.
macro_rules! like_a_token {
    ($($name:ident),+) => {
        $(impl<E> Clone for $name<E> {
            fn clone(&self) -> Self {
                Self { token: self.token.clone(), request: PhantomData }
            }
        }

        impl<E> fmt::Debug for $name<E> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        })+
    };
}

like_a_token!(UnwrapAs, RewrapAs);
