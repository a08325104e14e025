//! A server on a loopback address that gives one prepared answer, and tells what it was asked.

use std::{
    io::{BufRead as _, BufReader, Read, Write as _},
    net::TcpListener,
    sync::mpsc::{Receiver, channel},
    thread,
};

pub(crate) struct Canned {
    pub(crate) address: String,
    requests: Receiver<Request>,
}

#[derive(Debug)]
pub(crate) struct Request {
    /// Method, path and query.
    pub(crate) line: String,
    /// Header lines as they came.
    pub(crate) headers: Vec<String>,
    pub(crate) body: String,
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find_map(|line| {
            let (found, value) = line.split_once(": ")?;
            found.eq_ignore_ascii_case(name).then_some(value)
        })
    }
}

impl Canned {
    /// Answers every request with `status` (a code and a phrase), more headers and a body.
    pub(crate) fn new(status: &str, headers: &str, body: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let length = body.len();
        let answer =
            format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\n{headers}\r\n{body}");
        let (sender, requests) = channel();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (answer, sender) = (answer.clone(), sender.clone());
                thread::spawn(move || {
                    let mut reader = BufReader::new(stream);
                    while let Some(request) = read(&mut reader) {
                        // A test that has ended does not listen any more.
                        if sender.send(request).is_err()
                            || reader.get_mut().write_all(answer.as_bytes()).is_err()
                        {
                            return;
                        }
                    }
                });
            }
        });
        Self { address, requests }
    }

    pub(crate) fn json(body: &str) -> Self {
        Self::new("200 OK", "content-type: application/json\r\n", body)
    }

    /// The next request. Only for when there has been one.
    pub(crate) fn request(&self) -> Request {
        self.requests.try_recv().expect("a request has come")
    }

    /// How many requests have come that nobody has looked at.
    pub(crate) fn unseen(&self) -> usize {
        self.requests.try_iter().count()
    }
}

pub(crate) fn read(reader: &mut BufReader<impl Read>) -> Option<Request> {
    let mut line = || {
        let mut line = String::new();
        (reader.read_line(&mut line).ok()? > 0).then(|| line.trim_end().to_owned())
    };
    let first = line()?;
    let mut headers = Vec::new();
    loop {
        let header = line()?;
        if header.is_empty() {
            break;
        }
        headers.push(header);
    }
    let request = Request { line: first, headers, body: String::new() };
    let body = if request.header("transfer-encoding") == Some("chunked") {
        read_chunks(reader)?
    } else {
        let length = request.header("content-length").map_or(0, |length| length.parse().unwrap());
        read_exactly(reader, length)?
    };
    Some(Request { body: String::from_utf8(body).unwrap(), ..request })
}

fn read_exactly(reader: &mut BufReader<impl Read>, length: usize) -> Option<Vec<u8>> {
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(body)
}

fn read_chunks(reader: &mut BufReader<impl Read>) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let mut size = String::new();
        reader.read_line(&mut size).ok()?;
        let size = usize::from_str_radix(size.trim(), 16).ok()?;
        body.extend(read_exactly(reader, size)?);
        read_exactly(reader, 2)?;
        if size == 0 {
            return Some(body);
        }
    }
}
