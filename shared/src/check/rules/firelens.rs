//! Rules about the log router: the container that routes the others' logs.

use crate::check::context::{Container, Context, Findings, filled, in_task, is_set, text};
use crate::check::open::is_open;
use crate::check::rule::{Rule, api, error, guide, refusal};
use crate::json::Json;
use crate::schema::Shape;

pub(super) const RULES: &[Rule] = &[
    error(
        "log-router-missing",
        missing,
        "awsfirelens needs a container that routes the logs.",
        refusal(
            "When awsfirelens log driver is specified in log configuration, a firelens configuration object must be configured in one of the containers.",
        ),
    ),
    error(
        "log-router-unused",
        unused,
        "A log router needs a container that sends to it.",
        refusal(
            "When a firelensConfiguration object is specified, at least one container has to be configured with the awsfirelens log driver.",
        ),
    ),
    error(
        "log-router-twice",
        twice,
        "A task has at most one log router.",
        guide("using_firelens"),
    ),
    error(
        "log-router-option",
        option,
        "A log router has options for metadata and for its configuration file.",
        api("FirelensConfiguration"),
    ),
    error(
        "log-router-file",
        file,
        "A configuration file in S3 is given by its ARN.",
        refusal("Invalid arn syntax."),
    ),
    error(
        "log-router-file-on-fargate",
        file_on_fargate,
        "On Fargate the configuration file is in the router's image.",
        refusal("Fargate launch type does not support FirelensConfiguration config file from 's3'"),
    ),
];

const ROUTER: &str = "firelensConfiguration";
const TYPE: &str = "config-file-type";
const VALUE: &str = "config-file-value";

fn is_router(container: &Container<'_>) -> bool {
    is_set(container.json, ROUTER)
}

fn sends(container: &Container<'_>) -> bool {
    container
        .inner("logConfiguration", "logDriver")
        .and_then(Json::as_str)
        == Some("awsfirelens")
}

/// Whether it sends to the router, or may do so once its driver is filled in.
fn may_send(container: &Container<'_>) -> bool {
    sends(container)
        || container.is_open()
        || container.json.get("logConfiguration").is_some_and(is_open)
        || container
            .inner("logConfiguration", "logDriver")
            .is_some_and(is_open)
}

fn missing(context: &Context<'_>, found: &mut Findings) {
    let may_route = |one: &Container<'_>| one.is_open() || is_router(one);
    if context.containers.iter().any(may_route) {
        return;
    }
    for container in context.containers.iter().filter(|one| sends(one)) {
        found.add(
            in_task(container.place(&["logConfiguration", "logDriver"])),
            "Add a container with firelensConfiguration: awsfirelens sends the logs to it",
        );
    }
}

fn unused(context: &Context<'_>, found: &mut Findings) {
    // Windows has no log routers at all.
    if context.on_windows() || context.containers.iter().any(may_send) {
        return;
    }
    if let Some(router) = context.containers.iter().find(|one| is_router(one)) {
        found.add(
            in_task(router.at.member(ROUTER)),
            "Let a container log with awsfirelens, or remove the router: ECS refuses one without",
        );
    }
}

fn twice(context: &Context<'_>, found: &mut Findings) {
    let routers = context.containers.iter().filter(|one| is_router(one));
    for router in routers.skip(1) {
        found.add(
            in_task(router.at.member(ROUTER)),
            "Keep one log router: a task has at most one",
        );
    }
}

/// The routers' options, with the containers.
fn options<'c, 'a>(
    context: &'c Context<'a>,
) -> impl Iterator<Item = (&'c Container<'a>, &'a Json)> {
    context
        .containers
        .iter()
        .filter_map(|container| Some((container, container.inner(ROUTER, "options")?)))
}

fn option(context: &Context<'_>, found: &mut Findings) {
    for (container, options) in options(context) {
        let at = container.place(&[ROUTER, "options"]);
        for (name, _) in options.as_object().unwrap_or_default() {
            if !["enable-ecs-log-metadata", TYPE, VALUE].contains(&name.as_str()) {
                found.add(
                    in_task(at.member(name)),
                    format!("Remove this option: a log router has enable-ecs-log-metadata, {TYPE} and {VALUE}"),
                );
            }
        }
        match filled(options, TYPE) {
            Some("s3" | "file") if text(options, VALUE).is_none_or(str::is_empty) => found.add(
                in_task(at.member(VALUE)),
                format!("Give {VALUE}, the place of the configuration file"),
            ),
            None | Some("s3" | "file") => {}
            Some(_) => found.add(
                in_task(at.member(TYPE)),
                format!("Set {TYPE} to s3 or file"),
            ),
        }
    }
}

fn file(context: &Context<'_>, found: &mut Findings) {
    if context.on_fargate() {
        return;
    }
    for (container, options) in options(context) {
        let from_s3 = text(options, TYPE) == Some("s3");
        if from_s3 && filled(options, VALUE).is_some_and(|value| !Shape::S3Object.matches(value)) {
            found.add(
                in_task(container.place(&[ROUTER, "options", VALUE])),
                format!("Write {VALUE} as {}", Shape::S3Object.words()),
            );
        }
    }
}

fn file_on_fargate(context: &Context<'_>, found: &mut Findings) {
    if !context.on_fargate() {
        return;
    }
    for (container, options) in options(context) {
        if text(options, TYPE) == Some("s3") {
            found.add(
                in_task(container.place(&[ROUTER, "options", TYPE])),
                format!("Set {TYPE} to file, with a file in the router's image: on Fargate it cannot be in S3"),
            );
        }
    }
}
