//! What the fuzz targets look at: the same functions that the tests look at with a few inputs.

#[path = "../../../codegen/tests/any_spec/mod.rs"]
mod any_spec;
#[path = "../../../vault-sys/tests/protocol/checks/mod.rs"]
mod checks;
#[path = "../../../vault-sys/tests/protocol/samples/mod.rs"]
mod samples;
#[path = "../../../vault-sys/tests/protocol/visitor.rs"]
mod visitor;

/// Any text is a spec, or has problems that say where they are.
pub fn spec(text: &[u8]) {
    any_spec::holds(text);
}

/// Any argument of a path stands in its place, or nothing is sent.
pub fn path(segment: &str, rest: &str) {
    checks::paths::fill(segment, rest);
}

/// Any reply to any operation is read, or is an error.
pub fn reply(status: u16, body: &[u8]) {
    checks::replies::give(200 + status % 400, body);
}

/// So is what an operation promises, if some bytes of it are others.
pub fn changed_reply(changes: &[(usize, u8)]) {
    checks::replies::change(changes);
}
