//! The definitions before and after a plan.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Plan, hash};
use crate::diff::{MASK, mask};
use crate::document::{self, Document};
use crate::issue::Issue;
use crate::json;
use crate::normal::normal;
use crate::wire::Preview;

/// The definitions before and after a plan, as JSON text in normal form, with every value. Another
/// plan is made of these and not of what is shown, where secret-looking values are masked; they
/// never leave the server.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Definitions {
    /// What ran: the task definition.
    pub task_definition_before: Option<String>,
    /// What will run: the task definition.
    pub task_definition_after: Option<String>,
    /// The service before.
    pub service_before: Option<String>,
    /// The service after.
    pub service_after: Option<String>,
}

impl fmt::Debug for Definitions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Definitions")
            .finish_non_exhaustive()
    }
}

impl Definitions {
    /// The preview of a plan with these definitions.
    pub(super) fn preview(self, plan: Plan, issues: Vec<Issue>) -> Preview {
        let Self {
            task_definition_before,
            task_definition_after,
            service_before,
            service_after,
        } = self.masked();
        Preview {
            hash: hash(&plan),
            plan,
            issues,
            task_definition_before,
            task_definition_after,
            service_before,
            service_after,
            definitions: self,
        }
    }

    /// As they may be shown.
    fn masked(&self) -> Self {
        let shown = |text: &Option<String>| {
            let json = json::parse(text.as_deref()?).ok()?;
            Some(mask(&json).to_pretty())
        };
        Self {
            task_definition_before: shown(&self.task_definition_before),
            task_definition_after: shown(&self.task_definition_after),
            service_before: shown(&self.service_before),
            service_after: shown(&self.service_after),
        }
    }

    fn all(&self) -> [&Option<String>; 4] {
        [
            &self.task_definition_before,
            &self.task_definition_after,
            &self.service_before,
            &self.service_after,
        ]
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all().into_iter().all(Option::is_none)
    }
}

impl Preview {
    /// The definitions with every value; nothing for a preview that is shown, or kept by a version
    /// of Longshore that did not keep them, where values are masked.
    pub fn definitions(&self) -> Option<Definitions> {
        if !self.definitions.is_empty() {
            return Some(self.definitions.clone());
        }
        let shown = self.shown_definitions();
        let is_masked = shown
            .all()
            .into_iter()
            .flatten()
            .any(|text| text.contains(MASK));
        (!is_masked).then_some(shown)
    }

    /// The definitions with secret-looking values masked.
    pub fn shown_definitions(&self) -> Definitions {
        Definitions {
            task_definition_before: self.task_definition_before.clone(),
            task_definition_after: self.task_definition_after.clone(),
            service_before: self.service_before.clone(),
            service_after: self.service_after.clone(),
        }
    }
}

/// A document in normal form as it is kept.
pub(super) fn kept(document: &Document) -> String {
    let mut json = normal(document).json().clone();
    document::set_aside(document.kind(), &mut json);
    json.to_pretty()
}
