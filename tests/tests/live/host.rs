//! The machine of a server, and the requests that it works on.

use vault_sys_tests::both_clients;

use crate::given::{Dev, TokenInNamespace};

both_clients! {
    fn a_server_knows_its_machine(given = Dev, vault, send) {
        let info = send!(vault.host().info()).unwrap();
        let (host, memory) = (info.host.unwrap(), info.memory.unwrap());
        assert!(!host.hostname.is_empty() && !host.uptime.is_zero());
        // The tests run on the same machine.
        assert!(!host.kernel_arch.is_empty());
        assert_eq!(host.os.replace("darwin", "macos"), std::env::consts::OS);
        assert!(memory.available <= memory.total && memory.total > 0);
        assert!((0.0..=100.0).contains(&memory.used_percent), "{}", memory.used_percent);
        let cpu = info.cpu.unwrap();
        assert!(!cpu.is_empty() && cpu[0].mhz >= 0.0);
        assert_eq!(info.cpu_times.unwrap().len(), cpu.len());
        for disk in info.disk.unwrap_or_default() {
            assert!(disk.path.starts_with('/') && disk.used <= disk.total, "{disk:?}");
        }
    }

    fn a_request_sees_itself(given = Dev, vault, send) {
        let requests = send!(vault.host().requests()).unwrap();
        let mut of_us = requests.values().filter(|r| r.request_path == "/v1/sys/in-flight-req");
        let this = of_us.next().unwrap();
        assert_eq!(this.request_method, "GET");
        assert!(this.client_remote_address.starts_with("127.0.0.1:"), "{this:?}");
    }

    fn the_machine_is_shown_to_the_root_namespace_only(
        given = TokenInNamespace::new(), vault, send
    ) {
        let inside = vault.with_namespace(&given.namespace);
        let error = send!(inside.host().info()).unwrap_err();
        assert_eq!(error.errors(), ["operation only available in root namespace"]);
        let error = send!(inside.host().requests()).unwrap_err();
        assert_eq!(error.errors(), ["operation unavailable in namespaces"]);
        let nobody = vault.with_token("s.nobody");
        assert!(send!(nobody.host().info()).unwrap_err().is_permission_denied());
        assert!(send!(nobody.host().requests()).unwrap_err().is_permission_denied());
    }
}
