//! JSON objects, member by member, into structs.

use std::{borrow::Cow, collections::BTreeMap, fmt};

use serde::de::{self, Error as _, IgnoredAny, MapAccess, Visitor};

use super::{Deserialize, Deserializer, member::Member};

/// Makes a struct one that can be read from a JSON object, as `#[derive(Deserialize)]` would.
///
/// Each field stands with the name of its member. There is `Seconds` around the name where the
/// value is read as [`duration`](fn@crate::wire::duration) reads it, and `NullAsEmpty` where it is
/// read as [`null_as_empty`](fn@crate::wire::null_as_empty) does. A field that is an [`Option`] may
/// be missing, others may not, and none may be there twice. Other members are passed by, unless
/// there is `..rest` at the end: that field is a map, which takes them.
///
/// It is there as what `#[derive]` writes takes the compiler several times as long. More than a
/// hundred members need a higher `recursion_limit` of the crate.
///
/// ```
/// use std::time::Duration;
///
/// struct Role {
///     kind: String,
///     ttl: Duration,
///     max_ttl: Option<Duration>,
///     policies: Vec<String>,
/// }
///
/// vault_sys::wire::object!(Role {
///     kind: "type",
///     ttl: Seconds("ttl"),
///     max_ttl: Seconds("max_ttl"),
///     policies: NullAsEmpty("policies"),
/// });
///
/// let json = r#"{ "type": "service", "ttl": "1h0m0s", "policies": null, "period": 0 }"#;
/// let role: Role = serde_json::from_str(json).unwrap();
/// assert_eq!((role.kind.as_str(), role.ttl), ("service", Duration::from_secs(3600)));
/// assert!(role.max_ttl.is_none() && role.policies.is_empty());
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __object {
    ($type:ident {
        $($field:ident: $($how:ident)? $(($read:literal))? $($plain:literal)?),*
        $(, ..$rest:ident)? $(,)?
    }) => {
        impl<'de> $crate::wire::Deserialize<'de> for $type {
            fn deserialize<D: $crate::wire::Deserializer<'de>>(
                from: D,
            ) -> ::std::result::Result<Self, D::Error> {
                let $crate::__members!($($field [$($how)?])* $(.. $rest)?) =
                    $crate::wire::read(from, &[$($($read)? $($plain)?),*])?
                else {
                    return ::std::result::Result::Err($crate::wire::incomplete());
                };
                ::std::result::Result::Ok(Self { $($field,)* $($rest)? })
            }
        }
    };
}

/// The pattern for all members: each with those that follow it.
#[doc(hidden)]
#[macro_export]
macro_rules! __members {
    () => { () };
    (.. $rest:ident) => { $crate::wire::Rest($rest) };
    ($field:ident [$($how:ident)?] $($more:tt)*) => {
        ($crate::__member!($field $($how)?), $crate::__members!($($more)*))
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __member {
    ($field:ident) => {
        ::std::option::Option::Some($field)
    };
    ($field:ident $how:ident) => {
        ::std::option::Option::Some($crate::wire::$how($field))
    };
}

/// Reads an object whose members have these names, in the order of what they are read into.
///
/// # Errors
///
/// When it is no object, when a member cannot be read, is there twice, or is missing.
pub fn read<'de, D, M>(from: D, names: &'static [&'static str]) -> Result<M, D::Error>
where
    D: Deserializer<'de>,
    M: Members<'de>,
{
    struct Object<'m, M>(&'m mut M, &'static [&'static str]);

    impl<'de, M: Members<'de>> Visitor<'de> for Object<'_, M> {
        type Value = ();

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        #[inline]
        fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
            let Self(members, names) = self;
            let mut next = 0;
            while let Some(Name(name)) = object.next_key()? {
                // Servers send members in much the same order each time.
                let place = if names.get(next).is_some_and(|own| *own == name) {
                    Some(next)
                } else {
                    names.iter().position(|own| *own == name)
                };
                match place {
                    Some(place) => {
                        members.take(place, names[place], &mut object)?;
                        next = place + 1;
                    }
                    None => members.take_other(name, &mut object)?,
                }
            }
            members.complete(names)
        }
    }

    // In place, as all of them are some hundred bytes.
    let mut members = M::default();
    from.deserialize_map(Object(&mut members, names))?;
    Ok(members)
}

/// What cannot be: [`read`] has looked for what is missing.
#[cold]
#[must_use]
pub fn incomplete<E: de::Error>() -> E {
    E::custom("a member is missing")
}

/// What has been read of an object: a member and those that follow it.
pub trait Members<'de>: Default {
    /// Reads the value of the member at this place.
    fn take<A: MapAccess<'de>>(
        &mut self,
        place: usize,
        name: &'static str,
        object: &mut A,
    ) -> Result<(), A::Error>;

    /// Reads the value of a member that is none of them.
    fn take_other<A: MapAccess<'de>>(
        &mut self,
        name: Cow<'de, str>,
        object: &mut A,
    ) -> Result<(), A::Error>;

    /// Fills in what may be missing.
    fn complete<E: de::Error>(&mut self, names: &[&'static str]) -> Result<(), E>;
}

impl<'de, T: Member<'de>, M: Members<'de>> Members<'de> for (Option<T>, M) {
    #[inline]
    fn take<A: MapAccess<'de>>(
        &mut self,
        place: usize,
        name: &'static str,
        object: &mut A,
    ) -> Result<(), A::Error> {
        let (member, others) = self;
        if place > 0 {
            return others.take(place - 1, name, object);
        }
        if member.is_some() {
            return Err(A::Error::duplicate_field(name));
        }
        *member = Some(T::read(object)?);
        Ok(())
    }

    #[inline]
    fn take_other<A: MapAccess<'de>>(
        &mut self,
        name: Cow<'de, str>,
        object: &mut A,
    ) -> Result<(), A::Error> {
        self.1.take_other(name, object)
    }

    #[inline]
    fn complete<E: de::Error>(&mut self, names: &[&'static str]) -> Result<(), E> {
        let (member, others) = self;
        let Some((name, names)) = names.split_first() else { return Ok(()) };
        if member.is_none() {
            *member = Some(T::missing(name)?);
        }
        others.complete(names)
    }
}

/// The end, where all other members are passed by.
impl<'de> Members<'de> for () {
    #[inline]
    fn take<A: MapAccess<'de>>(
        &mut self,
        _: usize,
        name: &'static str,
        object: &mut A,
    ) -> Result<(), A::Error> {
        self.take_other(Cow::Borrowed(name), object)
    }

    #[inline]
    fn take_other<A: MapAccess<'de>>(
        &mut self,
        _: Cow<'de, str>,
        object: &mut A,
    ) -> Result<(), A::Error> {
        object.next_value().map(|IgnoredAny| ())
    }

    #[inline]
    fn complete<E: de::Error>(&mut self, _: &[&'static str]) -> Result<(), E> {
        Ok(())
    }
}

/// The end, where all other members are kept.
#[derive(Debug)]
pub struct Rest<T>(pub BTreeMap<String, T>);

impl<T> Default for Rest<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<'de, T: Deserialize<'de>> Members<'de> for Rest<T> {
    fn take<A: MapAccess<'de>>(
        &mut self,
        _: usize,
        name: &'static str,
        object: &mut A,
    ) -> Result<(), A::Error> {
        self.take_other(Cow::Borrowed(name), object)
    }

    fn take_other<A: MapAccess<'de>>(
        &mut self,
        name: Cow<'de, str>,
        object: &mut A,
    ) -> Result<(), A::Error> {
        self.0.insert(name.into_owned(), object.next_value()?);
        Ok(())
    }

    fn complete<E: de::Error>(&mut self, _: &[&'static str]) -> Result<(), E> {
        Ok(())
    }
}

/// The name of a member, not copied unless something in it is escaped.
struct Name<'de>(Cow<'de, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Text;

        impl<'de> Visitor<'de> for Text {
            type Value = Name<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            #[inline]
            fn visit_borrowed_str<E: de::Error>(self, name: &'de str) -> Result<Self::Value, E> {
                Ok(Name(Cow::Borrowed(name)))
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<Self::Value, E> {
                Ok(Name(Cow::Owned(name.to_owned())))
            }
        }

        from.deserialize_str(Text)
    }
}
