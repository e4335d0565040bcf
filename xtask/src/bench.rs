//! `cargo xtask bench`: measures what has a budget. One module for each thing that is measured.

mod first_load;

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
    let measurements = [first_load::measure(workspace)?];
    for measurement in &measurements {
        progress::say(&measurement.report);
    }
    Ok(measurements
        .iter()
        .all(|measurement| measurement.within_budget))
}
