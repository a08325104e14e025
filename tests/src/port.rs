//! Ports that nobody uses, and that no other harness takes.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, UdpSocket};
use std::ops::Range;

/// Below the ports that systems hand out themselves (from 32768 on Linux, from 49152 elsewhere): a
/// server that is restarted on its port must find it free, and no outgoing connection of anybody
/// may have taken it meanwhile. That could happen to a port that was chosen by binding port 0.
const RANGE: Range<u16> = 10_000..32_000;

const ATTEMPTS: u32 = 1000;

/// Adjacent ports on 127.0.0.1. No other harness on this machine takes them while this lives.
#[derive(Debug)]
pub(crate) struct Ports {
    first: u16,
    /// Seconds pass until a server listens, on a raft node's cluster port even minutes. Until then
    /// the UDP ports of the same numbers, of no use to the servers, tell others to keep away.
    _marks: Vec<UdpSocket>,
}

impl Ports {
    /// Takes `count` ports that are free now.
    pub(crate) fn take(count: u16) -> io::Result<Self> {
        for _ in 0..ATTEMPTS {
            let first = fastrand::u16(RANGE.start..RANGE.end - count);
            let marks: io::Result<_> = (first..first + count).map(mark).collect();
            if let Ok(marks) = marks {
                return Ok(Self { first, _marks: marks });
            }
        }
        let problem = format!("no {count} adjacent free ports found in {RANGE:?}");
        Err(io::Error::new(io::ErrorKind::AddrInUse, problem))
    }

    /// The address with the port at `index`.
    pub(crate) fn address(&self, index: u16) -> SocketAddr {
        local(self.first + index)
    }
}

fn mark(port: u16) -> io::Result<UdpSocket> {
    let mark = UdpSocket::bind(local(port))?;
    TcpListener::bind(local(port))?;
    Ok(mark)
}

fn local(port: u16) -> SocketAddr {
    (Ipv4Addr::LOCALHOST, port).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn ports_are_adjacent_free_and_taken_once() {
        let taken: Vec<_> = (0..50).map(|_| Ports::take(2).expect("free ports")).collect();
        let mut seen = BTreeSet::new();
        for ports in &taken {
            assert_eq!(ports.address(0).port() + 1, ports.address(1).port());
            for address in [ports.address(0), ports.address(1)] {
                assert!(seen.insert(address), "{address} was handed out twice");
                assert!(mark(address.port()).is_err(), "{address} can be taken again");
                TcpListener::bind(address).expect("a free port");
            }
        }
    }

    #[test]
    fn a_port_in_use_cannot_be_taken() {
        let used = TcpListener::bind(local(0)).expect("a port");
        let port = used.local_addr().expect("a bound socket").port();
        assert!(mark(port).is_err());
    }
}
