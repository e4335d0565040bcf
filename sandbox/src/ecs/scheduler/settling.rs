//! The end of a rollout: what is as it should be for a while is complete and steady.

use super::{alarms, numbers::Numbers, seat::Seat};
use crate::{
    ecs::{
        events,
        service::{self, Service, deployment::Rollout, service_deployment::Status as RecordStatus},
    },
    input,
    world::World,
};

/// How long nothing may be left to do before ECS says that it is done.
const SETTLE_MS: i64 = 10_000;

/// When everything is as it should be for a while, the rollout is complete and the service steady.
pub(super) fn settle(world: &mut World, arn: &str, seats: &[Seat], numbers: &Numbers) {
    let now_ms = world.now_ms;
    let is_done = !numbers.is_given_up
        && numbers.primary_healthy == numbers.desired
        && numbers.all_wanted == numbers.primary_wanted
        && numbers.primary_wanted == numbers.desired
        && seats
            .iter()
            .filter(|seat| seat.deployment != numbers.primary)
            .all(Seat::is_gone);
    let Some(service) = world.ecs.services.get_mut(arn) else {
        return;
    };
    if !is_done {
        service.memory.settled_since_ms = None;
        service.memory.is_steady = false;
        if is_early_success(service, numbers) {
            complete(world, arn);
        }
        return;
    }
    retire(service);
    let since = *service.memory.settled_since_ms.get_or_insert(now_ms);
    if now_ms - since < SETTLE_MS + alarms::bake_ms(world, arn) {
        return;
    }
    complete(world, arn);
    announce_steady(world, arn);
}

/// Whether enough of the new version is healthy for the rollout to count as done, where that is
/// asked for. What is still missing starts, and the version before goes, after its end.
fn is_early_success(service: &Service, numbers: &Numbers) -> bool {
    let Some(criteria) = service
        .members
        .get("deploymentConfiguration")
        .and_then(|configuration| configuration.get("earlySuccessCriteria"))
        .filter(|criteria| input::flag(criteria, "enable"))
    else {
        return false;
    };
    let percent = input::number(criteria, "healthyPercent")
        .and_then(|percent| u32::try_from(percent).ok())
        .unwrap_or(100);
    let enough = numbers.desired.saturating_mul(percent).div_ceil(100).max(1);
    !numbers.is_given_up && numbers.primary_healthy >= enough
}

/// Lets go of the versions that have been replaced; the last good one is kept in mind, since the
/// rollout can still fail.
pub(super) fn retire(service: &mut Service) {
    if service.deployments.len() < 2 {
        return;
    }
    let replaced = service.deployments.split_off(1);
    if let Some(good) = replaced
        .into_iter()
        .find(|deployment| deployment.was_completed)
    {
        service.retired = Some(good);
    }
}

pub(super) fn complete(world: &mut World, arn: &str) {
    let now_ms = world.now_ms;
    let Some(service) = world.ecs.services.get_mut(arn) else {
        return;
    };
    let Some(primary) = service
        .deployments
        .first_mut()
        .filter(|primary| primary.rollout == Rollout::InProgress)
    else {
        return;
    };
    let message = events::deployment_completed(&service.name, &primary.id);
    primary.rollout = Rollout::Completed;
    primary.was_completed = true;
    primary.reason = events::rollout_completed(&primary.id);
    primary.updated_ms = now_ms;
    service.retired = None;
    if let Some(record) = service.current_record_mut() {
        let status = if record.rollback.is_some() {
            RecordStatus::RollbackSuccessful
        } else {
            RecordStatus::Successful
        };
        record.enter(status, None, now_ms);
    }
    service::say(world, arn, message);
}

pub(super) fn announce_steady(world: &mut World, arn: &str) {
    let Some(service) = world.ecs.services.get_mut(arn) else {
        return;
    };
    let message = events::steady_state(&service.name);
    if std::mem::replace(&mut service.memory.is_steady, true) {
        service::report(world, arn, message);
    } else {
        service::say(world, arn, message);
    }
}
