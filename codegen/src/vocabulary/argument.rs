//! What stands at an argument, a field and a value.

use super::{Holds, Key, Need, SINCE, Thing, doc, formed, key};

const TYPE_FORM: &str = "a type such as `string` or `list<string>?`";

const TYPE: Key = formed(
    "type",
    Holds::Type,
    "`string`, `secret`, `bool`, `i64`, `u64`, `f64`, `duration`, `timestamp`, `limit`, `any`, \
     `list<T>`, `map<T>`, or a name under `types`. A `?` at the end makes it optional.",
    TYPE_FORM,
);

const NAME: Key = key(
    "name",
    Holds::Word,
    "What we call it, where the server's name is unclear: `t` -> `threshold`.",
);

const VERSIONS: Key = formed(
    "since",
    Holds::Servers(&SINCE),
    "The servers that have it and since when, where not all do that have the operation.",
    super::VERSIONS,
);

pub(crate) static ARGUMENT: Thing = Thing {
    what: "a field",
    id: "argument",
    keys: &[
        TYPE,
        key(
            "const",
            Holds::Constant,
            "Instead of `type`: it is always sent, and always this. A text, a bool or a whole number.",
        ),
        NAME,
        doc("What it means, and its unit. Markdown."),
        VERSIONS,
    ],
    needs: &[Need::Either(["type", "const"]), Need::Unless("doc", "const")],
};

pub(crate) static FIELD: Thing = Thing {
    what: "a field",
    id: "field",
    keys: &[TYPE, NAME, doc("What it means, and its unit. Markdown."), VERSIONS],
    needs: &[Need::Key("type"), Need::Key("doc")],
};

pub(crate) static VALUE: Thing = Thing {
    what: "a value",
    id: "value",
    keys: &[NAME, doc("What it means. Markdown.")],
    needs: &[Need::Key("doc")],
};
