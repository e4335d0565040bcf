//! A deployment's journal, read into what a page shows. Pure: the same journal gives the same page,
//! whether it came at once or line by line.

use std::collections::BTreeMap;

use shared::deployment::{JournalEntry, JournalEvent, StoppedContainer, Verdict};

/// Everything that a journal says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Timeline {
    pub(super) steps: Vec<StepLine>,
    pub(super) progress: Option<Progress>,
    pub(super) said: Vec<Said>,
    pub(super) stopped: Vec<Stopped>,
    pub(super) end: Option<End>,
}

/// One step of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StepLine {
    pub(super) state: StepState,
    pub(super) started_at_ms: Option<i64>,
    pub(super) ended_at_ms: Option<i64>,
    pub(super) calls: Vec<Call>,
    /// The ECS deployment that it started.
    pub(super) ecs_deployment_id: Option<String>,
}

/// Where a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StepState {
    Waiting,
    Running,
    Done,
    /// It ended the deployment.
    Ended(Verdict),
    /// The deployment ended before it.
    NotReached,
}

/// A call to AWS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Call {
    pub(super) operation: String,
    pub(super) body_sha256: String,
    pub(super) outcome: Outcome,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    Pending,
    Answered {
        request_id: Option<String>,
        words: String,
    },
    Failed {
        code: Option<String>,
        message: String,
        retried: bool,
    },
}

/// The counts of the rollout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Progress {
    pub(super) desired: i64,
    pub(super) running: i64,
    pub(super) pending: i64,
    pub(super) failed: i64,
    pub(super) old_running: i64,
    pub(super) rollout_reason: String,
}

/// What ECS said of the service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) at_ms: i64,
    pub(super) message: String,
}

/// A task that stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stopped {
    pub(super) at_ms: i64,
    pub(super) task_id: String,
    pub(super) stop_code: String,
    pub(super) reason: String,
    pub(super) explanation: String,
    pub(super) containers: Vec<StoppedContainer>,
}

/// How it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct End {
    pub(super) at_ms: i64,
    pub(super) verdict: Verdict,
    pub(super) reason: String,
}

/// Reads a journal. The entries are keyed by their sequence, so that one that arrives twice counts
/// once.
pub(super) fn read(n_steps: usize, journal: &BTreeMap<i64, JournalEntry>) -> Timeline {
    let mut timeline = Timeline {
        steps: vec![
            StepLine {
                state: StepState::Waiting,
                started_at_ms: None,
                ended_at_ms: None,
                calls: Vec::new(),
                ecs_deployment_id: None,
            };
            n_steps
        ],
        ..Timeline::default()
    };
    for entry in journal.values() {
        add(&mut timeline, entry.at_ms, &entry.event);
    }
    timeline
}

fn add(timeline: &mut Timeline, at_ms: i64, event: &JournalEvent) {
    match event {
        JournalEvent::Requested { by: _ }
        | JournalEvent::Claimed { .. }
        | JournalEvent::Commanded { .. }
        | JournalEvent::Preflight { .. }
        | JournalEvent::RolloutChanged { .. }
        | JournalEvent::TaskChanged { .. }
        | JournalEvent::Logged { .. }
        | JournalEvent::ProbableCause { .. } => {}
        JournalEvent::StepStarted { step } => {
            if let Some(line) = timeline.steps.get_mut(*step) {
                line.state = StepState::Running;
                line.started_at_ms = line.started_at_ms.or(Some(at_ms));
            }
        }
        JournalEvent::CallIntended {
            step,
            operation,
            body_sha256,
        } => {
            if let Some(line) = timeline.steps.get_mut(*step) {
                line.calls.push(Call {
                    operation: operation.clone(),
                    body_sha256: body_sha256.clone(),
                    outcome: Outcome::Pending,
                });
            }
        }
        JournalEvent::CallAnswered {
            step,
            operation,
            request_id,
            outcome,
        } => {
            let answered = Outcome::Answered {
                request_id: request_id.clone(),
                words: outcome.clone(),
            };
            settle(timeline, *step, operation, answered);
        }
        JournalEvent::CallFailed {
            step,
            operation,
            code,
            message,
            retried,
        } => {
            let failed = Outcome::Failed {
                code: code.clone(),
                message: message.clone(),
                retried: *retried,
            };
            settle(timeline, *step, operation, failed);
        }
        JournalEvent::StepFinished {
            step,
            task_definition_arn: _,
            ecs_deployment_id,
            task_arn: _,
        } => {
            if let Some(line) = timeline.steps.get_mut(*step) {
                line.state = StepState::Done;
                line.ended_at_ms = Some(at_ms);
                line.ecs_deployment_id.clone_from(ecs_deployment_id);
            }
        }
        JournalEvent::Progress {
            desired,
            running,
            pending,
            failed,
            old_running,
            rollout_state: _,
            rollout_reason,
        } => {
            timeline.progress = Some(Progress {
                desired: *desired,
                running: *running,
                pending: *pending,
                failed: *failed,
                old_running: *old_running,
                rollout_reason: rollout_reason.clone(),
            });
        }
        JournalEvent::ServiceEvent {
            id: _,
            event_at_ms,
            message,
        } => timeline.said.push(Said {
            at_ms: *event_at_ms,
            message: message.clone(),
        }),
        JournalEvent::TaskStopped {
            task_id,
            stop_code,
            reason,
            explanation,
            containers,
        } => timeline.stopped.push(Stopped {
            at_ms,
            task_id: task_id.clone(),
            stop_code: stop_code.clone(),
            reason: reason.clone(),
            explanation: explanation.clone(),
            containers: containers.clone(),
        }),
        JournalEvent::Finished { verdict, reason } => end(timeline, at_ms, *verdict, reason),
    }
}

/// Gives the call that is on its way its outcome; one whose intent is missing still appears.
fn settle(timeline: &mut Timeline, step: usize, operation: &str, outcome: Outcome) {
    let Some(line) = timeline.steps.get_mut(step) else {
        return;
    };
    let open = line
        .calls
        .iter_mut()
        .rev()
        .find(|call| call.operation == operation && call.outcome == Outcome::Pending);
    match open {
        Some(call) => call.outcome = outcome,
        None => line.calls.push(Call {
            operation: operation.to_owned(),
            body_sha256: String::new(),
            outcome,
        }),
    }
}

fn end(timeline: &mut Timeline, at_ms: i64, verdict: Verdict, reason: &str) {
    for line in &mut timeline.steps {
        match line.state {
            StepState::Running => {
                line.state = if verdict == Verdict::Succeeded {
                    StepState::Done
                } else {
                    StepState::Ended(verdict)
                };
                line.ended_at_ms = Some(at_ms);
            }
            StepState::Waiting => line.state = StepState::NotReached,
            StepState::Done | StepState::Ended(_) | StepState::NotReached => {}
        }
    }
    timeline.end = Some(End {
        at_ms,
        verdict,
        reason: reason.to_owned(),
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn journal(events: Vec<JournalEvent>) -> BTreeMap<i64, JournalEntry> {
        (1..)
            .zip(events)
            .map(|(sequence, event)| {
                let at_ms = sequence * 1_000;
                (
                    sequence,
                    JournalEntry {
                        sequence,
                        at_ms,
                        event,
                    },
                )
            })
            .collect()
    }

    fn intended(step: usize) -> JournalEvent {
        JournalEvent::CallIntended {
            step,
            operation: "CreateService".to_owned(),
            body_sha256: "aa".to_owned(),
        }
    }

    fn failed(step: usize, retried: bool) -> JournalEvent {
        JournalEvent::CallFailed {
            step,
            operation: "CreateService".to_owned(),
            code: None,
            message: "no".to_owned(),
            retried,
        }
    }

    #[test]
    fn a_retried_call_keeps_both_outcomes_in_order() {
        let answered = JournalEvent::CallAnswered {
            step: 0,
            operation: "CreateService".to_owned(),
            request_id: None,
            outcome: "created".to_owned(),
        };
        let events = vec![intended(0), failed(0, true), intended(0), answered];
        let timeline = read(1, &journal(events));
        let outcomes: Vec<bool> = timeline.steps[0]
            .calls
            .iter()
            .map(|call| matches!(call.outcome, Outcome::Answered { .. }))
            .collect();
        assert_eq!(outcomes, [false, true]);
    }

    #[test]
    fn a_failure_ends_its_step_and_leaves_the_later_ones_unreached() {
        let events = vec![
            JournalEvent::StepStarted { step: 0 },
            intended(0),
            failed(0, false),
            JournalEvent::Finished {
                verdict: Verdict::Failed,
                reason: "refused".to_owned(),
            },
        ];
        let timeline = read(2, &journal(events));
        assert_eq!(timeline.steps[0].state, StepState::Ended(Verdict::Failed));
        assert_eq!(timeline.steps[0].ended_at_ms, Some(4_000));
        assert_eq!(timeline.steps[1].state, StepState::NotReached);
    }

    #[test]
    fn a_step_that_the_plan_does_not_have_changes_nothing() {
        let timeline = read(1, &journal(vec![JournalEvent::StepStarted { step: 7 }]));
        assert_eq!(timeline.steps[0].state, StepState::Waiting);
    }
}
