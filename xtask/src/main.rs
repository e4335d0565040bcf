//! Every command of the project: it installs what they need, builds, runs, tests and measures.
//!
//! Nothing that the product needs at run time may live here.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "these commands talk to the person who started them"
)]

mod backend;
mod bench;
mod frontend;
mod fuzz;
mod lint;
mod lockfile;
mod process;
mod progress;
mod screenshots;
mod start;
mod table;
mod temporary;
mod test;
mod tools;
mod version;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::workspace::Workspace;

/// The commands of the Longshore project.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Build Longshore and serve it with a simulated AWS behind it.
    Start(start::Options),
    /// Run every test there is.
    Test(test::Options),
    /// Hold the code against the rules of the house.
    Lint,
    /// Measure what has a budget.
    Bench(bench::Options),
    /// Throw texts at the domain and look for a panic, a hang or a property that does not hold.
    Fuzz(fuzz::Options),
    /// Take the pictures of the pages that the documentation shows.
    Screenshots(screenshots::Options),
}

fn main() -> ExitCode {
    match carry_out(&Arguments::parse().command) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Says whether all went well; what went wrong has been printed then.
fn carry_out(task: &Task) -> Result<bool> {
    let workspace = Workspace::find()?;
    match task {
        Task::Start(options) => start::run(&workspace, options).map(|()| true),
        Task::Test(options) => test::run(&workspace, options),
        Task::Lint => lint::run(&workspace),
        Task::Bench(options) => bench::run(&workspace, options),
        Task::Fuzz(options) => fuzz::run(&workspace, options),
        Task::Screenshots(options) => screenshots::run(&workspace, options).map(|()| true),
    }
}
