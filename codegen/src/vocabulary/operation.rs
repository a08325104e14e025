//! What stands at an operation, and in its examples.

use super::{ANCHOR, ARGUMENT, HVAC, Holds, Names, Need, SINCE, Thing, VERSIONS, doc, formed, key};

pub(crate) static OPERATION: Thing = Thing {
    what: "an operation",
    id: "operation",
    keys: &[
        doc("First line: what it does. Then, behind an empty line, what surprises and what its \
             errors are. Markdown, at most 92 characters a line."),
        formed(
            "http",
            Holds::Http,
            "Method (`GET`, `HEAD`, `LIST`, `SCAN`, `POST`, `PATCH`, `DELETE`) and path without \
             `/v1/`. `{name}` takes one segment, `{*name}` several; each has an entry under `path`.",
            "a line such as `GET sys/path/{name}`",
        ),
        key(
            "anchor",
            Holds::Servers(&ANCHOR),
            "Where on the group's pages it is described: one text, or one for each server.",
        ),
        key("sudo", Holds::Flag, "`true` if the token needs the `sudo` capability."),
        formed(
            "since",
            Holds::Servers(&SINCE),
            "The first version of each server that has it, if not the group's.",
            VERSIONS,
        ),
        key(
            "enterprise",
            Holds::Flag,
            "`true` if of Vault's editions Enterprise alone has it. For whole groups it stands at \
             the top of the file.",
        ),
        key(
            "deprecated",
            Holds::Thing(&DEPRECATED),
            "By server, what it says against the operation.",
        ),
        key(
            "variant_of",
            Holds::Text,
            "Another operation of the group, whose method and path this one has as well.",
        ),
        key(
            "safe",
            Holds::Flag,
            "Whether repeating it does no harm. If left out, what reads is safe and nothing else.",
        ),
        formed(
            "hvac",
            Holds::Texts,
            "`Class.method` in hvac, one or a list; names from before hvac 0.7 without a class.",
            HVAC,
        ),
        key(
            "path",
            Holds::Named(Names::Any, &ARGUMENT),
            "The arguments in the path, by the names of the placeholders.",
        ),
        key(
            "query",
            Holds::Named(Names::Any, &ARGUMENT),
            "The arguments in the query, by the names that the server has for them.",
        ),
        key(
            "body",
            Holds::Named(Names::Any, &ARGUMENT),
            "The fields of the body, by the names that the server has for them.",
        ),
        key(
            "whole_body",
            Holds::Flag,
            "`true` if the one argument under `body` is all of the body, not a field of it.",
        ),
        key(
            "header",
            Holds::Named(Names::Headers, &ARGUMENT),
            "The arguments in headers, by the names of these.",
        ),
        formed(
            "reply",
            Holds::Reply,
            "What comes back: `none`, `keys`, `status`, `stream`, `text`, `lines`, `list T`, \
             `records T`, `events T`, `data T` or `body T`; `data T?` and `body T?` may be nothing.",
            "the shape of what comes back, such as `none`, `keys` or `data TYPE`",
        ),
        key(
            "answers",
            Holds::Statuses,
            "Statuses outside 2xx that are answers and not errors; `always` if every one is.",
        ),
        key(
            "once",
            Holds::Flag,
            "`true` if the server will never tell again: such a reply is not lost if it cannot be \
             read.",
        ),
        key(
            "upload",
            Holds::Flag,
            "`true` if the body is a stream of bytes that the caller gives.",
        ),
        formed(
            "examples",
            Holds::List(&EXAMPLE),
            "What goes over the wire, as a real server answers it. Each becomes a protocol test.",
            "a list with at least one `- args: …`",
        ),
    ],
    needs: &[Need::Key("doc"), Need::Key("http"), Need::Key("reply"), Need::Key("examples")],
};

pub(crate) static DEPRECATED: Thing = Thing {
    what: "`deprecated`",
    id: "deprecated",
    keys: &[
        key("vault", Holds::Thing(&DEPRECATION), "What Vault says against it."),
        key("openbao", Holds::Thing(&DEPRECATION), "What OpenBao says against it."),
    ],
    needs: &[Need::Server],
};

pub(crate) static DEPRECATION: Thing = Thing {
    what: "a deprecation",
    id: "deprecation",
    keys: &[
        formed(
            "since",
            Holds::Version,
            "The first version that deprecates it.",
            "a version such as `1.8.0`",
        ),
        formed(
            "use",
            Holds::Text,
            "The full name of the operation to use instead: `rotate.root.start`.",
            "the full name of an operation, such as `leases.renew`, or else `why`",
        ),
        formed("why", Holds::Text, "Why, where nothing replaces it.", "a sentence"),
    ],
    needs: &[Need::Any(["why", "use"])],
};

pub(crate) static EXAMPLE: Thing = Thing {
    what: "an example",
    id: "example",
    keys: &[
        key(
            "args",
            Holds::Values,
            "What the caller gives, by argument: `30m` for a duration, `all` for a limit.",
        ),
        key("sends", Holds::Thing(&SENDS), "What then has to go over the wire."),
        key("gets", Holds::Thing(&GETS), "What the server answers."),
    ],
    needs: &[],
};

pub(crate) static SENDS: Thing = Thing {
    what: "`sends`",
    id: "sends",
    keys: &[
        key(
            "path",
            Holds::Text,
            "Path from `sys/` on, with the query and as it is escaped. `LIST` goes as `GET` with \
             `?list=true`.",
        ),
        key("body", Holds::Json, "The body."),
    ],
    needs: &[],
};

pub(crate) static GETS: Thing = Thing {
    what: "`gets`",
    id: "gets",
    keys: &[
        key("status", Holds::Status, "The status; 200 if left out."),
        key(
            "body",
            Holds::Json,
            "The body: for `text` a text, for `lines` and `records` a list, for `events` one \
             message, of a refusal `{ errors: [...] }`.",
        ),
    ],
    needs: &[],
};
