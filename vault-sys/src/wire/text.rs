//! Texts into types that are made of a `String`.

/// Makes a type that is `From<String>` one that can be read from a JSON string.
///
/// ```
/// #[derive(Debug, PartialEq)]
/// struct Name(String);
///
/// impl From<String> for Name {
///     fn from(name: String) -> Self {
///         Self(name)
///     }
/// }
///
/// vault_sys::wire::text!(Name);
///
/// let name: Name = serde_json::from_str("\"app\"").unwrap();
/// assert_eq!(name, Name("app".into()));
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __text {
    ($type:ident) => {
        impl<'de> $crate::wire::Deserialize<'de> for $type {
            fn deserialize<D: $crate::wire::Deserializer<'de>>(
                from: D,
            ) -> ::std::result::Result<Self, D::Error> {
                <::std::string::String as $crate::wire::Deserialize>::deserialize(from)
                    .map(Self::from)
            }
        }
    };
}
