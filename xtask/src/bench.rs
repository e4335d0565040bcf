//! `cargo xtask bench`: measures what has a budget. One module for each thing that is measured.

mod crowd;
mod deploys;
mod editor;
mod engine;
mod first_load;
mod lines;
mod linter;
mod share;
mod storage;

use anyhow::Result;

use crate::workspace::Workspace;
use crate::{frontend, progress};

/// What one measurement found.
#[derive(Debug)]
struct Measurement {
    /// What to print.
    report: String,
    /// Whether the budget holds.
    within_budget: bool,
}

/// Says whether all budgets hold.
pub(crate) fn run(workspace: &Workspace) -> Result<bool> {
    frontend::build(workspace)?;
    let mut all = true;
    for measure in [
        first_load::measure,
        share::measure,
        engine::measure,
        editor::measure,
        linter::measure,
        storage::measure_journal,
        storage::measure_changes,
        crowd::measure,
        deploys::measure,
    ] {
        let measurement = measure(workspace)?;
        progress::say(&measurement.report);
        all &= measurement.within_budget;
    }
    Ok(all)
}
