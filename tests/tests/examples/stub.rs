//! A server that says what no real one can be made to say at the right moment.

use std::{
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::{Ipv4Addr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
};

use serde_json::Value;

/// A request.
pub(crate) struct Asked {
    /// Such as `GET /v1/sys/health`.
    pub(crate) line: String,
    /// All header lines, in lower case.
    pub(crate) headers: String,
    pub(crate) body: String,
}

/// A status and a body, or nothing: the connection ends without an answer then.
type Answer = Option<(u16, Value)>;

/// A server on a loopback address. Ends when dropped.
pub(crate) struct Stub {
    pub(crate) address: String,
    over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Stub {
    /// Answers each request, one on a connection, as `answer` says.
    pub(crate) fn start(answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let over = Arc::new(AtomicBool::new(false));
        let (ended, answer) = (Arc::clone(&over), Arc::new(answer));
        let thread = thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if ended.load(Ordering::SeqCst) {
                    break;
                }
                let answer = Arc::clone(&answer);
                // A client that goes away is none of our business.
                thread::spawn(move || serve(&stream, &*answer).unwrap_or_default());
            }
        });
        Self { address, over, thread: Some(thread) }
    }
}

impl Drop for Stub {
    fn drop(&mut self) {
        self.over.store(true, Ordering::SeqCst);
        // It looks when somebody comes.
        let _ = TcpStream::connect(self.address.trim_start_matches("http://"));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn serve(stream: &TcpStream, answer: &dyn Fn(&Asked) -> Answer) -> io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let (mut headers, mut header, mut length) = (String::new(), String::new(), 0);
    while reader.read_line(&mut header)? > 2 {
        header.make_ascii_lowercase();
        if let Some(value) = header.strip_prefix("content-length:") {
            length = value.trim().parse().map_err(io::Error::other)?;
        }
        headers.push_str(&header);
        header.clear();
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let line = line.trim_end().trim_end_matches(" HTTP/1.1").to_owned();
    let asked = Asked { line, headers, body: String::from_utf8_lossy(&body).into_owned() };
    let Some((status, reply)) = answer(&asked) else { return Ok(()) };
    let reply = reply.to_string();
    let head =
        format!("HTTP/1.1 {status} -\r\nconnection: close\r\ncontent-length: {}", reply.len());
    (&*stream).write_all(format!("{head}\r\n\r\n{reply}").as_bytes())
}
