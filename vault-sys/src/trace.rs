//! Spans for `tracing`, one a call. Without the feature, nothing is left of it.

use std::time::Duration;

use http::StatusCode;

use crate::{Error, Operation};

pub(crate) use self::inner::Trace;
#[cfg(feature = "blocking")]
pub(crate) use self::inner::carried;

/// How a call, or an attempt, has ended.
#[derive(Clone, Copy)]
#[cfg_attr(not(feature = "tracing"), allow(dead_code, reason = "nobody looks at it"))]
pub(crate) enum End<'a> {
    Answer(StatusCode),
    Error(&'a Error),
}

#[cfg(feature = "tracing")]
mod inner {
    use std::time::Instant;

    use tracing::{
        Instrument as _, Span, debug,
        field::{Empty, display},
        info_span,
        instrument::Instrumented,
    };

    use super::{Duration, End, Error, Operation, StatusCode};

    /// The span of one call. What it says is known before any argument is, or is a number.
    pub(crate) struct Trace {
        span: Span,
        start: Instant,
    }

    impl Trace {
        pub(crate) fn start(operation: &'static Operation) -> Self {
            let span = info_span!(
                target: "vault_sys",
                "call",
                operation = operation.name,
                method = operation.method.as_str(),
                path = operation.path,
                attempts = Empty,
                status = Empty,
                error = Empty,
                duration_ms = Empty,
            );
            Self { span, start: Instant::now() }
        }

        pub(crate) fn around<F: Future>(&self, call: F) -> Instrumented<F> {
            call.instrument(self.span.clone())
        }

        /// Notes that a request is about to be sent, for the first time or once more.
        pub(crate) fn attempt(&self, number: u32) {
            self.span.record("attempts", number);
        }

        /// Notes why there will be another attempt.
        pub(crate) fn again(&self, attempt: u32, end: End<'_>, pause: Duration) {
            let (status, error) = end.fields();
            debug!(
                target: "vault_sys",
                parent: &self.span,
                attempt,
                status,
                error,
                pause_ms = milliseconds(pause),
                "trying again"
            );
        }

        /// Notes how the call has ended.
        pub(crate) fn ended(&self, end: End<'_>) {
            let (status, error) = end.fields();
            if let Some(status) = status {
                self.span.record("status", status);
            }
            if let Some(error) = error {
                self.span.record("error", display(error));
            }
        }
    }

    impl Drop for Trace {
        /// Here, as a call may be given up.
        fn drop(&mut self) {
            self.span.record("duration_ms", milliseconds(self.start.elapsed()));
        }
    }

    impl End<'_> {
        /// Of an error its kind and nothing else: its message may be long, and is the caller's.
        fn fields(self) -> (Option<u16>, Option<&'static str>) {
            match self {
                Self::Answer(status) => (Some(status.as_u16()), None),
                Self::Error(error) => {
                    (error.status().as_ref().map(StatusCode::as_u16), Some(what(error)))
                }
            }
        }
    }

    fn what(error: &Error) -> &'static str {
        use crate::ErrorKind;

        match error.kind() {
            ErrorKind::Transport if error.is_timeout() => "timeout",
            ErrorKind::Transport if error.is_connect() => "connect",
            ErrorKind::Config => "config",
            ErrorKind::Argument => "argument",
            ErrorKind::Local => "local",
            ErrorKind::Transport => "transport",
            ErrorKind::Timeout => "timeout",
            ErrorKind::Refused => "refused",
            ErrorKind::Reply => "reply",
        }
    }

    fn milliseconds(time: Duration) -> u64 {
        u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
    }

    /// What goes on in another thread as a part of what goes on in this one.
    #[cfg(feature = "blocking")]
    pub(crate) fn carried<F: Future>(
        part: F,
    ) -> tracing::instrument::WithDispatch<Instrumented<F>> {
        use tracing::instrument::WithSubscriber as _;

        part.in_current_span().with_current_subscriber()
    }
}

#[cfg(not(feature = "tracing"))]
mod inner {
    use super::{Duration, End, Operation};

    pub(crate) struct Trace;

    #[allow(clippy::unused_self, reason = "the other one uses it")]
    impl Trace {
        pub(crate) fn start(_: &'static Operation) -> Self {
            Self
        }

        pub(crate) fn around<F: Future>(&self, call: F) -> F {
            call
        }

        pub(crate) fn attempt(&self, _: u32) {}

        pub(crate) fn again(&self, _: u32, _: End<'_>, _: Duration) {}

        pub(crate) fn ended(&self, _: End<'_>) {}
    }

    #[cfg(feature = "blocking")]
    pub(crate) fn carried<F: Future>(part: F) -> F {
        part
    }

    const _: () = assert!(size_of::<Trace>() == 0, "what is off costs nothing");
}
