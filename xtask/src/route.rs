//! How the routes of operations are written, compared and talked about.

use vault_sys_codegen::catalogue::Place;

/// A path whose placeholders have lost their names, so that what differs in these only is the same.
#[must_use]
pub fn anonymous(path: &str) -> String {
    let segment =
        |segment: &str| if segment.starts_with('{') { "{}".into() } else { segment.to_owned() };
    path.trim_end_matches('/').split('/').map(segment).collect::<Vec<_>>().join("/")
}

/// What the place of an argument is called.
#[must_use]
pub fn place_name(place: Place) -> &'static str {
    match place {
        Place::Path => "path",
        Place::Query => "query",
        Place::Body | Place::WholeBody => "body",
        Place::Header => "header",
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn placeholders_lose_their_names() {
        assert_eq!(super::anonymous("sys/a/{b}/{*c}"), "sys/a/{}/{}");
        assert_eq!(super::anonymous("sys/a/"), "sys/a");
    }
}
