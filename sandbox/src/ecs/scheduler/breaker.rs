//! Failed tasks: counting them, waiting longer each time, and giving a rollout up.

use crate::{
    ecs::{
        events,
        object::{self, Object},
        service::{
            self, Service, VERSION_MEMBERS,
            deployment::Rollout,
            service_deployment::{Rollback, Status},
            split_members,
        },
    },
    world::World,
};

/// From this many failed rounds on ECS waits between starts.
const PATIENT_ROUNDS: u32 = 3;
const FIRST_WAIT_MS: i64 = 15_000;
/// The longest wait that AWS documents.
const LONGEST_WAIT_MS: i64 = 15 * 60 * 1000;

/// Counts a task that ended before it was ever healthy.
pub(super) fn note_failure(world: &mut World, task: &str) {
    let now_ms = world.now_ms;
    let Some(task) = world.ecs.tasks.get(task).filter(|task| !task.was_healthy) else {
        return;
    };
    let (Some(service), Some(deployment)) = (task.service.clone(), task.started_by.clone()) else {
        return;
    };
    let Some(service) = world.ecs.services.get_mut(&service) else {
        return;
    };
    if let Some(deployment) = service.deployment_mut(&deployment) {
        deployment.failed_tasks += 1;
        deployment.updated_ms = now_ms;
    }
    service.memory.failed_since_start = true;
    service.memory.start_after_ms = now_ms + wait_ms(service.memory.failed_rounds);
}

/// How long to wait after so many rounds of starts that failed.
fn wait_ms(rounds: u32) -> i64 {
    if rounds < PATIENT_ROUNDS {
        return 0;
    }
    let doublings = (rounds - PATIENT_ROUNDS).min(10);
    (FIRST_WAIT_MS << doublings).min(LONGEST_WAIT_MS)
}

/// Whether ECS says that starting does not go well.
pub(super) fn is_worth_saying(rounds: u32) -> bool {
    rounds == PATIENT_ROUNDS
}

/// Gives a rollout up when too many tasks failed, and carries out a rollback that was asked for.
pub(super) fn judge(world: &mut World, arn: &str) {
    let now_ms = world.now_ms;
    let Some(service) = world.ecs.services.get_mut(arn) else {
        return;
    };
    let breaker = service.circuit_breaker();
    let Some(primary) = service.primary().cloned() else {
        return;
    };
    let wants_rollback = service
        .current_record_mut()
        .is_some_and(|record| record.status == Status::RollbackRequested);
    if let Some(record) = service
        .current_record_mut()
        .filter(|record| record.deployment == primary.id)
    {
        record.failure_count = primary.failed_tasks;
        record.threshold = breaker.map_or(0, |breaker| breaker.threshold);
    }
    if wants_rollback {
        let reason = "ECS deployment rolled back at the user's request.";
        fail(service, reason, now_ms);
        roll_back(
            world,
            arn,
            "Service deployment rolled back by user request.",
            reason,
        );
        return;
    }
    let Some(breaker) = breaker else {
        return;
    };
    if primary.rollout != Rollout::InProgress || primary.failed_tasks < breaker.threshold {
        return;
    }
    let message = events::deployment_failed(&service.name, &primary.id, "tasks failed to start");
    fail(service, events::BREAKER_TRIPPED, now_ms);
    if let Some(record) = service.current_record_mut() {
        record.breaker_triggered = true;
    }
    service::say(world, arn, message);
    if breaker.rollback {
        roll_back(
            world,
            arn,
            "Service deployment rolled back because the circuit breaker threshold was exceeded.",
            events::BREAKER_TRIPPED,
        );
    } else if let Some(record) = world
        .ecs
        .services
        .get_mut(arn)
        .and_then(Service::current_record_mut)
    {
        record.enter(
            Status::Stopped,
            Some("Service deployment stopped because the circuit breaker threshold was exceeded."),
            now_ms,
        );
    }
}

fn fail(service: &mut Service, reason: &str, now_ms: i64) {
    if let Some(primary) = service.deployments.first_mut() {
        primary.rollout = Rollout::Failed;
        reason.clone_into(&mut primary.reason);
        primary.updated_ms = now_ms;
    }
    service.unsettle();
}

/// Goes back to the last deployment that was completed; without one everything stays as it is.
fn roll_back(world: &mut World, arn: &str, record_reason: &str, reason: &str) {
    let now_ms = world.now_ms;
    let Some(service) = world.ecs.services.get_mut(arn) else {
        return;
    };
    let target = service.deployments.iter().skip(1).position(|deployment| {
        deployment.was_completed && deployment.rollout == Rollout::Completed
    });
    let Some(position) = target else {
        if let Some(record) = service.current_record_mut() {
            record.enter(
                Status::RollbackFailed,
                Some("There is no completed deployment to roll back to."),
                now_ms,
            );
        }
        return;
    };
    let mut target = service.deployments.remove(position + 1);
    if let Some(failed) = service.deployments.first_mut() {
        failed.reason = events::rollout_rolls_back(reason, &target.id);
    }
    target.rollout = Rollout::InProgress;
    target.reason = events::rollout_in_progress(&target.id);
    target.failed_tasks = 0;
    target.updated_ms = now_ms;
    if let Some(record) = service.current_record_mut() {
        record.rollback = Some(Rollback {
            reason: record_reason.to_owned(),
            started_ms: now_ms,
            revision: target.revision.clone(),
        });
        record.enter(Status::RollbackInProgress, Some(record_reason), now_ms);
    }
    restore(service, &target.members);
    let message = events::rolling_back(&service.name, &target.id);
    service.deployments.insert(0, target);
    service.memory.failed_rounds = 0;
    service.memory.failed_since_start = false;
    service.memory.start_after_ms = 0;
    service::say(world, arn, message);
}

/// Gives the service the members back that the version had.
fn restore(service: &mut Service, version: &Object) {
    let kept = object::omit(&service.members, &VERSION_MEMBERS);
    let (members, revision_members) = split_members(version);
    service.members = kept;
    service.members.extend(members);
    service.revision_members = revision_members;
}

#[cfg(test)]
mod tests {
    use super::wait_ms;

    #[test]
    fn waits_longer_each_time_up_to_a_quarter_of_an_hour() {
        assert_eq!(wait_ms(0), 0);
        assert_eq!(wait_ms(3), 15_000);
        assert_eq!(wait_ms(4), 30_000);
        assert_eq!(wait_ms(60), 900_000);
    }
}
