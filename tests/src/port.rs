//! Ports that nobody uses.

use std::collections::BTreeSet;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

/// Below the ports that systems hand out themselves (from 32768 on Linux, from 49152 elsewhere): a
/// server that is restarted on its port must find it free, and no outgoing connection of anybody
/// may have taken it meanwhile. That could happen to a port that was chosen by binding port 0.
const RANGE: Range<u16> = 10_000..32_000;

const ATTEMPTS: u32 = 1000;

/// `count` adjacent ports on 127.0.0.1 that are free now and not handed out before in this process.
/// Returns the first.
pub(crate) fn free(count: u16) -> io::Result<u16> {
    static HANDED_OUT: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());
    let mut handed_out = HANDED_OUT.lock().unwrap_or_else(PoisonError::into_inner);
    for _ in 0..ATTEMPTS {
        let first = fastrand::u16(RANGE.start..RANGE.end - count);
        let ports = first..first + count;
        if ports.clone().all(|port| !handed_out.contains(&port) && is_free(port)) {
            handed_out.extend(ports);
            return Ok(first);
        }
    }
    Err(io::Error::new(
        io::ErrorKind::AddrInUse,
        format!("no {count} adjacent free ports found in {RANGE:?}"),
    ))
}

fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_adjacent_free_and_handed_out_once() {
        let mut seen = BTreeSet::new();
        for _ in 0..50 {
            let first = free(2).expect("free ports");
            for port in [first, first + 1] {
                assert!(seen.insert(port), "{port} was handed out twice");
                TcpListener::bind((Ipv4Addr::LOCALHOST, port)).expect("a free port");
            }
        }
    }

    #[test]
    fn a_port_in_use_is_not_free() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        assert!(!is_free(taken.local_addr().expect("a bound socket").port()));
    }
}
