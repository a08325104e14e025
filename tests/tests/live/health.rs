//! Health in the states that one server can be in.

use vault_sys::ErrorKind;
use vault_sys_tests::{RaftServer, both_clients};

use crate::given::{Dev, Fresh, Raft};

both_clients! {
    fn an_uninitialised_server_answers(given = Fresh::start(), vault, send) {
        let health = send!(vault.health().read()).unwrap();
        assert!(!health.initialized && health.sealed);
        assert_eq!(health.cluster_id, None);
        let health = vault.health();
        assert_eq!(send!(health.check()).unwrap(), 501);
        assert_eq!(send!(health.check().uninitcode(299).sealedcode(298)).unwrap(), 299);
        // Even a status that refuses elsewhere is an answer.
        assert!(!send!(health.read().uninitcode(400)).unwrap().initialized);
    }

    fn a_sealed_server_answers(given = Raft::sealed(), vault, send) {
        let health = send!(vault.health().read()).unwrap();
        assert!(health.initialized && health.sealed);
        let health = vault.health();
        assert_eq!(send!(health.check()).unwrap(), 503);
        assert_eq!(send!(health.check().sealedcode(298).uninitcode(299)).unwrap(), 298);
        assert!(send!(health.read().sealedcode(599)).unwrap().sealed);
    }

    fn an_active_server_answers(given = Raft::unsealed(RaftServer::start()), vault, send) {
        let health = send!(vault.health().read()).unwrap();
        assert!(health.initialized && !health.sealed && !health.standby);
        assert!(health.cluster_id.is_some());
        assert!(health.server_time_utc > 1_700_000_000);
        let nobody = vault.with_token("");
        let health = nobody.health();
        assert_eq!(send!(health.check()).unwrap(), 200);
        assert_eq!(send!(health.check().activecode(211).standbyok(true)).unwrap(), 211);
        assert!(!send!(health.read().activecode(500)).unwrap().standby);
        assert_eq!(send!(health.read().activecode(500).raw()).unwrap().status, 500);
    }

    // As a number that is none to the server; letters cannot be given.
    fn a_code_that_is_refused_is_no_answer(given = Dev, vault, send) {
        let error = send!(vault.health().read().activecode(u64::MAX)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Refused);
        assert_eq!((error.status().unwrap().as_u16(), error.errors().len()), (400, 0));
        assert_eq!(send!(vault.health().check().activecode(u64::MAX)).unwrap(), 400);
    }

    fn a_status_without_a_body_tells_nothing_but_itself(given = Dev, vault, send) {
        assert_eq!(send!(vault.health().check().activecode(204)).unwrap(), 204);
        let error = send!(vault.health().read().activecode(204)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Reply);
        assert_eq!(send!(vault.health().check().activecode(304)).unwrap(), 304);
        assert!(send!(vault.health().read().activecode(304)).is_err());
    }

    fn openbao_runs_no_checks(given = Dev, vault, send) {
        let error = send!(vault.health().run_check("any")).unwrap_err();
        assert!(error.is_not_found(), "{error}");
        assert!(error.errors()[0].contains("unsupported path"), "{error}");
    }
}
