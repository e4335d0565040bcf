//! Rules about ECS Exec: commands that people run in containers.

use crate::check::context::{Context, is_given};
use crate::check::findings::{Findings, in_service, in_task};
use crate::check::rule::{Rule, advice, guide, warning};
use crate::json::Json;
use crate::pointer::Pointer;

pub(super) const RULES: &[Rule] = &[
    warning(
        "exec-task-role",
        task_role,
        "ECS Exec needs a task role.",
        guide("ecs-exec"),
    ),
    warning(
        "exec-read-only",
        read_only,
        "ECS Exec needs a root file system that it can write.",
        guide("ecs-exec"),
    ),
    warning(
        "exec-process-namespace",
        process_namespace,
        "ECS Exec needs containers with processes of their own.",
        guide("ecs-exec"),
    ),
    warning(
        "exec-init-process",
        init_process,
        "With ECS Exec an init process ends what a session leaves behind.",
        guide("ecs-exec"),
    ),
    advice(
        "exec-enabled",
        enabled,
        "Whoever may use ECS Exec is in the containers.",
        guide("ecs-exec"),
    ),
];

fn is_enabled(context: &Context<'_>) -> bool {
    context.service_flag("/enableExecuteCommand") == Some(true)
}

fn enabled(context: &Context<'_>, found: &mut Findings) {
    if is_enabled(context) {
        found.add(
            in_service("/enableExecuteCommand"),
            "Turn ECS Exec off where nobody needs it, or allow it to few and log the sessions: whoever may use it has a shell in the containers",
        );
    }
}

fn task_role(context: &Context<'_>, found: &mut Findings) {
    let missing = context
        .task_definition
        .is_some_and(|definition| !is_given(definition, "taskRoleArn"));
    if is_enabled(context) && missing {
        found.add(
            in_task("/taskRoleArn"),
            "Give taskRoleArn, a role that may open channels with ssmmessages: without it ECS Exec reaches no container",
        );
    }
}

fn read_only(context: &Context<'_>, found: &mut Findings) {
    if !is_enabled(context) {
        return;
    }
    for container in &context.containers {
        let flag = container.json.get("readonlyRootFilesystem");
        if flag.and_then(Json::as_bool) == Some(true) {
            found.add(
                in_task(container.at.member("readonlyRootFilesystem")),
                format!("Let {} write its root file system, or do without ECS Exec: its agent writes there", container.words()),
            );
        }
    }
}

fn process_namespace(context: &Context<'_>, found: &mut Findings) {
    if is_enabled(context) && context.task_text("pidMode") == Some("task") {
        found.add(
            in_task("/pidMode"),
            "Remove pidMode, or do without ECS Exec: where containers share their processes, sessions reach only one of them",
        );
    }
}

fn init_process(context: &Context<'_>, found: &mut Findings) {
    // Windows containers have no such process.
    if !is_enabled(context) || context.on_windows() {
        return;
    }
    let initialized = Pointer::parse("/linuxParameters/initProcessEnabled");
    // Nobody has sessions in containers that only prepare the others.
    let mut without = context.containers.iter().filter(|container| {
        let flag = container.json.at(&initialized);
        container.essential() && flag.and_then(Json::as_bool) != Some(true)
    });
    if let Some(first) = without.next() {
        let mut names = vec![first.words()];
        names.extend(without.map(|one| one.name.to_owned()));
        found.add(
            in_task(first.at.member("linuxParameters").member("initProcessEnabled")),
            format!("Set initProcessEnabled to true for {}: otherwise the processes of ended sessions stay", names.join(", ")),
        );
    }
}
