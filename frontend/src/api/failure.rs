//! Why a request did not work, in words that a page can show.

use shared::issue::Issue;
use shared::wire::{DraftSummary, Problem, ProblemCode, Webhook};

use crate::ui::Trouble;

/// A request that did not work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    /// What the server calls it; nothing when the server was not reached.
    pub(crate) code: Option<ProblemCode>,
    /// The kind in words.
    pub(crate) title: String,
    /// This case in words, with the way out.
    pub(crate) detail: String,
    /// What the operator can look for in the log.
    pub(crate) request: Option<String>,
    /// The deployment that is in the way.
    pub(crate) deployment: Option<String>,
    /// The draft as somebody else saved it.
    pub(crate) draft: Option<Box<DraftSummary>>,
    /// The webhook as somebody else set it.
    pub(crate) webhook: Option<Box<Webhook>>,
    /// The IAM action that Longshore's credentials lack.
    pub(crate) missing_action: Option<String>,
    /// What is wrong in the documents.
    pub(crate) errors: Vec<Issue>,
}

impl Failure {
    /// Nobody answered.
    pub(crate) fn unreachable() -> Self {
        Self::own(
            "Longshore does not answer",
            "Check that it runs and that you are connected, then try again.",
        )
    }

    /// The answer makes no sense.
    pub(crate) fn unreadable(detail: &str) -> Self {
        Self::own(
            "Longshore's answer could not be read",
            &format!("Reload the page; it may be older than the server. ({detail})"),
        )
    }

    /// What this page cannot do, and the way out.
    pub(crate) fn own(title: &str, detail: &str) -> Self {
        Self {
            code: None,
            title: title.to_owned(),
            detail: detail.to_owned(),
            request: None,
            deployment: None,
            draft: None,
            webhook: None,
            missing_action: None,
            errors: Vec::new(),
        }
    }

    /// Whether what was sent may have been kept all the same.
    pub(crate) const fn is_unknown(&self) -> bool {
        matches!(self.code, None | Some(ProblemCode::DatabaseUnreachable))
    }

    /// In words, for a banner or in place of what did not load.
    pub(crate) fn trouble(&self) -> Trouble {
        Trouble {
            title: crate::text::sentence_start(&self.title),
            detail: crate::text::sentence(&self.detail),
            // Nobody looks up in a log what was typed wrong.
            reference: self.request.clone().filter(|_| {
                !matches!(
                    self.code,
                    Some(ProblemCode::BadRequest | ProblemCode::WrongCredentials)
                )
            }),
        }
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self {
            code: Some(problem.code),
            title: problem.title,
            detail: problem.detail,
            request: problem.instance,
            deployment: problem.deployment,
            draft: problem.draft.map(Box::new),
            webhook: problem.webhook.map(Box::new),
            missing_action: problem.missing_action,
            errors: problem.errors,
        }
    }
}
