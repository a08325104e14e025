//! What both clients are.

use crate::Client;

/// Either of the two clients: [`Client`], or [`blocking::Client`](crate::blocking::Client) with the
/// feature `blocking`. Nothing else is one.
///
/// It is for traits that add groups of operations to both, as generated code in other crates does. A
/// crate that does so need not know which of the features are on.
pub trait AnyClient: private::Sealed + Sized {}

impl AnyClient for Client {}

#[cfg(feature = "blocking")]
impl AnyClient for crate::blocking::Client {}

mod private {
    /// Known nowhere else, so that methods can be added to the trait beside it.
    pub trait Sealed {}

    impl Sealed for crate::Client {}

    #[cfg(feature = "blocking")]
    impl Sealed for crate::blocking::Client {}
}
