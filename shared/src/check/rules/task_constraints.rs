//! Rules about the constraints with which a task definition chooses instances.

use crate::check::context::{Context, text};
use crate::check::findings::{Findings, in_task};
use crate::check::rule::{Rule, api, error};
use crate::json::Json;

pub(super) const RULES: &[Rule] = &[
    error(
        "task-constraint-expression",
        expression,
        "A constraint has an expression.",
        api("TaskDefinitionPlacementConstraint"),
    ),
    error(
        "constraints-together",
        together,
        "A task has at most ten constraints, with those of its service.",
        api("CreateService"),
    ),
];

const CONSTRAINTS: &str = "/placementConstraints";

fn expression(context: &Context<'_>, found: &mut Findings) {
    for (at, constraint) in context.task_elements(CONSTRAINTS) {
        let given = constraint
            .get("expression")
            .is_some_and(|one| !matches!(one, Json::Null) && one.as_str() != Some(""));
        if text(constraint, "type") == Some("memberOf") && !given {
            found.add(
                in_task(at.member("expression")),
                "Give the expression that an instance must fit, such as attribute:ecs.os-type == linux",
            );
        }
    }
}

/// The most constraints of a task.
const MOST: usize = 10;

fn together(context: &Context<'_>, found: &mut Findings) {
    let of_task = context.task_elements(CONSTRAINTS).count();
    let of_service = context.service_elements(CONSTRAINTS).count();
    // Too many in one of them is an issue of its own.
    if of_task <= MOST && of_service <= MOST && of_task + of_service > MOST {
        found.add(
            in_task(CONSTRAINTS),
            format!("Keep at most {MOST} constraints together: the task definition has {of_task}, the service {of_service}"),
        );
    }
}
