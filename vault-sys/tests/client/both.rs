//! Lets one test speak through both clients.

/// Makes two tests of each function, with the async and with the blocking client: it finds the type
/// under the first name, and sends its calls with the macro of the second.
macro_rules! both {
    ($(fn $name:ident($vault:ident, $send:ident) $body:block)+) => {
        $(mod $name {
            #[allow(unused_imports, reason = "not every test needs what its file imports")]
            use super::*;

            #[test]
            fn async_client() {
                #[allow(dead_code)]
                type $vault = vault_sys::Client;
                #[allow(unused_macros)]
                macro_rules! $send {
                    ($call:expr) => { $call.await };
                    (upload: $call:expr, $bytes:expr) => {
                        $call.from_reader(std::io::Cursor::new($bytes)).await
                    };
                    (reader: $call:expr, $reader:expr) => { $call.from_reader($reader).await };
                    (help: $call:expr) => { $call.await };
                }
                tokio::runtime::Runtime::new().unwrap().block_on(async $body);
            }

            #[cfg(feature = "blocking")]
            #[test]
            fn blocking_client() {
                #[allow(dead_code)]
                type $vault = vault_sys::blocking::Client;
                #[allow(unused_macros)]
                macro_rules! $send {
                    ($call:expr) => { $call.send() };
                    (upload: $call:expr, $bytes:expr) => {
                        $call.from_reader(std::io::Cursor::new($bytes))
                    };
                    (reader: $call:expr, $reader:expr) => { $call.from_reader($reader) };
                    (help: $call:expr) => { $call };
                }
                $body
            }
        })+
    };
}

pub(crate) use both;
