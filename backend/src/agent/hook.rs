//! Pause hooks: a rollout waits, and a person answers.

use shared::deployment::{HookAction, Rollout};
use shared::json::Json;

use super::call::{Call, Repeat};
use super::job::{Halt, Job};
use crate::aws::AwsError;

/// Tells ECS how to go on at a hook. Answers AWS's refusal, such as when it is too late.
pub(super) async fn answer(
    job: &mut Job<'_>,
    step: usize,
    rollout: Option<&Rollout>,
    hook_id: &str,
    action: HookAction,
) -> Result<Result<(), AwsError>, Halt> {
    let Some(rollout) = rollout else {
        return Ok(Err(AwsError::Refused {
            operation: "ContinueServiceDeployment",
            code: "no record".to_owned(),
            message: "ECS shows no record of the rollout".to_owned(),
        }));
    };
    let action = match action {
        HookAction::Continue => "CONTINUE",
        HookAction::RollBack => "ROLLBACK",
    };
    let body = Json::Object(vec![
        (
            "serviceDeploymentArn".to_owned(),
            Json::from(rollout.arn.as_str()),
        ),
        ("hookId".to_owned(), Json::from(hook_id)),
        ("action".to_owned(), Json::from(action)),
    ])
    .to_compact();
    let call = Call {
        step,
        operation: "ContinueServiceDeployment",
        body: &body,
        repeat: Repeat::Harmless,
    };
    let arns = [rollout.arn.clone()];
    job.try_call(
        &call,
        |aws| {
            let body = &body;
            async move { aws.continue_service_deployment(body).await }
        },
        |aws| {
            let arns = &arns;
            async move {
                let found = aws.rollouts(arns).await?;
                let waits = found.first().is_none_or(|rollout| {
                    rollout
                        .hooks
                        .iter()
                        .any(|hook| hook.id == hook_id && hook.waits())
                });
                Ok((!waits).then_some(()))
            }
        },
        |()| format!("ECS was told to {}", action.to_lowercase()),
    )
    .await
}
