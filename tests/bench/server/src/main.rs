//! A server that knows some requests by heart, and that answers as a real one did.
//!
//! It is a process of its own, so that what it does is not counted as its clients'. It prints its
//! address, and for each line that it is sent how many requests were right and wrong since the
//! last. It ends with its input, and so with whoever has started it.

mod answer;
mod large;

use std::{
    convert::Infallible,
    io::{BufRead as _, stdin},
    net::Ipv4Addr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::SeqCst},
    },
};

use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

use answer::{Answers, Body};

#[derive(Default)]
struct Counts {
    right: AtomicU64,
    wrong: AtomicU64,
}

fn main() {
    let counts = Arc::new(Counts::default());
    let shared = Arc::clone(&counts);
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(serve(shared));
    });
    for line in stdin().lock().lines() {
        if line.is_err() {
            break;
        }
        println!("{} {}", counts.right.swap(0, SeqCst), counts.wrong.swap(0, SeqCst));
    }
}

async fn serve(counts: Arc<Counts>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
    println!("http://{}", listener.local_addr().expect("a bound socket"));
    let answers = Arc::new(Answers::new());
    loop {
        let Ok((stream, _)) = listener.accept().await else { continue };
        // What is written has to leave at once, as with the servers that it stands for.
        stream.set_nodelay(true).expect("a socket of our own");
        let (counts, answers) = (Arc::clone(&counts), Arc::clone(&answers));
        tokio::spawn(async move {
            let service = service_fn(|request| answer(request, &counts, &answers));
            // However it ends, the client will tell.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn answer(
    request: Request<Incoming>,
    counts: &Counts,
    answers: &Answers,
) -> Result<hyper::Response<Body>, Infallible> {
    Ok(match answers.answer(request).await {
        Ok(response) => {
            counts.right.fetch_add(1, SeqCst);
            response
        }
        Err(wrong) => {
            counts.wrong.fetch_add(1, SeqCst);
            eprintln!("{wrong}");
            answer::refusal()
        }
    })
}
