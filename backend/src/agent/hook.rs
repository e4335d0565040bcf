//! Pause hooks: a rollout waits, and a person answers.

use std::collections::VecDeque;

use shared::deployment::{Command, HookAction, JournalEntry, JournalEvent, Rollout};
use shared::json::Json;

use super::call::{Call, Repeat, Sent};
use super::job::{Halt, Job};
use super::verdict::Phase;
use crate::aws::AwsError;

const OPERATION: &str = "ContinueServiceDeployment";

/// Tells ECS what people answered and ECS was not told yet. What ECS refuses, such as when it is too
/// late, stands in the journal, and the rollout goes on.
pub(super) async fn answer_all(
    job: &mut Job<'_>,
    step: usize,
    rollout: &Rollout,
) -> Result<(), Halt> {
    for (hook_id, action) in unanswered(&job.past) {
        if let Err(error) = answer(job, step, rollout, &hook_id, action).await? {
            tracing::warn!(deployment.id = %job.id, %error, "a hook could not be answered");
        }
    }
    Ok(())
}

/// The answers that were taken up and that no call to ECS has come to an end with, in their order.
fn unanswered(past: &[JournalEntry]) -> VecDeque<(String, HookAction)> {
    let waiting = |answer: Answer<'_>| (answer.hook_id.to_owned(), answer.action);
    Answers::of(past).waiting.into_iter().map(waiting).collect()
}

/// Who answered a hook with going back, where ECS took that answer.
pub(super) fn rolled_back_by(past: &[JournalEntry]) -> Option<&str> {
    let taken = Answers::of(past).taken;
    let back = |answer: &Answer<'_>| answer.action == HookAction::RollBack;
    taken.into_iter().rfind(back).map(|answer| answer.by)
}

/// Who answered a hook last with going back, where ECS did not take that answer.
pub(super) fn not_rolled_back_by(past: &[JournalEntry]) -> Option<&str> {
    let refused = Answers::of(past).refused;
    let back = |answer: &Answer<'_>| answer.action == HookAction::RollBack;
    refused.into_iter().rfind(back).map(|answer| answer.by)
}

/// What somebody answered a hook.
#[derive(Debug, Clone, Copy)]
struct Answer<'a> {
    by: &'a str,
    hook_id: &'a str,
    action: HookAction,
}

/// The answers to hooks, in their order.
#[derive(Debug, Default)]
struct Answers<'a> {
    /// Those that ECS took.
    taken: Vec<Answer<'a>>,
    /// Those that ECS did not take.
    refused: Vec<Answer<'a>>,
    /// Those that no call to ECS has come to an end with.
    waiting: VecDeque<Answer<'a>>,
}

impl<'a> Answers<'a> {
    fn of(past: &'a [JournalEntry]) -> Self {
        let mut answers = Self::default();
        for entry in past {
            match &entry.event {
                JournalEvent::Commanded {
                    by,
                    command: Command::AnswerHook { hook_id, action },
                } => answers.waiting.push_back(Answer {
                    by,
                    hook_id,
                    action: *action,
                }),
                JournalEvent::CallAnswered { operation, .. } if operation == OPERATION => {
                    answers.taken.extend(answers.waiting.pop_front());
                }
                JournalEvent::CallFailed {
                    operation,
                    retried: false,
                    ..
                } if operation == OPERATION => {
                    answers.refused.extend(answers.waiting.pop_front());
                }
                _ => {}
            }
        }
        answers
    }
}

/// Tells ECS how to go on at a hook.
async fn answer(
    job: &mut Job<'_>,
    step: usize,
    rollout: &Rollout,
    hook_id: &str,
    action: HookAction,
) -> Result<Result<(), AwsError>, Halt> {
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
        operation: OPERATION,
        body: &body,
        yields: false,
        repeat: Repeat::Harmless,
    };
    let arns = [rollout.arn.clone()];
    job.try_call(
        &call,
        |aws| {
            let body = &body;
            async move { aws.continue_service_deployment(body).await }
        },
        |aws, sent| {
            let arns = &arns;
            async move {
                let found = aws.rollouts(arns).await?;
                // Somebody else may have answered, or nobody in time, which ECS says when it is asked.
                let is_so = found
                    .first()
                    .is_some_and(|rollout| went(rollout, hook_id) == Some(action));
                Ok((is_so && sent == Sent::Perhaps).then_some(()))
            }
        },
        |()| format!("ECS was told to {}", action.to_lowercase()),
    )
    .await
}

/// How a rollout went on from a hook that somebody answered, as AWS names the ways; nothing where it
/// waits there, or nobody answered.
fn went(rollout: &Rollout, hook_id: &str) -> Option<&'static str> {
    let hook = rollout.hooks.iter().find(|hook| hook.id == hook_id);
    if hook.is_some_and(|hook| hook.waits() || hook.status == "TIMED_OUT") {
        return None;
    }
    Some(match Phase::of(rollout) {
        Phase::Going | Phase::Successful => "CONTINUE",
        Phase::RollingBack | Phase::RolledBack | Phase::RollbackFailed | Phase::Stopped => {
            "ROLLBACK"
        }
    })
}
