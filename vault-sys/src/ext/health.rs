//! The state of a server as one of several.

use http::StatusCode;

use crate::health::Health;

/// What a server is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum State {
    /// Unsealed, and the active one of its cluster.
    Active,
    /// Unsealed, while another one is active.
    Standby,
    /// A standby that answers reads itself.
    PerformanceStandby,
    /// A standby that cannot reach the active server.
    UnhealthyStandby,
    /// Of a secondary cluster for disaster recovery, so that it answers next to nothing.
    DisasterRecoverySecondary,
    /// Removed from its cluster.
    Removed,
    /// Initialised and sealed.
    Sealed,
    /// Not initialised.
    Uninitialized,
}

impl State {
    /// The state that a status of `sys/health` stands for, unless other statuses were asked for.
    #[must_use]
    pub fn from_status(status: StatusCode) -> Option<Self> {
        Some(match status.as_u16() {
            200 => Self::Active,
            429 => Self::Standby,
            472 => Self::DisasterRecoverySecondary,
            473 => Self::PerformanceStandby,
            474 => Self::UnhealthyStandby,
            501 => Self::Uninitialized,
            503 => Self::Sealed,
            530 => Self::Removed,
            _ => return None,
        })
    }
}

impl Health {
    /// What the server is, by what it says of itself.
    #[must_use]
    pub fn state(&self) -> State {
        if !self.initialized {
            State::Uninitialized
        } else if self.removed_from_cluster == Some(true) {
            State::Removed
        } else if self.sealed {
            State::Sealed
        } else if self.replication_dr_mode.as_deref() == Some("secondary") {
            State::DisasterRecoverySecondary
        } else if self.performance_standby == Some(true) {
            State::PerformanceStandby
        } else if self.standby && self.ha_connection_healthy == Some(false) {
            State::UnhealthyStandby
        } else if self.standby {
            State::Standby
        } else {
            State::Active
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{EndpointExt as _, health};

    /// A reply with a status, and fields beside those that all have.
    fn health(status: u16, fields: &str) -> Health {
        let body = format!(r#"{{{fields},"server_time_utc":1,"version":"1.20.0"}}"#);
        let answer = http::Response::builder().status(status).body(body).unwrap();
        health::Read::from_http(&answer).unwrap()
    }

    #[test]
    fn each_status_and_what_comes_with_it_are_one_state() {
        const UP: &str = r#""initialized":true,"sealed":false"#;
        for (status, fields, state) in [
            (200, r#""standby":false"#, State::Active),
            (429, r#""standby":true"#, State::Standby),
            (
                472,
                r#""standby":true,"replication_dr_mode":"secondary""#,
                State::DisasterRecoverySecondary,
            ),
            (473, r#""standby":true,"performance_standby":true"#, State::PerformanceStandby),
            (474, r#""standby":true,"ha_connection_healthy":false"#, State::UnhealthyStandby),
            (530, r#""standby":true,"removed_from_cluster":true"#, State::Removed),
        ] {
            let found = health(status, &format!("{UP},{fields}")).state();
            assert_eq!(found, state, "{status}");
            let status = StatusCode::from_u16(status).unwrap();
            assert_eq!(State::from_status(status), Some(state));
        }
        let sealed = health(503, r#""initialized":true,"sealed":true,"standby":true"#);
        assert_eq!(sealed.state(), State::Sealed);
        assert_eq!(State::from_status(StatusCode::SERVICE_UNAVAILABLE), Some(State::Sealed));
        let new = health(501, r#""initialized":false,"sealed":true,"standby":true"#);
        assert_eq!(new.state(), State::Uninitialized);
        assert_eq!(State::from_status(StatusCode::NOT_IMPLEMENTED), Some(State::Uninitialized));
        assert_eq!(State::from_status(StatusCode::IM_A_TEAPOT), None);
    }
}
