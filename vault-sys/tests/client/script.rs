//! A server on a loopback address that sends prepared bytes, whatever it was asked, and then ends the
//! connection or holds it.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::{TcpListener, TcpStream},
    thread,
};

pub(crate) struct Script {
    pub(crate) address: String,
}

impl Script {
    /// Ends each connection after these bytes.
    #[cfg(feature = "blocking")]
    pub(crate) fn once_each(bytes: &str) -> Self {
        Self::new(bytes, drop)
    }

    /// Holds each connection after these bytes for as long as the other side does.
    pub(crate) fn held(bytes: &str) -> Self {
        Self::new(bytes, |connection| {
            let _ = std::io::copy(&mut BufReader::new(connection), &mut std::io::sink());
        })
    }

    fn new(bytes: &str, then: fn(TcpStream)) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let bytes = bytes.to_owned();
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let bytes = bytes.clone();
                thread::spawn(move || {
                    let mut reader = BufReader::new(connection);
                    let mut line = String::new();
                    while reader.read_line(&mut line).is_ok_and(|count| count > 2) {
                        line.clear();
                    }
                    let mut connection = reader.into_inner();
                    // Who has what it wanted may be gone.
                    let _ = connection.write_all(bytes.as_bytes());
                    then(connection);
                });
            }
        });
        Self { address }
    }
}
