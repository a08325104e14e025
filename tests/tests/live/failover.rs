//! A cluster of three that loses its active server.

use std::{
    process::Command,
    time::{Duration, Instant},
};

use vault_sys::ClientBuilder;
use vault_sys_tests::{Given, RaftServer, both_clients};

use crate::{cluster::Cluster, given::unique};

const LIMIT: Duration = Duration::from_secs(60);

struct Three(Cluster);

impl Given for Three {
    fn address(&self) -> &str {
        self.0.first.server.address()
    }

    fn token(&self) -> &str {
        self.0.first.token()
    }

    fn set_up<C>(&self, client: ClientBuilder<C>) -> ClientBuilder<C> {
        let others = self.0.others.iter().map(RaftServer::address);
        let client = others.fold(client, ClientBuilder::address);
        // An election takes longer than two repetitions may.
        client.retries(1000).longest_pause(Duration::from_millis(100)).timeout(LIMIT)
    }
}

impl Three {
    /// Ends the active server as a crash would, without a word to the others.
    fn kill_active(&self) {
        let pid = self.0.first.server.pid().to_string();
        assert!(Command::new("kill").args(["-KILL", &pid]).status().unwrap().success());
    }
}

both_clients! {
    fn reads_go_on_when_the_active_server_is_killed(given = Three(Cluster::of(3)), vault, send) {
        send!(vault.mounts().list()).unwrap();
        given.kill_active();
        let killed = Instant::now();
        let mut longest = Duration::ZERO;
        let mut reads = 0;
        let mut writes = 0;
        // Until there is a new one, which a write shows. No write is repeated for us.
        let election = loop {
            let start = Instant::now();
            send!(vault.mounts().list()).unwrap();
            longest = longest.max(start.elapsed());
            reads += 1;
            writes += 1;
            match send!(vault.mounts().enable(unique("kv"), "kv")) {
                Ok(()) => break killed.elapsed(),
                Err(error) => {
                    let passing = error.is_redirect() || error.is_standby() || error.is_connect();
                    assert!(passing || error.status().is_some_and(|it| it.is_server_error()), "{error}");
                }
            }
            assert!(killed.elapsed() < LIMIT, "no new active server");
        };
        // Whoever it is: the client has found it.
        assert!(send!(vault.leader().status()).unwrap().is_self.is_some());
        println!(
            "{reads} reads went on, the longest for {longest:?}; {writes} writes, the last one \
             after {election:?}"
        );
    }
}
