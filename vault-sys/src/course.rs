//! What becomes of a call that has failed: whether it is made again, when and where.
//!
//! It decides and does nothing, so that both clients go by it, and no server is needed to test it.

use std::time::{Duration, Instant};

use http::{StatusCode, header::LOCATION};
use reqwest::Url;

use crate::{
    Error, ErrorKind, Operation,
    answer::Answer,
    pause::{backoff, retry_after},
    redirects::Unfollowed,
    settings::Shared,
};

/// How many redirects are followed, one after the other.
const REDIRECTS: usize = 10;

/// The course of one call.
pub(crate) struct Course<'a> {
    shared: &'a Shared,
    operation: &'static Operation,
    /// Whether what is sent can be sent again, which a stream cannot.
    replayable: bool,
    deadline: Option<Instant>,
    /// Where the call goes: an address of the client.
    address: usize,
    /// Where it goes instead, after a redirect.
    redirect: Option<Url>,
    /// What has redirected to it, in turn.
    passed: Vec<Url>,
    /// How many addresses have failed since the last pause.
    failed: usize,
    /// Whether it could have been otherwise a little later, with any of them.
    hope: bool,
    retries: u32,
    /// How many requests have been made.
    pub(crate) attempts: u32,
}

/// What to do next.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// Take what has come.
    Stop,
    /// Send it again after a pause, which may be none.
    Again(Duration),
}

/// Why what has come is not taken.
#[derive(Clone, Copy)]
enum Trouble {
    /// It is too early.
    Wait(Option<Duration>),
    /// This server cannot do it. If there is hope, it may later.
    Server { hope: bool, wait: Option<Duration> },
}

impl<'a> Course<'a> {
    pub(crate) fn new(
        shared: &'a Shared,
        operation: &'static Operation,
        replayable: bool,
        deadline: Option<Instant>,
    ) -> Self {
        Self {
            shared,
            operation,
            replayable,
            deadline,
            address: shared.preferred(),
            redirect: None,
            passed: Vec::new(),
            failed: 0,
            hope: false,
            retries: 0,
            attempts: 0,
        }
    }

    /// Where the next request goes. `target` is its path and query.
    pub(crate) fn url(&mut self, target: &str) -> Url {
        self.attempts += 1;
        match &self.redirect {
            Some(url) => url.clone(),
            None => self.shared.addresses[self.address].join(target),
        }
    }

    /// What to do about an answer that will come as a stream.
    pub(crate) fn arrived(&self) -> Next {
        self.shared.prefer(self.address);
        Next::Stop
    }

    /// What to do about an answer.
    pub(crate) fn answered(&mut self, answer: &mut Answer, now: Instant) -> Next {
        answer.attempts = self.attempts;
        if let Some(next) = self.redirected(answer) {
            return next;
        }
        match self.trouble(answer) {
            Some(trouble) if self.may_repeat() => self.after(trouble, now),
            Some(Trouble::Wait(_)) => Next::Stop,
            Some(Trouble::Server { .. }) => {
                self.leave();
                Next::Stop
            }
            None => self.arrived(),
        }
    }

    /// What to do about an error.
    pub(crate) fn failed(&mut self, error: Error, now: Instant) -> (Next, Error) {
        if error.kind() != ErrorKind::Transport {
            return (Next::Stop, error);
        }
        let next = if self.may_repeat() && (error.is_connect() || !error.is_timeout()) {
            self.after(Trouble::Server { hope: true, wait: None }, now)
        } else if error.is_connect() && self.replayable && self.passed.is_empty() {
            // Nothing was sent, to anybody, so this is no repetition.
            self.elsewhere().unwrap_or(Next::Stop)
        } else {
            self.leave();
            Next::Stop
        };
        (next, error.repeated(self.attempts))
    }

    fn may_repeat(&self) -> bool {
        self.operation.safe && self.replayable
    }

    /// Follows a redirect, or notes why it does not.
    fn redirected(&mut self, answer: &mut Answer) -> Option<Next> {
        let from = answer.from.take()?;
        let location = answer.headers.get(LOCATION)?;
        let followed = self.shared.redirects.follow(answer.status, &from, location);
        let followed = followed.and_then(|to| {
            let refuse = |why| Err(Unfollowed::new(Some(&to), why));
            if !self.replayable {
                return refuse("what was uploaded cannot be sent again");
            }
            if to == *from || self.passed.contains(&to) {
                return refuse("it leads round in a circle");
            }
            if self.passed.len() >= REDIRECTS {
                return refuse("there were too many before");
            }
            Ok(to)
        });
        match followed {
            Ok(to) => {
                self.passed.push(*from);
                self.redirect = Some(to);
                Some(Next::Again(Duration::ZERO))
            }
            Err(unfollowed) => {
                answer.unfollowed = Some(Box::new(unfollowed));
                None
            }
        }
    }

    fn trouble(&self, answer: &Answer) -> Option<Trouble> {
        if self.operation.answers.include(answer.status) {
            return None;
        }
        let server = |hope, wait| Some(Trouble::Server { hope, wait });
        match answer.status {
            StatusCode::PRECONDITION_FAILED => Some(Trouble::Wait(None)),
            StatusCode::TOO_MANY_REQUESTS => Some(Trouble::Wait(retry_after(&answer.headers))),
            StatusCode::SERVICE_UNAVAILABLE if answer.refusal(self.operation).is_sealed() => {
                server(false, None)
            }
            StatusCode::BAD_GATEWAY
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::GATEWAY_TIMEOUT => server(true, retry_after(&answer.headers)),
            StatusCode::INTERNAL_SERVER_ERROR if answer.refusal(self.operation).is_standby() => {
                server(true, None)
            }
            // What a standby says that knows the active server.
            StatusCode::TEMPORARY_REDIRECT if answer.unfollowed.is_some() => server(false, None),
            _ => None,
        }
    }

    fn after(&mut self, trouble: Trouble, now: Instant) -> Next {
        let (hope, wait) = match trouble {
            Trouble::Wait(wait) => (true, wait),
            Trouble::Server { hope, wait } => {
                self.hope |= hope;
                if let Some(next) = self.elsewhere() {
                    return next;
                }
                (self.hope, wait)
            }
        };
        if !hope || self.retries >= self.shared.retries {
            return Next::Stop;
        }
        let pause = wait.unwrap_or_else(|| backoff(self.retries, self.shared.longest_pause));
        if self.deadline.is_some_and(|deadline| pause >= deadline.duration_since(now)) {
            return Next::Stop;
        }
        self.retries += 1;
        (self.failed, self.hope) = (0, false);
        self.forget_redirects();
        Next::Again(pause)
    }

    /// Goes on to the next address; there is none if all have failed.
    fn elsewhere(&mut self) -> Option<Next> {
        self.leave();
        self.failed += 1;
        self.address = (self.address + 1) % self.shared.addresses.len();
        self.forget_redirects();
        (self.failed < self.shared.addresses.len()).then_some(Next::Again(Duration::ZERO))
    }

    /// Makes other calls start at the next address, unless one of them has found a better one.
    fn leave(&self) {
        if self.shared.preferred() == self.address {
            self.shared.prefer((self.address + 1) % self.shared.addresses.len());
        }
    }

    fn forget_redirects(&mut self) {
        self.redirect = None;
        self.passed.clear();
    }
}
