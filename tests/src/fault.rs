//! A proxy between a client and a server that spoils what goes through it, and counts it.

mod framing;

use self::framing::{Message, Side};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};

/// What happens to a request or to its reply.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    #[default]
    None,
    /// The connection ends when this many bytes of the request have come. The server gets them.
    CutRequest(usize),
    /// The connection ends after this many bytes of the reply.
    CutReply(usize),
    /// After this many bytes of the reply nothing comes any more, and the connection stays.
    StallReply(usize),
    /// The reply comes in pieces of this many bytes, with a pause before each.
    SlowReply(usize, Duration),
    /// These bytes come instead of the reply, and then the connection ends.
    Garbage(Vec<u8>),
    /// The reply says of its length that it is this much more or less than it is.
    Length(i64),
}

/// A request as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Method and target, such as `GET /v1/sys/mounts`; what there was of it, if it was cut.
    pub line: String,
    /// How many bytes of it came.
    pub request: usize,
    /// How long the reply of the server was, if there was one.
    pub reply: Option<usize>,
}

/// A proxy on a loopback address. Ends when dropped, and its connections with it.
#[derive(Debug)]
pub struct FaultProxy {
    address: String,
    shared: Arc<Shared>,
    // An option, as ending it takes it.
    runtime: Option<Runtime>,
}

#[derive(Debug)]
struct Shared {
    server: String,
    fault: Mutex<Fault>,
    seen: Mutex<Vec<Seen>>,
}

impl FaultProxy {
    /// Starts a proxy for the server at `address`, such as `http://127.0.0.1:8200`.
    ///
    /// # Panics
    ///
    /// When there is no port for it, or `address` is not such a one.
    #[must_use]
    pub fn start(address: &str) -> Self {
        let server = address.strip_prefix("http://").expect("a server without TLS").to_owned();
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.expect("a runtime");
        let here = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let listener = std::net::TcpListener::bind(here).expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("a bound socket"));
        listener.set_nonblocking(true).expect("a socket of our own");
        let shared = Shared { server, fault: Mutex::default(), seen: Mutex::default() };
        let shared = Arc::new(shared);
        runtime.spawn(accept(listener, Arc::clone(&shared)));
        Self { address, shared, runtime: Some(runtime) }
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// What happens from now on.
    pub fn set(&self, fault: Fault) {
        *lock(&self.shared.fault) = fault;
    }

    /// The requests since the last time, in the order in which they began.
    #[must_use]
    pub fn take_seen(&self) -> Vec<Seen> {
        std::mem::take(&mut *lock(&self.shared.seen))
    }
}

impl Drop for FaultProxy {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // May be called inside another runtime, which must not wait.
            runtime.shutdown_background();
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A test that panics elsewhere says enough.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn accept(listener: std::net::TcpListener, shared: Arc<Shared>) {
    let listener = TcpListener::from_std(listener).expect("a runtime");
    while let Ok((client, _)) = listener.accept().await {
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            // However it ends, what is left of the connection is closed.
            let _ = serve(client, &shared).await;
        });
    }
}

/// One connection, request after request.
async fn serve(mut client: TcpStream, shared: &Shared) -> io::Result<()> {
    let mut server: Option<TcpStream> = None;
    let mut waiting = Vec::new();
    loop {
        let first = framing::wait_for_more(&mut client, &mut waiting).await?;
        if !first {
            return Ok(());
        }
        let fault = lock(&shared.fault).clone();
        let most = if let Fault::CutRequest(count) = fault { count } else { usize::MAX };
        let index = {
            let mut seen = lock(&shared.seen);
            seen.push(Seen { line: String::new(), request: 0, reply: None });
            seen.len() - 1
        };
        let request = Message::read(&mut client, &mut waiting, Side::Request, most).await?;
        let note = |change: &dyn Fn(&mut Seen)| {
            // Gone if somebody has looked meanwhile.
            if let Some(seen) = lock(&shared.seen).get_mut(index) {
                change(seen);
            }
        };
        note(&|seen| (seen.line, seen.request) = (request.line(), request.bytes.len()));
        let server = match &mut server {
            Some(server) => server,
            unconnected => unconnected.insert(TcpStream::connect(&shared.server).await?),
        };
        server.write_all(&request.bytes).await?;
        if !request.whole {
            // An orderly end, so that what was written before it arrives.
            return server.shutdown().await;
        }
        let side = Side::Reply { to_head: request.line().starts_with("HEAD ") };
        let reply = Message::read(server, &mut Vec::new(), side, usize::MAX).await?;
        if !reply.whole {
            return Ok(());
        }
        note(&|seen| seen.reply = Some(reply.bytes.len()));
        if !answer(&mut client, &reply, &fault).await? {
            return client.shutdown().await;
        }
    }
}

/// Gives the client the reply, or what the fault makes of it. Tells whether the connection goes on.
async fn answer<C>(client: &mut C, reply: &Message, fault: &Fault) -> io::Result<bool>
where
    C: AsyncRead + AsyncWrite + Unpin,
{
    let bytes = &reply.bytes;
    match fault {
        Fault::None => client.write_all(bytes).await.map(|()| true),
        Fault::CutRequest(_) => client.write_all(bytes).await.map(|()| false),
        Fault::CutReply(count) => {
            client.write_all(&bytes[..bytes.len().min(*count)]).await.map(|()| false)
        }
        // What has come whole does not stall.
        Fault::StallReply(count) if *count >= bytes.len() => {
            client.write_all(bytes).await.map(|()| true)
        }
        Fault::StallReply(count) => {
            client.write_all(&bytes[..*count]).await?;
            client.flush().await?;
            // Until the client has had enough.
            framing::wait_for_more(client, &mut Vec::new()).await.map(|_| false)
        }
        Fault::SlowReply(size, pause) => {
            for piece in bytes.chunks((*size).max(1)) {
                tokio::time::sleep(*pause).await;
                client.write_all(piece).await?;
                client.flush().await?;
            }
            Ok(true)
        }
        Fault::Garbage(garbage) => client.write_all(garbage).await.map(|()| false),
        Fault::Length(more) => {
            client.write_all(&reply.with_length(*more)).await.map(|()| *more < 0)
        }
    }
}
