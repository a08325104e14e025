//! A stand-in for RabbitMQ's management API.
//!
//! The `rabbitmq` secrets engine is the one engine without a real service behind it that gives
//! leases that can be renewed, and whose revocations can be watched and be made to fail.

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use percent_encoding::percent_decode_str;
use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::{convert::Infallible, io};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

const USERNAME: &str = "stub";
const PASSWORD: &str = "stub-password";
/// The two above, as HTTP wants them.
const CREDENTIALS: &str = "Basic c3R1YjpzdHViLXBhc3N3b3Jk";

/// A stand-in for RabbitMQ's management API. Stops when dropped.
#[derive(Debug)]
pub struct RabbitMq {
    address: String,
    state: Arc<State>,
    stop: Option<oneshot::Sender<Infallible>>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct State {
    users: Mutex<BTreeSet<String>>,
    refuse_deletions: AtomicBool,
}

impl RabbitMq {
    /// Starts it on a free port.
    ///
    /// # Panics
    ///
    /// When there is none.
    #[must_use]
    pub fn start() -> Self {
        Self::try_start().unwrap_or_else(|error| panic!("no RabbitMQ stub: {error}"))
    }

    fn try_start() -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
        let any_port = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let listener = runtime.block_on(TcpListener::bind(any_port))?;
        let address = format!("http://{}", listener.local_addr()?);
        let state = Arc::new(State::default());
        let (stop, stopped) = oneshot::channel();
        let served = Arc::clone(&state);
        let thread = thread::spawn(move || {
            // The connections end with the runtime.
            runtime.block_on(async {
                tokio::select! {
                    _ = stopped => {}
                    () = serve(listener, served) => {}
                }
            });
        });
        Ok(Self { address, state, stop: Some(stop), thread: Some(thread) })
    }

    /// The engine's `connection_uri`: `http://127.0.0.1:<port>`.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The engine's `username`. Others are refused.
    #[must_use]
    pub fn username(&self) -> &'static str {
        USERNAME
    }

    /// The engine's `password`. Others are refused.
    #[must_use]
    pub fn password(&self) -> &'static str {
        PASSWORD
    }

    /// The users that exist now.
    #[must_use]
    pub fn users(&self) -> BTreeSet<String> {
        self.state.users.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether users can be deleted from now on. If not, leases cannot be revoked.
    pub fn refuse_deletions(&self, refuse: bool) {
        self.state.refuse_deletions.store(refuse, Ordering::SeqCst);
    }
}

impl Drop for RabbitMq {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn serve(listener: TcpListener, state: Arc<State>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else { continue };
        let state = Arc::clone(&state);
        tokio::spawn(async move {
            let answer = service_fn(|request| answer(request, &state));
            // A client that goes away is none of our business.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), answer).await;
        });
    }
}

async fn answer(
    request: Request<Incoming>,
    state: &State,
) -> Result<Response<Full<Bytes>>, hyper::Error> {
    let (head, body) = request.into_parts();
    // Read to its end, or the connection cannot be used again.
    body.collect().await?;
    let known = head.headers.get(AUTHORIZATION).is_some_and(|given| given == CREDENTIALS);
    let (status, text) = if known {
        state.answer(&head.method, head.uri.path())
    } else {
        failure(StatusCode::UNAUTHORIZED, "not_authorised")
    };
    let mut response = Response::new(Full::from(text));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(CONTENT_TYPE, "application/json".parse().expect("a header value"));
    Ok(response)
}

impl State {
    fn answer(&self, method: &Method, path: &str) -> (StatusCode, String) {
        let mut users = self.users.lock().unwrap_or_else(PoisonError::into_inner);
        let path: Vec<_> = path.trim_matches('/').split('/').map(decode).collect();
        let path: Vec<_> = path.iter().map(String::as_str).collect();
        match (method.as_str(), path.as_slice()) {
            ("GET", ["api", "users"]) => {
                let list: Vec<_> =
                    users.iter().map(|name| serde_json::json!({ "name": name })).collect();
                (StatusCode::OK, serde_json::Value::from(list).to_string())
            }
            ("PUT", ["api", "users", name]) => done(users.insert((*name).into())),
            ("PUT", ["api", "permissions" | "topic-permissions", _vhost, name]) => {
                if users.contains(*name) {
                    done(true)
                } else {
                    failure(StatusCode::BAD_REQUEST, "no_such_user")
                }
            }
            ("DELETE", ["api", "users", _]) if self.refuse_deletions.load(Ordering::SeqCst) => {
                failure(StatusCode::INTERNAL_SERVER_ERROR, "told to refuse")
            }
            ("DELETE", ["api", "users", name]) if users.remove(*name) => done(false),
            _ => failure(StatusCode::NOT_FOUND, "Object Not Found"),
        }
    }
}

fn decode(segment: &str) -> String {
    percent_decode_str(segment).decode_utf8_lossy().into_owned()
}

fn done(created: bool) -> (StatusCode, String) {
    (if created { StatusCode::CREATED } else { StatusCode::NO_CONTENT }, String::new())
}

fn failure(status: StatusCode, error: &str) -> (StatusCode, String) {
    (status, serde_json::json!({ "error": error, "reason": "RabbitMQ stub" }).to_string())
}
