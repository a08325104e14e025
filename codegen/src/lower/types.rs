//! The types of a file, and what follows from what they hold.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    ir, model, name,
    problem::one_of,
    table::Report,
    ty::{self, Ty},
    yaml::Text,
};

/// The types that one file declares.
pub(super) struct Scope {
    types: BTreeMap<String, ir::Type>,
    /// In the order of the file.
    order: Vec<String>,
}

impl Scope {
    pub(super) fn new(group: &model::Group, report: &mut Report<'_>) -> Self {
        let order: Vec<_> = group.types.iter().map(|ty| ty.name.text.clone()).collect();
        let names: Vec<_> = order.iter().map(String::as_str).collect();
        let types = group.types.iter().map(|ty| (ty.name.text.clone(), lower(ty, &names, report)));
        let mut scope = Self { types: types.collect(), order };
        for name in &scope.order {
            let derives = scope.derives_of(&Ty::Named(name.clone()));
            if let Some(ty) = scope.types.get_mut(name) {
                ty.derives = derives_default(ty, derives);
            }
        }
        scope.mark_uses(group);
        scope
    }

    pub(super) fn into_types(mut self) -> Vec<ir::Type> {
        self.order.iter().filter_map(|name| self.types.remove(name)).collect()
    }

    pub(super) fn get(&self, name: &str) -> Option<&ir::Type> {
        self.types.get(name)
    }

    /// Reads a type expression; reports one that is none.
    pub(super) fn parse(&self, text: &Text, report: &mut Report<'_>) -> Option<(Ty, bool)> {
        let names: Vec<_> = self.order.iter().map(String::as_str).collect();
        parse(text, &names, report)
    }

    pub(super) fn is_set_of_values(&self, ty: &Ty) -> bool {
        let Ty::Named(name) = ty else { return false };
        self.get(name).is_some_and(|ty| matches!(ty.shape, ir::Shape::Values(_)))
    }

    /// What a value of this type can derive, going by all that it may hold.
    pub(super) fn derives_of(&self, ty: &Ty) -> ir::Derives {
        let mut derives = ir::Derives { default: false, partial_eq: true, eq: true };
        self.visit(ty, &mut BTreeSet::new(), &mut |ty| match ty {
            // Comparing secrets invites comparing them in time that tells.
            Ty::Secret => (derives.partial_eq, derives.eq) = (false, false),
            Ty::F64 => derives.eq = false,
            _ => {}
        });
        derives
    }

    fn visit(&self, ty: &Ty, seen: &mut BTreeSet<String>, each: &mut dyn FnMut(&Ty)) {
        each(ty);
        match ty {
            Ty::List(inner) | Ty::Map(inner) => self.visit(inner, seen, each),
            Ty::Named(name) if seen.insert(name.clone()) => {
                if let Some(ir::Type { shape: ir::Shape::Fields(fields), .. }) = self.get(name) {
                    for field in fields {
                        self.visit(&field.ty, seen, each);
                    }
                }
            }
            _ => {}
        }
    }

    /// Finds out which types requests take and which replies give.
    fn mark_uses(&mut self, group: &model::Group) {
        let names: Vec<_> = self.order.iter().map(String::as_str).collect();
        let parse = |text: &str| ty::parse(text, &names).ok().map(|(ty, _)| ty);
        let (mut sent, mut received) = (BTreeSet::new(), BTreeSet::new());
        for operation in &group.operations {
            let arguments = operation.path.iter().chain(&operation.query).chain(&operation.body);
            for argument in arguments {
                if let model::Value::Given(text) = &argument.value
                    && let Some(ty) = parse(&text.text)
                {
                    self.visit(&ty, &mut sent, &mut |_| {});
                }
            }
            if let Some(ty) = operation.reply.text.split_once(' ').and_then(|(_, ty)| parse(ty)) {
                self.visit(&ty, &mut received, &mut |_| {});
            }
        }
        for (name, ty) in &mut self.types {
            (ty.sent, ty.received) = (sent.contains(name), received.contains(name));
        }
    }
}

fn parse(text: &Text, names: &[&str], report: &mut Report<'_>) -> Option<(Ty, bool)> {
    // An empty text stands for a type that is missing, which is reported already.
    if text.text.is_empty() {
        return None;
    }
    ty::parse(&text.text, names).map_err(|problem| report.add(text.at, problem)).ok()
}

fn derives_default(ty: &ir::Type, derives: ir::Derives) -> ir::Derives {
    let optional = |fields: &[ir::Field]| fields.iter().all(|field| field.optional);
    let default = matches!(&ty.shape, ir::Shape::Fields(fields) if optional(fields));
    ir::Derives { default, ..derives }
}

fn lower(ty: &model::Type, names: &[&str], report: &mut Report<'_>) -> ir::Type {
    let name = name::ty(&ty.name.text);
    if name != ty.name.text {
        let problem = format!("type `{}` should be called `{name}`", ty.name.text);
        report.add(ty.name.at, problem);
    } else if !name::is_free_type(&name) {
        let problem = format!("type `{name}` would hide Rust's or ours; choose another name");
        report.add(ty.name.at, problem);
    }
    let shape = match &ty.shape {
        model::Shape::Fields(fields) => ir::Shape::Fields(lower_fields(fields, names, report)),
        model::Shape::Values(values) => ir::Shape::Values(lower_values(values, report)),
    };
    let derives = ir::Derives { default: false, partial_eq: true, eq: true };
    let (doc, at) = (ty.doc.clone(), ty.name.at);
    ir::Type { at, name, doc, derives, shape, sent: false, received: false }
}

fn lower_fields(
    fields: &[model::Argument],
    names: &[&str],
    report: &mut Report<'_>,
) -> Vec<ir::Field> {
    let fields: Vec<_> = fields
        .iter()
        .filter_map(|field| {
            let model::Value::Given(text) = &field.value else { return None };
            let (ty, optional) = parse(text, names, report)?;
            Some((field.wire.at, super::argument::field(field, ty, optional, "Self", report)))
        })
        .collect();
    super::argument::check_names(&fields, report);
    fields.into_iter().map(|(_, field)| field).collect()
}

fn lower_values(values: &[model::Variant], report: &mut Report<'_>) -> Vec<ir::Variant> {
    let mut variants: Vec<ir::Variant> = Vec::new();
    for value in values {
        let (wire, name) = (value.wire.text.clone(), name::variant(&value.wire.text));
        if let Some(other) = variants.iter().find(|other| other.name == name) {
            let both = one_of([other.wire.as_str(), wire.as_str()]);
            let problem = format!("{both} would both be called `{name}` in Rust");
            report.add(value.wire.at, problem);
        }
        variants.push(ir::Variant { wire, name, doc: value.doc.clone() });
    }
    variants
}
