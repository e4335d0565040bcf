//! Lines: what was looked at, and how it ended.

use std::borrow::Cow;

use shared::preflight::{Finding, Line};

use crate::aws::AwsError;

/// A look that has not ended yet.
#[derive(Debug, Clone)]
pub(super) struct Look {
    code: &'static str,
    subject: String,
}

impl Look {
    pub(super) fn at(code: &'static str, subject: impl Into<String>) -> Self {
        Self {
            code,
            subject: subject.into(),
        }
    }

    fn line(self, finding: Finding, words: String, missing_action: Option<String>) -> Line {
        Line {
            code: Cow::Borrowed(self.code),
            subject: self.subject,
            finding,
            words,
            missing_action,
        }
    }

    pub(super) fn fine(self, words: impl Into<String>) -> Line {
        self.line(Finding::Fine, words.into(), None)
    }

    pub(super) fn wrong(self, words: impl Into<String>) -> Line {
        self.line(Finding::Wrong, words.into(), None)
    }

    pub(super) fn unknown(self, words: impl Into<String>, missing_action: Option<String>) -> Line {
        self.line(Finding::Unknown, words.into(), missing_action)
    }

    /// AWS refused to tell, or did not answer. `what` begins the sentence, such as `Whether it
    /// exists`.
    pub(super) fn unread(self, what: &str, error: &AwsError) -> Line {
        self.unread_but(what, error, "")
    }

    /// The same with what is known all the same, in a sentence or none.
    pub(super) fn unread_but(self, what: &str, error: &AwsError, known: &str) -> Line {
        let missing = error.missing_action().map(str::to_owned);
        let why = match &missing {
            Some(action) => format!("{action} is not allowed to Longshore"),
            None => error.to_string().trim_end_matches('.').to_owned(),
        };
        let words = format!("{what} could not be told: {why}. {known}");
        self.unknown(words.trim_end(), missing)
    }

    /// AWS took too long.
    pub(super) fn late(self) -> Line {
        self.unknown("It could not be told: AWS did not answer in time.", None)
    }
}
