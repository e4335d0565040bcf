//! What the checks found, by place, so that a field finds its own without looking at all others.

use std::collections::BTreeMap;

use shared::check::{Documents, Known, check};
use shared::document::Document;
use shared::issue::{DocumentKind, Issue, Severity};
use shared::pointer::Pointer;

use super::start::Base;

/// Everything that the checks found in both documents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Findings {
    issues: Vec<Issue>,
    /// Where in `issues` those of a place stand; ordered, so that those within a place stand together.
    by_place: BTreeMap<(DocumentKind, String), Vec<usize>>,
}

impl Findings {
    /// Checks what can be read.
    pub(super) fn of(
        task_definition: Option<&Document>,
        service: Option<&Document>,
        known: &Known,
        base: Option<&Base>,
    ) -> Self {
        let documents = Documents {
            task_definition,
            service,
            run_task: None,
        };
        let mut issues = check(&documents, known);
        if let Some(stray) = base
            .zip(service)
            .and_then(|(base, service)| base.stray(service))
        {
            issues.insert(0, stray);
        }
        Self::from(issues)
    }

    pub(crate) fn all(&self) -> &[Issue] {
        &self.issues
    }

    /// The issues at a place.
    pub(crate) fn at(&self, kind: DocumentKind, pointer: &Pointer) -> impl Iterator<Item = &Issue> {
        self.by_place
            .get(&(kind, pointer.as_str().to_owned()))
            .into_iter()
            .flatten()
            .filter_map(|at| self.issues.get(*at))
    }

    /// The issues at a place and at every place in it.
    pub(crate) fn within(
        &self,
        kind: DocumentKind,
        pointer: &Pointer,
    ) -> impl Iterator<Item = &Issue> {
        let own = pointer.as_str().to_owned();
        let inner = format!("{own}/");
        self.by_place
            .range((kind, own.clone())..)
            .take_while({
                let own = own.clone();
                move |((of, place), _)| *of == kind && place.starts_with(&own)
            })
            .filter(move |((_, place), _)| *place == own || place.starts_with(&inner))
            .flat_map(|(_, places)| places)
            .filter_map(|at| self.issues.get(*at))
    }

    /// How many errors and warnings there are at a place and in it.
    pub(crate) fn count(&self, kind: DocumentKind, pointer: &Pointer) -> Count {
        self.within(kind, pointer)
            .fold(Count::default(), Count::with)
    }
}

impl From<Vec<Issue>> for Findings {
    fn from(issues: Vec<Issue>) -> Self {
        let mut by_place: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (at, issue) in issues.iter().enumerate() {
            by_place
                .entry((issue.document, issue.pointer.as_str().to_owned()))
                .or_default()
                .push(at);
        }
        Self { issues, by_place }
    }
}

/// How many issues weigh how much; advice is not counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) errors: usize,
    pub(crate) warnings: usize,
}

impl Count {
    fn with(self, issue: &Issue) -> Self {
        match issue.severity {
            Severity::Error => Self {
                errors: self.errors + 1,
                ..self
            },
            Severity::Warning => Self {
                warnings: self.warnings + 1,
                ..self
            },
            Severity::Advice => self,
        }
    }

    pub(crate) const fn and(self, other: Self) -> Self {
        Self {
            errors: self.errors + other.errors,
            warnings: self.warnings + other.warnings,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::{DocumentKind, Findings, Issue, Pointer, Severity};

    fn issue(pointer: &str) -> Issue {
        Issue {
            document: DocumentKind::TaskDefinition,
            severity: Severity::Error,
            code: Cow::Borrowed("x"),
            pointer: Pointer::parse(pointer),
            message: pointer.to_owned(),
            fix: None,
        }
    }

    #[test]
    fn a_place_has_its_own_and_what_is_in_it() {
        let findings = Findings::from(vec![
            issue("/containerDefinitions/10/image"),
            issue("/containerDefinitions/1/image"),
            issue("/containerDefinitions/1"),
            issue("/containerDefinitions/1-x"),
            issue("/family"),
        ]);
        let kind = DocumentKind::TaskDefinition;
        let first = Pointer::parse("/containerDefinitions/1");
        assert_eq!(findings.count(kind, &first).errors, 2);
        assert_eq!(findings.at(kind, &first).count(), 1);
        assert_eq!(findings.count(kind, &Pointer::root()).errors, 5);
        assert_eq!(
            findings
                .count(DocumentKind::Service, &Pointer::root())
                .errors,
            0
        );
    }
}
