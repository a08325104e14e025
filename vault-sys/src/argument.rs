//! How the arguments of a request look on the wire.

use std::{collections::BTreeMap, time::Duration};

use secrecy::{ExposeSecret as _, SecretString};

use crate::{Limit, Timestamp};

/// Why a value cannot be sent.
pub type Problem = &'static str;

/// A value that can be an argument of a request.
///
/// Values of your own that implement [`serde::Serialize`] go through [`Json`].
pub trait Argument {
    /// Whether the argument is sent at all; `None` is left out.
    fn is_set(&self) -> bool {
        true
    }

    /// Appends the value as JSON.
    ///
    /// # Errors
    ///
    /// When there is no way to say the value, such as a fraction of a second.
    fn write_json(&self, out: &mut Vec<u8>) -> Result<(), Problem>;

    /// How many bytes [`write_json`](Self::write_json) appends at the most, if that is cheap to
    /// tell.
    ///
    /// The body makes room for them first, so that it does not grow while there is a secret in it. A
    /// value that cannot tell is written apart, and copied.
    fn room(&self) -> Option<usize> {
        None
    }

    /// The value in a query string, before it is escaped.
    ///
    /// # Errors
    ///
    /// When there is no way to say the value.
    fn to_text(&self) -> Result<String, Problem> {
        let mut json = Vec::new();
        self.write_json(&mut json)?;
        match serde_json::from_slice(&json) {
            Ok(serde_json::Value::String(text)) => Ok(text),
            _ => String::from_utf8(json).map_err(|_| "is not UTF-8"),
        }
    }
}

/// Sends any serialisable value as it is, for free-form JSON and for endpoints of your own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Json<T>(pub T);

fn write(value: &(impl serde::Serialize + ?Sized), out: &mut Vec<u8>) -> Result<(), Problem> {
    serde_json::to_writer(out, value).map_err(|_| "cannot be written as JSON")
}

impl<T: serde::Serialize> Argument for Json<T> {
    fn write_json(&self, out: &mut Vec<u8>) -> Result<(), Problem> {
        write(&self.0, out)
    }
}

/// More than a number, a truth value or a time takes.
const SHORT: usize = 64;

/// How many bytes a text takes at the most, with its quotes.
pub(crate) fn room_of(text: &str) -> usize {
    const ESCAPED: usize = r"\u0000".len();
    // It is not worth looking at.
    const FEW: usize = 128;
    let escaped = |byte: &u8| *byte < b' ' || matches!(byte, b'"' | b'\\');
    let bytes = text.as_bytes();
    let longer = if bytes.len() <= FEW {
        bytes.len()
    } else {
        bytes.iter().filter(|byte| escaped(byte)).count()
    };
    bytes.len() + longer * (ESCAPED - 1) + 2
}

macro_rules! as_serde_writes_it {
    ($($type:ty: $room:expr),+) => {
        $(impl Argument for $type {
            fn write_json(&self, out: &mut Vec<u8>) -> Result<(), Problem> {
                write(self, out)
            }

            fn room(&self) -> Option<usize> {
                let room: fn(&Self) -> Option<usize> = $room;
                room(self)
            }
        })+
    };
}

as_serde_writes_it! {
    str: |text| Some(room_of(text)),
    String: |text| Some(room_of(text)),
    bool: |_| Some(SHORT),
    i64: |_| Some(SHORT),
    u64: |_| Some(SHORT),
    serde_json::Value: |_| None
}

impl Argument for f64 {
    fn write_json(&self, out: &mut Vec<u8>) -> Result<(), Problem> {
        // serde_json would write `null`, which means something else to the server.
        if self.is_finite() { write(self, out) } else { Err("is not a finite number") }
    }
}

impl Argument for SecretString {
    fn write_json(&self, out: &mut Vec<u8>) -> Result<(), Problem> {
        write(self.expose_secret(), out)
    }

    fn room(&self) -> Option<usize> {
        Some(room_of(self.expose_secret()))
    }
}

impl Argument for Duration {
    fn write_json(&self, out: &mut Vec<u8>) -> Result<(), Problem> {
        // Cutting half a second down to 0 would turn "very short" into "not set".
        if self.subsec_nanos() == 0 {
            write(&self.as_secs(), out)
        } else {
            Err("is not a whole number of seconds")
        }
    }

    fn room(&self) -> Option<usize> {
        Some(SHORT)
    }
}

impl Argument for Timestamp {
    fn write_json(&self, out: &mut Vec<u8>) -> Result<(), Problem> {
        write(&self.to_string(), out)
    }
}

impl Argument for Limit {
    fn write_json(&self, out: &mut Vec<u8>) -> Result<(), Problem> {
        write(&self.to_string(), out)
    }
}

impl<T: Argument + ?Sized> Argument for &T {
    fn is_set(&self) -> bool {
        (**self).is_set()
    }

    fn write_json(&self, out: &mut Vec<u8>) -> Result<(), Problem> {
        (**self).write_json(out)
    }

    fn room(&self) -> Option<usize> {
        (**self).room()
    }
}

impl<T: Argument> Argument for Option<T> {
    fn is_set(&self) -> bool {
        self.as_ref().is_some_and(Argument::is_set)
    }

    fn write_json(&self, out: &mut Vec<u8>) -> Result<(), Problem> {
        match self {
            Some(value) => value.write_json(out),
            None => write(&(), out),
        }
    }

    fn room(&self) -> Option<usize> {
        self.as_ref().map_or(Some(SHORT), Argument::room)
    }
}

impl<T: Argument> Argument for Vec<T> {
    fn write_json(&self, out: &mut Vec<u8>) -> Result<(), Problem> {
        out.push(b'[');
        for (index, value) in self.iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            value.write_json(out)?;
        }
        out.push(b']');
        Ok(())
    }

    fn room(&self) -> Option<usize> {
        let values = self.iter().map(|value| value.room().map(|room| room + ",".len()));
        values.sum::<Option<usize>>().map(|room| room + "[]".len())
    }
}

impl<T: Argument> Argument for BTreeMap<String, T> {
    fn write_json(&self, out: &mut Vec<u8>) -> Result<(), Problem> {
        let mut object = Object::new(out);
        for (name, value) in self {
            object.field(name, value)?;
        }
        object.end();
        Ok(())
    }
}

/// Writes a JSON object, field by field.
pub struct Object<'a> {
    out: &'a mut Vec<u8>,
    empty: bool,
}

impl<'a> Object<'a> {
    /// Begins the object.
    pub fn new(out: &'a mut Vec<u8>) -> Self {
        out.push(b'{');
        Self { out, empty: true }
    }

    /// Goes on with an object that has a field already.
    pub(crate) fn go_on(out: &'a mut Vec<u8>) -> Self {
        Self { out, empty: false }
    }

    /// Adds a field unless `value` is not set.
    ///
    /// # Errors
    ///
    /// When there is no way to say the value. What was written so far is then of no use.
    pub fn field(&mut self, name: &str, value: &(impl Argument + ?Sized)) -> Result<(), Problem> {
        if !value.is_set() {
            return Ok(());
        }
        if !self.empty {
            self.out.push(b',');
        }
        self.empty = false;
        write(name, self.out)?;
        self.out.push(b':');
        value.write_json(self.out)
    }

    /// Ends the object.
    pub fn end(self) {
        self.out.push(b'}');
    }
}

// What is written could be a secret.
impl std::fmt::Debug for Object<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Object").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
