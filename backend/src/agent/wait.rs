//! What those that are queued wait for, in words. Pure.

use std::collections::{HashMap, HashSet};

use shared::deployment::{Deployment, DeploymentState, Wait};
use shared::plan::{PlanKind, Target};
use shared::wire::{Pause, Scope};

/// Tells each queued deployment what it waits for. `unfinished` are all that run or wait, oldest
/// first.
///
/// Of a thousand that wait each is looked at once: those of one service find each other by its
/// name, those of a release by its id.
pub(super) fn explain(
    unfinished: &[Deployment],
    in_order: &HashSet<String>,
    pauses: &[Pause],
) -> Vec<Deployment> {
    let mut of_service: HashMap<&Target, Vec<&Deployment>> = HashMap::new();
    for deployment in unfinished {
        of_service
            .entry(&deployment.target)
            .or_default()
            .push(deployment);
    }
    let mut last_of_release: HashMap<&str, &Deployment> = HashMap::new();
    let mut explained = Vec::with_capacity(unfinished.len());
    for deployment in unfinished {
        let release = deployment
            .release
            .as_deref()
            .filter(|release| in_order.contains(*release));
        let is_queued = matches!(deployment.state, DeploymentState::Queued);
        let wait = is_queued.then(|| {
            let beside = of_service
                .get(&deployment.target)
                .map_or(&[][..], Vec::as_slice);
            let before = release.and_then(|id| last_of_release.get(id).copied());
            wait(deployment, beside, before, pauses)
        });
        explained.push(Deployment {
            wait,
            ..deployment.clone()
        });
        if let Some(id) = release {
            last_of_release.insert(id, deployment);
        }
    }
    explained
}

/// `beside` are those of the same service, oldest first; `before` is the one before it in its
/// release.
fn wait(
    deployment: &Deployment,
    beside: &[&Deployment],
    before: Option<&Deployment>,
    pauses: &[Pause],
) -> Wait {
    let ahead: Vec<&Deployment> = beside
        .iter()
        .take_while(|other| other.id != deployment.id)
        .chain(
            beside
                .iter()
                .filter(|other| matches!(other.state, DeploymentState::Running)),
        )
        .filter(|other| is_in_the_way(deployment, other))
        .copied()
        .collect();
    let queued_ahead = ahead
        .iter()
        .filter(|other| matches!(other.state, DeploymentState::Queued))
        .count();
    let position = u32::try_from(queued_ahead + 1).unwrap_or(u32::MAX);
    if let Some(pause) = pauses.first() {
        let what = match pause.scope {
            Scope::Environment => "this environment",
            Scope::Everything => "everything",
        };
        return Wait {
            position,
            reason: format!("{} has paused {what}: {}", pause.by, pause.reason),
            behind: None,
        };
    }
    let behind = ahead
        .iter()
        .find(|other| matches!(other.state, DeploymentState::Running))
        .or_else(|| ahead.last());
    if let Some(other) = behind {
        return Wait {
            position,
            // A preview is of what ran when it was made.
            reason: format!(
                "waits for {}'s deployment of {}: {}. Where that changes the service, this one is not begun, and needs a new preview",
                other.started_by, other.target.service, other.summary
            ),
            behind: Some(other.id.clone()),
        };
    }
    match before {
        Some(before) => Wait {
            position,
            reason: format!(
                "waits for {}, which comes before it in the release",
                before.target.service
            ),
            behind: Some(before.id.clone()),
        },
        None => Wait {
            position,
            reason: "begins in a moment".to_owned(),
            behind: None,
        },
    }
}

fn is_in_the_way(deployment: &Deployment, other: &Deployment) -> bool {
    deployment.id != other.id
        && deployment.kind != PlanKind::OneOffTask
        && other.kind != PlanKind::OneOffTask
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use shared::deployment::{Deployment, DeploymentState};
    use shared::plan::{PlanKind, Target};
    use shared::wire::{Pause, Scope};

    use super::explain;

    fn deployment(id: &str, service: &str, state: DeploymentState) -> Deployment {
        Deployment {
            id: id.to_owned(),
            target: Target {
                cluster: "shop".to_owned(),
                service: service.to_owned(),
            },
            kind: PlanKind::NewRevision,
            plan_hash: id.to_owned(),
            started_by: "dana".to_owned(),
            created_at_ms: 1,
            summary: "image 1 → 2".to_owned(),
            release: None,
            change: None,
            wait: None,
            state,
        }
    }

    fn reason(of: &Deployment) -> (u32, &str) {
        let wait = of.wait.as_ref().unwrap();
        (wait.position, &wait.reason)
    }

    #[test]
    fn the_second_in_line_waits_for_the_one_that_runs() {
        let all = explain(
            &[
                deployment("a", "web", DeploymentState::Running),
                deployment("b", "web", DeploymentState::Queued),
                deployment("c", "web", DeploymentState::Queued),
                deployment("d", "api", DeploymentState::Queued),
            ],
            &HashSet::new(),
            &[],
        );
        assert!(all[0].wait.is_none());
        assert_eq!(
            reason(&all[1]),
            (
                1,
                "waits for dana's deployment of web: image 1 → 2. Where that changes the service, this one is not begun, and needs a new preview"
            )
        );
        assert_eq!(reason(&all[2]).0, 2);
        assert_eq!(reason(&all[3]), (1, "begins in a moment"));
    }

    #[test]
    fn only_in_order_does_one_wait_for_the_one_before_it() {
        let of_release = |id: &str, service: &str| Deployment {
            release: Some("r".to_owned()),
            ..deployment(id, service, DeploymentState::Queued)
        };
        let both = [of_release("a", "web"), of_release("b", "api")];
        let in_order = HashSet::from(["r".to_owned()]);
        assert_eq!(
            reason(&explain(&both, &in_order, &[])[1]).1,
            "waits for web, which comes before it in the release"
        );
        let side_by_side = explain(&both, &HashSet::new(), &[]);
        assert_eq!(reason(&side_by_side[1]), (1, "begins in a moment"));
    }

    #[test]
    fn a_pause_is_the_reason_that_people_read_first() {
        let pause = Pause {
            scope: Scope::Everything,
            by: "olga".to_owned(),
            at_ms: 1,
            reason: "black friday".to_owned(),
        };
        let all = explain(
            &[deployment("a", "web", DeploymentState::Queued)],
            &HashSet::new(),
            &[pause],
        );
        assert_eq!(
            reason(&all[0]),
            (1, "olga has paused everything: black friday")
        );
    }
}
