//! What is known to disagree, and why: `spec/known.tsv`.
//!
//! An entry that says what is no longer so is as wrong as one that lacks.

use std::{collections::BTreeMap, fs, path::Path};

const FILE: &str = "spec/known.tsv";

/// What disagrees with the spec.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// The inventory.
    Inventory,
    /// The document that a server makes of itself.
    Document,
    /// What a server really answers.
    Replies,
    /// What is not called by a live test.
    NotCalled,
}

const SOURCES: [(&str, Source); 4] = [
    ("inventory", Source::Inventory),
    ("document", Source::Document),
    ("replies", Source::Replies),
    ("not called", Source::NotCalled),
];

/// The reasons, by source and finding.
#[derive(Debug, Default)]
pub struct Known(BTreeMap<(Source, String), String>);

impl Known {
    /// Reads the table.
    ///
    /// # Errors
    ///
    /// When it cannot be read, or a line of it is none.
    pub fn read(root: &Path) -> Result<Self, String> {
        let text =
            fs::read_to_string(root.join(FILE)).map_err(|error| format!("{FILE}: {error}"))?;
        Self::parse(&text)
    }

    /// Reads the text of the table.
    ///
    /// # Errors
    ///
    /// When a line of it is none.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut known = BTreeMap::new();
        for (index, line) in text.lines().enumerate().skip(1) {
            let wrong = |problem: &str| Err(format!("{FILE}:{}: {problem}", index + 1));
            let cells: Vec<_> = line.split('\t').collect();
            let [source, finding, why] = cells.as_slice() else {
                return wrong("a line has three cells, with a tab between: source, finding, why");
            };
            let Some((_, source)) = SOURCES.iter().find(|(name, _)| name == source) else {
                return wrong(&format!(
                    "`{source}` is no source; there is `inventory`, `document`, `replies` or `not called`"
                ));
            };
            if why.trim().is_empty() {
                return wrong("the reason is missing");
            }
            if known.insert((*source, (*finding).to_owned()), (*why).to_owned()).is_some() {
                return wrong("this finding stands there already");
            }
        }
        Ok(Self(known))
    }

    /// What a source says of an operation, `POST sys/leases/renew`: findings without it, and reasons.
    #[must_use]
    pub fn of(&self, source: Source, route: &str) -> Vec<(&str, &str)> {
        let own = self.0.iter().filter(|((of, _), _)| *of == source);
        let own = own.filter_map(|((_, finding), why)| {
            let finding = finding.strip_prefix(route)?.strip_prefix(": ")?;
            Some((finding, why.as_str()))
        });
        own.collect()
    }

    /// The findings of a source that are not known.
    #[must_use]
    pub fn unknown(&self, source: Source, findings: &[String]) -> Vec<String> {
        let is_known = |finding: &String| self.0.contains_key(&(source, finding.clone()));
        findings.iter().filter(|finding| !is_known(finding)).cloned().collect()
    }

    /// The same, and which entries nothing answers to.
    #[must_use]
    pub fn compare(&self, source: Source, findings: &[String]) -> Vec<String> {
        let unknown = self.unknown(source, findings);
        let stale =
            self.0.iter().filter(|((of, finding), _)| *of == source && !findings.contains(finding));
        let stale =
            stale.map(|((_, finding), _)| format!("{FILE}: no longer so, take it out: {finding}"));
        unknown.into_iter().chain(stale).collect()
    }

    /// How many entries a source has.
    #[must_use]
    pub fn count(&self, source: Source) -> usize {
        self.0.keys().filter(|(of, _)| *of == source).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "source\tfinding\twhy\ninventory\tone\tbecause\ndocument\ttwo\tbecause";

    #[test]
    fn what_is_known_is_passed_over_and_what_is_no_longer_so_is_told() {
        let known = Known::parse(TEXT).unwrap();
        assert!(known.compare(Source::Inventory, &["one".into()]).is_empty());
        let told = known.compare(Source::Inventory, &["three".into()]);
        assert_eq!(told, ["three", "spec/known.tsv: no longer so, take it out: one"]);
        assert_eq!(known.count(Source::Document), 1);
    }

    #[test]
    fn a_line_that_is_none_is_told() {
        for line in
            ["inventory\tone", "somebody\tone\twhy", "inventory\tone\t", "inventory\tone\tagain"]
        {
            let text = format!("{TEXT}\n{line}");
            let problem = Known::parse(&text).unwrap_err();
            assert!(problem.starts_with("spec/known.tsv:4: "), "{problem}");
        }
    }
}
