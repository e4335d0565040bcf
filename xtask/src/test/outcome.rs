//! Reads what a test binary prints.

use std::collections::BTreeMap;

use super::story::Stories;

/// How many tests ended how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) n_passed: u32,
    /// Also those that did not run.
    pub(super) n_failed: u32,
}

/// What one test binary did, by the first module of the tests' names.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Outcome {
    pub(super) by_module: BTreeMap<String, Counts>,
    pub(super) failures: Vec<String>,
    stories: Stories,
    n_in_result: Option<u32>,
}

impl Outcome {
    /// Takes one line of output.
    pub(super) fn read(&mut self, line: &str) {
        self.stories.read(line);
        if let Some(result) = line.strip_prefix("test result: ") {
            let n_passed = count(result, "passed").unwrap_or(0);
            let n_failed = count(result, "failed").unwrap_or(0);
            let n_ignored = count(result, "ignored").unwrap_or(0);
            self.n_in_result = Some(n_passed + n_failed + n_ignored);
            return;
        }
        let Some((name, verdict)) = line
            .strip_prefix("test ")
            .and_then(|test| test.rsplit_once(" ... "))
        else {
            return;
        };
        let module = name.split_once("::").map_or("", |(module, _)| module);
        let counts = self.by_module.entry(module.to_owned()).or_default();
        if verdict == "ok" {
            counts.n_passed += 1;
        } else {
            counts.n_failed += 1;
            let what = if verdict.starts_with("ignored") {
                "did not run"
            } else {
                "failed"
            };
            self.failures.push(format!("{name} {what}"));
        }
    }

    /// Adds what no line said: that the binary ended badly or early.
    pub(super) fn finish(&mut self, succeeded: bool) {
        let n_read: u32 = self
            .by_module
            .values()
            .map(|counts| counts.n_passed + counts.n_failed)
            .sum();
        let complaint = match self.n_in_result {
            None => Some("the tests ended early".to_owned()),
            Some(n_in_result) if n_in_result != n_read => Some(format!(
                "the results of {} tests could not be read",
                n_in_result.abs_diff(n_read)
            )),
            Some(_) if !succeeded && self.failures.is_empty() => {
                Some("the tests ended badly".to_owned())
            }
            Some(_) => None,
        };
        if let Some(complaint) = complaint {
            self.by_module.entry(String::new()).or_default().n_failed += 1;
            self.failures.push(complaint);
        }
        for failure in &mut self.failures {
            if let Some(story) = failure
                .split_once(' ')
                .and_then(|(name, _)| self.stories.of(name))
            {
                failure.push_str(&story);
            }
        }
    }
}

/// `12 passed` in `ok. 12 passed; 0 failed; …`.
fn count(result: &str, word: &str) -> Option<u32> {
    result
        .split([';', '.'])
        .find_map(|part| part.trim().strip_suffix(word)?.trim().parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(output: &str, succeeded: bool) -> Outcome {
        let mut outcome = Outcome::default();
        for line in output.lines() {
            outcome.read(line);
        }
        outcome.finish(succeeded);
        outcome
    }

    fn counts(n_passed: u32, n_failed: u32) -> Counts {
        Counts { n_passed, n_failed }
    }

    #[test]
    fn counts_by_module() {
        let outcome = outcome(
            "running 3 tests\ntest store::a ... ok\ntest store::b::c ... ok\ntest api::d ... FAILED\n\n\
             test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 4 filtered out; finished in 0.1s",
            false,
        );
        assert_eq!(outcome.by_module.get("store"), Some(&counts(2, 0)));
        assert_eq!(outcome.by_module.get("api"), Some(&counts(0, 1)));
        assert_eq!(outcome.failures, ["api::d failed"]);
    }

    #[test]
    fn what_a_failed_test_printed_is_told_with_it() {
        let outcome = outcome(
            "test api::d ... FAILED\n\nfailures:\n\n---- api::d stdout ----\nError: no answer\n\n\n\
             failures:\n    api::d\n\n\
             test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out",
            false,
        );
        assert_eq!(outcome.failures, ["api::d failed\n    Error: no answer"]);
    }

    #[test]
    fn a_test_that_did_not_run_has_failed() {
        let outcome = outcome(
            "test a ... ignored, slow\ntest result: ok. 0 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out",
            true,
        );
        assert_eq!(outcome.by_module.get(""), Some(&counts(0, 1)));
        assert_eq!(outcome.failures, ["a did not run"]);
    }

    #[test]
    fn a_crash_is_a_failure() {
        let outcome = outcome("running 2 tests\ntest a::b ... ok", false);
        assert_eq!(outcome.by_module.get("a"), Some(&counts(1, 0)));
        assert_eq!(outcome.failures, ["the tests ended early"]);
    }

    #[test]
    fn results_that_no_line_told_are_missed() {
        let outcome = outcome(
            "test a ... ok\ntest result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out",
            true,
        );
        assert_eq!(
            outcome.failures,
            ["the results of 1 tests could not be read"]
        );
    }
}
