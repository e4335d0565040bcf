//! What stopping a deployment and going back does, said before it is done. Pure.

use shared::deployment::{Stop, stop};
use shared::json;
use shared::plan::{Plan, PlanKind, Step};

use super::timeline::Timeline;

/// What would happen, or why it cannot be done.
pub(super) fn words(plan: &Plan, timeline: &Timeline) -> Result<String, &'static str> {
    Ok(match (stop(plan, has_begun(timeline))?, plan.kind) {
        (Stop::Ends { runs_task: true }, PlanKind::OneOffTask) => {
            "ECS is told to stop the task. What it has done so far stays done.".to_owned()
        }
        (Stop::Ends { runs_task: false }, PlanKind::OneOffTask) => {
            "The task has not been started yet, and will not be.".to_owned()
        }
        (Stop::Ends { runs_task: true }, _) => {
            "ECS is told to stop the task that runs first. What it has done so far stays done, and the rest of its work is not. The service has not been touched, and will not be."
                .to_owned()
        }
        (Stop::Ends { runs_task: false }, _) => {
            "The service has not been touched yet, and will not be. A revision that was registered stays registered, and nothing uses it."
                .to_owned()
        }
        (Stop::GoesBack, _) => match (new_revision(plan, timeline), old_revision(plan)) {
            (Some(new), Some(old)) if new != old => format!(
                "ECS is told to stop the rollout of {new} and to bring back {old}. Tasks of {new} are stopped; tasks of {old} that were stopped are started again."
            ),
            (_, Some(old)) => format!(
                "ECS is told to stop the rollout and to bring back {old}."
            ),
            (_, None) => {
                "ECS is told to stop the rollout and to bring back what ran before.".to_owned()
            }
        },
    })
}

/// Whether the service has not been touched, so that stopping it takes nothing back.
pub(super) fn only_ends(plan: &Plan, timeline: &Timeline) -> bool {
    matches!(stop(plan, has_begun(timeline)), Ok(Stop::Ends { .. }))
}

fn has_begun(timeline: &Timeline) -> impl Fn(usize) -> bool {
    move |step| {
        let line = timeline.steps.get(step);
        line.is_some_and(|line| line.started_at_ms.is_some())
    }
}

/// The revision that the deployment brings, such as `web:5`.
pub(super) fn new_revision(plan: &Plan, timeline: &Timeline) -> Option<String> {
    let registered = timeline
        .steps
        .iter()
        .find_map(|step| step.task_definition_arn.as_deref().map(short));
    registered
        .or_else(|| {
            plan.steps.iter().find_map(|step| match step {
                Step::RegisterTaskDefinition { family, .. } => {
                    Some(format!("{family}:{}", plan.base.next_revision?))
                }
                _ => None,
            })
        })
        .or_else(|| {
            plan.steps.iter().find_map(|step| match step {
                Step::UpdateService { body } => {
                    let body = json::parse(body).ok()?;
                    body.get("taskDefinition")?.as_str().map(short)
                }
                _ => None,
            })
        })
}

/// The revision that ran before, such as `web:4`.
pub(super) fn old_revision(plan: &Plan) -> Option<String> {
    plan.base.task_definition_arn.as_deref().map(short)
}

fn short(arn: &str) -> String {
    arn.rsplit('/').next().unwrap_or(arn).to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use shared::deployment::{JournalEntry, JournalEvent};
    use shared::plan::{Base, Target};

    use super::super::timeline;
    use super::*;

    fn plan(kind: PlanKind) -> Plan {
        Plan {
            id: "p".to_owned(),
            target: Target {
                cluster: "shop".to_owned(),
                service: "web".to_owned(),
            },
            kind,
            base: Base {
                fingerprint: String::new(),
                task_definition_arn: Some("arn:aws:ecs:a:1:task-definition/web:4".to_owned()),
                next_revision: Some(5),
                images: std::collections::BTreeMap::new(),
                desired_count: shared::plan::DesiredCount::Compared,
            },
            changes: Vec::new(),
            forecast: None,
            steps: vec![
                Step::RegisterTaskDefinition {
                    family: "web".to_owned(),
                    body: "{}".to_owned(),
                },
                Step::UpdateService {
                    body: "{}".to_owned(),
                },
            ],
        }
    }

    fn after(plan: &Plan, begun: usize) -> Timeline {
        let journal: BTreeMap<i64, JournalEntry> = (0..begun)
            .zip(1..)
            .map(|(step, sequence)| {
                let entry = JournalEntry {
                    sequence,
                    at_ms: sequence,
                    event: JournalEvent::StepStarted { step },
                };
                (sequence, entry)
            })
            .collect();
        timeline::read(plan.steps.len(), &journal)
    }

    #[test]
    fn names_both_revisions_once_the_service_is_touched() {
        let plan = plan(PlanKind::NewRevision);
        let said = words(&plan, &after(&plan, 2)).unwrap();
        assert!(
            said.starts_with("ECS is told to stop the rollout of web:5 and to bring back web:4."),
            "{said}"
        );
    }

    #[test]
    fn nothing_is_brought_back_before_the_service_is_touched() {
        let plan = plan(PlanKind::NewRevision);
        let said = words(&plan, &after(&plan, 1)).unwrap();
        assert!(
            said.starts_with("The service has not been touched"),
            "{said}"
        );
    }

    #[test]
    fn a_first_deploy_has_nothing_to_go_back_to_once_there_is_a_service() {
        let plan = plan(PlanKind::FirstDeploy);
        assert!(words(&plan, &after(&plan, 1)).is_ok());
        assert!(words(&plan, &after(&plan, 2)).is_err());
    }
}
