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
            Expression::HeredocTemplate(_) => Kind::Text(self.heredoc(expression, at)?),
            Expression::Array(list) => {
                Kind::List(list.iter().map(|item| self.value(item)).collect::<Result<_, _>>()?)
            }
            Expression::Object(object) => Kind::Object(self.object(object)?),
            _ => return Err(Problem::new(at, "has to be a plain value, not one to be computed")),
        };
        Ok(Node { at, kind })
    }

    /// The library refuses a key that is here twice, so none is lost.
    fn object(&self, object: &Object) -> Result<Vec<(String, Node)>, Problem> {
        let entries = object.iter().map(|(key, value)| {
            let name = match key {
                ObjectKey::Ident(name) => name.to_string(),
                ObjectKey::Expression(name) => self.value(name)?.text()?,
            };
            Ok((name, self.value(value.expr())?))
        });
        entries.collect()
    }

    /// HCL 1 takes what stands between `${` and `}` as it is. It looks for that `}` by counting
    /// braces, and HCL 2 by understanding what is between, so that has to be simple.
    fn template(&self, template: &StringTemplate, at: Option<usize>) -> Result<String, Problem> {
        let mut text = String::new();
        for element in template {
            let source = self.of(element)?;
            match element {
                Element::Literal(literal) => text.push_str(literal),
                Element::Interpolation(_) if !source[2..].contains(['"', '{', '\\', '\n']) => {
                    text.push_str(source);
                }
                _ => {
                    let message =
                        r"has a `${` or `%{`, which has to be written `\u0024{` or `\u0025{`";
                    return Err(Problem::new(at, message));
                }
            }
        }
        Ok(text)
    }

    /// HCL 1 takes a heredoc as it is, up to the first line with nothing but its name.
    fn heredoc(&self, node: &impl Span, at: Option<usize>) -> Result<String, Problem> {
        let source = self.of(node)?.replace("\r\n", "\n");
        let after = node.span().and_then(|span| self.0.get(span.end..)).unwrap_or_default();
        let (start, rest) = source.split_once('\n').unwrap_or((&source, ""));
        let (lines, end) = rest.split_at(rest.rfind('\n').map_or(0, |index| index + 1));
        let (indentation, name) = end.split_at(end.len() - end.trim_start().len());
        let ends_here = after.is_empty() || after.starts_with(['\n', '\r']);
        if !ends_here || lines.lines().any(|line| line.trim() == name) {
            return Err(Problem::new(at, "has to end with the first line that is its name"));
        }
        // With `<<-`, the indentation of the end is taken off, if all lines have it.
        Ok(if !start.starts_with("<<-") {
            format!("{lines}{indentation}")
        } else if lines.lines().all(|line| line.starts_with(indentation)) {
            lines.split_inclusive('\n').map(|line| &line[indentation.len()..]).collect()
        } else {
            lines.to_owned()
        })
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
