//! Failed tasks: counting them, waiting longer each time, and giving a rollout up; so too for
//! alarms and for people who ask.

use super::{alarms, seat::Seat, traffic};
use crate::{
    ecs::{
        events,
        object::{self, Object},
        service::{
            self, Service, VERSION_MEMBERS,
            deployment::{Deployment, Rollout},
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

/// Why a rollout is given up, for events, for the deployment and for the record.
#[derive(Debug)]
pub(super) struct Verdict {
    /// What the event says after "deployment failed: "; none when a person decided.
    pub(super) event: Option<&'static str>,
    pub(super) reason: &'static str,
    /// What the record says after "Service deployment rolled back".
    pub(super) why: &'static str,
    pub(super) rollback: bool,
}

/// Gives a rollout up when too many tasks failed or an alarm went off, and carries out a rollback
/// that was asked for.
pub(super) fn judge(world: &mut World, arn: &str, seats: &[Seat]) {
    let Some(service) = world.ecs.services.get_mut(arn) else {
        return;
    };
    let breaker = service.circuit_breaker();
    let Some(primary) = service.primary() else {
        return;
    };
    let (id, failed_tasks) = (primary.id.clone(), primary.failed_tasks);
    let is_in_progress = primary.rollout == Rollout::InProgress;
    let Some(record) = service.current_record_mut() else {
        return;
    };
    let wants_rollback = record.status == Status::RollbackRequested;
    if record.deployment == id {
        record.failure_count = failed_tasks;
        record.threshold = breaker.map_or(0, |breaker| breaker.threshold);
    }
    if wants_rollback {
        let verdict = Verdict {
            event: None,
            reason: "ECS deployment rolled back at the user's request.",
            why: "by user request",
            rollback: true,
        };
        give_up(world, arn, &verdict);
        return;
    }
    if !is_in_progress {
        return;
    }
    let is_running = seats
        .iter()
        .any(|seat| seat.deployment == id && seat.is_up());
    if let Some(rollback) = alarms::triggered(world, arn, is_running) {
        let verdict = Verdict {
            event: Some("alarm detected"),
            reason: events::ALARM_DETECTED,
            why: "because an alarm was detected",
            rollback,
        };
        give_up(world, arn, &verdict);
        return;
    }
    let Some(breaker) = breaker.filter(|breaker| failed_tasks >= breaker.threshold) else {
        return;
    };
    let record = world
        .ecs
        .services
        .get_mut(arn)
        .and_then(Service::current_record_mut);
    if let Some(record) = record {
        record.breaker_triggered = true;
    }
    let verdict = Verdict {
        event: Some("tasks failed to start"),
        reason: events::BREAKER_TRIPPED,
        why: "because the circuit breaker threshold was exceeded",
        rollback: breaker.rollback,
    };
    give_up(world, arn, &verdict);
}

/// Fails the primary deployment, and goes back when that is wanted.
pub(super) fn give_up(world: &mut World, arn: &str, verdict: &Verdict) {
    let now_ms = world.now_ms;
    let Some(service) = world.ecs.services.get_mut(arn) else {
        return;
    };
    fail(service, verdict.reason, now_ms);
    if let (Some(why), Some(primary)) = (verdict.event, service.primary()) {
        let message = events::deployment_failed(&service.name, &primary.id, why);
        service::say(world, arn, message);
    }
    if verdict.rollback {
        roll_back(world, arn, verdict);
        return;
    }
    if let Some(record) = world
        .ecs
        .services
        .get_mut(arn)
        .and_then(Service::current_record_mut)
    {
        let reason = format!("Service deployment stopped {}.", verdict.why);
        record.enter(Status::Stopped, Some(&reason), now_ms);
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
fn roll_back(world: &mut World, arn: &str, verdict: &Verdict) {
    let now_ms = world.now_ms;
    let Some(service) = world.ecs.services.get_mut(arn) else {
        return;
    };
    let Some(mut target) = take_good(service) else {
        if let Some(record) = service.current_record_mut() {
            record.enter(
                Status::RollbackFailed,
                Some("There is no completed deployment to roll back to."),
                now_ms,
            );
        }
        return;
    };
    if let Some(failed) = service.deployments.first_mut() {
        failed.reason = events::rollout_rolls_back(verdict.reason, &target.id);
    }
    target.rollout = Rollout::InProgress;
    target.reason = events::rollout_in_progress(&target.id);
    target.failed_tasks = 0;
    target.updated_ms = now_ms;
    if let Some(record) = service.current_record_mut() {
        let reason = format!("Service deployment rolled back {}.", verdict.why);
        record.rollback = Some(Rollback {
            reason: reason.clone(),
            started_ms: now_ms,
            revision: target.revision.clone(),
        });
        if let Some(lifecycle) = &mut record.lifecycle {
            lifecycle.production = 0.0;
            lifecycle.test = 0.0;
        }
        record.enter(Status::RollbackInProgress, Some(&reason), now_ms);
    }
    restore(service, &target.members);
    let message = events::rolling_back(&service.name, &target.id);
    service.deployments.insert(0, target);
    service.memory.failed_rounds = 0;
    service.memory.failed_since_start = false;
    service.memory.start_after_ms = 0;
    service::say(world, arn, message);
    traffic::apply(world, arn);
}

/// Takes the last completed deployment out of those that are being replaced, or out of memory
/// when it has been replaced already.
fn take_good(service: &mut Service) -> Option<Deployment> {
    let position = service.deployments.iter().skip(1).position(|deployment| {
        deployment.was_completed && deployment.rollout == Rollout::Completed
    });
    match position {
        Some(position) => Some(service.deployments.remove(position + 1)),
        None => service.retired.take(),
    }
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
