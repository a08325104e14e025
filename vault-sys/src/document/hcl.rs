//! From HCL to nodes.
//!
//! The servers speak HCL 1 and the library HCL 2. Where both take a text and see different things
//! in it, this goes by what the text says, or refuses it.

use hcl_edit::{
    Span,
    expr::{Expression, Object, ObjectKey},
    parser::{self, parse_body},
    structure::{BlockLabel, Body, Structure},
    template::{Element, StringTemplate},
};
use serde_json::Number;

use super::{
    error::Problem,
    node::{Kind, Node},
};

pub(super) fn parse(text: &str) -> Result<Node, Problem> {
    let body = parse_body(text).map_err(|error| syntax(&error))?;
    Source(text).body(&body, Some(0))
}

fn syntax(error: &parser::Error) -> Problem {
    let message = format!(
        "this is no HCL, or none that can be read: {}; each key has to be on a line of its own, \
         and an object after `=` holds nothing but `key = value`",
        error.message().replace('\n', "; ")
    );
    Problem::at(error.location().line(), error.location().column(), message)
}

struct Source<'a>(&'a str);

impl<'a> Source<'a> {
    fn of(&self, node: &impl Span) -> Result<&'a str, Problem> {
        let text = node.span().and_then(|span| self.0.get(span));
        text.ok_or_else(|| Problem::new(None, "it is not known where this stands"))
    }

    fn body(&self, body: &Body, at: Option<usize>) -> Result<Node, Problem> {
        let entries = body.iter().map(|structure| match structure {
            Structure::Attribute(attribute) => {
                Ok((attribute.key.to_string(), self.value(&attribute.value)?))
            }
            Structure::Block(block) => {
                let at = block.span().map(|span| span.start);
                let mut node = self.body(&block.body, at)?;
                for label in block.labels.iter().rev() {
                    let entry = (self.label(label)?, node);
                    node = Node { at, kind: Kind::Object(vec![entry]) };
                }
                Ok((block.ident.to_string(), node))
            }
        });
        Ok(Node { at, kind: Kind::Object(entries.collect::<Result<_, _>>()?) })
    }

    fn label(&self, label: &BlockLabel) -> Result<String, Problem> {
        if let BlockLabel::String(text) = label {
            self.no_escaped_markers(text)?;
        }
        Ok(label.as_str().to_owned())
    }

    fn value(&self, expression: &Expression) -> Result<Node, Problem> {
        let at = expression.span().map(|span| span.start);
        let kind = match expression {
            Expression::Null(_) => Kind::Null,
            Expression::Bool(value) => Kind::Bool(*value.value()),
            Expression::Number(_) => Kind::Number(number(self.of(expression)?, at)?),
            Expression::String(text) => {
                self.no_escaped_markers(expression)?;
                Kind::Text(text.value().clone())
            }
            Expression::StringTemplate(template) => {
                self.no_escaped_markers(expression)?;
                Kind::Text(self.template(template, at)?)
            }
            Expression::HeredocTemplate(_) => Kind::Text(heredoc(self.of(expression)?)),
            Expression::Array(list) => {
                Kind::List(list.iter().map(|item| self.value(item)).collect::<Result<_, _>>()?)
            }
            Expression::Object(object) => Kind::Object(self.object(object, at)?),
            _ => return Err(Problem::new(at, "has to be a plain value, not one to be computed")),
        };
        Ok(Node { at, kind })
    }

    fn object(&self, object: &Object, at: Option<usize>) -> Result<Vec<(String, Node)>, Problem> {
        let mut entries = Vec::new();
        let mut taken = Vec::new();
        for (key, value) in object {
            let name = match key {
                ObjectKey::Ident(name) => name.to_string(),
                ObjectKey::Expression(name) => self.value(name)?.text()?,
            };
            entries.push((name, self.value(value.expr())?));
            taken.extend(key.span().zip(value.expr().span()));
        }
        // The library drops the earlier of two entries with the same key, and the servers do not.
        // What is left of the object without its entries has to be space and comments.
        taken.sort_by_key(|(key, _)| key.start);
        let whole = object.span().unwrap_or_default();
        let starts = std::iter::once(whole.start + 1).chain(taken.iter().map(|(_, value)| value.end));
        let ends = taken.iter().map(|(key, _)| key.start).chain([whole.end.saturating_sub(1)]);
        let mut between = starts.zip(ends).map(|(start, end)| self.0.get(start..end));
        if between.all(|gap| gap.is_some_and(is_space)) {
            Ok(entries)
        } else {
            Err(Problem::new(at, "has the same key twice"))
        }
    }

    /// HCL 1 takes what stands between `${` and `}` as it is.
    fn template(&self, template: &StringTemplate, at: Option<usize>) -> Result<String, Problem> {
        let mut text = String::new();
        for element in template {
            match element {
                Element::Literal(literal) => text.push_str(literal),
                Element::Interpolation(_) => text.push_str(self.of(element)?),
                Element::Directive(_) => {
                    return Err(Problem::new(at, r"has a `%{`, which has to be written `\u0025{`"));
                }
            }
        }
        Ok(text)
    }

    /// HCL 2 makes `${` of it, and HCL 1 leaves it as it is.
    fn no_escaped_markers(&self, node: &impl Span) -> Result<(), Problem> {
        let source = self.of(node)?;
        if source.contains("$${") || source.contains("%%{") {
            let at = node.span().map(|span| span.start);
            let message = r"has a `$${` or `%%{`, which has to be written `$\u0024{` or `%\u0025{`";
            return Err(Problem::new(at, message));
        }
        Ok(())
    }
}

/// Whether there is nothing but space and comments, and the comma between two entries.
fn is_space(gap: &str) -> bool {
    parse_body(&gap.replacen(',', "", 1)).is_ok_and(|body| body.is_empty())
}

/// HCL 1 has 64 bits, and numbers of base 8 that look like others.
fn number(source: &str, at: Option<usize>) -> Result<Number, Problem> {
    let digits = source.strip_prefix('-').unwrap_or(source);
    let octal = digits.len() > 1 && digits.bytes().all(|byte| byte.is_ascii_digit());
    if octal && digits.starts_with('0') {
        return Err(Problem::new(at, "has to be a number without zeros before it"));
    }
    if digits.bytes().all(|byte| byte.is_ascii_digit()) {
        source.parse::<i64>().ok().map(Number::from)
    } else {
        source.parse().ok().and_then(Number::from_f64)
    }
    .ok_or_else(|| Problem::new(at, "has to be a number of 64 bits"))
}

/// HCL 1 takes a heredoc as it is, and goes by the indentation of its end.
fn heredoc(source: &str) -> String {
    let source = source.replace("\r\n", "\n");
    let (start, rest) = source.split_once('\n').unwrap_or((&source, ""));
    let lines_end = rest.rfind('\n').map_or(0, |index| index + 1);
    let (lines, end) = rest.split_at(lines_end);
    let indentation = &end[..end.len() - end.trim_start().len()];
    if !start.starts_with("<<-") {
        return format!("{lines}{indentation}");
    }
    if lines.lines().all(|line| line.starts_with(indentation)) {
        lines.split_inclusive('\n').map(|line| &line[indentation.len()..]).collect()
    } else {
        lines.to_owned()
    }
}
