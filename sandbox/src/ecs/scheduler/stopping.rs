//! Bringing a task down: out of the target groups first, then the containers, then the network.

use crate::{
    ec2,
    ecs::{
        events, service,
        task::{Status, StopCause},
    },
    elbv2,
    world::World,
};

/// How long a task is on its way down when no target group holds it up.
const DEACTIVATING_MS: i64 = 2_000;
/// How long containers take to end on SIGTERM.
pub(super) const STOPPING_MS: i64 = 3_000;
/// How long it takes to give an interface back.
pub(super) const DETACHING_MS: i64 = 8_000;
/// How long a task without an interface takes to be cleaned up.
pub(super) const CLEANING_MS: i64 = 1_000;

/// Asks a task to stop; the first cause stays.
pub(crate) fn request_stop(world: &mut World, arn: &str, cause: StopCause) {
    let now_ms = world.now_ms;
    let Some(task) = world.ecs.tasks.get_mut(arn) else {
        return;
    };
    if task.stop.is_some() {
        return;
    }
    task.stop = Some(cause);
    task.times.stopping = Some(now_ms);
    if task.status.is_running() {
        task.enter(Status::Deactivating, now_ms + DEACTIVATING_MS);
    } else {
        task.enter(Status::Stopping, now_ms + STOPPING_MS);
    }
    deregister(world, arn);
}

/// Takes a task out of its target groups and says so.
pub(super) fn deregister(world: &mut World, arn: &str) {
    let Some(task) = world.ecs.tasks.get(arn) else {
        return;
    };
    let registrations = task.registrations.clone();
    let service = task.service.clone();
    let deployment = task.started_by.clone().unwrap_or_default();
    for registration in &registrations {
        elbv2::deregister_targets(
            world,
            &registration.target_group,
            std::slice::from_ref(&registration.target),
        );
    }
    let Some(service) = service else {
        return;
    };
    let Some(label) = world
        .ecs
        .services
        .get(&service)
        .map(|service| service.label(&deployment))
    else {
        return;
    };
    for registration in &registrations {
        let message = events::deregistered(&label, 1, &registration.target_group);
        service::say(world, &service, message);
    }
    if !registrations.is_empty() {
        service::say(world, &service, events::draining(&label, 1));
    }
}

/// Ends a task: its address is free again.
pub(super) fn finish(world: &mut World, arn: &str) {
    let now_ms = world.now_ms;
    let Some(task) = world.ecs.tasks.get_mut(arn) else {
        return;
    };
    task.enter(Status::Stopped, i64::MAX);
    task.times.stopped = Some(now_ms);
    task.times.execution_stopped.get_or_insert(now_ms);
    let network = task.network.clone();
    if let Some(network) = network {
        ec2::release_address(world, &network.subnet, &network.address);
    }
}
