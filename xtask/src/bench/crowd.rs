//! A thousand deployments at once in one process: what the agent calls, takes and tells.

use std::collections::BTreeMap;
use std::process::Command;

use anyhow::{Context, Result};

use super::{Measurement, lines};
use crate::workspace::Workspace;
use crate::{backend, process, table};

/// Categories in which AWS counts calls together, with what it refills each second. Source:
/// "Request throttling for the Amazon ECS API".
const CATEGORIES: [(&str, f64, &[&str]); 5] = [
    (
        "create and update services",
        5.0,
        &["CreateService", "UpdateService", "DeleteService"],
    ),
    ("read services", 20.0, &["DescribeServices", "ListServices"]),
    (
        "service deployments",
        20.0,
        &["ListServiceDeployments", "DescribeServiceDeployments"],
    ),
    (
        "read task definitions",
        20.0,
        &["DescribeTaskDefinition", "ListTaskDefinitions"],
    ),
    ("read tasks", 20.0, &["ListTasks", "DescribeTasks"]),
];

/// So much of what AWS refills may be ours.
const SHARE: f64 = 0.5;
/// What everybody's own waiter would call, at the same freshness, is to be so many times more.
const WAITERS: f64 = 10.0;
/// With a thousand deployments that are watched.
const MEMORY_MB: f64 = 300.0;

pub(super) fn measure(workspace: &Workspace) -> Result<Measurement> {
    backend::build_binaries(
        workspace,
        "Building longshore and the crowd",
        &["longshore", "crowd"],
    )?;
    let mut command = Command::new(workspace.debug_binary("crowd"));
    command.env("LONGSHORE_TEST_BINARY", workspace.debug_binary("longshore"));
    report(&lines::read(&process::capture(&mut command)?)?)
}

fn report(measured: &BTreeMap<String, f64>) -> Result<Measurement> {
    let of = |name: &str| {
        measured
            .get(name)
            .copied()
            .with_context(|| format!("`{name}` was not measured"))
    };
    let (deployments, seconds) = (of("deployments")?, of("seconds of AWS")?);
    let mut rows = vec![
        ["A thousand deployments at once", "", "budget"]
            .map(str::to_owned)
            .to_vec(),
    ];
    let mut over = Vec::new();
    let mut row = |what: &str, value: f64, unit: &str, budget: Option<f64>| {
        rows.push(vec![
            what.to_owned(),
            format!("{value:.1} {unit}"),
            budget.map_or_else(String::new, |budget| format!("{budget:.1}")),
        ]);
        if budget.is_some_and(|budget| value > budget) {
            over.push(what.to_owned());
        }
    };
    row("succeeded", of("succeeded")?, "", None);
    row("took, by AWS's time", seconds, "s", None);
    row("processor, of ours", of("processor seconds")?, "s", None);
    row("memory at most", of("memory MB")?, "MB", Some(MEMORY_MB));
    let event = "from ECS's event to the browser";
    row(event, of("event to browser, median")?, "s, median", None);
    row("", of("event to browser, 99 of 100")?, "s, 99 of 100", None);
    let calls = |operations: &[&str]| -> f64 {
        operations
            .iter()
            .filter_map(|operation| measured.get(&format!("calls ecs.{operation}")))
            .sum()
    };
    for (what, refill, operations) in CATEGORIES {
        let rate = calls(operations) / seconds;
        row(what, rate, "calls/s", Some(refill * SHARE));
    }
    // Each of our looks shows ten services: so often each of them was looked at.
    let looks = calls(&["DescribeServices"]) * 10.0 / deployments;
    let freshness = seconds / looks;
    let ours = calls(&["DescribeServices", "DescribeServiceDeployments"]) / seconds;
    row("each service was looked at every", freshness, "s", None);
    let theirs = deployments / freshness;
    row("a waiter for each would call", theirs, "calls/s", None);
    row(
        "ours to look",
        ours,
        "calls/s",
        Some(theirs / WAITERS * 2.0),
    );
    let lost = deployments - of("succeeded")?;
    row("not succeeded", lost, "", Some(0.0));
    let verdict = if over.is_empty() {
        "Within the budgets.".to_owned()
    } else {
        format!("Over the budget: {}.", over.join("; "))
    };
    Ok(Measurement {
        report: format!("{}{verdict}", table::lay_out(&rows)),
        within_budget: over.is_empty(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(memory: f64, describes: f64) -> BTreeMap<String, f64> {
        [
            ("deployments", 1000.0),
            ("succeeded", 1000.0),
            ("seconds of AWS", 500.0),
            ("processor seconds", 20.0),
            ("memory MB", memory),
            ("event to browser, median", 5.0),
            ("event to browser, 99 of 100", 15.0),
            ("calls ecs.DescribeServices", describes),
            ("calls ecs.UpdateService", 1000.0),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into()
    }

    #[test]
    fn what_stays_below_half_of_the_rates_is_within_the_budget() {
        assert!(report(&measured(200.0, 4500.0)).unwrap().within_budget);
    }

    #[test]
    fn too_many_calls_or_too_much_memory_is_over_it() {
        assert!(!report(&measured(200.0, 5500.0)).unwrap().within_budget);
        assert!(!report(&measured(400.0, 4500.0)).unwrap().within_budget);
    }

    #[test]
    fn what_was_not_measured_is_no_success() {
        assert!(report(&BTreeMap::new()).is_err());
    }
}
