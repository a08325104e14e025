//! What each server has of its own.

use super::{Holds, Key, Need, Thing, key};

const TEXTS: &[Key] =
    &[key("vault", Holds::Text, "Vault's."), key("openbao", Holds::Text, "OpenBao's.")];

const VERSIONS: &[Key] = &[
    key("vault", Holds::Version, "The first version of Vault that has it, such as `1.8.0`."),
    key(
        "openbao",
        Holds::Version,
        "The first version of OpenBao that has it; its first is `2.0.0`.",
    ),
];

pub(crate) static LINKS: Thing =
    Thing { what: "`links`", id: "links", keys: TEXTS, needs: &[Need::Server] };

pub(crate) static ANCHOR: Thing =
    Thing { what: "`anchor`", id: "anchor", keys: TEXTS, needs: &[Need::Server] };

pub(crate) static SINCE: Thing =
    Thing { what: "`since`", id: "since", keys: VERSIONS, needs: &[Need::Server] };
