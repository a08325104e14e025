//! What an operation could be called, by what is called how beside it.

use vault_sys_codegen::draft::Existing;

/// Group and name for a route.
pub(super) fn name(method: &str, path: &str, existing: &[Existing]) -> (String, String) {
    let segments: Vec<_> = path.split('/').collect();
    let shared = |one: &Existing| {
        let same = one
            .path
            .split('/')
            .zip(&segments)
            .take_while(|(a, b)| a == *b || a.starts_with('{') && b.starts_with('{'));
        same.count()
    };
    // That all are below `sys` makes none a neighbour. Of neighbours the first decides.
    let best = existing.iter().map(shared).max().filter(|count| *count > 1);
    let group = best
        .and_then(|best| existing.iter().find(|one| shared(one) == best))
        .map_or_else(|| word(segments.get(1).unwrap_or(&"sys")), |one| one.group.clone());
    let of_group = |one: &&Existing| one.group == group;
    // What all of the group begin with does not tell them apart.
    let base = existing.iter().filter(of_group).map(shared).min().unwrap_or(2).clamp(2, 3);
    let fixed = segments.iter().skip(base).filter(|segment| !segment.starts_with('{'));
    let tail: Vec<_> = fixed.map(|segment| word(segment)).collect();
    let verb = match method {
        "GET" | "HEAD" => "read",
        "LIST" => "list",
        "SCAN" => "scan",
        "PATCH" => "patch",
        "DELETE" => "delete",
        _ if tail.is_empty() => "write",
        _ => "",
    };
    let parts = std::iter::once(verb.to_owned()).filter(|verb| !verb.is_empty()).chain(tail);
    let wanted = parts.collect::<Vec<_>>().join("_");
    let free = |name: &String| !existing.iter().any(|one| one.id == format!("{group}.{name}"));
    let numbered = (2..).map(|number| format!("{wanted}_{number}"));
    let name = std::iter::once(wanted.clone()).chain(numbered).find(free).unwrap_or_default();
    (group, name)
}

fn word(segment: &str) -> String {
    segment.replace(['-', '.'], "_")
}
