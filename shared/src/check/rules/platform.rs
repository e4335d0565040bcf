//! Rules about the version of Fargate.

use crate::check::context::{Context, is_set};
use crate::check::findings::{Findings, in_service, remove};
use crate::check::rule::{PRACTICE, Rule, advice, error, guide, refusal};
use crate::json::Json;
use crate::pointer::Pointer;
use crate::schema::cpu_units;

pub(super) const RULES: &[Rule] = &[
    error(
        "platform-version-without-fargate",
        without_fargate,
        "Only Fargate has platform versions.",
        refusal("The platform version must be null when specifying an EC2 launch type."),
    ),
    error(
        "platform-version-old",
        old,
        "The platform version has what the task needs.",
        guide("platform-fargate"),
    ),
    advice(
        "platform-version-pinned",
        pinned,
        "The latest platform version has the latest patches.",
        PRACTICE,
    ),
];

const VERSION: &str = "/platformVersion";

fn elsewhere(context: &Context<'_>) -> bool {
    matches!(
        context.service_text("/launchType"),
        Some("EC2" | "EXTERNAL")
    )
}

fn without_fargate(context: &Context<'_>, found: &mut Findings) {
    if elsewhere(context) && context.service_text(VERSION).is_some() {
        let at = Pointer::parse(VERSION);
        found.fixable(
            in_service(&at),
            "Remove platformVersion: only Fargate has platform versions",
            remove(&at),
        );
    }
}

/// The version, where one is pinned.
fn version(context: &Context<'_>) -> Option<(u32, u32, u32)> {
    let mut parts = context
        .service_text(VERSION)?
        .split('.')
        .map(str::parse::<u32>);
    let version = (
        parts.next()?.ok()?,
        parts.next()?.ok()?,
        parts.next()?.ok()?,
    );
    parts.next().is_none().then_some(version)
}

fn old(context: &Context<'_>, found: &mut Findings) {
    let reason = needs_more(context);
    if let Some((wanted, reason)) = reason {
        found.add(
            in_service(VERSION),
            format!("Set platformVersion to LATEST or at least {wanted}: the task uses {reason}, which older versions of Fargate do not have"),
        );
    }
}

/// The version that the task needs and what for, where the pinned one is older.
fn needs_more(context: &Context<'_>) -> Option<(&'static str, &'static str)> {
    // Windows has versions of its own.
    if context.on_windows() || elsewhere(context) {
        return None;
    }
    let version = version(context)?;
    if version < (1, 4, 0)
        && let Some(reason) = since_1_4(context)
    {
        return Some(("1.4.0", reason));
    }
    let reason = ["secrets", "dependsOn"]
        .into_iter()
        .find(|name| any_container_has(context, name))?;
    (version < (1, 3, 0)).then_some(("1.3.0", reason))
}

fn any_container_has(context: &Context<'_>, name: &str) -> bool {
    context
        .containers
        .iter()
        .any(|container| is_set(container.json, name))
}

fn since_1_4(context: &Context<'_>) -> Option<&'static str> {
    let mut volumes = context.task_elements("/volumes");
    if volumes.any(|(_, volume)| is_set(volume, "efsVolumeConfiguration")) {
        return Some("EFS volumes");
    }
    if context.task_has("ephemeralStorage") {
        return Some("ephemeralStorage");
    }
    if context
        .task_text("cpu")
        .and_then(cpu_units)
        .is_some_and(|units| units >= 8192)
    {
        return Some("8 vCPU or more");
    }
    if context.task_text("pidMode").is_some() {
        return Some("pidMode");
    }
    let ptrace = context.containers.iter().any(|container| {
        container
            .json
            .at(&Pointer::parse("/linuxParameters/capabilities/add"))
            .and_then(Json::as_array)
            .is_some_and(|added| added.iter().any(|one| one.as_str() == Some("SYS_PTRACE")))
    });
    if ptrace {
        return Some("SYS_PTRACE");
    }
    ["systemControls", "environmentFiles"]
        .into_iter()
        .find(|name| any_container_has(context, name))
}

fn pinned(context: &Context<'_>, found: &mut Findings) {
    if !elsewhere(context) && version(context).is_some() && needs_more(context).is_none() {
        found.add(
            in_service(VERSION),
            "Set platformVersion to LATEST: a pinned version misses patches, and AWS retires it one day",
        );
    }
}
