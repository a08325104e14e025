//! Clients that know several servers of a cluster.

use std::time::Duration;

use vault_sys::Redirects;

use crate::{
    both::both,
    play::{Act, Play, nobody},
};

const COUNT: &str = r#"{"data":{"lease_count":7,"counts":{}}}"#;
const SEALED: &str = r#"{"errors":["Vault is sealed"]}"#;
const ELECTION: &str = r#"{"errors":["local node not active but active cluster node not found"]}"#;

fn good() -> Play {
    Play::new(|_, request| {
        let reads = request.line.starts_with("GET");
        if reads { Act::json(COUNT) } else { Act::answer("204 No Content", "", "") }
    })
}

/// All that a server may have against a call that another server could answer.
fn bad() -> Vec<Play> {
    let standby = || Act::redirect(307, "http://127.0.0.1:1/v1/sys/x");
    vec![
        Play::always(standby),
        Play::always(|| Act::answer("500 Internal Server Error", "", ELECTION)),
        Play::always(|| Act::answer("503 Service Unavailable", "", SEALED)),
        Play::always(|| Act::answer("503 Service Unavailable", "", "")),
        Play::always(|| Act::answer("502 Bad Gateway", "", "<html>")),
        Play::always(|| Act::answer("504 Gateway Timeout", "", "")),
        Play::always(Act::hang_up),
    ]
}

both! {
    fn what_is_safe_goes_on_to_the_next(Vault, send) {
        for bad in bad() {
            let good = good();
            let vault = Vault::builder(&bad.address).address(&good.address).retries(0);
            let vault = vault.build().unwrap();
            let count = send!(vault.leases().count_irrevocable()).unwrap().lease_count;
            assert_eq!((count, bad.count(), good.count()), (7, 1, 1));
            // From now on it is the good one that is asked, for writes as well.
            send!(vault.leases().count_irrevocable()).unwrap();
            send!(vault.with_token("s.token").leases().revoke("a/b")).unwrap();
            assert_eq!((bad.count(), good.count()), (1, 3));
        }
    }

    fn what_acts_does_not(Vault, send) {
        for bad in bad() {
            let good = good();
            let vault = Vault::builder(&bad.address).address(&good.address).build().unwrap();
            assert!(send!(vault.leases().revoke("a/b")).is_err());
            assert_eq!((bad.count(), good.count()), (1, 0));
            // The next call may as well begin where there is some hope.
            send!(vault.leases().revoke("a/b")).unwrap();
            assert_eq!((bad.count(), good.count()), (1, 1));
        }
    }

    fn everything_goes_on_where_nobody_is(Vault, send) {
        let good = good();
        let vault = || Vault::builder(&nobody()).address(&nobody()).address(&good.address);
        let vault = || vault().retries(0).build().unwrap();
        send!(vault().leases().count_irrevocable()).unwrap();
        send!(vault().leases().revoke("a/b")).unwrap();
        send!(vault().seal().seal()).unwrap();
        assert_eq!(good.count(), 3);
        // What is read as it is sent has gone with the connection that was not made.
        let vault = vault();
        assert!(send!(upload: vault.raft().restore_snapshot(), "snapshot").is_err());
        assert_eq!(good.count(), 3);
        assert!(send!(upload: vault.raft().restore_snapshot(), "snapshot").is_err());
        send!(upload: vault.raft().restore_snapshot(), "snapshot").unwrap();
        assert_eq!(good.count(), 4);
    }

    fn what_was_sent_on_by_a_server_does_not_go_on_by_itself(Vault, send) {
        // One server has had it, and the one that it was sent on to has not.
        let (nobody, good) = (nobody(), good());
        let to = nobody.clone();
        let standby = Play::always(move || Act::redirect(307, &to));
        let vault = || {
            let none: [&str; 0] = [];
            let vault = Vault::builder(&standby.address).address(&nobody).address(&good.address);
            vault.redirects(Redirects::to_hosts(none)).build().unwrap()
        };
        assert!(send!(vault().leases().revoke("a/b")).unwrap_err().is_connect());
        assert_eq!((standby.take().len(), good.count()), (1, 0));
        send!(vault().leases().count_irrevocable()).unwrap();
        assert_eq!((standby.count(), good.count()), (1, 1));
    }

    fn each_repetition_tries_all_of_them(Vault, send) {
        let bad = || Play::always(|| Act::answer("503 Service Unavailable", "", ""));
        let bad = [bad(), bad(), bad()];
        let vault = Vault::builder(&bad[0].address).address(&bad[1].address);
        let vault = vault.address(&bad[2].address).longest_pause(Duration::ZERO);
        let vault = vault.retries(3).build().unwrap();
        let error = send!(vault.leases().count_irrevocable()).unwrap_err();
        assert!(error.to_string().contains("(12 attempts)"), "{error}");
        assert_eq!(bad.each_ref().map(Play::count), [4, 4, 4]);
        let error = send!(vault.leases().revoke("a/b")).unwrap_err();
        assert!(!error.to_string().contains("attempts"), "{error}");
        assert_eq!(bad.iter().map(Play::count).sum::<usize>(), 13);
    }

    fn there_is_no_hope_where_all_are_sealed(Vault, send) {
        let sealed = || Play::always(|| Act::answer("503 Service Unavailable", "", SEALED));
        let sealed = [sealed(), sealed()];
        let vault = Vault::builder(&sealed[0].address).address(&sealed[1].address);
        let vault = vault.build().unwrap();
        assert!(send!(vault.leases().count_irrevocable()).unwrap_err().is_sealed());
        assert_eq!(sealed.each_ref().map(Play::count), [1, 1]);
    }

    fn an_answer_is_an_answer_whoever_gives_it(Vault, send) {
        let refuses = Play::always(|| Act::answer("403 Forbidden", "", ""));
        let good = good();
        let vault = Vault::builder(&refuses.address).address(&good.address).build().unwrap();
        assert!(send!(vault.leases().count_irrevocable()).unwrap_err().is_permission_denied());
        assert!(send!(vault.leases().revoke("a/b")).unwrap_err().is_permission_denied());
        assert_eq!((refuses.count(), good.count()), (2, 0));
    }

    fn each_address_must_be_one(Vault, send) {
        let vault = Vault::builder("http://127.0.0.1:1").address("ftp://127.0.0.1");
        let error = vault.build().unwrap_err();
        assert!(error.to_string().contains("https://host:8200"), "{error}");
    }
}
