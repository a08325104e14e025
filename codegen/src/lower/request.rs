//! The request of an operation: its fields, and where each of them is written.

use crate::{
    ir::{self, Write, Written},
    model::{self, Argument, Constant, Value},
    name,
    path::Http,
    problem::Report,
    ty::Ty,
    yaml::Text,
};

use super::{
    argument::{self, Placed},
    types::Scope,
};

/// The request, and whether its fields have names that can be told apart.
pub(super) fn lower(
    operation: &model::Operation,
    scope: &Scope,
    http: &Http,
    report: &mut Report<'_>,
) -> (ir::Request, bool) {
    let name = name::request(&operation.name.text);
    let mut lowered = Lowered { owner: &name, scope, fields: Vec::new(), writes: Vec::new() };
    // In the order of the template, whatever the order in the spec.
    for slot in &http.placeholders {
        if let Some(argument) = operation.path.iter().find(|other| other.wire.text == slot.name) {
            lowered.add(argument, if slot.rest { "rest" } else { "path" }, report);
        }
    }
    let body = if operation.whole_body { "content" } else { "body" };
    let places =
        [("query", &operation.query), (body, &operation.body), ("header", &operation.header)];
    for (place, arguments) in places {
        for argument in arguments {
            lowered.add(argument, place, report);
        }
    }
    let Lowered { fields, writes, .. } = lowered;
    let apart = !argument::check_names(&fields, report);
    let fields: Vec<_> = fields.into_iter().map(|(_, field)| field).collect();
    let has_options = fields.iter().any(|field| field.optional);
    let request = ir::Request {
        doc: format!("Request of [`Handle::{}`].", name::method(&operation.name.text)),
        new_doc: if has_options {
            "Creates the request with every option unset.".into()
        } else {
            "Creates the request.".into()
        },
        derives: derives(&fields, scope),
        name,
        fields,
        writes,
    };
    (request, apart)
}

struct Lowered<'l> {
    owner: &'l str,
    scope: &'l Scope,
    fields: Vec<Placed>,
    writes: Vec<Write>,
}

impl Lowered<'_> {
    fn add(&mut self, argument: &Argument, place: &'static str, report: &mut Report<'_>) {
        let value = match &argument.value {
            Value::Constant(constant) => Written::Constant(text_in_path(constant, place)),
            Value::Given(text) => {
                let ty = text.as_ref().and_then(|text| {
                    let (ty, optional) = self.scope.parse(text, report)?;
                    check_type(&ty, optional, self.scope, place, text, report);
                    Some((ty, optional))
                });
                let placed = argument::of_request(argument, ty, self.owner, report);
                let value = written(&placed.1, place, self.scope);
                self.fields.push(placed);
                value
            }
        };
        let place = match &value {
            Written::Each(_) | Written::EachIfSet(_) => "query_each",
            _ => place,
        };
        self.writes.push(Write { place, wire: argument.wire.text.clone(), value });
    }
}

fn written(field: &ir::Field, place: &str, scope: &Scope) -> Written {
    let name = field.name.clone();
    match (place, &field.ty) {
        ("path" | "rest", Ty::U64) => Written::Number(name),
        ("path" | "rest", ty) if scope.is_set_of_values(ty) => Written::Name(name),
        ("query", Ty::List(_)) if field.optional => Written::EachIfSet(name),
        ("query", Ty::List(_)) => Written::Each(name),
        _ => Written::Field(name),
    }
}

/// In a path there is text only.
fn text_in_path(constant: &Constant, place: &str) -> Constant {
    match constant {
        Constant::Bool(flag) if matches!(place, "path" | "rest") => {
            Constant::Text(flag.to_string())
        }
        Constant::Number(number) if matches!(place, "path" | "rest") => {
            Constant::Text(number.to_string())
        }
        other => other.clone(),
    }
}

/// Reports types that cannot stand in a path or a query.
fn check_type(
    ty: &Ty,
    optional: bool,
    scope: &Scope,
    place: &str,
    text: &Text,
    report: &mut Report<'_>,
) {
    // A type that is not as it should be is a problem already.
    let is_known = |name: &str| scope.get(name).is_some();
    let is_single = scope.is_set_of_values(ty)
        || !matches!(ty, Ty::List(_) | Ty::Map(_) | Ty::Any | Ty::Named(_));
    let problem = match (place, ty) {
        (_, Ty::Named(name)) if !is_known(name) => return,
        ("path" | "rest", _) if optional => {
            "a path argument cannot be optional; without it, it is another operation"
        }
        ("path" | "rest", Ty::String) | ("path", Ty::U64) => return,
        ("path" | "rest", _) if scope.is_set_of_values(ty) => return,
        ("path" | "rest", _) => "a path argument is a `string`, a `u64`, or a type with `values`",
        ("query", Ty::List(inner)) if **inner == Ty::String => return,
        ("query", Ty::Secret) => {
            "a secret in a query would end in logs; if the server takes no other, use `string`"
        }
        ("content", _) if optional => "what is all of the body cannot be optional",
        ("query" | "header", _) if !is_single => {
            "only single values fit there, and `list<string>` into a query; what the server wants \
             may be a `string`"
        }
        _ => return,
    };
    report.add(text.at, format!("`{}`: {problem}", text.text));
}

fn derives(fields: &[ir::Field], scope: &Scope) -> ir::Derives {
    let all = fields.iter().map(|field| scope.derives_of(&field.ty));
    let both =
        all.fold((true, true), |(partial, eq), one| (partial && one.partial_eq, eq && one.eq));
    let default = fields.iter().all(|field| field.optional);
    ir::Derives { default, partial_eq: both.0, eq: both.1 }
}
