//! What another tool needs for the same definitions, in the same run on the same machine.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result};

use super::{Measurement, engine};
use crate::temporary::TemporaryFolder;
use crate::tools::python;
use crate::workspace::Workspace;
use crate::{process, table};

/// The tool takes seconds; the best of so many runs is taken.
const RUNS: usize = 3;

/// A template with nothing to look at, which shows what the tool's start takes.
const EMPTY: &str = r#"{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"Cluster": {"Type": "AWS::ECS::Cluster"}}}"#;

pub(super) fn measure(workspace: &Workspace) -> Result<Measurement> {
    let python = python::find(workspace)
        .context("there is no Python 3.10 or newer with its module venv on this machine")?;
    let linter = python::FOR_BENCHMARKS
        .ensure(workspace, &python)?
        .join("bin/cfn-lint");
    let folder = TemporaryFolder::create("linter")?;
    let template = process::capture(engine::native(workspace)?.arg("--template"))?;
    let seconds = |name: &str, text: &str| -> Result<f64> {
        let path = folder.path().join(name);
        fs::write(&path, text).with_context(|| format!("could not write {}", path.display()))?;
        best(&linter, &path)
    };
    let rows = [
        ["cfn-lint, the same definitions as CloudFormation", "s"].map(str::to_owned),
        [
            "start, with an almost empty template".to_owned(),
            format!("{:.2}", seconds("empty.json", EMPTY)?),
        ],
        [
            "the whole run".to_owned(),
            format!("{:.2}", seconds("large.json", &template)?),
        ],
    ];
    Ok(Measurement {
        report: table::lay_out(&rows.map(|row| row.to_vec())),
        within_budget: true,
    })
}

fn best(linter: &Path, template: &Path) -> Result<f64> {
    let mut best = f64::INFINITY;
    for _ in 0..RUNS {
        let start = Instant::now();
        // What it finds is not asked here; its status says only that it found something.
        process::succeeds(
            Command::new(linter)
                .arg(template)
                .stdout(std::process::Stdio::null())
                .stderr(std::process::Stdio::null()),
        )?;
        best = best.min(start.elapsed().as_secs_f64());
    }
    Ok(best)
}
