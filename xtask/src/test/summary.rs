//! What a run of all tests came to.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use super::binaries::{Scope, TestBinary};
use super::outcome::{Counts, Outcome};
use crate::{progress, table};

/// Counts by kind of test, in the order in which they ran.
#[derive(Debug, Default)]
pub(super) struct Summary {
    kinds: Vec<String>,
    counts: BTreeMap<String, Counts>,
    failures: Vec<String>,
    lines: Vec<String>,
}

impl Summary {
    /// Begins with the tools that could not be had, each of them a failure.
    pub(super) fn new(missing: &[String]) -> Self {
        let mut summary = Self::default();
        for sentence in missing {
            summary.count(
                "tools",
                Counts {
                    n_passed: 0,
                    n_failed: 1,
                },
            );
            summary.failures.push(sentence.clone());
        }
        summary
    }

    /// Adds what a test binary did.
    pub(super) fn add(&mut self, binary: &TestBinary, outcome: Outcome) {
        let package = &binary.package;
        for (module, counts) in outcome.by_module {
            let kind = match binary.scope {
                Scope::Unit => format!("{package}: unit"),
                Scope::Public if module.is_empty() => package.clone(),
                Scope::Public => format!("{package}: {}", module.replace('_', " ")),
            };
            self.count(&kind, counts);
        }
        self.failures.extend(
            outcome
                .failures
                .into_iter()
                .map(|failure| format!("{package}: {failure}")),
        );
    }

    /// Adds what tests found out.
    pub(super) fn add_lines(&mut self, lines: Vec<String>) {
        self.lines.extend(lines);
    }

    pub(super) fn all_passed(&self) -> bool {
        self.total().n_failed == 0
    }

    /// The table, what failed, and the total alone on the last line.
    pub(super) fn text(&self, elapsed: Duration) -> String {
        let mut rows = vec![["kind", "passed", "failed"].map(str::to_owned).to_vec()];
        for kind in &self.kinds {
            let counts = self.counts.get(kind).copied().unwrap_or_default();
            rows.push(vec![
                kind.clone(),
                counts.n_passed.to_string(),
                counts.n_failed.to_string(),
            ]);
        }
        let mut text = format!("\n{}", table::lay_out(&rows));
        for line in &self.lines {
            text.push('\n');
            text.push_str(line);
        }
        for failure in &self.failures {
            text.push_str("\nFailed: ");
            text.push_str(failure);
        }
        let total = self.total();
        let _ = write!(
            text,
            "\nAll of it took {}.\n{} passed, {} failed",
            progress::seconds(elapsed),
            total.n_passed,
            total.n_failed
        );
        text
    }

    fn count(&mut self, kind: &str, counts: Counts) {
        if !self.counts.contains_key(kind) {
            self.kinds.push(kind.to_owned());
        }
        let sum = self.counts.entry(kind.to_owned()).or_default();
        sum.n_passed += counts.n_passed;
        sum.n_failed += counts.n_failed;
    }

    fn total(&self) -> Counts {
        self.counts
            .values()
            .fold(Counts::default(), |sum, counts| Counts {
                n_passed: sum.n_passed + counts.n_passed,
                n_failed: sum.n_failed + counts.n_failed,
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn binary(package: &str, scope: Scope) -> TestBinary {
        TestBinary {
            package: package.to_owned(),
            folder: "/house".into(),
            executable: "/target/it".into(),
            scope,
        }
    }

    fn outcome(output: &[&str]) -> Outcome {
        let mut outcome = Outcome::default();
        for line in output {
            outcome.read(line);
        }
        outcome
    }

    #[test]
    fn sums_up_by_kind_with_the_total_alone_on_the_last_line() {
        let mut summary = Summary::new(&[]);
        let unit = outcome(&["test a::x ... ok", "test b::y ... ok"]);
        summary.add(&binary("shared", Scope::Unit), unit);
        let public = outcome(&["test sign_in::z ... FAILED"]);
        summary.add(&binary("e2e", Scope::Public), public);
        summary.add_lines(vec!["restart: 9 points".to_owned()]);
        assert!(!summary.all_passed());
        assert_eq!(
            summary.text(Duration::from_secs(61)),
            "\nkind          passed  failed\nshared: unit       2       0\ne2e: sign in       0       1\n\
             \nrestart: 9 points\nFailed: e2e: sign_in::z failed\nAll of it took 61 s.\n2 passed, 1 failed"
        );
    }

    #[test]
    fn a_missing_tool_is_a_failure() {
        let summary = Summary::new(&["there is no browser".to_owned()]);
        assert!(!summary.all_passed());
        assert!(summary.text(Duration::ZERO).ends_with("0 passed, 1 failed"));
    }
}
