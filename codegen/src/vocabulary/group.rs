//! What stands at the top of a file, and in its lists of types and helpers.

use super::{
    FIELD, HVAC, Holds, LINKS, Names, Need, OPERATION, SINCE, Thing, VALUE, VERSIONS, doc, formed,
    key,
};

pub(crate) static GROUP: Thing = Thing {
    what: "a spec file",
    id: "group",
    keys: &[
        doc("What the operations of this group are about. Markdown."),
        key(
            "links",
            Holds::Servers(&LINKS),
            "The page of each server's documents that describes the group. An operation's `anchor` \
             is added to it.",
        ),
        formed(
            "since",
            Holds::Servers(&SINCE),
            "The first version of each server that has the group. A server that is not named does \
             not have it.",
            VERSIONS,
        ),
        key(
            "enterprise",
            Holds::Flag,
            "`true` if Vault Enterprise alone has the whole group: it is then behind a cargo feature.",
        ),
        formed(
            "operations",
            Holds::Named(Names::Words, &OPERATION),
            "What can be called, by the names that the calls have in Rust.",
            "a map from the name of each operation to what it is",
        ),
        key(
            "types",
            Holds::Named(Names::Types, &TYPE),
            "Types that arguments and replies of this file name. In `UpperCamelCase`.",
        ),
        key(
            "helpers",
            Holds::List(&HELPER),
            "What is written by hand beside the operations, for the table of hvac's calls.",
        ),
    ],
    needs: &[Need::Key("doc"), Need::Key("since")],
};

pub(crate) static TYPE: Thing = Thing {
    what: "a type",
    id: "type",
    keys: &[
        doc("What a value of this type is. Markdown."),
        key(
            "fields",
            Holds::Named(Names::Any, &FIELD),
            "The fields of an object, by the names that the server has for them. `\"*\"`, a \
             `map<…>` with a `name`, takes all keys that no other field takes.",
        ),
        key(
            "values",
            Holds::Docs(&VALUE),
            "The texts that it can be, each with its doc, or with `name` and `doc`.",
        ),
    ],
    needs: &[Need::Key("doc"), Need::Either(["fields", "values"])],
};

pub(crate) static HELPER: Thing = Thing {
    what: "a helper",
    id: "helper",
    keys: &[
        doc("What it does."),
        formed(
            "call",
            Holds::Text,
            "How it is called in Rust, without the group.",
            "the call as in Rust, behind the group: `unseal_with([\"share\"])`",
        ),
        formed("hvac", Holds::Texts, "What hvac has for it: `Class.method`, one or a list.", HVAC),
    ],
    needs: &[Need::Key("doc"), Need::Key("call"), Need::Key("hvac")],
};
