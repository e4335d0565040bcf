//! A place that breaks a rule of the house.

use std::fmt;
use std::path::{Path, PathBuf};

use super::Verdict;
use crate::progress;

/// Where, what, and the way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Violation {
    path: PathBuf,
    line: usize,
    what: String,
    way_out: String,
}

impl Violation {
    /// A line counts from one.
    pub(super) fn new(
        path: impl AsRef<Path>,
        line: usize,
        what: impl Into<String>,
        way_out: impl Into<String>,
    ) -> Self {
        Self {
            path: path.as_ref().to_path_buf(),
            line,
            what: what.into(),
            way_out: way_out.into(),
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{}:{}: {}; {}",
            self.path.display(),
            self.line,
            self.what,
            self.way_out
        )
    }
}

/// Prints all of them.
pub(super) fn report(violations: &[Violation]) -> Verdict {
    for violation in violations {
        progress::say(&violation.to_string());
    }
    Verdict::of(violations.is_empty())
}
