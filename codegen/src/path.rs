//! The line that says how an operation is asked for: `LIST sys/leases/lookup/{*prefix}`.

use crate::problem::{did_you_mean, one_of};

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
    /// DELETE is not among them: the servers ignore its body.
    pub(crate) fn has_body(self) -> bool {
        matches!(self, Self::Post | Self::Patch)
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

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Placeholder {
    pub(crate) name: String,
    /// Whether it takes the rest of the path, slashes and all.
    pub(crate) rest: bool,
}

pub(crate) fn parse(text: &str) -> Result<Http, String> {
    let form = "the form is `GET sys/path/{name}`";
    let (verb, template) =
        text.split_once(' ').ok_or_else(|| format!("`{text}` is no operation; {form}"))?;
    let found = METHODS.into_iter().find(|(name, ..)| *name == verb);
    let Some((verb, method, variant)) = found else {
        let all = METHODS.map(|(name, ..)| name);
        let near = did_you_mean(&verb.to_uppercase(), all);
        return Err(format!("unknown method `{verb}`; there are {}{near}", one_of(all)));
    };
    let template = template.trim();
    let mut placeholders: Vec<Placeholder> = Vec::new();
    for segment in template.split('/') {
        let inner = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        match inner {
            Some(inner) => {
                let name = inner.strip_prefix('*').unwrap_or(inner);
                if !crate::yaml::is_word(name) {
                    return Err(format!("`{segment}` is no placeholder; write `{{name}}`"));
                }
                if placeholders.iter().any(|other| other.name == name) {
                    return Err(format!("`{segment}` stands twice in the path"));
                }
                placeholders.push(Placeholder { name: name.into(), rest: inner != name });
            }
            None => fixed(segment, template)?,
        }
    }
    Ok(Http { verb, method, variant, template: template.into(), placeholders })
}

fn fixed(segment: &str, template: &str) -> Result<(), String> {
    if segment.is_empty() {
        let right = "no slash at either end, no two in a row, no `/v1/`";
        return Err(format!("`{template}` has an empty segment; {right}"));
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if let Some(wrong) = segment.chars().find(|c| !allowed(*c)) {
        let right = "a placeholder fills a whole segment, and a query has its own key";
        return Err(format!("`{wrong}` cannot stand in `{segment}`; {right}"));
    }
    Ok(())
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
        for text in ["GET a/x{b}", "GET a/{}", "GET a/{b}/{b}", "GET a/{b c}"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
