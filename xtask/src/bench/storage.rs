//! What the store costs with few and with a million journal rows, on both engines: it must
//! not grow with the tables.

use std::collections::BTreeMap;
use std::process::Command;

use anyhow::{Context, Result};

use super::{Measurement, lines};
use crate::temporary::TemporaryFolder;
use crate::tools::postgres;
use crate::workspace::Workspace;
use crate::{backend, process, progress, table};

/// Enough for a page of deployments to be full.
const FEW: usize = 20_000;
const MANY: usize = 1_000_000;
/// With fifty times the rows nothing may take so many times as long; the trees of indexes grow
/// by a level or two, and a busy machine errs.
const GROWTH: f64 = 3.0;
/// Below this a ratio says more of the machine than of the store, in microseconds.
const LEAST_US: f64 = 2000.0;

/// What is measured, as the program names it.
const ROWS: [(&str, &str); 4] = [
    ("append", "write a journal entry"),
    ("journal", "read a deployment's journal"),
    ("list", "list a page of deployments"),
    ("beat", "look for work"),
];

/// The databases with few rows and with many, of one engine.
struct Databases {
    engine: &'static str,
    few: String,
    many: String,
}

pub(super) fn measure(workspace: &Workspace) -> Result<Measurement> {
    progress::step("Building the program that fills databases", || {
        process::run(
            workspace
                .cargo()
                .arg("build")
                .args(backend::CHOICE)
                .args(["--quiet", "--features", "backend/measure"])
                .args(["--example", "journal_rows"]),
        )
    })?;
    let mut found = Vec::new();
    let folder = TemporaryFolder::create("journal")?;
    let file = |name: &str| format!("sqlite://{}?mode=rwc", folder.path().join(name).display());
    found.push(compare(
        workspace,
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
        &Databases {
            engine: "PostgreSQL",
            few: few.url().to_owned(),
            many: many.url().to_owned(),
        },
    )?);
    Ok(report(&found))
}

/// What was measured on one engine, in microseconds: by name, with few rows and with many.
struct Comparison {
    engine: &'static str,
    few: BTreeMap<String, f64>,
    many: BTreeMap<String, f64>,
}

fn compare(workspace: &Workspace, databases: &Databases) -> Result<Comparison> {
    let program = workspace
        .target()
        .join("debug/examples")
        .join(format!("journal_rows{}", std::env::consts::EXE_SUFFIX));
    let run = |url: &str, rows: usize| {
        let mut command = Command::new(&program);
        command.args([url, &rows.to_string()]);
        lines::read(&process::capture(&mut command)?)
    };
    let engine = databases.engine;
    Ok(Comparison {
        engine,
        few: run(&databases.few, FEW)?,
        many: progress::step(&format!("Filling {engine} with a million rows"), || {
            run(&databases.many, MANY)
        })?,
    })
}

fn report(found: &[Comparison]) -> Measurement {
    let mut rows = vec![
        [
            "Storage, median in ms",
            "20,000 rows",
            "1,000,000",
            "budget",
        ]
        .map(str::to_owned)
        .to_vec(),
    ];
    let mut over = Vec::new();
    for Comparison { engine, few, many } in found {
        for (name, words) in ROWS {
            let what = format!("{engine}: {words}");
            let (few, many) = (few.get(name).copied(), many.get(name).copied());
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
            ROWS.iter()
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
        assert!(report(&[comparison(8000.0)]).within_budget);
        assert!(!report(&[comparison(16_000.0)]).within_budget);
    }

    #[test]
    fn what_was_not_measured_is_over_it() {
        let mut missing = comparison(8000.0);
        missing.many.clear();
        assert!(!report(&[missing]).within_budget);
    }
}
