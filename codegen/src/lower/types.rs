//! The types of a file, and what follows from what they hold.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    ir, model, name,
    problem::{Flaw, Report, Span, shown},
    ty::{self, Ty},
    yaml::Text,
};

use super::graph::Graph;

/// The types that one file declares.
pub(super) struct Scope {
    /// Those that are as they should be.
    types: BTreeMap<String, ir::Type>,
    /// All of them.
    names: BTreeSet<String>,
    /// In the order of the file.
    order: Vec<String>,
    /// Those of the group that this one is in, unless there is one of that name here.
    outer: BTreeMap<String, ir::Type>,
}

impl Scope {
    pub(super) fn new(
        group: &model::Group,
        outer: Option<&ir::Group>,
        report: &mut Report<'_>,
    ) -> Self {
        let order: Vec<_> = group.types.iter().map(|ty| ty.name.text.clone()).collect();
        let mut names: BTreeSet<_> = order.iter().cloned().collect();
        let outer = outer.iter().flat_map(|outer| &outer.types);
        let outer: BTreeMap<_, _> = outer
            .filter(|ty| !names.contains(&ty.name))
            .map(|ty| (ty.name.clone(), ty.clone()))
            .collect();
        names.extend(outer.keys().cloned());
        let mut scope = Self { types: BTreeMap::new(), names, order, outer };
        for ty in &group.types {
            if let Some(lowered) = lower(ty, &scope, report) {
                scope.types.insert(ty.name.text.clone(), lowered);
            }
        }
        scope.check_ends(group, report);
        let holds = scope.graph(|ty| ty.core());
        scope.mark_derives(&holds.reversed());
        super::uses::mark(group, &holds, &mut scope, report);
        scope
    }

    /// The group's own types, and what it does with those of the group that it is in.
    pub(super) fn into_types(mut self) -> (Vec<ir::Type>, Vec<ir::Shared>) {
        let types = self.order.iter().filter_map(|name| self.types.remove(name)).collect();
        let shared = self.outer.into_values().filter(|ty| ty.sent || ty.received);
        let shared =
            shared.map(|ir::Type { name, sent, received, .. }| ir::Shared { name, sent, received });
        (types, shared.collect())
    }

    /// A type by its name, unless it is not as it should be.
    pub(super) fn get(&self, name: &str) -> Option<&ir::Type> {
        self.types.get(name).or_else(|| self.outer.get(name))
    }

    pub(super) fn types_mut(&mut self) -> impl Iterator<Item = (&String, &mut ir::Type)> {
        self.types.iter_mut().chain(&mut self.outer)
    }

    /// Reads a type expression without a word on one that is none.
    pub(super) fn try_parse(&self, text: &str) -> Result<(Ty, bool), Flaw> {
        ty::parse(text, &self.names)
    }

    /// Reads a type expression; reports one that is none.
    pub(super) fn parse(&self, text: &Text, report: &mut Report<'_>) -> Option<(Ty, bool)> {
        self.try_parse(&text.text).map_err(|flaw| report.add_flaw(text, flaw)).ok()
    }

    pub(super) fn is_set_of_values(&self, ty: &Ty) -> bool {
        let Ty::Named(name) = ty else { return false };
        self.get(name).is_some_and(|ty| matches!(ty.shape, ir::Shape::Values(_)))
    }

    /// What a value of this type can derive, going by all that it may hold.
    pub(super) fn derives_of(&self, ty: &Ty) -> ir::Derives {
        let all = ir::Derives { default: false, partial_eq: true, eq: true };
        match ty.core() {
            // Comparing secrets invites comparing them in time that tells.
            Ty::Secret => ir::Derives { partial_eq: false, eq: false, ..all },
            Ty::F64 => ir::Derives { eq: false, ..all },
            Ty::Named(name) => self.get(name).map_or(all, |ty| ty.derives),
            _ => all,
        }
    }

    /// From each type to those that its fields name, as `named` sees them.
    fn graph(&self, named: fn(&Ty) -> &Ty) -> Graph {
        let mut graph = Graph::default();
        for (name, field) in self.fields() {
            if let Ty::Named(inner) = named(&field.ty) {
                graph.add(name, inner);
            }
        }
        graph
    }

    fn fields(&self) -> impl Iterator<Item = (&str, &ir::Field)> {
        self.types.iter().chain(&self.outer).flat_map(|(name, ty)| {
            let fields = if let ir::Shape::Fields(fields) = &ty.shape { fields } else { &[][..] };
            fields.iter().map(move |field| (name.as_str(), field))
        })
    }

    /// Reports types that hold themselves and so have no size.
    fn check_ends(&self, group: &model::Group, report: &mut Report<'_>) {
        for circle in self.graph(|ty| ty).circles() {
            let Some(ty) = circle.first().and_then(|first| self.types.get(*first)) else {
                continue;
            };
            let way: Vec<_> = circle.iter().chain(circle.first()).copied().collect();
            let problem = format!("type `{}` holds itself without end", ty.name);
            let right = "put a `list<…>` or a `map<…>` in between";
            let at = self.field_with(group, &ty.name, way[1]).unwrap_or(ty.at);
            report.add(at, format!("{problem}, `{}`; {right}", way.join("` → `")));
        }
    }

    /// Where a type names another one that it then holds.
    fn field_with(&self, group: &model::Group, ty: &str, held: &str) -> Option<Span> {
        let ty = group.types.iter().find(|one| one.name.text == ty)?;
        let Some(model::Shape::Fields(fields)) = &ty.shape else { return None };
        let mut types = fields.iter().filter_map(|field| match &field.value {
            model::Value::Given(text) => text.as_ref(),
            model::Value::Constant(_) => None,
        });
        let holds = |text: &&Text| {
            let parsed = self.try_parse(&text.text);
            parsed.is_ok_and(|(ty, _)| ty == Ty::Named(held.into()))
        };
        types.find(holds).map(|text| text.at)
    }

    fn mark_derives(&mut self, held_by: &Graph) {
        let holders = |what: Ty| {
            let direct = self.fields().filter(|(_, field)| *field.ty.core() == what);
            held_by.reach(direct.map(|(name, _)| name.to_owned()).collect::<Vec<_>>())
        };
        let (secrets, floats) = (holders(Ty::Secret), holders(Ty::F64));
        for (name, ty) in &mut self.types {
            let fields =
                if let ir::Shape::Fields(fields) = &ty.shape { Some(fields) } else { None };
            ty.derives = ir::Derives {
                default: fields.is_some_and(|fields| fields.iter().all(can_be_left_out)),
                partial_eq: !secrets.contains(name),
                eq: !secrets.contains(name) && !floats.contains(name),
            };
        }
    }
}

fn lower(ty: &model::Type, scope: &Scope, report: &mut Report<'_>) -> Option<ir::Type> {
    let name = name::ty(&ty.name.text);
    if name::is_word(&ty.name.text) && name != ty.name.text {
        let problem = format!("type `{}` has to be called `{name}`", ty.name.text);
        report.add(ty.name.at, problem);
    } else if !name::is_free_type(&name) {
        let problem = format!("type `{name}` would hide another one of that name");
        report.add(ty.name.at, format!("{problem}, Rust's or ours; choose another name"));
    }
    let shape = match ty.shape.as_ref()? {
        model::Shape::Fields(fields) => {
            let lower = |field| super::argument::of_type(field, scope, report);
            let fields: Vec<_> = fields.iter().map(lower).collect();
            super::argument::check_names(&fields, report);
            super::argument::check_rest(&fields, report);
            ir::Shape::Fields(fields.into_iter().map(|(_, field)| field).collect())
        }
        model::Shape::Values(values) => ir::Shape::Values(lower_values(values, report)),
    };
    let derives = ir::Derives { default: false, partial_eq: true, eq: true };
    let (doc, at) = (ty.doc.clone(), ty.name.at);
    Some(ir::Type { at, name, doc, derives, shape, sent: false, received: false })
}

fn lower_values(values: &[model::Variant], report: &mut Report<'_>) -> Vec<ir::Variant> {
    let mut names = BTreeMap::new();
    let mut variants = Vec::with_capacity(values.len());
    for value in values {
        let wire = &value.wire.text;
        let name = name::variant(&value.name.as_ref().unwrap_or(&value.wire).text);
        let right = "give it one of its own: `{ name: …, doc: … }`";
        if !name::is_name(&name) {
            let problem = format!("no name in Rust comes of {}", shown(wire));
            report.add(value.wire.at, format!("{problem}; {right}"));
        } else if let Some(other) = names.insert(name.clone(), wire) {
            let (this, other) = (shown(wire), shown(other));
            let problem = format!("{this} would be called `{name}` in Rust, as {other} is");
            report.add(value.wire.at, format!("{problem}; {right}"));
        }
        variants.push(ir::Variant { wire: wire.clone(), name, doc: value.doc.clone() });
    }
    variants
}

/// Whether there is a value for the field without anybody giving one.
fn can_be_left_out(field: &ir::Field) -> bool {
    field.optional || matches!(field.ty, Ty::List(_) | Ty::Map(_))
}
