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
use clap::{Args, ValueEnum};

use crate::workspace::Workspace;
use crate::{frontend, progress};

/// What `cargo xtask bench` may be told.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// What to measure, in this order; everything if nothing is named.
    #[arg(value_enum)]
    subjects: Vec<Subject>,
}

/// What is measured.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Subject {
    /// The size of a first load.
    FirstLoad,
    /// How much of the pages' code the definition engine is.
    Share,
    /// The checks and the diff.
    Engine,
    /// A keystroke, and opening the editor.
    Editor,
    /// The checks beside cfn-lint.
    Linter,
    /// The store with a million journal rows.
    Journal,
    /// The store with a million changes.
    Changes,
    /// A thousand deployments at once.
    Crowd,
    /// A deploy's own time and calls, beside those of ecs-deploy.
    Deploys,
}

impl Subject {
    fn measure(self, workspace: &Workspace) -> Result<Measurement> {
        match self {
            Self::FirstLoad => first_load::measure(workspace),
            Self::Share => share::measure(workspace),
            Self::Engine => engine::measure(workspace),
            Self::Editor => editor::measure(workspace),
            Self::Linter => linter::measure(workspace),
            Self::Journal => storage::measure_journal(workspace),
            Self::Changes => storage::measure_changes(workspace),
            Self::Crowd => crowd::measure(workspace),
            Self::Deploys => deploys::measure(workspace),
        }
    }
}

/// What one measurement found.
#[derive(Debug)]
struct Measurement {
    /// What to print.
    report: String,
    /// Whether the budget holds.
    within_budget: bool,
}

/// Says whether all budgets hold.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<bool> {
    frontend::build(workspace)?;
    let subjects = if options.subjects.is_empty() {
        Subject::value_variants()
    } else {
        &options.subjects
    };
    let mut all = true;
    for subject in subjects {
        let measurement = subject.measure(workspace)?;
        progress::say(&measurement.report);
        all &= measurement.within_budget;
    }
    Ok(all)
}
