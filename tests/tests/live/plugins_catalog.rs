//! Which plugins the server knows.

use std::{fs, os::unix::fs::PermissionsExt as _};

use tempfile::TempDir;
use vault_sys::plugins::{PluginType, catalog::DeprecationStatus};
use vault_sys_tests::{Given, RaftServer, both_clients};

use crate::given::{Dev, Raft, TokenInNamespace, unique};

/// What `my-plugin` holds.
const PROGRAM: &str = "#!/bin/sh\nexit 1\n";
/// The checksum of that.
const SHA256: &str = "275239824e00e61b0a220e61a41791c7e9b4bd726f8b0c27077a338f8131c9dc";

/// A server with a `plugin_directory` and a program `my-plugin` in it, which is no plugin.
struct WithPlugins {
    raft: Raft,
    _folder: TempDir,
}

impl WithPlugins {
    fn start() -> Self {
        let folder = TempDir::new().unwrap();
        // The server wants no link on the way to it.
        let path = folder.path().canonicalize().unwrap();
        let program = path.join("my-plugin");
        fs::write(&program, PROGRAM).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        let hcl = format!("plugin_directory = {:?}\n", path.display().to_string());
        let raft = Raft::unsealed(RaftServer::builder().extra_hcl(hcl).start());
        Self { raft, _folder: folder }
    }
}

impl Given for WithPlugins {
    fn address(&self) -> &str {
        self.raft.address()
    }

    fn token(&self) -> &str {
        self.raft.token()
    }
}

both_clients! {
    fn plugins_that_are_built_in_are_listed_and_read(given = Dev, vault, send) {
        let all = send!(vault.plugins().catalog().list()).unwrap();
        assert!(all.auth.unwrap().contains(&"approle".into()));
        assert!(all.database.unwrap().contains(&"mysql-database-plugin".into()));
        assert!(all.secret.unwrap().contains(&"kv".into()));
        let detailed = all.detailed.unwrap();
        let is_kv = |name: &str, kind: &PluginType| name == "kv" && *kind == PluginType::Secret;
        let kv = detailed.iter().find(|plugin| is_kv(&plugin.name, &plugin.type_)).unwrap();
        assert!(kv.builtin);
        assert_eq!(kv.deprecation_status, Some(DeprecationStatus::Supported));
        assert_eq!((&kv.sha256, &kv.oci_image, &kv.runtime), (&None, &None, &None));

        let names = send!(vault.plugins().catalog().list_type(PluginType::Database)).unwrap();
        assert!(names.contains(&"mysql-database-plugin".into()), "{names:?}");
        assert!(!names.contains(&"kv".into()), "{names:?}");

        let read = send!(vault.plugins().catalog().read(PluginType::Secret, "kv")).unwrap();
        assert!(read.builtin && read.name == "kv");
        assert_eq!((read.command.as_str(), read.sha256.as_str()), ("", ""));
        assert!(read.args.is_empty());
        assert_eq!(read.version.as_ref(), Some(&kv.version));
        assert_eq!(read.deprecation_status, Some(DeprecationStatus::Supported));
        assert_eq!((read.declarative, read.oci), (Some(false), Some(false)));
        assert_eq!((read.oci_image.as_ref(), read.runtime.as_ref()), (None, None));

        // There is a plus in the version.
        assert!(kv.version.contains('+'), "{}", kv.version);
        let call = vault.plugins().catalog().read(PluginType::Secret, "kv").version(&kv.version);
        assert_eq!(send!(call).unwrap(), read);
        let call = vault.plugins().catalog().delete(PluginType::Secret, "kv").version(&kv.version);
        let error = send!(call).unwrap_err();
        assert_eq!(error.status().unwrap(), 400);
        assert!(error.errors()[0].contains("cannot be deleted"), "{error}");
    }

    fn what_the_catalogue_does_not_have_is_not_found(given = Dev, vault, send) {
        let catalog = vault.plugins().catalog();
        let error = send!(catalog.read(PluginType::Secret, "nothing")).unwrap_err();
        assert!(error.is_not_found() && error.errors().is_empty(), "{error}");
        // `kv` is a secrets engine.
        let error = send!(catalog.read(PluginType::Auth, "kv")).unwrap_err();
        assert!(error.is_not_found(), "{error}");
        let call = catalog.read(PluginType::Secret, "kv").version("v0.0.1");
        assert!(send!(call).unwrap_err().is_not_found());
        let call = catalog.read(PluginType::Secret, "kv").version("newest");
        let error = send!(call).unwrap_err();
        assert_eq!(error.status().unwrap(), 400);
        assert!(error.errors()[0].contains("not a valid semantic version"), "{error}");
        let kind = PluginType::Other("nothing".into());
        assert_eq!(send!(catalog.list_type(kind)).unwrap_err().status().unwrap(), 405);
        // It is gone already.
        send!(catalog.delete(PluginType::Secret, "nothing")).unwrap();
    }

    fn a_plugin_is_registered_read_listed_and_deleted(
        given = WithPlugins::start(), vault, send
    ) {
        let catalog = vault.plugins().catalog();
        let call =
            vault.plugins().catalog().register(PluginType::Secret, "mine", "my-plugin", SHA256);
        let call = call.version("1.2.3").args(["--level", "info"]).env(["REGION=north"]).oci(false);
        send!(call).unwrap();

        let call = catalog.read(PluginType::Secret, "mine").version("v1.2.3");
        let plugin = send!(call).unwrap();
        assert_eq!((plugin.name.as_str(), plugin.command.as_str()), ("mine", "my-plugin"));
        assert_eq!(plugin.args, ["--level", "info"]);
        assert_eq!((plugin.sha256.as_str(), plugin.version.as_deref()), (SHA256, Some("v1.2.3")));
        assert!(!plugin.builtin);
        assert_eq!((plugin.declarative, plugin.oci), (Some(false), Some(false)));
        assert_eq!(plugin.deprecation_status, None);
        let names = send!(catalog.list_type(PluginType::Secret)).unwrap();
        assert!(names.contains(&"mine".into()), "{names:?}");
        let all = send!(catalog.list()).unwrap().detailed.unwrap();
        let listed = all.iter().find(|plugin| plugin.name == "mine").unwrap();
        assert_eq!((&listed.type_, listed.builtin), (&PluginType::Secret, false));
        assert_eq!((listed.version.as_str(), listed.sha256.as_deref()), ("v1.2.3", Some(SHA256)));
        assert_eq!(listed.deprecation_status, None);

        // Without a version it is another one.
        assert!(send!(catalog.read(PluginType::Secret, "mine")).unwrap_err().is_not_found());
        send!(catalog.register(PluginType::Secret, "mine", "my-plugin --quiet", SHA256)).unwrap();
        let plugin = send!(catalog.read(PluginType::Secret, "mine")).unwrap();
        assert_eq!((plugin.version.as_deref(), plugin.args), (Some(""), vec!["--quiet".into()]));

        // Only mounting it shows what the program is.
        let error = send!(vault.mounts().enable("mine", "mine")).unwrap_err();
        assert!(error.errors()[0].contains("Unrecognized remote plugin message"), "{error}");
        let wrong = SHA256.replace('2', "3");
        send!(catalog.register(PluginType::Secret, "mine", "my-plugin", wrong)).unwrap();
        let error = send!(vault.mounts().enable("mine", "mine")).unwrap_err();
        assert!(error.errors()[0].contains("checksums did not match"), "{error}");

        send!(catalog.delete(PluginType::Secret, "mine")).unwrap();
        assert!(send!(catalog.read(PluginType::Secret, "mine")).unwrap_err().is_not_found());
        let call = || catalog.delete(PluginType::Secret, "mine").version("1.2.3");
        send!(call()).unwrap();
        send!(call()).unwrap();
        let names = send!(catalog.list_type(PluginType::Secret)).unwrap();
        assert!(!names.contains(&"mine".into()), "{names:?}");
    }

    fn a_registered_plugin_hides_one_that_is_built_in(given = WithPlugins::start(), vault, send) {
        let catalog = vault.plugins().catalog();
        send!(catalog.register(PluginType::Auth, "userpass", "my-plugin", SHA256)).unwrap();
        assert!(!send!(catalog.read(PluginType::Auth, "userpass")).unwrap().builtin);
        send!(catalog.delete(PluginType::Auth, "userpass")).unwrap();
        assert!(send!(catalog.read(PluginType::Auth, "userpass")).unwrap().builtin);
    }

    fn what_cannot_be_a_plugin_is_refused(given = WithPlugins::start(), vault, send) {
        let catalog = vault.plugins().catalog();
        let register = |command: &str, sha256: &str| {
            catalog.register(PluginType::Auth, "bad", command, sha256)
        };
        let error = send!(register("my-plugin", "")).unwrap_err();
        assert_eq!(error.errors(), ["missing SHA-256 value"]);
        let error = send!(register("", SHA256)).unwrap_err();
        assert_eq!(error.errors(), ["missing command value"]);
        let error = send!(register("my-plugin", "00")).unwrap_err();
        assert_eq!(error.errors(), ["Decoded SHA-256 value is not 32 bytes"]);
        let error = send!(register("my-plugin", SHA256).version("newest")).unwrap_err();
        assert!(error.errors()[0].contains("not a valid semantic version"), "{error}");
        let error = send!(register("my-plugin", SHA256).version("v1.0.0+builtin")).unwrap_err();
        assert!(error.errors()[0].contains("reserved"), "{error}");
        let error = send!(register("my-plugin a", SHA256).args(["b"])).unwrap_err();
        assert_eq!(error.errors(), ["must not specify args in command and args field"]);
        let paths = [("nothing", "no such file"), ("../my-plugin", "parent references")];
        for (command, says) in paths {
            let error = send!(register(command, SHA256)).unwrap_err();
            assert_eq!(error.status().unwrap(), 500);
            assert!(error.errors()[0].contains(says), "{error}");
        }
        let kind = PluginType::Other("nothing".into());
        assert!(send!(catalog.register(kind, "bad", "my-plugin", SHA256)).is_err());
        let names = send!(catalog.list_type(PluginType::Auth)).unwrap();
        assert!(!names.contains(&"bad".into()), "{names:?}");
    }

    fn a_server_without_a_directory_registers_nothing(given = Dev, vault, send) {
        let catalog = vault.plugins().catalog();
        let call = catalog.register(PluginType::Secret, unique("mine"), "my-plugin", SHA256);
        let error = send!(call).unwrap_err();
        assert_eq!(error.status().unwrap(), 500);
        assert!(error.errors()[0].contains("plugin directory is not configured"), "{error}");
    }

    fn namespaces_may_list_but_not_read(given = TokenInNamespace::new(), vault, send) {
        let inside = vault.with_namespace(&given.namespace);
        let all = send!(inside.plugins().catalog().list()).unwrap();
        assert!(all.secret.unwrap().contains(&"kv".into()));
        let names = send!(inside.plugins().catalog().list_type(PluginType::Secret)).unwrap();
        assert!(names.contains(&"kv".into()), "{names:?}");
        let error = send!(inside.plugins().catalog().read(PluginType::Secret, "kv")).unwrap_err();
        assert!(error.is_not_found());
        assert!(error.errors()[0].contains("unsupported path"), "{error}");
    }
}
