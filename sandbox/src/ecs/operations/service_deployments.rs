//! Operations on service deployments and service revisions.

use serde_json::{Value, json};

use super::pages;
use crate::{
    ecs::{
        arns,
        refusal::{invalid_parameter, not_simulated, service_not_found},
        service::{
            Service,
            lifecycle::HookStatus,
            service_deployment::{ServiceDeployment, Status},
        },
    },
    error::{Answer, AwsError},
    input,
    world::World,
};

const MAX_DESCRIBED: usize = 20;

pub(super) fn list(world: &mut World, input: &Value) -> Answer {
    let cluster = world.ecs.cluster_name(input::text(input, "cluster"))?;
    let service = input::text(input, "service")
        .and_then(|reference| world.ecs.service_arn(&cluster, reference))
        .and_then(|arn| world.ecs.services.get(&arn))
        .ok_or_else(service_not_found)?;
    let statuses = input::texts(input, "status");
    let bound = |member: &str| {
        input
            .get("createdAt")
            .and_then(|created| created.get(member))
            .and_then(Value::as_f64)
            .map(|seconds| seconds * 1000.0)
    };
    let (after, before) = (bound("after"), bound("before"));
    let found = service
        .records
        .iter()
        .filter(|record| {
            #[expect(
                clippy::cast_precision_loss,
                reason = "milliseconds fit in 53 bits until the year 287396"
            )]
            let created = record.created_ms as f64;
            (statuses.is_empty()
                || statuses
                    .iter()
                    .any(|status| status == record.status.as_str()))
                && after.is_none_or(|after| created >= after)
                && before.is_none_or(|before| created <= before)
        })
        .map(|record| record.brief(service))
        .collect();
    pages::cut(found, input, 20, "serviceDeployments")
}

pub(super) fn describe(world: &mut World, input: &Value) -> Answer {
    let wanted = wanted(input, "serviceDeploymentArns", "Service deployments")?;
    let (mut found, mut failures) = (Vec::new(), Vec::new());
    for arn in wanted {
        let record = owner(world, &arn, "service-deployment").and_then(|service| {
            let record = service.records.iter().find(|record| record.arn == arn)?;
            Some(record.describe(service, &world.ecs.tasks_of(&service.arn)))
        });
        match record {
            Some(record) => found.push(record),
            None => failures.push(pages::missing(&arn)),
        }
    }
    Ok(json!({ "serviceDeployments": found, "failures": failures }))
}

pub(super) fn describe_revisions(world: &mut World, input: &Value) -> Answer {
    let wanted = wanted(input, "serviceRevisionArns", "Service revisions")?;
    let (mut found, mut failures) = (Vec::new(), Vec::new());
    for arn in wanted {
        let revision = owner(world, &arn, "service-revision").and_then(|service| {
            let revision = service
                .revisions
                .iter()
                .find(|revision| revision.arn == arn)?;
            Some(revision.describe(service))
        });
        match revision {
            Some(revision) => found.push(revision),
            None => failures.push(pages::missing(&arn)),
        }
    }
    Ok(json!({ "serviceRevisions": found, "failures": failures }))
}

pub(super) fn stop(world: &mut World, input: &Value) -> Answer {
    // The model has ABORT, and the documentation says: "The valid values are ROLLBACK."
    if input::text(input, "stopType") == Some("ABORT") {
        return Err(not_simulated("the stop type ABORT"));
    }
    let now_ms = world.now_ms;
    let record = find(world, input)?;
    match record.status {
        Status::Pending | Status::InProgress => {
            record.enter(
                Status::RollbackRequested,
                Some("Service deployment rollback requested by user."),
                now_ms,
            );
        }
        Status::RollbackRequested | Status::RollbackInProgress => {}
        Status::Successful
        | Status::Stopped
        | Status::RollbackSuccessful
        | Status::RollbackFailed => {
            return Err(AwsError::new(
                "ConflictException",
                format!(
                    "Service deployment cannot be stopped because it is in the {} state.",
                    record.status.as_str()
                ),
            ));
        }
    }
    Ok(json!({ "serviceDeploymentArn": record.arn }))
}

/// `ContinueServiceDeployment`: what a person decides at a pause.
pub(super) fn proceed(world: &mut World, input: &Value) -> Answer {
    let id = input::text(input, "hookId").unwrap_or_default();
    let rolls_back = input::text(input, "action") == Some("ROLLBACK");
    let now_ms = world.now_ms;
    let record = find(world, input)?;
    // The developer guide: the hook must be in AWAITING_ACTION, the deployment in IN_PROGRESS. The
    // words are ours, and so is the code: the model has no ConflictException for this operation.
    if record.status != Status::InProgress {
        return Err(invalid_parameter(format!(
            "Service deployment cannot be continued because it is in the {} state.",
            record.status.as_str()
        )));
    }
    let hook = record
        .lifecycle
        .iter_mut()
        .flat_map(|lifecycle| &mut lifecycle.hooks)
        .find(|hook| hook.id == id)
        .ok_or_else(|| invalid_parameter(format!("The lifecycle hook {id} was not found.")))?;
    if hook.status != HookStatus::AwaitingAction || now_ms >= hook.expires_ms {
        return Err(invalid_parameter(format!(
            "The lifecycle hook {id} is not in the AWAITING_ACTION state."
        )));
    }
    hook.status = if rolls_back {
        HookStatus::Failed
    } else {
        HookStatus::Succeeded
    };
    record.updated_ms = now_ms;
    if rolls_back {
        record.enter(
            Status::RollbackRequested,
            Some("Service deployment rollback requested by user."),
            now_ms,
        );
    }
    Ok(json!({ "serviceDeploymentArn": record.arn }))
}

/// The record that a request names.
fn find<'a>(world: &'a mut World, input: &Value) -> Result<&'a mut ServiceDeployment, AwsError> {
    let not_found = || {
        AwsError::new(
            "ServiceDeploymentNotFoundException",
            "Service deployment not found.",
        )
    };
    let arn = input::text(input, "serviceDeploymentArn").unwrap_or_default();
    let service = owner(world, arn, "service-deployment")
        .map(|service| service.arn.clone())
        .ok_or_else(not_found)?;
    world
        .ecs
        .services
        .get_mut(&service)
        .and_then(|service| service.records.iter_mut().find(|record| record.arn == arn))
        .ok_or_else(not_found)
}

fn wanted(input: &Value, member: &str, label: &str) -> Result<Vec<String>, AwsError> {
    let wanted = input::texts(input, member);
    if wanted.is_empty() {
        return Err(invalid_parameter(format!("{label} cannot be empty.")));
    }
    if wanted.len() > MAX_DESCRIBED {
        return Err(invalid_parameter(format!(
            "{label} cannot have more than 20 elements."
        )));
    }
    Ok(wanted)
}

/// The service that a record or revision belongs to.
fn owner<'a>(world: &'a World, arn: &str, kind: &str) -> Option<&'a Service> {
    let parts = arns::parts(arn, kind)?;
    let [cluster, name, _] = parts.as_slice() else {
        return None;
    };
    world.ecs.services.get(&arns::service(world, cluster, name))
}
