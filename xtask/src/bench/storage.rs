//! What the store costs with few and with a million journal rows, and with a thousand and a million
//! changes, on both engines: it must not grow with the tables.

use std::collections::BTreeMap;
use std::process::Command;

use anyhow::{Context, Result};

use super::{Measurement, lines};
use crate::temporary::TemporaryFolder;
use crate::tools::postgres;
use crate::workspace::Workspace;
use crate::{backend, process, progress, table};

/// With so many times the rows nothing may take so many times as long; the trees of indexes grow
/// by a level or two, and a busy machine errs.
const GROWTH: f64 = 3.0;
/// Below this a ratio says more of the machine than of the store, in microseconds.
const LEAST_US: f64 = 2000.0;

/// What the tables hold much of.
#[derive(Debug, Clone, Copy)]
struct Subject {
    /// The program that fills a database and measures.
    program: &'static str,
    /// What is counted.
    of: &'static str,
    /// Enough for every page to be full, but for those of `short`.
    few: usize,
    many: usize,
    /// What is measured, as the program names it and in words.
    rows: &'static [(&'static str, &'static str)],
    /// Lists that fill a page with many only, and the full one with few that each is held against:
    /// it would be longer with many, and not slower.
    short: &'static [(&'static str, &'static str)],
}

impl Subject {
    /// What with few rows is compared with something with many.
    fn counterpart(&self, name: &'static str) -> &'static str {
        let short = self.short.iter().find(|(short, _)| *short == name);
        short.map_or(name, |(_, full)| full)
    }
}

const JOURNAL: Subject = Subject {
    program: "journal_rows",
    of: "journal rows",
    few: 20_000,
    many: 1_000_000,
    rows: &[
        ("append", "write a journal entry"),
        ("journal", "read a deployment's journal"),
        ("list", "list a page of deployments"),
        ("beat", "look for work"),
        ("in hand", "list what runs and waits"),
    ],
    short: &[],
};

const CHANGES: Subject = Subject {
    program: "change_rows",
    of: "changes",
    few: 1000,
    many: 1_000_000,
    rows: &[
        ("mine", "list one's own"),
        ("waiting", "list what waits for somebody"),
        ("open", "list the open ones"),
        ("all", "list all"),
        ("deep", "list all from the middle on"),
        ("state", "list those of a state"),
        ("environment", "list a small environment's"),
        ("new environment", "list a new environment's"),
        ("service", "list a service's"),
        ("service deep", "list a service's from the middle on"),
        ("author", "list somebody's"),
        ("author open", "list somebody's in review"),
        ("service open", "list a service's in review"),
        (
            "author elsewhere",
            "list somebody's in a small environment, few: list all",
        ),
        ("service elsewhere", "list a service's in a new environment"),
        (
            "mine elsewhere",
            "list one's own in a small environment, few: list all",
        ),
        ("author expired", "list somebody's expired ones, none"),
        ("counts", "count what waits, one's own and open ones"),
        ("one", "read a change for its page"),
        ("comment", "comment on a change"),
        ("tend", "look for what is due or to look at"),
    ],
    short: &[("author elsewhere", "all"), ("mine elsewhere", "all")],
};

/// The databases with few rows and with many, of one engine.
struct Databases {
    engine: &'static str,
    few: String,
    many: String,
}

/// With many journal rows.
pub(super) fn measure_journal(workspace: &Workspace) -> Result<Measurement> {
    measure(workspace, &JOURNAL)
}

/// With many changes.
pub(super) fn measure_changes(workspace: &Workspace) -> Result<Measurement> {
    measure(workspace, &CHANGES)
}

fn measure(workspace: &Workspace, subject: &Subject) -> Result<Measurement> {
    progress::step("Building the program that fills databases", || {
        process::run(
            workspace
                .cargo()
                .arg("build")
                .args(backend::CHOICE)
                .args(["--quiet", "--features", "backend/measure"])
                .args(["--example", subject.program]),
        )
    })?;
    let mut found = Vec::new();
    let folder = TemporaryFolder::create("storage")?;
    let file = |name: &str| format!("sqlite://{}?mode=rwc", folder.path().join(name).display());
    found.push(compare(
        workspace,
        subject,
        &Databases {
            engine: "SQLite",
            few: file("few.sqlite"),
            many: file("many.sqlite"),
        },
    )?);
    let programs = postgres::find(workspace)
        .context("there is no PostgreSQL server on this machine; `cargo xtask test` installs it")?;
    let (few, many) = (
        postgres::Server::start(&programs)?,
        postgres::Server::start(&programs)?,
    );
    found.push(compare(
        workspace,
        subject,
        &Databases {
            engine: "PostgreSQL",
            few: few.url().to_owned(),
            many: many.url().to_owned(),
        },
    )?);
    Ok(report(subject, &found))
}

/// What was measured on one engine, in microseconds: by name, with few rows and with many.
struct Comparison {
    engine: &'static str,
    few: BTreeMap<String, f64>,
    many: BTreeMap<String, f64>,
}

fn compare(workspace: &Workspace, subject: &Subject, databases: &Databases) -> Result<Comparison> {
    let program = workspace.target().join("debug/examples").join(format!(
        "{}{}",
        subject.program,
        std::env::consts::EXE_SUFFIX
    ));
    let run = |url: &str, rows: usize| {
        let mut command = Command::new(&program);
        command.args([url, &rows.to_string()]);
        lines::read(&process::capture(&mut command)?)
    };
    let engine = databases.engine;
    Ok(Comparison {
        engine,
        few: run(&databases.few, subject.few)?,
        many: progress::step(
            &format!("Filling {engine} with a million {}", subject.of),
            || run(&databases.many, subject.many),
        )?,
    })
}

fn report(subject: &Subject, found: &[Comparison]) -> Measurement {
    let mut rows = vec![vec![
        format!("Storage, median in ms with so many {}", subject.of),
        subject.few.to_string(),
        subject.many.to_string(),
        "budget".to_owned(),
    ]];
    let mut over = Vec::new();
    for Comparison { engine, few, many } in found {
        for (name, words) in subject.rows {
            let what = format!("{engine}: {words}");
            let (few, many) = (
                few.get(subject.counterpart(name)).copied(),
                many.get(*name).copied(),
            );
            let shown = |us: Option<f64>| {
                us.map_or_else(|| "?".to_owned(), |us| format!("{:.2}", us / 1000.0))
            };
            let budget = few.map(|few| (few * GROWTH).max(LEAST_US));
            rows.push(vec![what.clone(), shown(few), shown(many), shown(budget)]);
            let holds = many
                .zip(budget)
                .is_some_and(|(many, budget)| many <= budget);
            if !holds {
                over.push(what);
            }
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

    fn comparison(many: f64) -> Comparison {
        let all = |us: f64| {
            JOURNAL
                .rows
                .iter()
                .map(|(name, _)| ((*name).to_owned(), us))
                .collect()
        };
        Comparison {
            engine: "SQLite",
            few: all(5000.0),
            many: all(many),
        }
    }

    #[test]
    fn what_does_not_grow_is_within_the_budget() {
        assert!(report(&JOURNAL, &[comparison(8000.0)]).within_budget);
        assert!(!report(&JOURNAL, &[comparison(16_000.0)]).within_budget);
    }

    #[test]
    fn what_was_not_measured_is_over_it() {
        let mut missing = comparison(8000.0);
        missing.many.clear();
        assert!(!report(&JOURNAL, &[missing]).within_budget);
    }
}
