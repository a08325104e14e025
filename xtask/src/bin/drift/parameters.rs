//! The arguments of an operation and its variants, together.

use vault_sys_codegen::catalogue::{Operation, Parameter, Place};

pub(crate) struct Parameters<'c>(Vec<&'c Parameter>);

impl<'c> Parameters<'c> {
    pub(crate) fn of(operations: &[&'c Operation]) -> Self {
        Self(operations.iter().flat_map(|operation| &operation.parameters).collect())
    }

    pub(crate) fn find(&self, place: Place, name: &str) -> Option<&'c Parameter> {
        self.0.iter().find(|one| one.place == place && one.name == name).copied()
    }

    /// Those that `OpenBao` has.
    pub(crate) fn names(&self) -> impl Iterator<Item = (Place, &'c str)> {
        let has = self.0.iter().filter(|one| one.openbao);
        let mut names: Vec<_> = has.map(|one| (one.place, one.name.as_str())).collect();
        names.sort_unstable();
        names.dedup();
        names.into_iter()
    }
}
