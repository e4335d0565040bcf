//! `cargo xtask test`: installs what the tests need, runs every test there is, and sums up. A test
//! that could not run is a failure.

mod binaries;
pub(crate) mod environment;
mod outcome;
mod report;
mod running;
mod story;
mod summary;

use std::time::Instant;

use anyhow::Result;
use clap::Args;

use crate::workspace::Workspace;
use crate::{backend, frontend, progress};

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Run only tests with this in their name
    filter: Option<String>,
    /// Run only the tests of this package, and ask only for the tools that they need
    #[arg(long, short, value_name = "NAME")]
    package: Option<String>,
    /// Give generated tests many more cases
    #[arg(long)]
    long: bool,
}

/// Says whether every test passed.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<bool> {
    let start = Instant::now();
    let package = options.package.as_deref();
    let environment = environment::prepare(workspace, package);
    frontend::build(workspace)?;
    backend::build(workspace)?;
    let binaries = binaries::build(workspace, package)?;
    let mut summary = summary::Summary::new(environment.missing());
    let report = report::Report::create()?;
    let mut variables = environment.variables(workspace, options.long);
    variables.push(report.variable());
    for binary in &binaries {
        let outcome = running::run(binary, &variables, options.filter.as_deref())?;
        summary.add(binary, outcome);
    }
    summary.add_lines(report.lines()?);
    // PostgreSQL stops before the last line, so that nothing is printed after it.
    drop(environment);
    progress::say(&summary.text(start.elapsed()));
    Ok(summary.all_passed())
}
