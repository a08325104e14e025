//! A server on a loopback address that does what a test wants with each request, and keeps count.

use std::{
    io::{BufReader, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use crate::canned::{Request, read};

pub(crate) struct Play {
    pub(crate) address: String,
    requests: Arc<Mutex<Vec<Request>>>,
}

/// What becomes of a request.
pub(crate) enum Act {
    /// This is sent, and the next request awaited.
    Bytes(Vec<u8>),
    /// This is sent, and the connection ended.
    Last(Vec<u8>),
    /// Nothing is sent, and the connection held.
    Hold,
}

impl Act {
    /// An answer with a status (a code and a phrase), more headers and a body.
    pub(crate) fn answer(status: &str, headers: &str, body: &str) -> Self {
        let length = body.len();
        let head = format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\n{headers}\r\n");
        Self::Bytes([head.as_bytes(), body.as_bytes()].concat())
    }

    pub(crate) fn json(body: &str) -> Self {
        Self::answer("200 OK", "content-type: application/json\r\n", body)
    }

    /// A redirect to a URL.
    pub(crate) fn redirect(status: u16, to: &str) -> Self {
        Self::answer(&format!("{status} Redirect"), &format!("location: {to}\r\n"), "")
    }

    /// The connection ends without an answer.
    pub(crate) fn hang_up() -> Self {
        Self::Last(Vec::new())
    }
}

impl Play {
    /// `act` is given how many requests came before, and the request.
    pub(crate) fn new(act: impl Fn(usize, &Request) -> Act + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (seen, act) = (Arc::clone(&requests), Arc::new(act));
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let (seen, act) = (Arc::clone(&seen), Arc::clone(&act));
                thread::spawn(move || serve(connection, &seen, &*act));
            }
        });
        Self { address, requests }
    }

    /// Answers every request alike.
    pub(crate) fn always(act: impl Fn() -> Act + Send + Sync + 'static) -> Self {
        Self::new(move |_, _| act())
    }

    /// The first lines of what has come so far.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.requests.lock().unwrap().iter().map(|request| request.line.clone()).collect()
    }

    /// What has come since this was asked for the last time.
    pub(crate) fn take(&self) -> Vec<Request> {
        std::mem::take(&mut self.requests.lock().unwrap())
    }

    pub(crate) fn count(&self) -> usize {
        self.requests.lock().unwrap().len()
    }
}

fn serve(
    connection: TcpStream,
    seen: &Mutex<Vec<Request>>,
    act: &(dyn Fn(usize, &Request) -> Act + Send + Sync),
) {
    let mut reader = BufReader::new(connection);
    while let Some(request) = read(&mut reader) {
        let next = {
            let mut seen = seen.lock().unwrap();
            let next = act(seen.len(), &request);
            seen.push(request);
            next
        };
        let sent = match next {
            Act::Bytes(answer) => reader.get_mut().write_all(&answer),
            Act::Last(bytes) => {
                // Who has what it wanted may be gone.
                let _ = reader.get_mut().write_all(&bytes);
                return;
            }
            Act::Hold => {
                let _ = std::io::copy(&mut reader, &mut std::io::sink());
                return;
            }
        };
        if sent.is_err() {
            return;
        }
    }
}

/// An address where nobody listens.
pub(crate) fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}
