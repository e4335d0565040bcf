//! Rules about a run-task request and the task definition that it runs. Their source is the
//! description of `RunTask` in AWS's model, where nothing else is said.

use crate::check::context::{Context, NetworkMode, filled, is_set};
use crate::check::findings::{Findings, Spot, remove};
use crate::check::rule::{Rule, api, error};
use crate::issue::DocumentKind;
use crate::json::Json;
use crate::pointer::Pointer;

pub(super) const RULES: &[Rule] = &[
    error(
        "run-task-overrides-too-long",
        overrides_size,
        "The overrides of a run-task request have at most 8192 characters.",
        api("RunTask"),
    ),
    error(
        "run-task-container-unknown",
        override_container,
        "An override is for a container of the task definition.",
        api("RunTask"),
    ),
    error(
        "run-task-launch-type-and-providers",
        launch_type_and_providers,
        "A run-task request has a launch type or capacity providers.",
        api("RunTask"),
    ),
    error(
        "run-task-tags-of-service",
        propagated_tags,
        "Tasks without a service take no tags from one.",
        api("RunTask"),
    ),
    error(
        "run-task-network",
        network,
        "Tasks with awsvpc, and only these, have subnets of their own.",
        api("RunTask"),
    ),
    error(
        "run-task-exec-role",
        exec_role,
        "ECS Exec needs a task role.",
        api("RunTask"),
    ),
    error(
        "run-task-constraints",
        constraints,
        "A task has at most ten placement constraints with its task definition's.",
        api("RunTask"),
    ),
];

/// What `RunTask` takes as overrides, with their braces and quotes.
const MOST_CHARACTERS: usize = 8192;

/// What `RunTask` takes as placement constraints, with those of the task definition.
const MOST_CONSTRAINTS: usize = 10;

fn at(pointer: &str) -> Spot {
    Spot(DocumentKind::RunTask, Pointer::parse(pointer))
}

fn elements<'a>(json: Option<&'a Json>, pointer: &str) -> &'a [Json] {
    json.and_then(|json| json.at(&Pointer::parse(pointer)))
        .and_then(Json::as_array)
        .unwrap_or_default()
}

fn overrides_size(context: &Context<'_>, found: &mut Findings) {
    let Some(overrides) = context.run_task.and_then(|json| json.get("overrides")) else {
        return;
    };
    let characters = overrides.to_compact().chars().count();
    if characters > MOST_CHARACTERS {
        found.add(
            at("/overrides"),
            format!("Shorten overrides to at most {MOST_CHARACTERS} characters: they have {characters} with their braces and quotes; move variables into environment files"),
        );
    }
}

fn override_container(context: &Context<'_>, found: &mut Findings) {
    if context.containers.is_empty() {
        return;
    }
    let list = "/overrides/containerOverrides";
    for (index, item) in elements(context.run_task, list).iter().enumerate() {
        if let Some(name) = filled(item, "name")
            && context.container(name).is_none()
        {
            found.add(
                at(&format!("{list}/{index}/name")),
                format!("Name a container of the task definition: it has no {name}"),
            );
        }
    }
}

fn launch_type_and_providers(context: &Context<'_>, found: &mut Findings) {
    let Some(json) = context.run_task else {
        return;
    };
    if is_set(json, "launchType") && is_set(json, "capacityProviderStrategy") {
        let pointer = Pointer::parse("/launchType");
        let fix = Some(remove(&pointer));
        found.fixable(
            Spot(DocumentKind::RunTask, pointer),
            "Keep either launchType or capacityProviderStrategy: ECS takes one of them",
            fix,
        );
    } else if filled(json, "launchType") == Some("MANAGED_INSTANCES") {
        found.add(
            at("/launchType"),
            "Name the managed instances' provider in capacityProviderStrategy and leave launchType out",
        );
    }
}

fn propagated_tags(context: &Context<'_>, found: &mut Findings) {
    if context
        .run_task
        .and_then(|json| filled(json, "propagateTags"))
        == Some("SERVICE")
    {
        found.add(
            at("/propagateTags"),
            "Set propagateTags to TASK_DEFINITION or NONE: there is no service to take tags from",
        );
    }
}

fn network(context: &Context<'_>, found: &mut Findings) {
    let Some(json) = context.run_task else {
        return;
    };
    let given = is_set(json, "networkConfiguration");
    let fargate = filled(json, "launchType") == Some("FARGATE");
    match context.network_mode() {
        NetworkMode::Awsvpc if !given => found.add(
            at("/networkConfiguration/awsvpcConfiguration/subnets"),
            "Choose subnets: tasks with awsvpc get their addresses in them",
        ),
        NetworkMode::Unknown if fargate && !given => found.add(
            at("/networkConfiguration/awsvpcConfiguration/subnets"),
            "Choose subnets: tasks on Fargate get their addresses in them",
        ),
        NetworkMode::Bridge | NetworkMode::Host | NetworkMode::None if given && !fargate => {
            let pointer = Pointer::parse("/networkConfiguration");
            let fix = Some(remove(&pointer));
            found.fixable(Spot(DocumentKind::RunTask, pointer),
                "Remove networkConfiguration, or set the task definition's networkMode to awsvpc: other tasks use the instance's network",
                fix,
            );
        }
        _ => {}
    }
}

fn exec_role(context: &Context<'_>, found: &mut Findings) {
    let (Some(json), Some(task_definition)) = (context.run_task, context.task_definition) else {
        return;
    };
    let wanted = json.get("enableExecuteCommand").and_then(Json::as_bool) == Some(true);
    let overridden = json
        .get("overrides")
        .is_some_and(|overrides| is_set(overrides, "taskRoleArn"));
    if wanted && !overridden && !is_set(task_definition, "taskRoleArn") {
        found.add(
            at("/enableExecuteCommand"),
            "Give the task definition a taskRoleArn, or override it: ECS Exec acts as the task role",
        );
    }
}

fn constraints(context: &Context<'_>, found: &mut Findings) {
    let own = elements(context.run_task, "/placementConstraints").len();
    let others = elements(context.task_definition, "/placementConstraints").len();
    // More than ten in one document is an issue of its own.
    if own > 0 && own <= MOST_CONSTRAINTS && others > 0 && own + others > MOST_CONSTRAINTS {
        found.add(
            at("/placementConstraints"),
            format!("Keep at most {MOST_CONSTRAINTS} placement constraints with the {others} of the task definition: there are {own} here"),
        );
    }
}
