//! What HCL and JSON have in common.

use serde_json::{Number, Value};

use super::error::Problem;

/// A value and where it stands.
#[derive(Debug)]
pub(super) struct Node {
    /// Bytes from the beginning of the text. Unknown in JSON.
    pub(super) at: Option<usize>,
    pub(super) kind: Kind,
}

#[derive(Debug)]
pub(super) enum Kind {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    List(Vec<Node>),
    /// With every key there is, also with one that is there twice.
    Object(Vec<(String, Node)>),
}

impl Node {
    pub(super) fn problem(&self, message: impl Into<String>) -> Problem {
        Problem::new(self.at, message)
    }

    pub(super) fn text(self) -> Result<String, Problem> {
        match self.kind {
            Kind::Text(text) => Ok(text),
            _ => Err(self.problem("has to be a text")),
        }
    }

    pub(super) fn list(self) -> Result<Vec<Self>, Problem> {
        match self.kind {
            Kind::List(list) => Ok(list),
            _ => Err(self.problem("has to be a list, such as `[\"a\", \"b\"]`")),
        }
    }

    pub(super) fn texts<T: From<String>>(self) -> Result<Vec<T>, Problem> {
        self.list()?.into_iter().map(|node| node.text().map(Into::into)).collect()
    }

    /// Keys and values, where a key may be there more than once.
    pub(super) fn entries(self) -> Result<Vec<(String, Self)>, Problem> {
        match self.kind {
            Kind::Object(entries) => Ok(entries),
            _ => {
                Err(self.problem("has to be an object or a block, such as `{ key = [\"value\"] }`"))
            }
        }
    }

    /// Keys and values, where no key is there twice.
    ///
    /// The servers merge the values of such a key, each kind of value in its own way.
    pub(super) fn fields(self) -> Result<Vec<(String, Self)>, Problem> {
        let fields = self.entries()?;
        for (index, (key, node)) in fields.iter().enumerate() {
            if fields[..index].iter().any(|(earlier, _)| earlier == key) {
                return Err(node.problem("is here for the second time").within("key", key));
            }
        }
        Ok(fields)
    }

    pub(super) fn value(self) -> Result<Value, Problem> {
        Ok(match self.kind {
            Kind::Null => Value::Null,
            Kind::Bool(value) => value.into(),
            Kind::Number(value) => value.into(),
            Kind::Text(value) => value.into(),
            Kind::List(list) => list.into_iter().map(Self::value).collect::<Result<_, _>>()?,
            Kind::Object(_) => Value::Object(
                self.fields()?
                    .into_iter()
                    .map(|(key, node)| Ok((key, node.value()?)))
                    .collect::<Result<_, _>>()?,
            ),
        })
    }
}
