//! Sends a request and waits for the answer, as often as it takes.

use std::time::{Duration, Instant};

use http::StatusCode;
use reqwest::{Body, Request, Response, Url};
use tokio::time;

use crate::{
    Client, Error, Operation,
    answer::Answer,
    course::{Course, Next},
    encode::Encoded,
    progress::Progress,
    trace::{End, Trace},
};

/// An answer, of which nothing but the head may have come.
pub(crate) enum Arrival {
    Whole(Answer),
    Head(Response),
}

/// What is sent and awaited beside a plain request and a plain answer.
enum Stream {
    None,
    Down(Down),
    Up(Body),
}

/// What of an answer is read bit by bit.
#[derive(Clone, Copy)]
pub(crate) enum Down {
    Body,
    /// What both sides say once they speak something else than HTTP.
    #[cfg(feature = "events")]
    Upgrade,
}

impl Down {
    fn is_in(self, operation: &Operation, status: StatusCode) -> bool {
        match self {
            Self::Body => operation.answers.include(status),
            #[cfg(feature = "events")]
            Self::Upgrade => status == StatusCode::SWITCHING_PROTOCOLS,
        }
    }
}

impl Client {
    /// Sends a request and waits for the answer.
    pub(crate) async fn exchange(
        &self,
        operation: &'static Operation,
        encoded: &Encoded,
    ) -> Result<Answer, Error> {
        self.whole(operation, encoded, Stream::None, self.deadline()).await
    }

    /// Sends a request and waits for the head of the answer. What is no answer of the operation is
    /// the error that `refused` makes of it.
    pub(crate) async fn download(
        &self,
        operation: &'static Operation,
        encoded: &Encoded,
        down: Down,
        refused: impl FnOnce(Answer) -> Error,
    ) -> Result<Response, Error> {
        match self.begin(operation, encoded, down).await? {
            Arrival::Head(response) => Ok(response),
            Arrival::Whole(answer) => Err(refused(answer)),
        }
    }

    /// The same, with what is no answer of the operation as it came.
    pub(crate) async fn begin(
        &self,
        operation: &'static Operation,
        encoded: &Encoded,
        down: Down,
    ) -> Result<Arrival, Error> {
        self.attempts(operation, encoded, Stream::Down(down), self.deadline()).await
    }

    /// Sends a request with a body that comes bit by bit, and waits for the answer.
    pub(crate) async fn send_body(
        &self,
        operation: &'static Operation,
        encoded: &Encoded,
        body: Body,
        progress: &Progress,
    ) -> Result<Answer, Error> {
        let whole = self.whole(operation, encoded, Stream::Up(body), None);
        progress.watch(operation, self.settings.timeout, whole).await
    }

    async fn whole(
        &self,
        operation: &'static Operation,
        encoded: &Encoded,
        stream: Stream,
        deadline: Option<Instant>,
    ) -> Result<Answer, Error> {
        match self.attempts(operation, encoded, stream, deadline).await? {
            Arrival::Whole(answer) => Ok(answer),
            Arrival::Head(response) => self.finish(operation, response, deadline).await,
        }
    }

    async fn attempts(
        &self,
        operation: &'static Operation,
        encoded: &Encoded,
        stream: Stream,
        deadline: Option<Instant>,
    ) -> Result<Arrival, Error> {
        let trace = Trace::start(operation);
        let attempts = self.traced(operation, encoded, stream, deadline, &trace);
        let result = trace.around(attempts).await;
        trace.ended(end(&result));
        result
    }

    async fn traced(
        &self,
        operation: &'static Operation,
        encoded: &Encoded,
        stream: Stream,
        deadline: Option<Instant>,
        trace: &Trace,
    ) -> Result<Arrival, Error> {
        let (down, mut upload) = match stream {
            Stream::None => (None, None),
            Stream::Down(down) => (Some(down), None),
            Stream::Up(body) => (None, Some(body)),
        };
        let shared = &self.settings.shared;
        let mut course = Course::new(shared, operation, upload.is_none(), deadline);
        let mut pause = self.turn(deadline).ok_or_else(|| Error::no_turn(operation))?;
        loop {
            if !pause.is_zero() {
                time::sleep(pause).await;
            }
            let mut request = Request::new(operation.method.into(), course.url(&encoded.target));
            *request.headers_mut() = self.settings.headers(operation, encoded)?;
            *request.body_mut() = upload.take().or_else(|| encoded.body.clone().map(Into::into));
            trace.attempt(course.attempts);
            let (next, result) = match self.attempt(operation, request, down, deadline).await {
                Ok(Arrival::Whole(mut answer)) => {
                    (course.answered(&mut answer, now()), Ok(Arrival::Whole(answer)))
                }
                Ok(head) => (course.arrived(), Ok(head)),
                Err(error) => {
                    let (next, error) = course.failed(error, now());
                    (next, Err(error))
                }
            };
            let Next::Again(wait) = next else { return result };
            // What there is no room for in time is not made again.
            let Some(turn) = self.turn(deadline) else { return result };
            pause = wait.max(turn);
            trace.again(course.attempts, end(&result), pause);
        }
    }

    /// How long it is until one more request may be sent, unless that is too long.
    fn turn(&self, deadline: Option<Instant>) -> Option<Duration> {
        let Some(turns) = &self.settings.shared.turns else { return Some(Duration::ZERO) };
        turns.take(now(), deadline)
    }

    async fn attempt(
        &self,
        operation: &Operation,
        request: Request,
        down: Option<Down>,
        deadline: Option<Instant>,
    ) -> Result<Arrival, Error> {
        #[cfg(feature = "testing")]
        if let Some(stand_in) = self.transport.stand_in() {
            let origin = Some(request.url().clone());
            let response = by(operation, deadline, stand_in.send(operation, request)).await?;
            return self.arrived(operation, response, origin, down, deadline).await;
        }
        let origin = self.transport.origin(&request);
        let sent = self.transport.send(operation, request)?;
        let sent = async { sent.await.map_err(|source| Error::transport(operation, source)) };
        let response = by(operation, deadline, sent).await?;
        self.arrived(operation, response, origin, down, deadline).await
    }

    /// Takes an answer of which the head has come, and waits for the rest unless that is a stream.
    async fn arrived(
        &self,
        operation: &Operation,
        response: Response,
        origin: Option<Url>,
        down: Option<Down>,
        deadline: Option<Instant>,
    ) -> Result<Arrival, Error> {
        if down.is_some_and(|down| down.is_in(operation, response.status())) {
            return Ok(Arrival::Head(response));
        }
        let mut answer = self.finish(operation, response, deadline).await?;
        if let Some((from, origin)) = answer.from.as_mut().zip(origin) {
            **from = origin;
        }
        Ok(Arrival::Whole(answer))
    }

    /// Waits for the rest of an answer.
    async fn finish(
        &self,
        operation: &Operation,
        response: Response,
        deadline: Option<Instant>,
    ) -> Result<Answer, Error> {
        Answer::read(operation, response, self.settings.shared.reply_limit, deadline).await
    }

    fn deadline(&self) -> Option<Instant> {
        now().checked_add(self.settings.timeout)
    }
}

fn end(result: &Result<Arrival, Error>) -> End<'_> {
    match result {
        Ok(Arrival::Whole(answer)) => End::Answer(answer.status),
        Ok(Arrival::Head(response)) => End::Answer(response.status()),
        Err(error) => End::Error(error),
    }
}

/// As the timers have it.
fn now() -> Instant {
    time::Instant::now().into_std()
}

/// Waits for a part of an exchange until the time for the whole is up.
pub(crate) async fn by<T>(
    operation: &Operation,
    deadline: Option<Instant>,
    part: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let Some(deadline) = deadline else { return part.await };
    let part = time::timeout_at(deadline.into(), part).await;
    part.unwrap_or_else(|_| Err(Error::timeout(operation)))
}
