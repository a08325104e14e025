//! Help that takes more than one call, written by hand on the generated handles.
//!
//! Each helper is written once and becomes a method for both clients.

mod auth;
#[cfg(feature = "policy-document")]
mod document;
mod health;
mod mounts;
mod root_token;
mod seal;
mod shares;
mod wait;

pub use health::State;

/// Makes two methods of each function: an asynchronous one on the handle of [`Client`], and a
/// blocking one on that of `blocking::Client`.
///
/// The body sends its calls with the first macro that is named, and waits with the second.
///
/// [`Client`]: crate::Client
macro_rules! for_both_clients {
    ($send:ident, $pause:ident, $($module:ident)::+, {
        $($(#[$meta:meta])*
        fn $name:ident(&$self:ident $(, $argument:ident: $type:ty)* $(,)?) -> $output:ty $body:block)+
    }) => {
        const _: () = {
            #[allow(unused_macros, reason = "not every helper waits")]
            macro_rules! $send {
                ($call:expr) => { $call.await };
            }
            #[allow(unused_macros, reason = "not every helper waits")]
            macro_rules! $pause {
                ($time:expr) => { tokio::time::sleep($time).await };
            }

            impl crate::$($module)::+::Handle<'_, crate::Client> {
                $($(#[$meta])*
                pub async fn $name(&$self $(, $argument: $type)*) -> $output $body)+
            }
        };

        #[cfg(feature = "blocking")]
        const _: () = {
            #[allow(unused_macros, reason = "not every helper waits")]
            macro_rules! $send {
                ($call:expr) => { $call.send() };
            }
            #[allow(unused_macros, reason = "not every helper waits")]
            macro_rules! $pause {
                ($time:expr) => { std::thread::sleep($time) };
            }

            impl crate::$($module)::+::Handle<'_, crate::blocking::Client> {
                $($(#[$meta])*
                pub fn $name(&$self $(, $argument: $type)*) -> $output $body)+
            }
        };
    };
}

use for_both_clients;
