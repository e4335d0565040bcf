//! What rules write to: findings, their places, and the fixes that a button applies.

use super::Unknown;
use super::context::ElementAt;
use super::rule::Rule;
use crate::issue::{DocumentKind, Edit, Fix, Issue, Severity};
use crate::json::Json;
use crate::pointer::Pointer;

/// What one rule found.
pub(super) struct Findings {
    code: &'static str,
    severity: Severity,
    pub(super) issues: Vec<Issue>,
    pub(super) unknown: Vec<Unknown>,
}

impl Findings {
    pub(super) const fn new(rule: &Rule) -> Self {
        Self {
            code: rule.code,
            severity: rule.severity,
            issues: Vec::new(),
            unknown: Vec::new(),
        }
    }

    /// Adds a finding.
    pub(super) fn add(&mut self, place: Spot, message: impl Into<String>) {
        self.push(self.severity, place, message.into(), None);
    }

    /// Adds a finding that a safe edit settles, where there is one.
    pub(super) fn fixable(
        &mut self,
        place: Spot,
        message: impl Into<String>,
        fix: impl Into<Option<Fix>>,
    ) {
        self.push(self.severity, place, message.into(), fix.into());
    }

    /// Adds a finding that weighs less than the rule's others.
    pub(super) fn weaker(&mut self, severity: Severity, place: Spot, message: impl Into<String>) {
        self.push(severity, place, message.into(), None);
    }

    /// Says that the rule cannot tell: `needs` is what would have to be known.
    pub(super) fn unknown(&mut self, place: Spot, needs: &'static str) {
        self.unknown.push(Unknown {
            code: self.code,
            document: place.0,
            pointer: place.1,
            needs,
        });
    }

    fn push(&mut self, severity: Severity, place: Spot, message: String, fix: Option<Fix>) {
        self.issues.push(Issue {
            document: place.0,
            severity,
            code: self.code.into(),
            pointer: place.1,
            message,
            fix,
        });
    }
}

/// A document and a place in it.
pub(super) struct Spot(pub(super) DocumentKind, pub(super) Pointer);

/// A place in the task definition.
pub(super) fn in_task(at: impl Into<Place>) -> Spot {
    Spot(DocumentKind::TaskDefinition, at.into().0)
}

/// A place in the service.
pub(super) fn in_service(at: impl Into<Place>) -> Spot {
    Spot(DocumentKind::Service, at.into().0)
}

/// A pointer, or a text that is one.
pub(super) struct Place(Pointer);

impl From<Pointer> for Place {
    fn from(pointer: Pointer) -> Self {
        Self(pointer)
    }
}

impl From<&Pointer> for Place {
    fn from(pointer: &Pointer) -> Self {
        Self(pointer.clone())
    }
}

impl From<ElementAt> for Place {
    fn from(at: ElementAt) -> Self {
        Self(at.pointer())
    }
}

impl From<&ElementAt> for Place {
    fn from(at: &ElementAt) -> Self {
        Self(at.pointer())
    }
}

impl From<&str> for Place {
    fn from(pointer: &str) -> Self {
        Self(Pointer::parse(pointer))
    }
}

/// A fix that takes a member away.
pub(super) fn remove(pointer: &Pointer) -> Fix {
    let name = pointer.tokens().last().unwrap_or_default();
    Fix {
        label: format!("Remove {name}"),
        edits: vec![Edit::Remove {
            pointer: pointer.clone(),
        }],
    }
}

/// A fix that puts a value.
pub(super) fn set(label: impl Into<String>, pointer: &Pointer, value: &Json) -> Fix {
    Fix {
        label: label.into(),
        edits: vec![Edit::Set {
            pointer: pointer.clone(),
            value: value.to_compact(),
        }],
    }
}
