//! What a member of an object is read into, and what it is if it is missing.

use std::marker::PhantomData;

use serde::{
    de::{self, DeserializeSeed, MapAccess, Visitor},
    forward_to_deserialize_any,
};

use super::{Deserialize, Deserializer, MaybeDuration, duration};

/// What a member is read into.
pub trait Member<'de>: Sized {
    /// Reads its value.
    fn read<A: MapAccess<'de>>(object: &mut A) -> Result<Self, A::Error>;

    /// What it is where the object does not have it.
    fn missing<E: de::Error>(name: &'static str) -> Result<Self, E> {
        Err(E::missing_field(name))
    }
}

impl<'de, T: Deserialize<'de>> Member<'de> for T {
    #[inline]
    fn read<A: MapAccess<'de>>(object: &mut A) -> Result<Self, A::Error> {
        object.next_value()
    }

    #[inline]
    fn missing<E: de::Error>(name: &'static str) -> Result<Self, E> {
        T::deserialize(Missing(name, PhantomData))
    }
}

/// What [`duration`] reads.
#[derive(Debug)]
pub struct Seconds<T>(pub T);

impl<'de, T: MaybeDuration> Member<'de> for Seconds<T> {
    #[inline]
    fn read<A: MapAccess<'de>>(object: &mut A) -> Result<Self, A::Error> {
        struct Value<T>(PhantomData<T>);

        impl<'de, T: MaybeDuration> DeserializeSeed<'de> for Value<T> {
            type Value = T;

            fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<T, D::Error> {
                duration(from)
            }
        }

        object.next_value_seed(Value(PhantomData)).map(Self)
    }

    #[inline]
    fn missing<E: de::Error>(name: &'static str) -> Result<Self, E> {
        T::missing(name).map(Self)
    }
}

/// What [`null_as_empty`](super::null_as_empty) reads.
#[derive(Debug)]
pub struct NullAsEmpty<T>(pub T);

impl<'de, T: Deserialize<'de> + Default> Member<'de> for NullAsEmpty<T> {
    #[inline]
    fn read<A: MapAccess<'de>>(object: &mut A) -> Result<Self, A::Error> {
        Ok(Self(object.next_value::<Option<T>>()?.unwrap_or_default()))
    }
}

/// What an [`Option`] reads as nothing and nothing else can read.
struct Missing<E>(&'static str, PhantomData<E>);

impl<'de, E: de::Error> Deserializer<'de> for Missing<E> {
    type Error = E;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, E> {
        Err(E::missing_field(self.0))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        visitor.visit_none()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
