//! The line that says how an operation is asked for: `LIST sys/leases/lookup/{*prefix}`.

use std::collections::BTreeSet;

use crate::{
    name::is_word,
    problem::{Flaw, did_you_mean, one_of},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    Get,
    Head,
    List,
    Scan,
    Post,
    Patch,
    Delete,
}

/// How each method is spelt in a spec, and what the runtime calls it.
pub(crate) const METHODS: [(&str, Method, &str); 7] = [
    ("GET", Method::Get, "Get"),
    ("HEAD", Method::Head, "Head"),
    ("LIST", Method::List, "List"),
    ("SCAN", Method::Scan, "Scan"),
    ("POST", Method::Post, "Post"),
    ("PATCH", Method::Patch, "Patch"),
    ("DELETE", Method::Delete, "Delete"),
];

impl Method {
    /// Vault reads what a DELETE brings in one place at least.
    pub(crate) fn has_body(self) -> bool {
        matches!(self, Self::Post | Self::Patch | Self::Delete)
    }

    pub(crate) fn can_upload(self) -> bool {
        matches!(self, Self::Post | Self::Patch)
    }

    /// Whether repeating it does no harm, as a rule.
    pub(crate) fn is_safe(self) -> bool {
        matches!(self, Self::Get | Self::Head | Self::List | Self::Scan)
    }

    /// What the query of every such request begins with.
    pub(crate) fn query(self) -> &'static str {
        match self {
            Self::List => "?list=true",
            Self::Scan => "?scan=true",
            _ => "",
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Http {
    pub(crate) verb: &'static str,
    pub(crate) method: Method,
    /// The variant of the runtime's `Method`.
    pub(crate) variant: &'static str,
    pub(crate) template: String,
    pub(crate) placeholders: Vec<Placeholder>,
}

impl Http {
    /// Stands in for a line that cannot be read. It takes anything, and matches nothing.
    pub(crate) fn unknown() -> Self {
        let (verb, method, variant) = ("POST", Method::Post, "Post");
        Self { verb, method, variant, template: String::new(), placeholders: Vec::new() }
    }

    /// The method on the wire. LIST and SCAN are sent as GET.
    pub(crate) fn sent_as(&self) -> &'static str {
        if self.method.query().is_empty() { self.verb } else { "GET" }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Placeholder {
    pub(crate) name: String,
    /// Whether it takes the rest of the path, slashes and all.
    pub(crate) rest: bool,
}

pub(crate) fn parse(text: &str) -> Result<Http, Flaw> {
    let form = "write it as `GET sys/path/{name}`";
    let (verb, template) = text
        .split_once(' ')
        .ok_or_else(|| format!("`{text}` is not a method and a path; {form}"))?;
    let found = METHODS.into_iter().find(|(name, ..)| *name == verb);
    let Some((verb, method, variant)) = found else {
        let all = METHODS.map(|(name, ..)| name);
        let right = match verb.to_uppercase().as_str() {
            "PUT" => "; write `POST`, which is the same to the servers".into(),
            upper => did_you_mean(upper, all),
        };
        let problem = format!("unknown method `{verb}`; there is {}{right}", one_of(all));
        return Err(Flaw::of(verb, problem));
    };
    let template = template.trim();
    check_ends(template)?;
    let mut placeholders: Vec<Placeholder> = Vec::new();
    let mut names = BTreeSet::new();
    let whole = template.strip_suffix('/').unwrap_or(template);
    for segment in whole.split('/') {
        let inner = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        match inner {
            Some(inner) => {
                let name = inner.strip_prefix('*').unwrap_or(inner);
                if !is_word(name) {
                    let right = "write `{name}`, or `{*name}` for one that may have slashes in it";
                    let problem = format!("`{segment}` is no placeholder; {right}");
                    return Err(Flaw::of(segment, problem));
                }
                if !names.insert(name) {
                    let problem = format!("`{segment}` stands twice in `{template}`; rename one");
                    return Err(Flaw::of(template, problem));
                }
                placeholders.push(Placeholder { name: name.into(), rest: inner != name });
            }
            None => check_fixed(segment, template)?,
        }
    }
    Ok(Http { verb, method, variant, template: template.into(), placeholders })
}

fn check_ends(template: &str) -> Result<(), Flaw> {
    let inner = template.trim_matches('/');
    if inner.is_empty() {
        return Err("there is no path behind the method; write it as `GET sys/path/{name}`".into());
    }
    let right = inner.strip_prefix("v1/").unwrap_or(inner);
    // A few routes are those of a folder; to them, the slash at the end is a part of the name.
    let folder = template.strip_suffix('/').filter(|folder| !folder.ends_with(['}', '/']));
    if right == template || folder == Some(right) {
        return Ok(());
    }
    let rule = "a path begins below `/v1/`, and no slash follows a placeholder";
    Err(Flaw::of(template, format!("`{template}` should be `{right}`; {rule}")))
}

fn check_fixed(segment: &str, template: &str) -> Result<(), Flaw> {
    if segment.is_empty() {
        let problem = format!("`{template}` has two slashes in a row; take one out");
        return Err(Flaw::of("//", problem));
    }
    if matches!(segment, "." | "..") {
        let problem =
            format!("`{segment}` in `{template}` would lead elsewhere; write the path out");
        return Err(Flaw::of(template, problem));
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let Some(wrong) = segment.chars().find(|c| !allowed(*c)) else { return Ok(()) };
    let right = match wrong {
        '{' | '}' => "a placeholder fills a whole segment, as in `sys/{name}/x`",
        '?' | '=' | '&' => "arguments of the query stand under `query`",
        _ => "it is letters, digits, `-`, `_` and `.`",
    };
    Err(Flaw::of(segment, format!("`{wrong}` cannot stand in the segment `{segment}`; {right}")))
}

/// A template whose placeholders have lost their names, so that what differs in these only is the same.
#[must_use]
pub fn anonymous(template: &str) -> String {
    let segments = template.split('/').map(|segment| match segment.as_bytes() {
        [b'{', ..] => "{}",
        _ => segment,
    });
    segments.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::{Method, parse};

    #[test]
    fn templates_are_read() {
        let http = parse("LIST sys/leases/lookup/{*prefix}").unwrap();
        assert_eq!(http.method, Method::List);
        assert!(http.placeholders[0].rest);
    }

    #[test]
    fn what_is_no_template_is_refused() {
        for text in ["", "GET", "FETCH sys/x", "GET /sys/x", "GET sys//x", "GET sys/x?y", "GET a/{"]
        {
            assert!(parse(text).is_err(), "{text}");
        }
        for text in ["GET a/x{b}", "GET a/{}", "GET a/{b}/{b}", "GET a/{b c}", "GET a/../b", "GET "]
        {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
