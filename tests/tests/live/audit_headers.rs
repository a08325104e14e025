//! The request headers that audit devices log.

use vault_sys_tests::both_clients;

use crate::given::{Dev, unique};

both_clients! {
    fn an_audited_header_is_written_listed_read_and_deleted(given = Dev, vault, send) {
        let audit = vault.audit();
        let header = unique("X-Audited");
        send!(audit.write_request_header(&header).hmac(true)).unwrap();
        // The list has it in lower case, a read has it as it was asked for.
        let listed = send!(audit.list_request_headers()).unwrap().headers;
        assert!(listed[&header.to_lowercase()].hmac);
        let read = send!(audit.read_request_header(&header)).unwrap();
        assert_eq!((read.len(), read[&header].hmac), (1, true));

        send!(audit.write_request_header(header.to_uppercase())).unwrap();
        let read = send!(audit.read_request_header(&header)).unwrap();
        assert!(!read[&header].hmac);

        send!(audit.delete_request_header(&header)).unwrap();
        let missing = send!(audit.read_request_header(&header)).unwrap_err();
        assert_eq!(missing.status().unwrap(), 400);
        assert_eq!(missing.errors(), ["Could not find header in config"]);
        send!(audit.delete_request_header(&header)).unwrap();
    }

    // The server then repeats keys of the reply. Nobody deletes the headers, as two tests use them.
    fn an_audited_header_may_be_called_like_a_part_of_the_reply(given = Dev, vault, send) {
        for header in ["data", "auth", "request_id", "warnings", "errors"] {
            send!(vault.audit().write_request_header(header).hmac(true)).unwrap();
            let read = send!(vault.audit().read_request_header(header)).unwrap();
            assert_eq!((read.len(), read[header].hmac), (1, true), "{header}");
            let detailed = send!(vault.audit().read_request_header(header).detailed()).unwrap();
            assert_eq!(detailed.value, read);
            assert!(detailed.request_id.is_some(), "{header}");
        }
    }
}
