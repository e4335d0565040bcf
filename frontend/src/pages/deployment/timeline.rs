//! A deployment's journal, read into what a page shows. Pure: the same journal gives the same page,
//! whether it came at once or line by line.

use std::collections::BTreeMap;

use shared::deployment::{
    Command, JournalEntry, JournalEvent, LogLine, Meanwhile, Rollout, StoppedContainer, Verdict,
};
use shared::preflight;

/// So many lines of a task's log are kept; the oldest go first.
pub(super) const MOST_LINES: usize = 1_000;

/// Everything that a journal says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Timeline {
    pub(super) steps: Vec<StepLine>,
    pub(super) agents: Vec<Agent>,
    pub(super) told: Vec<Told>,
    /// The rollout that was under way before, and that ECS gave up.
    pub(super) replaced: Option<Replaced>,
    /// The same while AWS has not taken the call for which ECS gives it up.
    to_replace: Option<Replaced>,
    /// What somebody else did while the service was updated, and when that was noticed.
    pub(super) meanwhile: Vec<(i64, Meanwhile)>,
    /// What was looked at before the first call; the latest look where there were several.
    pub(super) preflight: Vec<preflight::Line>,
    pub(super) rollout: Option<Rollout>,
    /// When its stage began, as far as anybody saw.
    pub(super) stage_since_ms: Option<i64>,
    /// Why it could not wait for the end of a freeze, where there was one.
    pub(super) despite_freeze: Option<String>,
    /// Why it passed by what the policy asks for, where its change was deployed so.
    pub(super) broken_glass: Option<String>,
    /// Why AWS does not tell how it goes, while it does not.
    pub(super) out_of_sight: Option<OutOfSight>,
    pub(super) task: Option<OneOff>,
    pub(super) log: Log,
    pub(super) cause: Option<Cause>,
    pub(super) progress: Option<Progress>,
    pub(super) said: Vec<Said>,
    pub(super) stopped: Vec<Stopped>,
    pub(super) end: Option<End>,
}

impl Timeline {
    /// Whether AWS did, or may have done, something to the service.
    pub(super) fn is_service_touched(&self) -> bool {
        let mut calls = self.steps.iter().flat_map(|step| &step.calls);
        calls.any(|call| {
            matches!(call.operation.as_str(), "CreateService" | "UpdateService")
                && !matches!(call.outcome, Outcome::Failed { .. })
        })
    }
}

/// One step of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StepLine {
    pub(super) state: StepState,
    pub(super) started_at_ms: Option<i64>,
    pub(super) ended_at_ms: Option<i64>,
    pub(super) calls: Vec<Call>,
    /// The call that waits for its turn, as long as it does.
    pub(super) waits: Option<Waits>,
    /// The ECS deployment that it started.
    pub(super) ecs_deployment_id: Option<String>,
    /// The revision that it registered.
    pub(super) task_definition_arn: Option<String>,
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

/// A call to AWS that has to wait for its turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Waits {
    pub(super) operation: String,
    pub(super) seconds: u32,
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
    /// Nothing was ever written down of what came of it.
    Lost {
        /// Whether it was made again.
        again: bool,
    },
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

/// An agent that took the deployment up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Agent {
    pub(super) at_ms: i64,
    pub(super) name: String,
}

/// What somebody told it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) at_ms: i64,
    pub(super) by: String,
    pub(super) command: Command,
}

/// Since when AWS has not told how it goes, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OutOfSight {
    pub(super) since_ms: i64,
    pub(super) words: String,
}

/// A one-off task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OneOff {
    pub(super) id: String,
    pub(super) last_status: String,
}

/// What the containers of a one-off task wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Log {
    /// Each with its container.
    pub(super) lines: Vec<(String, LogLine)>,
    /// How many older ones are left out.
    pub(super) left_out: usize,
}

/// Which change a failure probably comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cause {
    pub(super) words: String,
    /// Its place among the plan's changes.
    pub(super) change: Option<usize>,
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

/// Another rollout, which ECS gave up for this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Replaced {
    pub(super) at_ms: i64,
    pub(super) ecs_deployment_id: String,
    pub(super) revision: String,
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
                waits: None,
                ecs_deployment_id: None,
                task_definition_arn: None,
            };
            n_steps
        ],
        ..Timeline::default()
    };
    for entry in journal.values() {
        add(&mut timeline, entry.at_ms, &entry.event);
    }
    let log = &mut timeline.log;
    log.left_out = log.lines.len().saturating_sub(MOST_LINES);
    log.lines.drain(..log.left_out);
    timeline
}

fn add(timeline: &mut Timeline, at_ms: i64, event: &JournalEvent) {
    match event {
        JournalEvent::Requested {
            by: _,
            despite_freeze,
            broken_glass,
        } => {
            timeline.despite_freeze.clone_from(despite_freeze);
            timeline.broken_glass.clone_from(broken_glass);
        }
        JournalEvent::StillWaiting => {}
        JournalEvent::Claimed { agent, term: _ } => timeline.agents.push(Agent {
            at_ms,
            name: agent.clone(),
        }),
        JournalEvent::Commanded { by, command } => timeline.told.push(Told {
            at_ms,
            by: by.clone(),
            command: command.clone(),
        }),
        JournalEvent::Preflight { lines } => timeline.preflight.clone_from(lines),
        JournalEvent::RolloutChanged { rollout } => {
            let before = timeline.rollout.as_ref().map(|before| &before.stage);
            if before != Some(&rollout.stage) {
                timeline.stage_since_ms = Some(at_ms);
            }
            timeline.rollout = Some((**rollout).clone());
        }
        JournalEvent::RolloutReplaced {
            ecs_deployment_id,
            revision,
        } => replace(timeline, at_ms, ecs_deployment_id, revision),
        JournalEvent::ChangedMeanwhile { meanwhile } => {
            timeline.meanwhile.push((at_ms, meanwhile.clone()));
        }
        JournalEvent::LostSight { message } => lose_sight(timeline, at_ms, message),
        JournalEvent::RegainedSight => timeline.out_of_sight = None,
        JournalEvent::TaskChanged {
            task_id,
            last_status,
        } => change_task(timeline, task_id, last_status),
        JournalEvent::Logged {
            task_id: _,
            container,
            lines,
        } => {
            let named = lines.iter().map(|line| (container.clone(), line.clone()));
            timeline.log.lines.extend(named);
        }
        JournalEvent::ProbableCause { words, change } => blame(timeline, words, *change),
        JournalEvent::StepStarted { .. }
        | JournalEvent::CallWaits { .. }
        | JournalEvent::CallIntended { .. }
        | JournalEvent::CallAnswered { .. }
        | JournalEvent::CallFailed { .. }
        | JournalEvent::StepFinished { .. } => add_to_step(timeline, at_ms, event),
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

/// ECS gives another rollout up for this one, where it takes the call that comes now.
fn replace(timeline: &mut Timeline, at_ms: i64, ecs_deployment_id: &str, revision: &str) {
    timeline.to_replace = Some(Replaced {
        at_ms,
        ecs_deployment_id: ecs_deployment_id.to_owned(),
        revision: revision.to_owned(),
    });
}

/// The one-off task is in another state.
fn change_task(timeline: &mut Timeline, id: &str, last_status: &str) {
    timeline.task = Some(OneOff {
        id: id.to_owned(),
        last_status: last_status.to_owned(),
    });
}

/// The failure probably comes from a change.
fn blame(timeline: &mut Timeline, words: &str, change: Option<usize>) {
    timeline.cause = Some(Cause {
        words: words.to_owned(),
        change,
    });
}

/// AWS does not tell how it goes.
fn lose_sight(timeline: &mut Timeline, at_ms: i64, message: &str) {
    timeline.out_of_sight = Some(OutOfSight {
        since_ms: at_ms,
        words: message.to_owned(),
    });
}

/// What happened to one of the steps.
fn add_to_step(timeline: &mut Timeline, at_ms: i64, event: &JournalEvent) {
    match event {
        JournalEvent::StepStarted { step } => {
            if let Some(line) = timeline.steps.get_mut(*step) {
                line.state = StepState::Running;
                line.started_at_ms = line.started_at_ms.or(Some(at_ms));
            }
        }
        JournalEvent::CallWaits {
            step,
            operation,
            seconds,
        } => {
            if let Some(line) = timeline.steps.get_mut(*step) {
                line.waits = Some(Waits {
                    operation: operation.clone(),
                    seconds: *seconds,
                });
            }
        }
        JournalEvent::CallIntended {
            step,
            operation,
            body_sha256,
        } => {
            if let Some(line) = timeline.steps.get_mut(*step) {
                line.waits = None;
                lose(line, |call| call.operation == *operation, true);
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
            ..
        } => {
            if operation == "UpdateService" {
                timeline.replaced = timeline.to_replace.take().or(timeline.replaced.take());
            }
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
            task_definition_arn,
            ecs_deployment_id,
            task_arn: _,
            success: _,
        } => {
            if let Some(line) = timeline.steps.get_mut(*step) {
                line.state = StepState::Done;
                line.ended_at_ms = Some(at_ms);
                line.ecs_deployment_id.clone_from(ecs_deployment_id);
                line.task_definition_arn.clone_from(task_definition_arn);
            }
        }
        _ => {}
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

/// Whoever made a call may have been gone before its answer was written down.
fn lose(line: &mut StepLine, is_meant: impl Fn(&Call) -> bool, again: bool) {
    for call in &mut line.calls {
        if call.outcome == Outcome::Pending && is_meant(call) {
            call.outcome = Outcome::Lost { again };
        }
    }
}

fn end(timeline: &mut Timeline, at_ms: i64, verdict: Verdict, reason: &str) {
    timeline.out_of_sight = None;
    for line in &mut timeline.steps {
        lose(line, |_| true, false);
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
    fn what_aws_does_not_tell_is_said_until_it_does() {
        let lost = JournalEvent::LostSight {
            message: "AWS does not allow it.".to_owned(),
        };
        let dark = read(1, &journal(vec![lost.clone()]));
        let words = dark.out_of_sight.map(|dark| dark.words);
        assert_eq!(words.as_deref(), Some("AWS does not allow it."));
        let clear = read(1, &journal(vec![lost, JournalEvent::RegainedSight]));
        assert_eq!(clear.out_of_sight, None);
    }

    #[test]
    fn a_call_waits_for_its_turn_until_it_is_sent() {
        let waits = JournalEvent::CallWaits {
            step: 0,
            operation: "CreateService".to_owned(),
            seconds: 40,
        };
        let waiting = read(1, &journal(vec![waits.clone()]));
        let told = waiting.steps[0].waits.as_ref().map(|waits| waits.seconds);
        assert_eq!(told, Some(40));
        let sent = read(1, &journal(vec![waits, intended(0)]));
        assert_eq!(sent.steps[0].waits, None);
    }

    #[test]
    fn a_retried_call_keeps_both_outcomes_in_order() {
        let answered = JournalEvent::CallAnswered {
            step: 0,
            operation: "CreateService".to_owned(),
            request_id: None,
            outcome: "created".to_owned(),
            shown: None,
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
    fn a_call_of_which_nothing_came_is_not_waited_for_for_ever() {
        let mut events = vec![JournalEvent::StepStarted { step: 0 }, intended(0)];
        let outcomes = |events: &[JournalEvent]| -> Vec<Outcome> {
            let timeline = read(1, &journal(events.to_vec()));
            let calls = timeline.steps[0].calls.iter();
            calls.map(|call| call.outcome.clone()).collect()
        };
        assert_eq!(outcomes(&events), [Outcome::Pending]);
        events.push(intended(0));
        let lost = |again| Outcome::Lost { again };
        assert_eq!(outcomes(&events), [lost(true), Outcome::Pending]);
        events.push(JournalEvent::Finished {
            verdict: Verdict::Cancelled,
            reason: "stopped".to_owned(),
        });
        assert_eq!(outcomes(&events), [lost(true), lost(false)]);
    }

    #[test]
    fn another_rollout_is_replaced_when_aws_has_taken_the_call() {
        let replaced = JournalEvent::RolloutReplaced {
            ecs_deployment_id: "ecs-svc/1".to_owned(),
            revision: "nginx:1".to_owned(),
        };
        let of = |operation: &str| JournalEvent::CallAnswered {
            step: 0,
            operation: operation.to_owned(),
            request_id: None,
            outcome: "done".to_owned(),
            shown: None,
        };
        let is_told = |events: &[JournalEvent]| {
            let timeline = read(1, &journal(events.to_vec()));
            timeline.replaced.is_some()
        };
        assert!(!is_told(&[replaced.clone(), of("StopTask")]));
        assert!(is_told(&[
            replaced,
            of("UpdateService"),
            of("UpdateService")
        ]));
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

    #[test]
    fn only_the_latest_lines_of_a_log_are_kept() {
        let lines = |from: i64| JournalEvent::Logged {
            task_id: "t".to_owned(),
            container: "job".to_owned(),
            lines: (from..from + 600)
                .map(|at_ms| LogLine {
                    at_ms,
                    text: format!("line {at_ms}"),
                })
                .collect(),
        };
        let log = read(1, &journal(vec![lines(0), lines(600)])).log;
        assert_eq!((log.lines.len(), log.left_out), (1_000, 200));
        assert_eq!(log.lines[0].1.text, "line 200");
    }

    #[test]
    fn an_agent_that_takes_over_comes_after_the_first() {
        let claimed = |term: i64| JournalEvent::Claimed {
            agent: format!("longshore-{term}"),
            term,
        };
        let timeline = read(1, &journal(vec![claimed(1), claimed(2)]));
        let names: Vec<&str> = timeline
            .agents
            .iter()
            .map(|agent| agent.name.as_str())
            .collect();
        assert_eq!(names, ["longshore-1", "longshore-2"]);
    }
}
