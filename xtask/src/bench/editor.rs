//! How fast the editor is with the largest document, in Chromium in front of the real binary: from a
//! keystroke to the page that is brought up to date, and from the data to the form.
//!
//! The budget of a keystroke is for our own work: the handlers and the effects that they set off. What
//! the browser takes to lay out and paint the frame is shown beside it.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::{Measurement, engine};
use crate::temporary::TemporaryFolder;
use crate::workspace::Workspace;
use crate::{backend, process, table, test};

/// A frame of a screen with 60 of them in a second.
const STROKE: Budget = Budget {
    median_ms: 16.0,
    worst_ms: Some(50.0),
};
/// What feels immediate.
const OPENING: Budget = Budget {
    median_ms: 100.0,
    worst_ms: None,
};

/// What is measured, as the program names it, and its budget.
const ROWS: [(&str, &str, Option<Budget>); 5] = [
    ("form, updated", "keystroke in the form", Some(STROKE)),
    ("form, painted", "until its frame is painted", None),
    ("JSON, updated", "keystroke in the JSON", Some(STROKE)),
    ("JSON, painted", "until its frame is painted", None),
    ("opening", "opening, from data to form", Some(OPENING)),
];

#[derive(Debug, Clone, Copy, PartialEq)]
struct Budget {
    median_ms: f64,
    worst_ms: Option<f64>,
}

impl Budget {
    fn holds(self, times: &Times) -> bool {
        times.median_ms <= self.median_ms
            && self.worst_ms.is_none_or(|worst| times.worst_ms <= worst)
    }

    fn words(self) -> String {
        match self.worst_ms {
            Some(worst) => format!("{} / {worst}", self.median_ms),
            None => format!("{}", self.median_ms),
        }
    }
}

/// What one thing took, in milliseconds.
#[derive(Debug, Clone, PartialEq)]
struct Times {
    what: String,
    median_ms: f64,
    worst_ms: f64,
}

pub(super) fn measure(workspace: &Workspace) -> Result<Measurement> {
    let chromium = test::environment::chromium(workspace)?;
    backend::build_binaries(
        workspace,
        "Building longshore and the program that types",
        &["longshore", "keystrokes"],
    )?;
    let folder = TemporaryFolder::create("keystrokes")?;
    let mut command = Command::new(workspace.debug_binary("keystrokes"));
    for name in ["task-definition", "service"] {
        let text = process::capture(engine::native(workspace)?.arg(format!("--{name}")))?;
        let path = folder.path().join(format!("{name}.json"));
        fs::write(&path, text).with_context(|| format!("could not write {}", path.display()))?;
        command.arg(path);
    }
    command
        .envs(chromium)
        .env("LONGSHORE_TEST_BINARY", workspace.debug_binary("longshore"));
    read(&process::capture(&mut command)?).map(|times| report(&times))
}

/// Reads lines of what was measured, its median and its worst.
fn read(lines: &str) -> Result<Vec<Times>> {
    let times: Vec<Times> = lines
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| {
            let mut parts = line.split('\t');
            let what = parts.next().unwrap_or_default().to_owned();
            let mut number = || -> Result<f64> {
                parts
                    .next()
                    .with_context(|| format!("`{line}` is cut off"))?
                    .trim()
                    .parse()
                    .with_context(|| format!("`{line}` has no number"))
            };
            Ok(Times {
                median_ms: number()?,
                worst_ms: number()?,
                what,
            })
        })
        .collect::<Result<_>>()?;
    ensure!(!times.is_empty(), "nothing was measured");
    Ok(times)
}

fn report(times: &[Times]) -> Measurement {
    let mut rows = vec![
        [
            "The editor with 10 containers of 100 variables",
            "median ms",
            "worst",
            "budget",
        ]
        .map(str::to_owned)
        .to_vec(),
    ];
    let mut over = Vec::new();
    for (name, words, budget) in ROWS {
        let found = times.iter().find(|times| times.what == name);
        let shown = |ms: Option<f64>| ms.map_or_else(|| "?".to_owned(), |ms| format!("{ms:.1}"));
        rows.push(vec![
            words.to_owned(),
            shown(found.map(|times| times.median_ms)),
            shown(found.map(|times| times.worst_ms)),
            budget.map_or_else(String::new, Budget::words),
        ]);
        if let Some(budget) = budget
            && !found.is_some_and(|times| budget.holds(times))
        {
            over.push(words);
        }
    }
    let verdict = if over.is_empty() {
        "Within the budgets.".to_owned()
    } else {
        format!("Over the budget: {}.", over.join("; "))
    };
    Measurement {
        report: format!("{}{verdict}", table::lay_out(&rows)),
        within_budget: over.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(form: &str, json: &str, opening: &str) -> String {
        format!(
            "form, updated\t{form}\nform, painted\t99\t99\nJSON, updated\t{json}\n\
             JSON, painted\t99\t99\nopening\t{opening}\n"
        )
    }

    fn judged(form: &str, json: &str, opening: &str) -> Measurement {
        report(&read(&lines(form, json, opening)).unwrap())
    }

    #[test]
    fn painting_has_no_budget_and_all_else_has() {
        assert!(judged("16\t50", "1\t2", "100\t900").within_budget);
        for over in [
            judged("16.1\t50", "1\t2", "100\t900"),
            judged("16\t50", "1\t50.1", "100\t900"),
            judged("16\t50", "1\t2", "100.1\t900"),
        ] {
            assert!(!over.within_budget, "{}", over.report);
        }
    }

    #[test]
    fn what_is_over_its_budget_is_named() {
        let over = judged("4\t9", "107\t205", "50\t60");
        assert!(
            over.report
                .ends_with("Over the budget: keystroke in the JSON."),
            "{}",
            over.report
        );
        assert!(over.report.contains("107.0"), "{}", over.report);
    }

    #[test]
    fn what_was_not_measured_is_over_its_budget() {
        let times = read("form, updated\t1\t2").unwrap();
        assert!(!report(&times).within_budget);
        assert!(read("").is_err());
        assert!(read("opening\t1").is_err());
        assert!(read("opening\tsoon\t1").is_err());
    }
}
