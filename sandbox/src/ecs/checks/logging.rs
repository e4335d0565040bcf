//! Log drivers and `FireLens`.

use serde_json::Value;

use super::{Verdict, draft::Draft};
use crate::{ecs::refusal::client, input};

const FARGATE_DRIVERS: [&str; 3] = ["awslogs", "splunk", "awsfirelens"];

pub(super) fn check(draft: &Draft<'_>) -> Verdict {
    for container in draft.containers {
        if let Some(log) = container.get("logConfiguration") {
            check_driver(draft, log)?;
        }
    }
    check_firelens(draft)
}

fn check_driver(draft: &Draft<'_>, log: &Value) -> Verdict {
    let driver = input::text(log, "logDriver").unwrap_or_default();
    if draft.is_fargate && !FARGATE_DRIVERS.contains(&driver) {
        return Err(client(format!(
            "{driver} is not a valid log driver. Must be one of [{}]",
            FARGATE_DRIVERS.join(",")
        )));
    }
    if driver != "awslogs" {
        return Ok(());
    }
    let has = |option: &str| {
        log.get("options")
            .is_some_and(|options| input::text(options, option).is_some())
    };
    if !has("awslogs-group") {
        return Err(client("Log driver awslogs requires options: awslogs-group"));
    }
    if !draft.is_fargate {
        return Ok(());
    }
    if !has("awslogs-region") {
        return Err(client(
            "Log driver awslogs requires options: awslogs-region",
        ));
    }
    if !has("awslogs-stream-prefix") {
        return Err(client(
            "Fargate requires log configuration options to include awslogs-stream-prefix to \
             support log driver awslogs.",
        ));
    }
    if !draft.has_execution_role() {
        return Err(client(
            "Fargate requires task definition to have execution role ARN to support log driver \
             awslogs.",
        ));
    }
    Ok(())
}

fn check_firelens(draft: &Draft<'_>) -> Verdict {
    let routers: Vec<&Value> = draft
        .containers
        .iter()
        .filter_map(|container| container.get("firelensConfiguration"))
        .collect();
    let is_used = draft.containers.iter().any(|container| {
        container
            .get("logConfiguration")
            .and_then(|log| input::text(log, "logDriver"))
            == Some("awsfirelens")
    });
    if is_used && routers.is_empty() {
        return Err(client(
            "When awsfirelens log driver is specified in log configuration, a firelens \
             configuration object must be configured in one of the containers.",
        ));
    }
    if !is_used && !routers.is_empty() {
        return Err(client(
            "When a firelensConfiguration object is specified, at least one container has to be \
             configured with the awsfirelens log driver.",
        ));
    }
    if routers.len() > 1 {
        return Err(client(
            "Only one container can have a firelensConfiguration object.",
        ));
    }
    for options in routers.iter().filter_map(|router| router.get("options")) {
        let kind = input::text(options, "config-file-type");
        if draft.is_fargate && kind == Some("s3") {
            return Err(client(
                "Fargate launch type does not support FirelensConfiguration config file from 's3'",
            ));
        }
        if kind == Some("s3")
            && !input::text(options, "config-file-value")
                .is_some_and(|value| value.starts_with("arn:"))
        {
            return Err(client("Invalid arn syntax."));
        }
    }
    Ok(())
}
