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
