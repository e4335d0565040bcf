//! One task as a rollout sees it: whether it counts, and whether it must go.

use crate::{
    ecs::{
        events,
        task::{Health, Status, Task},
    },
    elbv2::{self, Health as TargetHealth},
    world::World,
};

/// Without any health check a task counts as healthy this long after it started.
const UNCHECKED_HEALTHY_MS: i64 = 40_000;

/// How far a task counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    Starting,
    /// Runs, but does not count as healthy.
    Up,
    Healthy,
    /// Asked to stop, perhaps still serving its last requests.
    Leaving,
    /// Serves nobody any more.
    Gone,
}

/// One task of a service.
#[derive(Debug, Clone)]
pub(super) struct Seat {
    pub(super) arn: String,
    pub(super) id: String,
    pub(super) deployment: String,
    pub(super) stage: Stage,
    pub(super) failure: Option<Failure>,
}

/// Why a running task must go.
#[derive(Debug, Clone)]
pub(super) struct Failure {
    pub(super) event: String,
    pub(super) reason: String,
}

impl Seat {
    pub(super) fn of(world: &World, task: &Task) -> Self {
        let since_ms = task
            .times
            .started
            .map_or(0, |started| world.now_ms - started);
        let targets: Vec<TargetHealth> = task
            .registrations
            .iter()
            .map(|registration| {
                elbv2::target_health(world, &registration.target_group, &registration.target)
            })
            .collect();
        let stage = stage(task, &targets, since_ms);
        Self {
            arn: task.arn.clone(),
            id: task.id.clone(),
            deployment: task.started_by.clone().unwrap_or_default(),
            stage,
            failure: if matches!(stage, Stage::Up | Stage::Healthy) {
                failure(world, task, &targets, since_ms)
            } else {
                None
            },
        }
    }

    pub(super) fn is_wanted(&self) -> bool {
        self.stage < Stage::Leaving
    }

    pub(super) fn is_starting(&self) -> bool {
        self.stage == Stage::Starting
    }

    pub(super) fn is_up(&self) -> bool {
        matches!(self.stage, Stage::Up | Stage::Healthy)
    }

    pub(super) fn is_healthy(&self) -> bool {
        self.stage == Stage::Healthy
    }

    pub(super) fn is_gone(&self) -> bool {
        self.stage == Stage::Gone
    }
}

/// Whether a task runs and is well, and has been known to be: nothing to be done about it.
pub(super) fn is_well(world: &World, task: &Task) -> bool {
    task.status.is_running()
        && task.is_wanted()
        && task.was_healthy
        && (!task.has_health_check() || task.health() == Health::Healthy)
        && task.registrations.iter().all(|registration| {
            let health =
                elbv2::target_health(world, &registration.target_group, &registration.target);
            matches!(health, TargetHealth::Healthy | TargetHealth::Unused)
        })
}

fn stage(task: &Task, targets: &[TargetHealth], since_ms: i64) -> Stage {
    if task.status > Status::Deactivating {
        return Stage::Gone;
    }
    if !task.is_wanted() {
        return Stage::Leaving;
    }
    if !task.status.is_running() {
        return Stage::Starting;
    }
    let has_checks = task.has_health_check();
    let are_targets_well = targets
        .iter()
        .all(|health| matches!(health, TargetHealth::Healthy | TargetHealth::Unused));
    let is_healthy = are_targets_well
        && (!has_checks || task.health() == Health::Healthy)
        && (has_checks || !targets.is_empty() || since_ms >= UNCHECKED_HEALTHY_MS);
    if is_healthy {
        Stage::Healthy
    } else {
        Stage::Up
    }
}

/// What a running task failed at, once the service's grace period is over.
fn failure(world: &World, task: &Task, targets: &[TargetHealth], since_ms: i64) -> Option<Failure> {
    let service = world.ecs.services.get(task.service.as_deref()?)?;
    if since_ms < service.grace_ms() {
        return None;
    }
    let label = || service.label(task.started_by.as_deref().unwrap_or_default());
    for (registration, health) in task.registrations.iter().zip(targets) {
        if let TargetHealth::Unhealthy { description, .. } = health {
            return Some(Failure {
                event: events::unhealthy_target(
                    &label(),
                    &task.id,
                    &registration.target,
                    &registration.target_group,
                    description,
                ),
                reason: events::failed_elb_checks(&registration.target_group),
            });
        }
    }
    (task.health() == Health::Unhealthy).then(|| Failure {
        event: events::failed_container_health(&label(), &task.id),
        reason: events::FAILED_CONTAINER_CHECKS.to_owned(),
    })
}
