//! What the YAML parser finds wrong, in words that tell what to do.

const NO_KEY: &str = "no key begins here: the line is further in or out than those that it belongs \
                      to, or a `,` or a bracket before it is too many";
const NO_COLON: &str =
    "no `:` can stand here; put a text with `: ` in it in quotes, or move the line further out";
const NO_DASH: &str = "no `- ` can stand here; put it in the line below its key, further in";
const NO_ESCAPE: &str = "no such `\\` escape; in single quotes `\\` is itself";

/// What its message has in it, and what that mostly means in a spec file. The first one counts.
const MEANINGS: [(&str, &str); 22] = [
    ("tab", "a tab; YAML takes spaces only, two for each level"),
    (
        "':' must be followed",
        "a `:` with something else than a space behind it, such as a tab; put one space there",
    ),
    ("block mapping, did not find expected key", NO_KEY),
    (
        "did not find expected '-'",
        "this line stands among the entries of a list; begin it with `- `, or move it further in",
    ),
    ("mapping values are not allowed", NO_COLON),
    ("illegal placement of ':'", NO_COLON),
    ("block sequence entries are not allowed", NO_DASH),
    ("only valid inside a block", NO_DASH),
    (
        "simple key expect",
        "a key without a `:` before this; what follows `|` or goes on with a text has to stand \
         further in than its key",
    ),
    ("flow mapping", "a `{` before this has no `}`, or a `,` is missing"),
    ("flow sequence", "a `[` before this has no `]`, or a `,` is missing"),
    ("flow construct", "a `{` or `[` before this is still open; close it, or move the line in"),
    ("misplaced bracket", "a `}` or `]` that nothing opens; put a text that has one in quotes"),
    ("expected node content", "a value is missing; look for a `,`, a `]` or a `}` too many"),
    ("unknown escape", NO_ESCAPE),
    ("hexadecimal", NO_ESCAPE),
    (
        "trailing content",
        "something behind the closing quote; a text with quotes in it goes into single quotes",
    ),
    ("quoted scalar", "a quote that is not closed, or a line in quotes that is not far enough in"),
    ("block scalar", "a text after `|` or `>` whose first line is not the one to go by"),
    ("invalid indentation", NO_KEY),
    (
        "<document start>",
        "this does not go on with what stands before it; look for a bracket too many, or a line \
         before this that is too far out",
    ),
    ("recursion limit", "far more levels than any spec needs"),
];

/// The message of the parser, explained.
pub(super) fn explain(info: &str) -> String {
    if let Some(rest) = info.strip_prefix("unexpected character: ") {
        let found = rest.trim_matches(['`', '\'']);
        return format!("not YAML: no text can begin with `{found}`; put it in quotes");
    }
    if info.contains("anchor") {
        let right = "put a text that begins with `&` or `*` in quotes";
        return format!("not YAML: an anchor or an alias that is none; {right}");
    }
    let meaning = MEANINGS.iter().find(|(part, _)| info.contains(part));
    meaning
        .map_or_else(|| format!("not YAML: {info}"), |(_, meaning)| format!("not YAML: {meaning}"))
}
