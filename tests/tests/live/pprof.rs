//! Profiles of a running server.

use vault_sys_tests::{DevServer, Given, both_clients};

use crate::given::{Dev, TokenInNamespace};

/// What every archive that gzip made begins with.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// A server that is observed by one at a time only.
struct Own(DevServer);

impl Given for Own {
    fn address(&self) -> &str {
        self.0.address()
    }

    fn token(&self) -> &str {
        self.0.token()
    }
}

both_clients! {
    fn profiles_are_compressed(given = Dev, vault, send) {
        let pprof = vault.pprof();
        assert_eq!(send!(vault.pprof().allocs()).unwrap()[..2], GZIP);
        assert_eq!(send!(vault.pprof().block()).unwrap()[..2], GZIP);
        assert_eq!(send!(vault.pprof().goroutine()).unwrap()[..2], GZIP);
        assert_eq!(send!(vault.pprof().heap()).unwrap()[..2], GZIP);
        assert_eq!(send!(vault.pprof().mutex()).unwrap()[..2], GZIP);
        assert_eq!(send!(vault.pprof().threadcreate()).unwrap()[..2], GZIP);
        let mut written = Vec::new();
        let length = send!(help: pprof.heap().to_writer(&mut written)).unwrap();
        assert_eq!((length, &written[..2]), (written.len() as u64, &GZIP[..]));
    }

    fn goroutines_can_be_read_by_people(given = Dev, vault, send) {
        let together = send!(vault.pprof().goroutine().debug(1)).unwrap();
        assert!(together.starts_with(b"goroutine profile: total "));
        let each = send!(vault.pprof().goroutine().debug(2)).unwrap();
        assert!(each.starts_with(b"goroutine "));
        assert!(each.windows(10).any(|text| text == b" [running]"));
    }

    fn a_server_is_observed_for_a_time(given = Own(DevServer::start()), vault, send) {
        assert_eq!(send!(vault.pprof().profile().seconds(1)).unwrap()[..2], GZIP);
        assert!(send!(vault.pprof().trace().seconds(1)).unwrap().starts_with(b"go 1."));
        let error = send!(vault.pprof().profile().seconds(100_000)).unwrap_err();
        assert_eq!(error.status().unwrap(), 400);
        assert!(error.errors()[0].contains("exceeds max request duration"), "{error}");
    }

    fn the_command_line_is_text(given = Dev, vault, send) {
        let line = send!(vault.pprof().cmdline()).unwrap();
        let words: Vec<_> = line.split('\0').collect();
        assert_eq!(words[1..3], ["server", "-dev"]);
        let symbols = send!(vault.pprof().symbol()).unwrap();
        assert!(symbols.starts_with("num_symbols: "), "{symbols}");
    }

    fn the_index_names_the_profiles(given = Dev, vault, send) {
        let page = send!(vault.pprof().index()).unwrap();
        assert!(page.contains("<html>") && page.contains("goroutine"), "{page}");
    }

    fn profiles_are_for_the_root_namespace_only(given = TokenInNamespace::new(), vault, send) {
        let inside = vault.with_namespace(&given.namespace);
        let error = send!(inside.pprof().cmdline()).unwrap_err();
        assert_eq!(error.errors(), ["operation unavailable in namespaces"]);
        let nobody = vault.with_token("s.nobody");
        assert!(send!(nobody.pprof().heap()).unwrap_err().is_permission_denied());
        assert!(send!(nobody.pprof().cmdline()).unwrap_err().is_permission_denied());
    }
}
