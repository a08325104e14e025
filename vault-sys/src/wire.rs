//! How replies are read where serde alone would read them otherwise, or not as cheaply.
//!
//! These are for types that are read by an [`Endpoint`](crate::Endpoint) of your own, and what is
//! generated uses them, here and for other crates: [`object!`](crate::wire::object) with a list of
//! members, or the functions with serde's own `#[derive]`:
//!
//! ```
//! use std::time::Duration;
//!
//! #[derive(serde::Deserialize)]
//! struct Role {
//!     #[serde(deserialize_with = "vault_sys::wire::duration")]
//!     ttl: Duration,
//!     #[serde(default, deserialize_with = "vault_sys::wire::duration")]
//!     max_ttl: Option<Duration>,
//!     #[serde(deserialize_with = "vault_sys::wire::null_as_empty")]
//!     policies: Vec<String>,
//! }
//!
//! let role: Role = serde_json::from_str(r#"{ "ttl": "1h0m0s", "policies": null }"#).unwrap();
//! assert_eq!(role.ttl, Duration::from_secs(3600));
//! assert!(role.max_ttl.is_none() && role.policies.is_empty());
//! ```

mod member;
mod object;
#[cfg(test)]
mod tests;
mod text;

use std::{fmt, time::Duration};

use serde::de;

// What the macros speak of, where they are used.
#[doc(hidden)]
pub use self::{
    member::{NullAsEmpty, Seconds},
    object::{Rest, incomplete, read},
};
#[doc(inline)]
pub use crate::{__object as object, __text as text};
#[doc(hidden)]
pub use serde::{Deserialize, Deserializer};

/// A duration as the servers write it: whole seconds, or Go's `1h30m0s`.
struct Wire(Duration);

impl<'de> Deserialize<'de> for Wire {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = Wire;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number of seconds or a duration such as `1h30m0s`")
            }

            fn visit_u64<E: de::Error>(self, seconds: u64) -> Result<Wire, E> {
                Ok(Wire(Duration::from_secs(seconds)))
            }

            // What is overdue has no time left.
            fn visit_i64<E: de::Error>(self, seconds: i64) -> Result<Wire, E> {
                Ok(Wire(Duration::from_secs(seconds.try_into().unwrap_or_default())))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Wire, E> {
                let wrong = || E::invalid_value(de::Unexpected::Other("text"), &self);
                let duration: jiff::SignedDuration = text.parse().map_err(|_| wrong())?;
                Ok(Wire(duration.try_into().unwrap_or_default()))
            }
        }

        from.deserialize_any(Visitor)
    }
}

/// A duration, or one that may be missing: what [`duration`] reads.
pub trait MaybeDuration: private::Read {}

impl MaybeDuration for Duration {}
impl MaybeDuration for Option<Duration> {}

mod private {
    /// Known nowhere else, so that only durations are durations.
    pub trait Read: Sized {
        fn read<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error>;

        /// What it is where there is none.
        fn missing<E: serde::de::Error>(name: &'static str) -> Result<Self, E>;
    }
}

impl private::Read for Duration {
    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Wire::deserialize(from).map(|Wire(duration)| duration)
    }

    fn missing<E: de::Error>(name: &'static str) -> Result<Self, E> {
        Err(E::missing_field(name))
    }
}

impl private::Read for Option<Duration> {
    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(from)?.map(|Wire(duration)| duration))
    }

    fn missing<E: de::Error>(_: &'static str) -> Result<Self, E> {
        Ok(None)
    }
}

/// Reads a duration, in whole seconds or as Go writes it (`1h30m0s`); one that has passed reads as zero.
///
/// # Errors
///
/// When it is neither, or not whole seconds where it is a number.
pub fn duration<'de, D: Deserializer<'de>, T: MaybeDuration>(from: D) -> Result<T, D::Error> {
    T::read(from)
}

/// Reads `null`, which Go writes for an empty list or map, as empty.
///
/// # Errors
///
/// When it is neither that nor what it should be.
pub fn null_as_empty<'de, D, T>(from: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Ok(Option::deserialize(from)?.unwrap_or_default())
}
