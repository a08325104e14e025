//! Holds the spec against the inventory: each row has an operation, each operation a row.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use vault_sys_codegen::{
    catalogue::{Catalogue, Kind, Operation, Parameter, Place, Reply, Shape, catalogue},
    read_folder,
};

use xtask::{
    known::{Known, Source},
    route::{anonymous, place_name},
    screen::draw,
};

use crate::{
    called,
    inventory::{self, Row},
};

/// Prints the table, and fails if something lacks.
pub(crate) fn run() -> Result<(), String> {
    let root = xtask::root();
    let rows = inventory::read(&root)?;
    let sources = read_folder(&root.join("spec")).map_err(|error| format!("spec: {error}"))?;
    let catalogue = catalogue(&sources).map_err(|problems| draw(&problems, &sources))?;
    let known = Known::read(&root)?;
    let called = called::chains(&root.join("tests/tests/live"))?;
    let report = Report::new(&rows, &catalogue, &called);
    print!("{}", report.table);
    let mut wrong = known.compare(Source::Inventory, &report.findings);
    wrong.extend(known.compare(Source::NotCalled, &report.not_called));
    println!(
        "\n{} known disagreements with the inventory, {} operations of OpenBao that no live test calls",
        known.count(Source::Inventory),
        known.count(Source::NotCalled)
    );
    if wrong.is_empty() { Ok(()) } else { Err(format!("\n{}", wrong.join("\n"))) }
}

#[derive(Default)]
struct Report {
    table: String,
    findings: Vec<String>,
    /// What OpenBao serves and no live test calls.
    not_called: Vec<String>,
}

#[derive(Default)]
struct Counts {
    rows: usize,
    covered: usize,
    typed: usize,
    openbao: usize,
    live: usize,
}

impl Report {
    fn new(rows: &[Row], catalogue: &Catalogue, called: &BTreeSet<String>) -> Self {
        let mut report = Self::default();
        let mut groups: BTreeMap<&str, Counts> = BTreeMap::new();
        let mut taken = BTreeSet::new();
        let routes = Routes::new(rows, catalogue);
        for row in rows {
            let counts = groups.entry(&row.group).or_default();
            counts.rows += 1;
            let operations = routes.of(row);
            taken.extend(operations.iter().map(|operation| &operation.id));
            if operations.is_empty() {
                report.findings.push(format!("{}: not in the spec", row.route()));
                continue;
            }
            counts.covered += 1;
            report.findings.extend(parameters(row, &operations));
            let free = |operation: &&Operation| is_free_form(operation, catalogue);
            counts.typed += usize::from(!operations.iter().any(free));
            if row.openbao {
                counts.openbao += 1;
                let is_called = |operation: &Operation| called.contains(&operation.call.join("."));
                counts.live += usize::from(operations.iter().any(|operation| is_called(operation)));
                let not_called = operations.iter().filter(|operation| !is_called(operation));
                report.not_called.extend(not_called.map(|operation| operation.id.clone()));
            }
            if row.deprecated && operations.iter().all(|one| one.deprecated_by.is_empty()) {
                let problem = "deprecated, which the spec does not say";
                report.findings.push(format!("{}: {problem}", row.route()));
            }
            let openbao = operations.iter().any(|operation| operation.openbao.is_some());
            if openbao != row.openbao {
                let (has, says) = if row.openbao { ("has", "not") } else { ("lacks", "so") };
                let problem = format!("OpenBao {has} it, which `since` does {says} say");
                report.findings.push(format!("{}: {problem}", row.route()));
            }
        }
        for operation in catalogue.operations.iter().filter(|one| !taken.contains(&one.id)) {
            let Operation { id, method, path, .. } = operation;
            report.findings.push(format!("{method} {path}: `{id}` is in no row of the inventory"));
        }
        report.table = table(&groups);
        report
    }
}

fn table(groups: &BTreeMap<&str, Counts>) -> String {
    let mut table = format!(
        "{:<24}{:>11}{:>9}{:>7}{:>9}{:>13}\n",
        "group", "operations", "covered", "typed", "OpenBao", "live-tested"
    );
    let mut all = Counts::default();
    for (group, counts) in groups {
        line(&mut table, group, counts);
        all.rows += counts.rows;
        all.covered += counts.covered;
        all.typed += counts.typed;
        all.openbao += counts.openbao;
        all.live += counts.live;
    }
    line(&mut table, "all", &all);
    let _ = writeln!(table, "\n{} of {} operations are in the spec", all.covered, all.rows);
    table
}

fn line(table: &mut String, name: &str, counts: &Counts) {
    let Counts { rows, covered, typed, openbao, live } = counts;
    let _ = writeln!(table, "{name:<24}{rows:>11}{covered:>9}{typed:>7}{openbao:>9}{live:>13}");
}

/// Operations by method and path, placeholders without their names.
struct Routes<'c> {
    operations: BTreeMap<String, Vec<&'c Operation>>,
    /// How many rows there are of each.
    rows: BTreeMap<String, usize>,
}

impl<'c> Routes<'c> {
    fn new(rows: &[Row], catalogue: &'c Catalogue) -> Self {
        let mut routes = Self { operations: BTreeMap::new(), rows: BTreeMap::new() };
        for operation in &catalogue.operations {
            let route = Self::route(&operation.method, &operation.path);
            routes.operations.entry(route).or_default().push(operation);
        }
        for row in rows {
            *routes.rows.entry(Self::route(&row.method, &row.path)).or_default() += 1;
        }
        routes
    }

    fn route(method: &str, path: &str) -> String {
        format!("{method} {}", anonymous(path))
    }

    /// The operations of a row: one, and its variants.
    fn of(&self, row: &Row) -> Vec<&'c Operation> {
        let route = Self::route(&row.method, &row.path);
        let mut all = self.operations.get(&route).cloned().unwrap_or_default();
        // Rows that differ in the names of their placeholders only are told apart by these.
        if self.rows.get(&route).is_some_and(|count| *count > 1) {
            all.retain(|operation| operation.path.replace("{*", "{") == row.path);
        }
        all
    }
}

/// What a row and its operations have to say differently of the arguments.
fn parameters(row: &Row, operations: &[&Operation]) -> Vec<String> {
    let route = row.route();
    let mut findings = Vec::new();
    let ours = || operations.iter().flat_map(|operation| &operation.parameters);
    for theirs in &row.parameters {
        let same = |place: Place| {
            place == theirs.place || (place == Place::WholeBody && theirs.place == Place::Body)
        };
        // What is all of the body has no name there.
        let whole = |one: &Parameter| theirs.name.is_empty() && one.place == Place::WholeBody;
        let found = ours().find(|one| whole(one) || (same(one.place) && one.name == theirs.name));
        let (place, name) = (place_name(theirs.place), &theirs.name);
        match found {
            None => findings.push(format!("{route}: {place} `{name}` is not in the spec")),
            Some(one) if theirs.required && !one.required && one.kind.is_some() => {
                findings.push(format!(
                    "{route}: {place} `{name}` is required, and optional in the spec"
                ));
            }
            Some(_) => {}
        }
    }
    findings
}

/// Whether something of the operation can be any JSON.
fn is_free_form(operation: &Operation, catalogue: &Catalogue) -> bool {
    let mut seen = BTreeSet::new();
    let parameters = operation.parameters.iter().filter_map(|one| one.kind.as_ref());
    let reply = match &operation.reply {
        Reply::Many(kind) | Reply::Data(kind, _) | Reply::Body(kind, _) => Some(kind),
        Reply::None | Reply::Status | Reply::Keys | Reply::Raw => None,
    };
    parameters.chain(reply).any(|kind| has_any(kind, catalogue, &mut seen))
}

fn has_any<'c>(kind: &'c Kind, catalogue: &'c Catalogue, seen: &mut BTreeSet<&'c str>) -> bool {
    match kind {
        Kind::Any => true,
        Kind::List(inner) | Kind::Map(inner) => has_any(inner, catalogue, seen),
        Kind::Named(name) if seen.insert(name) => match catalogue.types.get(name) {
            Some(Shape::Fields { fields, rest }) => {
                let kinds = fields.iter().map(|field| &field.kind).chain(rest);
                kinds.into_iter().any(|kind| has_any(kind, catalogue, seen))
            }
            _ => false,
        },
        _ => false,
    }
}

#[cfg(test)]
mod tests {

    use super::*;

    fn all() -> (Vec<Row>, Catalogue, Known) {
        let root = xtask::root();
        let sources = read_folder(&root.join("spec")).unwrap();
        let catalogue = catalogue(&sources).unwrap();
        (inventory::read(&root).unwrap(), catalogue, Known::read(&root).unwrap())
    }

    /// Rows and operations that belong together, group by group: looking at all of them for each
    /// thing that is taken out would take minutes.
    fn parts(rows: &[Row], catalogue: &Catalogue) -> Vec<(Vec<Row>, Catalogue)> {
        let routes = Routes::new(rows, catalogue);
        let mut parts: BTreeMap<&str, (Vec<Row>, Catalogue)> = BTreeMap::new();
        for row in rows {
            let (rows, part) = parts.entry(&row.group).or_default();
            rows.push(row.clone());
            part.operations.extend(routes.of(row).into_iter().cloned());
        }
        parts.into_values().collect()
    }

    fn is_missed(rows: &[Row], catalogue: &Catalogue, known: &Known) -> bool {
        let report = Report::new(rows, catalogue, &BTreeSet::new());
        !known.unknown(Source::Inventory, &report.findings).is_empty()
    }

    #[test]
    fn the_spec_has_all_that_the_inventory_has_and_the_live_tests_call_it() {
        run().unwrap();
    }

    #[test]
    fn an_operation_that_is_taken_out_is_missed() {
        let (rows, catalogue, known) = all();
        let mut passed_over = Vec::new();
        for (rows, mut part) in parts(&rows, &catalogue) {
            for index in 0..part.operations.len() {
                let removed = part.operations.remove(index);
                if !is_missed(&rows, &part, &known) {
                    passed_over.push(removed.id.clone());
                }
                part.operations.insert(index, removed);
            }
        }
        // Of a row with variants, one operation is enough.
        let variants = ["metrics.", "monitor.", "internal.activity.export"];
        passed_over.retain(|id| !variants.iter().any(|variant| id.starts_with(variant)));
        assert_eq!(passed_over, [""; 0]);
    }

    #[test]
    fn a_required_argument_that_is_taken_out_is_missed() {
        let (rows, catalogue, known) = all();
        let mut passed_over = Vec::new();
        for (rows, mut part) in parts(&rows, &catalogue) {
            for index in 0..part.operations.len() {
                let whole = part.operations[index].clone();
                // One of the path is missed by the generator.
                let required = |one: &Parameter| one.required && one.place != Place::Path;
                for at in (0..whole.parameters.len()).filter(|at| required(&whole.parameters[*at]))
                {
                    let removed = part.operations[index].parameters.remove(at);
                    if !is_missed(&rows, &part, &known) {
                        passed_over.push(format!("{} {}", whole.id, removed.name));
                    }
                    part.operations[index] = whole.clone();
                }
            }
        }
        // The inventory has no headers. An example misses it.
        assert_eq!(passed_over, ["wrapping.wrap X-Vault-Wrap-TTL"]);
    }
}
