//! What all client programs have in common: what they are asked to do, and what they tell of it.

use std::time::{Duration, Instant};

use nix::sys::{
    resource::{UsageWho, getrusage},
    time::TimeValLike as _,
};

/// The token that the canned server wants to see.
pub const TOKEN: &str = "s.3yQTZJkKyeLSoAIIkvGmFx9D";
/// The lease that is read.
pub const LEASE: &str =
    "auth/token/create/h2584a2fac4b5ff4aa05bc9488a259d5ff25c8013a112506b2f409d234e167ffa";
/// The policy that is written: its name.
pub const POLICY: &str = "team-0000-deploy";
/// The policy that is written: its text.
pub const RULES: &str = "path \"secret/data/team\" { capabilities = [\"read\"] }";
/// How many mounts the canned server lists.
pub const MOUNTS: usize = 7;
/// How many policies the canned server lists.
pub const POLICIES: usize = 1000;
/// How many leases the canned server lists below `huge`.
pub const LEASES: usize = 1_000_000;
/// How long a snapshot of the canned server is, in bytes.
pub const SNAPSHOT: u64 = 1 << 30;
/// How many leases are revoked at a time.
pub const AT_A_TIME: usize = 32;

/// What a client program is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// Reads a lease.
    Lease,
    /// Lists mounts.
    Mounts,
    /// Lists 1,000 keys: the names of policies.
    Keys,
    /// Writes a policy.
    Policy,
    /// Lists 1,000,000 leases, all of them at once.
    Listing,
    /// Lists 1,000,000 leases one after the other.
    Streamed,
    /// Revokes leases by their IDs, several at a time; all repetitions together.
    Revoke,
    /// Takes a snapshot and writes it nowhere.
    Down,
    /// Restores a snapshot that is made up on the way.
    Up,
}

/// The program's arguments: where the server is, what to call, and how many times.
#[derive(Clone, Debug)]
pub struct Task {
    /// `http://127.0.0.1:PORT`.
    pub address: String,
    /// What to call.
    pub call: Call,
    /// How many times.
    pub times: usize,
}

impl Task {
    /// Reads the arguments.
    ///
    /// # Panics
    ///
    /// When they are others.
    #[must_use]
    pub fn from_arguments() -> Self {
        let mut arguments = std::env::args().skip(1);
        let mut next = || arguments.next().expect("address, call and number");
        let (address, call, times) = (next(), next(), next());
        let call = match call.as_str() {
            "lease" => Call::Lease,
            "mounts" => Call::Mounts,
            "keys" => Call::Keys,
            "policy" => Call::Policy,
            "listing" => Call::Listing,
            "streamed" => Call::Streamed,
            "revoke" => Call::Revoke,
            "down" => Call::Down,
            "up" => Call::Up,
            other => panic!("no call `{other}`"),
        };
        Self { address, call, times: times.parse().expect("a number") }
    }

    /// Ends a program that cannot do what it was asked for, in a way that the driver knows.
    pub fn lacks(&self) -> ! {
        std::process::exit(LACKS);
    }
}

/// What a program ends with that has no such call.
pub const LACKS: i32 = 3;

/// What the program has used before its calls.
#[derive(Debug)]
pub struct Start {
    began: Instant,
    cpu: Duration,
    peak: i64,
}

impl Start {
    /// To be called when the client has been made, and has made a call if that opens a connection.
    ///
    /// # Panics
    ///
    /// When the system does not tell.
    #[must_use]
    pub fn now() -> Self {
        let (cpu, peak) = usage();
        Self { began: Instant::now(), cpu, peak }
    }

    /// Prints what the calls have used: time and CPU time in nanoseconds, and the peak of memory
    /// before them and with them in KiB.
    ///
    /// # Panics
    ///
    /// When the system does not tell.
    pub fn report(&self) {
        let wall = self.began.elapsed().as_nanos();
        let (cpu, peak) = usage();
        println!("{wall} {} {} {peak}", cpu.saturating_sub(self.cpu).as_nanos(), self.peak);
    }
}

/// CPU time of this process, and its peak of memory in KiB.
///
/// # Panics
///
/// When the system does not tell.
#[must_use]
pub fn usage() -> (Duration, i64) {
    let usage = getrusage(UsageWho::RUSAGE_SELF).expect("every system tells");
    let micros = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    (Duration::from_micros(micros.try_into().expect("a positive time")), usage.max_rss())
}
