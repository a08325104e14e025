//! From a policy to HCL that both versions of it read alike.

use std::fmt::{self, Display, Formatter};

use serde_json::Value;

use super::{Capability, ControlGroup, Factor, Policy, Rule, scalar};

impl Display for Policy {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let Some(name) = &self.name {
            writeln!(f, "name = {}", Quoted(name))?;
        } else if self.rules.is_empty() {
            // The servers refuse an empty text, not a policy without rules.
            writeln!(f, "# no rules")?;
        }
        for (index, rule) in self.rules.iter().enumerate() {
            if index > 0 || self.name.is_some() {
                writeln!(f)?;
            }
            write_rule(f, rule)?;
        }
        Ok(())
    }
}

fn write_rule(f: &mut Formatter<'_>, rule: &Rule) -> fmt::Result {
    writeln!(f, "path {} {{", Quoted(&rule.path))?;
    text(f, "comment", rule.comment.as_deref())?;
    writeln!(f, "  capabilities = {}", Names(&rule.capabilities))?;
    list(f, "required_parameters", &rule.required_parameters)?;
    for (key, parameters) in [
        ("allowed_parameters", &rule.allowed_parameters),
        ("denied_parameters", &rule.denied_parameters),
    ] {
        if parameters.is_empty() {
            continue;
        }
        writeln!(f, "  {key} = {{")?;
        for (name, values) in parameters {
            writeln!(f, "    {} = {}", Quoted(name), Values(values))?;
        }
        writeln!(f, "  }}")?;
    }
    text(f, "min_wrapping_ttl", rule.min_wrapping_ttl.map(scalar::render).as_deref())?;
    text(f, "max_wrapping_ttl", rule.max_wrapping_ttl.map(scalar::render).as_deref())?;
    list(f, "mfa_methods", &rule.mfa_methods)?;
    if let Some(limit) = rule.pagination_limit {
        writeln!(f, "  pagination_limit = {limit}")?;
    }
    let filter = rule.list_scan_response_keys_filter_path.as_deref();
    text(f, "list_scan_response_keys_filter_path", filter)?;
    text(f, "expiration", rule.expiration.map(|time| time.to_string()).as_deref())?;
    if let Some(group) = &rule.control_group {
        write_control_group(f, group)?;
    }
    list(f, "subscribe_event_types", &rule.subscribe_event_types)?;
    writeln!(f, "}}")
}

/// In blocks, as HCL 2 knows no labels within an object.
fn write_control_group(f: &mut Formatter<'_>, group: &ControlGroup) -> fmt::Result {
    writeln!(f, "  control_group {{")?;
    if let Some(ttl) = group.ttl {
        writeln!(f, "    ttl = {}", Quoted(&scalar::render(ttl)))?;
    }
    if let Some(allowed) = group.self_auth_allowed {
        writeln!(f, "    self_auth_allowed = {allowed}")?;
    }
    for factor in &group.factors {
        write_factor(f, factor)?;
    }
    writeln!(f, "  }}")
}

fn write_factor(f: &mut Formatter<'_>, factor: &Factor) -> fmt::Result {
    writeln!(f, "    factor {} {{", Quoted(&factor.name))?;
    if !factor.controlled_capabilities.is_empty() {
        writeln!(f, "      controlled_capabilities = {}", Names(&factor.controlled_capabilities))?;
    }
    writeln!(f, "      identity {{")?;
    for (key, groups) in [("group_names", &factor.group_names), ("group_ids", &factor.group_ids)] {
        if !groups.is_empty() {
            writeln!(f, "        {key} = {}", Names(groups))?;
        }
    }
    writeln!(f, "        approvals = {}", factor.approvals)?;
    writeln!(f, "      }}\n    }}")
}

fn text(f: &mut Formatter<'_>, key: &str, text: Option<&str>) -> fmt::Result {
    text.map_or(Ok(()), |text| writeln!(f, "  {key} = {}", Quoted(text)))
}

fn list(f: &mut Formatter<'_>, key: &str, list: &[String]) -> fmt::Result {
    if list.is_empty() { Ok(()) } else { writeln!(f, "  {key} = {}", Names(list)) }
}

/// A list of texts.
struct Names<'a, T>(&'a [T]);

impl<T: AsRef<str>> Display for Names<'_, T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        separated(f, '[', self.0.iter().map(|name| Quoted(name.as_ref())), ']')
    }
}

impl AsRef<str> for Capability {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

/// A list of values.
struct Values<'a>(&'a [Value]);

impl Display for Values<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        separated(f, '[', self.0.iter().map(Plain), ']')
    }
}

struct Plain<'a>(&'a Value);

impl Display for Plain<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            Value::String(text) => Quoted(text).fmt(f),
            Value::Array(values) => Values(values).fmt(f),
            Value::Object(fields) => separated(f, '{', fields.iter().map(Entry), '}'),
            // Written as in JSON.
            Value::Null | Value::Bool(_) | Value::Number(_) => self.0.fmt(f),
        }
    }
}

struct Entry<'a>((&'a String, &'a Value));

impl Display for Entry<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} = {}", Quoted(self.0.0), Plain(self.0.1))
    }
}

fn separated<T: Display>(
    f: &mut Formatter<'_>,
    start: char,
    items: impl Iterator<Item = T>,
    end: char,
) -> fmt::Result {
    write!(f, "{start}")?;
    for (index, item) in items.enumerate() {
        write!(f, "{}{item}", if index > 0 { ", " } else { "" })?;
    }
    write!(f, "{end}")
}

/// A text in quotes.
struct Quoted<'a>(&'a str);

impl Display for Quoted<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("\"")?;
        let mut characters = self.0.chars().peekable();
        while let Some(character) = characters.next() {
            match character {
                '"' | '\\' => write!(f, "\\{character}")?,
                '\n' => f.write_str("\\n")?,
                '\r' => f.write_str("\\r")?,
                '\t' => f.write_str("\\t")?,
                // Both versions would take it for the start of a template, and only HCL 2 knows
                // how to say `$${`. OpenBao's reader keeps U+E123 for itself.
                '$' | '%' if characters.peek() == Some(&'{') => escape(f, character)?,
                '\u{E123}' | '\u{FEFF}' => escape(f, character)?,
                _ if character.is_control() => escape(f, character)?,
                _ => write!(f, "{character}")?,
            }
        }
        f.write_str("\"")
    }
}

fn escape(f: &mut Formatter<'_>, character: char) -> fmt::Result {
    write!(f, "\\u{:04x}", u32::from(character))
}
