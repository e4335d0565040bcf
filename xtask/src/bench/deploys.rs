//! A deploy's own time and its calls, beside those of ecs-deploy in the same run against the same
//! simulated AWS, and beside one call with the AWS CLI.

use std::collections::BTreeMap;
use std::process::Command;

use anyhow::{Context, Result};

use super::{Measurement, lines};
use crate::tools::python;
use crate::workspace::Workspace;
use crate::{backend, process, table};

pub(super) fn measure(workspace: &Workspace) -> Result<Measurement> {
    let python = python::find(workspace)
        .context("there is no Python 3.10 or newer with its module venv on this machine")?;
    let venv = python::FOR_TESTS.ensure(workspace, &python)?;
    backend::build_binaries(
        workspace,
        "Building longshore and its comparison",
        &["longshore", "deploys"],
    )?;
    let mut command = Command::new(workspace.debug_binary("deploys"));
    command
        .env("LONGSHORE_TEST_BINARY", workspace.debug_binary("longshore"))
        .env("LONGSHORE_TEST_VENV", venv);
    report(&lines::read(&process::capture(&mut command)?)?)
}

fn report(measured: &BTreeMap<String, f64>) -> Result<Measurement> {
    let of = |name: &str| {
        measured
            .get(name)
            .copied()
            .with_context(|| format!("`{name}` was not measured"))
    };
    let one_call = of("aws: one call, s")?;
    let mut rows = vec![
        [
            "One new version of a service",
            "Longshore",
            "ecs-deploy",
            "budget",
        ]
        .map(str::to_owned)
        .to_vec(),
    ];
    let mut row = |what: &str, ours: String, theirs: String, budget: String| {
        rows.push(vec![what.to_owned(), ours, theirs, budget]);
    };
    row(
        "calls for the plan",
        format!("{:.0}", of("longshore: calls for the plan")?),
        String::new(),
        String::new(),
    );
    for (what, name) in [
        ("calls to the last change", "calls to the last change"),
        ("calls to the end of the rollout", "calls"),
    ] {
        row(
            what,
            format!("{:.0}", of(&format!("longshore: {name}"))?),
            format!("{:.0}", of(&format!("ecs-deploy: {name}"))?),
            String::new(),
        );
    }
    let budget = format!("{one_call:.3} s");
    for (what, name, budget) in [
        (
            "last change accepted, after being asked",
            "from being asked",
            "",
        ),
        ("… after the first call", "from the first call", &budget),
        ("… after the first change", "from the first change", ""),
    ] {
        row(
            what,
            format!("{:.3} s", of(&format!("longshore: {name}, s"))?),
            format!("{:.3} s", of(&format!("ecs-deploy: {name}, s"))?),
            budget.to_owned(),
        );
    }
    row(
        "one call with the AWS CLI",
        String::new(),
        String::new(),
        budget.clone(),
    );
    let within_budget = of("longshore: from the first call, s")? < one_call;
    let verdict = if within_budget {
        "Longshore's calls were over before the AWS CLI would have made one."
    } else {
        "Over the budget: Longshore's calls took longer than one with the AWS CLI."
    };
    Ok(Measurement {
        report: format!("{}{verdict}", table::lay_out(&rows)),
        within_budget,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(ours: f64) -> BTreeMap<String, f64> {
        [
            ("longshore: calls for the plan", 6.0),
            ("longshore: calls to the last change", 9.0),
            ("longshore: calls", 14.0),
            ("longshore: from being asked, s", ours + 0.1),
            ("longshore: from the first call, s", ours),
            ("longshore: from the first change, s", ours / 2.0),
            ("ecs-deploy: calls to the last change", 4.0),
            ("ecs-deploy: calls", 40.0),
            ("ecs-deploy: from being asked, s", 1.5),
            ("ecs-deploy: from the first call, s", 0.1),
            ("ecs-deploy: from the first change, s", 0.05),
            ("aws: one call, s", 0.8),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into()
    }

    #[test]
    fn what_is_over_before_one_call_of_the_aws_cli_is_within_the_budget() {
        let report = report(&measured(0.3)).unwrap();
        assert!(report.within_budget);
        assert!(report.report.contains("0.300 s"), "{}", report.report);
        assert!(!super::report(&measured(0.9)).unwrap().within_budget);
    }

    #[test]
    fn what_was_not_measured_is_no_success() {
        assert!(report(&BTreeMap::new()).is_err());
    }
}
