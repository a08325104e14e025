//! From the model to the IR: every name is made and every decision taken here.

mod argument;
mod doc;
mod example;
mod literal;
mod operation;
mod server;
mod types;

use crate::{ir, model, problem::Problems, table::Report};

/// Lowers one file. What cannot be lowered is reported and left out.
pub(crate) fn group(group: &model::Group, problems: &mut Problems) -> ir::Group {
    let mut report = Report { file: &group.file, problems };
    let scope = types::Scope::new(group, &mut report);
    server::check(&group.since, &mut report);
    let module = crate::name::value(&group.name);
    let operations = group
        .operations
        .iter()
        .filter_map(|operation| operation::lower(operation, group, &scope, &mut report))
        .collect();
    ir::Group {
        file: group.file.clone(),
        handle_doc: doc::handle(&group.doc, &module),
        doc: group.doc.clone(),
        operations,
        types: scope.into_types(),
        module,
    }
}
