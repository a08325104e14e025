//! Lets one test speak through both clients.

use vault_sys::ClientBuilder;

use crate::DevServer;

/// Makes two tests of each function: one with the async client, one with the blocking one.
///
/// `given` is made first, outside of any runtime; it is a [`Given`]. The test finds a client for
/// its server under the second name, and sends its calls with the macro of the third;
/// helpers that send several go into that as `help: call`.
#[macro_export]
macro_rules! both_clients {
    ($(fn $name:ident($given:ident = $make:expr, $vault:ident, $send:ident $(,)?) $body:block)+) => {
        $(mod $name {
            #[allow(unused_imports, reason = "not every test needs what its file imports")]
            use super::*;

            #[test]
            fn async_client() {
                #[allow(unused_macros, reason = "a test may send nothing")]
                macro_rules! $send {
                    (help: $call:expr) => { $call.await };
                    ($call:expr) => { $call.await };
                }
                let $given = $make;
                let $vault = vault_sys::Client::builder($crate::Given::address(&$given));
                let $vault = $crate::Given::set_up(&$given, $vault)
                    .build()
                    .expect("a client")
                    .with_token($crate::Given::token(&$given));
                $crate::block_on(async $body);
            }

            #[test]
            fn blocking_client() {
                #[allow(unused_macros, reason = "a test may send nothing")]
                macro_rules! $send {
                    (help: $call:expr) => { $call };
                    ($call:expr) => { $call.send() };
                }
                let $given = $make;
                let $vault = vault_sys::blocking::Client::builder($crate::Given::address(&$given));
                let $vault = $crate::Given::set_up(&$given, $vault)
                    .build()
                    .expect("a client")
                    .with_token($crate::Given::token(&$given));
                $body
            }
        })+
    };
}

/// What a test starts from: a server and a token for it. The shared one, unless it says otherwise.
pub trait Given {
    /// Where the server is.
    fn address(&self) -> &str {
        DevServer::shared().address()
    }

    /// A token for it.
    fn token(&self) -> &str {
        DevServer::shared().token()
    }

    /// The client for it, with what a test wants of it beside the address.
    fn set_up<C>(&self, client: ClientBuilder<C>) -> ClientBuilder<C> {
        client
    }
}

/// Runs a future to its end on a runtime of its own.
///
/// # Panics
///
/// When the runtime cannot be made.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(future)
}
