//! Where the document is known to be wrong about an operation.

use vault_sys_codegen::{catalogue::Place, draft::Field};

/// What `spec/known.tsv` has of an operation: findings without their route, and reasons.
#[derive(Clone, Copy)]
pub(super) struct Disagreements<'k>(pub(super) &'k [(&'k str, &'k str)]);

impl<'k> Disagreements<'k> {
    /// Why the spec does not have what the document has.
    pub(super) fn left_out(self, what: &str) -> Option<&'k str> {
        let is = |finding: &str| finding.strip_prefix(what) == Some(" is not in the spec");
        self.0.iter().find(|(finding, _)| is(finding)).map(|(_, why)| *why)
    }

    /// What the spec has in the place of the document's type, and why.
    pub(super) fn other(self, what: &str) -> Option<(&'k str, &'k str)> {
        let other = |(finding, why): &(&'k str, &'k str)| {
            let rest = finding.strip_prefix(what)?;
            let (_, spec) = rest.split_once(" in the document and ")?;
            Some((spec.strip_suffix(" in the spec")?, *why))
        };
        self.0.iter().find_map(other)
    }

    /// The arguments that the document lacks.
    pub(super) fn added(self) -> Vec<(Place, Field)> {
        let added = |(finding, why): &(&str, &str)| {
            let what = finding.strip_suffix("` is not in the document")?;
            let (place, name) = what.split_once(" `")?;
            let place = match place {
                "query" => Place::Query,
                "body" => Place::Body,
                _ => return None,
            };
            let mut field = Field::new(name, "string?");
            field.notes.push(format!("not in the document; spec/known.tsv: {why}"));
            Some((place, field))
        };
        self.0.iter().filter_map(added).collect()
    }
}
