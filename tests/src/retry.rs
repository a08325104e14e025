//! Starting again when somebody else took the port.

use crate::StartError;

const ATTEMPTS: u32 = 5;

/// Calls `start` again while a port it uses is taken: between choosing a port and listening there,
/// somebody else can get it.
pub(crate) fn while_port_is_taken<T>(
    mut start: impl FnMut() -> Result<T, StartError>,
) -> Result<T, StartError> {
    let mut attempt = 1;
    loop {
        match start() {
            Err(error) if error.is_port_taken() && attempt < ATTEMPTS => attempt += 1,
            result => return result,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::ExitStatus;

    fn failure(log: &str) -> StartError {
        StartError::Exited { status: ExitStatus::default(), log: log.into() }
    }

    #[test]
    fn a_taken_port_is_tried_again() {
        let mut calls = 0;
        let started = while_port_is_taken(|| {
            calls += 1;
            if calls < 3 { Err(failure("bind: address already in use")) } else { Ok(calls) }
        });
        assert_eq!(started.expect("the third attempt"), 3);
    }

    #[test]
    fn not_for_ever() {
        let mut calls = 0;
        let result: Result<(), _> = while_port_is_taken(|| {
            calls += 1;
            Err(failure("bind: address already in use"))
        });
        assert!(result.is_err());
        assert_eq!(calls, ATTEMPTS);
    }

    #[test]
    fn anything_else_is_not() {
        let mut calls = 0;
        let result: Result<(), _> = while_port_is_taken(|| {
            calls += 1;
            Err(failure("unknown storage type"))
        });
        assert!(result.is_err());
        assert_eq!(calls, 1);
    }
}
