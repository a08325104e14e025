//! No more requests a second than the client was told to send.

use std::time::{Duration, Instant};

use vault_sys::ErrorKind;

use crate::{
    both::both,
    play::{Act, Play},
};

const COUNT: &str = r#"{"data":{"lease_count":7,"counts":{}}}"#;

both! {
    fn calls_wait_for_their_turn_and_clones_in_the_same_line(Vault, send) {
        let server = Play::always(|| Act::json(COUNT));
        let vault = Vault::builder(&server.address).rate_limit(20.0, 2).build().unwrap();
        let start = Instant::now();
        for token in 0..6 {
            let vault = vault.with_token(format!("s.{token}"));
            send!(vault.leases().count_irrevocable()).unwrap();
        }
        // Two at once, and four more that are 50 ms apart.
        assert!(start.elapsed() >= Duration::from_millis(200), "{:?}", start.elapsed());
        assert_eq!(server.count(), 6);
    }

    fn a_call_that_would_be_too_late_is_not_sent(Vault, send) {
        let server = Play::always(|| Act::json(COUNT));
        let vault = Vault::builder(&server.address).rate_limit(0.001, 1).build().unwrap();
        send!(vault.leases().count_irrevocable()).unwrap();
        let error = send!(vault.leases().count_irrevocable()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout);
        assert!(error.is_timeout() && error.to_string().contains("rate limit"), "{error}");
        assert_eq!(server.count(), 1);
    }

    fn a_repetition_takes_a_turn_as_well(Vault, send) {
        let server = Play::always(|| Act::answer("503 Service Unavailable", "", ""));
        let builder = Vault::builder(&server.address).longest_pause(Duration::ZERO).retries(5);
        let vault = builder.rate_limit(0.001, 2).build().unwrap();
        let error = send!(vault.leases().count_irrevocable()).unwrap_err();
        assert_eq!(error.status().unwrap(), 503, "what came is told: {error}");
        assert_eq!(server.count(), 2);
    }

    fn what_is_no_rate_is_an_error(Vault, _send) {
        for (per_second, burst) in [(0.0, 1), (-1.0, 1), (f64::NAN, 1), (f64::INFINITY, 1), (1.0, 0)] {
            let error = Vault::builder("http://127.0.0.1:1").rate_limit(per_second, burst).build();
            let error = error.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Config);
            assert!(error.to_string().contains(&format!("rate_limit({per_second}, {burst})")), "{error}");
        }
    }
}
