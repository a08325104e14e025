use crate::api::{Api, accepts_connections, is_running};
use std::net::TcpListener;
use std::thread;
use vault_sys_tests::{DevServer, RaftServer, StartError};

#[test]
fn servers_run_at_once() {
    let ((first, second), (third, fourth)) = thread::scope(|scope| {
        let dev = scope.spawn(|| (DevServer::start(), DevServer::start()));
        let raft = scope.spawn(|| (RaftServer::start(), RaftServer::start()));
        (dev.join().expect("dev servers"), raft.join().expect("raft servers"))
    });
    let addresses = [first.address(), second.address(), third.address(), fourth.address()];
    for (index, address) in addresses.iter().enumerate() {
        assert!(accepts_connections(address), "{address}");
        assert!(!addresses[..index].contains(address), "{address} twice");
    }
    assert_ne!(first.token(), second.token());
    for dev in [&first, &second] {
        assert!(is_running(dev.pid()));
        assert_eq!(Api::new(dev.address(), dev.token()).get("sys/mounts").0, 200);
        assert_eq!(Api::new(dev.address(), "wrong").get("sys/mounts").0, 403);
    }
    for raft in [&third, &fourth] {
        assert!(is_running(raft.pid()));
        let (status, health) = Api::new(raft.address(), "").get("sys/health");
        assert_eq!(status, 501, "{health}");
        assert_eq!(health["initialized"], false);
        assert_eq!(health["sealed"], true);
    }
}

#[test]
fn the_shared_server_is_one() {
    let first = DevServer::shared();
    let second = thread::spawn(DevServer::shared).join().expect("the shared server");
    assert_eq!(first.address(), second.address());
    assert_eq!(Api::new(first.address(), first.token()).get("sys/mounts").0, 200);
}

#[test]
fn what_the_server_complains_about_is_in_the_error() {
    let error = RaftServer::builder()
        .extra_hcl("listener \"tcp\" { this is not HCL")
        .try_start()
        .expect_err("a broken configuration");
    assert!(matches!(error, StartError::Exited { .. }), "{error}");
    let text = error.to_string();
    assert!(text.contains("error loading configuration"), "{text}");
    assert!(text.contains("extra.hcl"), "{text}");
}

#[test]
fn a_port_that_stays_taken_is_said_to_be() {
    let holder = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = holder.local_addr().expect("a bound socket");
    let error = RaftServer::builder()
        .extra_hcl(format!(
            "listener \"tcp\" {{\n address = \"{address}\"\n tls_disable = true\n}}"
        ))
        .try_start()
        .expect_err("a listener on a port in use");
    assert!(error.to_string().contains("address already in use"), "{error}");
}
