//! Which operations of a document are meant.

use vault_sys_codegen::draft::{Existing, nearest};
use xtask::route::anonymous;

use crate::openapi::Routes;

/// What the spec lacks, a line each.
pub(super) fn missing(routes: &Routes<'_>, existing: &[Existing]) -> String {
    let missing = routes.iter().filter(|(route, _)| of(existing, route).is_none());
    let lines: Vec<_> = missing.map(|(_, (shown, _))| format!("{shown}\n")).collect();
    let count = lines.len();
    let are = if count == 1 { " of the document is" } else { "s of the document are" };
    format!("{}{count} operation{are} not in the spec\n", lines.concat())
}

/// The operation of the spec that has a route.
fn of<'e>(existing: &'e [Existing], route: &str) -> Option<&'e Existing> {
    existing.iter().find(|one| format!("{} {}", one.method, anonymous(&one.path)) == route)
}

/// `sys/x/{name}`, `POST sys/x/{name}`, `sys/*/x` or `sys/x/...`.
pub(super) struct Pattern<'p> {
    shown: &'p str,
    method: Option<&'p str>,
    segments: Vec<&'p str>,
    /// Whether more may follow.
    goes_on: bool,
}

impl<'p> Pattern<'p> {
    pub(super) fn new(shown: &'p str) -> Self {
        let (method, path) = match shown.split_once(' ') {
            Some((method, path)) => (Some(method), path.trim()),
            None => (None, shown),
        };
        let path = path.trim_start_matches('/');
        let path = path.strip_prefix("v1/").unwrap_or(path);
        let (path, goes_on) = match path.strip_suffix("/...") {
            Some(path) => (path, true),
            None => (path.trim_end_matches('/'), false),
        };
        Self { shown, method, segments: path.split('/').collect(), goes_on }
    }

    /// The routes that it stands for and that the spec lacks.
    pub(super) fn find(
        &self,
        routes: &Routes<'_>,
        existing: &[Existing],
    ) -> Result<Vec<String>, String> {
        let meant: Vec<_> = routes.keys().filter(|route| self.matches(route)).collect();
        if meant.is_empty() {
            return Err(self.nowhere(routes));
        }
        let lacking = meant.iter().filter(|route| of(existing, route).is_none());
        let lacking: Vec<_> = lacking.copied().cloned().collect();
        if lacking.is_empty() {
            let there = meant.iter().filter_map(|route| of(existing, route));
            let there: Vec<_> = there.map(|one| format!("{} at {}", one.id, one.place)).collect();
            return Err(format!("the spec has `{}` already: {}", self.shown, there.join(", ")));
        }
        Ok(lacking)
    }

    fn matches(&self, route: &str) -> bool {
        let Some((method, path)) = route.split_once(' ') else { return false };
        let segments: Vec<_> = path.split('/').collect();
        let long_enough = if self.goes_on {
            segments.len() >= self.segments.len()
        } else {
            segments.len() == self.segments.len()
        };
        let same = |(own, other): (&&str, &&str)| {
            *own == "*" || own == other || own.starts_with('{') && *other == "{}"
        };
        self.method.is_none_or(|own| own == method)
            && long_enough
            && self.segments.iter().zip(&segments).all(same)
    }

    fn nowhere(&self, routes: &Routes<'_>) -> String {
        let own = self.segments.join("/");
        let mut paths: Vec<_> = routes
            .values()
            .filter_map(|(shown, _)| shown.split_once(' '))
            .map(|(_, path)| path)
            .collect();
        paths.sort_unstable();
        paths.dedup();
        // Only so many are compared, so those come first that begin alike.
        paths.sort_by_key(|path| {
            std::cmp::Reverse(path.bytes().zip(own.bytes()).take_while(|(a, b)| a == b).count())
        });
        let near = nearest(&own, paths.iter().copied().filter(|path| **path != *own));
        let same_path = paths.iter().any(|path| anonymous(path) == anonymous(&own));
        let right = match near {
            _ if same_path && self.method.is_some() => "; the path is, with other methods".into(),
            Some(near) => format!("; did you mean `{near}`?"),
            None => String::new(),
        };
        format!("`{}` is not in the document{right}", self.shown)
    }
}
