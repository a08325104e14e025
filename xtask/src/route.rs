//! How the routes of operations are written, compared and talked about.

use vault_sys_codegen::catalogue::{self, Place};

/// A path whose placeholders have lost their names, so that what differs in these only is the same. A
/// slash at its end does not count.
#[must_use]
pub fn anonymous(path: &str) -> String {
    catalogue::anonymous(path.trim_end_matches('/'))
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
