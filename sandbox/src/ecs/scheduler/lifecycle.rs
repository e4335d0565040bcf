//! A task's way through its states, as far as time alone decides.

use super::{breaker, steps, stopping, work};
use crate::{
    ecs::{
        events, image,
        task::{Ailment, Status, StopCause, Task},
    },
    elbv2::{self, Health},
    world::World,
};

/// How long an interface takes to be attached.
const FARGATE_PROVISIONING_MS: i64 = 11_000;
const EC2_PROVISIONING_MS: i64 = 4_000;
/// How long images take to be pulled and containers to be made.
const FARGATE_PENDING_MS: i64 = 9_000;
const EC2_PENDING_MS: i64 = 3_000;
pub(super) const SLOW_EXTRA_MS: i64 = 60_000;
/// How long registering in target groups takes.
const ACTIVATING_MS: i64 = 2_000;
const CRASH_AFTER_MS: i64 = 5_000;
const OUT_OF_MEMORY_AFTER_MS: i64 = 8_000;
/// How long a job takes that ends by itself.
const EXIT_AFTER_MS: i64 = 6_000;

/// What a new task begins with, and for how long.
pub(super) fn first_status(is_fargate: bool, has_interface: bool) -> (Status, i64) {
    match (is_fargate, has_interface) {
        (true, _) => (Status::Provisioning, FARGATE_PROVISIONING_MS),
        (false, true) => (Status::Provisioning, EC2_PROVISIONING_MS),
        (false, false) => (Status::Pending, EC2_PENDING_MS),
    }
}

/// Moves every task on whose time has come.
pub(super) fn advance(world: &mut World) {
    let due: Vec<String> = world
        .ecs
        .tasks
        .values()
        .filter(|task| task.due_ms <= world.now_ms)
        .map(|task| task.arn.clone())
        .collect();
    for arn in due {
        advance_one(world, &arn);
    }
}

fn advance_one(world: &mut World, arn: &str) {
    let Some(task) = world.ecs.tasks.get(arn) else {
        return;
    };
    match task.status {
        Status::Provisioning => enter_pending(world, arn),
        Status::Pending => leave_pending(world, arn),
        Status::Activating => enter_running(world, arn),
        Status::Running => exit(world, arn),
        Status::Deactivating => leave_deactivating(world, arn),
        Status::Stopping => leave_stopping(world, arn),
        Status::Deprovisioning => stopping::finish(world, arn),
        Status::Stopped => {}
    }
}

fn is_fargate(task: &Task) -> bool {
    task.launch_type == "FARGATE"
}

fn enter_pending(world: &mut World, arn: &str) {
    let now_ms = world.now_ms;
    if let Some(task) = world.ecs.tasks.get_mut(arn) {
        let mut wait = if is_fargate(task) {
            FARGATE_PENDING_MS
        } else {
            EC2_PENDING_MS
        };
        if task.ailment == Ailment::Slow {
            wait += SLOW_EXTRA_MS;
        }
        task.times.connected = Some(now_ms);
        task.times.pull_started = Some(now_ms + 1_000);
        task.enter(Status::Pending, now_ms + wait);
    }
}

/// Images and secrets are there now, or the task fails to start.
fn leave_pending(world: &mut World, arn: &str) {
    let now_ms = world.now_ms;
    if let Err(failure) = steps::prepare(world, arn) {
        if let Some(task) = world.ecs.tasks.get_mut(arn) {
            let reason = failure.task_reason(is_fargate(task));
            if let Some(container) = task
                .containers
                .iter_mut()
                .find(|container| Some(&container.name) == failure.container.as_ref())
            {
                container.reason = Some(failure.reason.clone());
            }
            task.stop = Some(StopCause {
                code: "TaskFailedToStart".to_owned(),
                reason,
            });
            task.times.connected.get_or_insert(now_ms);
            task.times.stopping = Some(now_ms);
            task.times.execution_stopped = Some(now_ms);
        }
        enter_deprovisioning(world, arn);
        breaker::note_failure(world, arn);
    } else {
        if let Some(task) = world.ecs.tasks.get_mut(arn) {
            task.times.connected.get_or_insert(now_ms);
            let created = task.times.created;
            task.times.pull_started.get_or_insert(created + 1_000);
            task.times.pull_stopped = Some(now_ms);
            task.enter(Status::Activating, now_ms + ACTIVATING_MS);
        }
        if !steps::register(world, arn) {
            enter_running(world, arn);
        }
    }
}

fn enter_running(world: &mut World, arn: &str) {
    let now_ms = world.now_ms;
    let work_ms = world
        .ecs
        .tasks
        .get(arn)
        .and_then(|task| work::length_ms(world, task));
    if let Some(task) = world.ecs.tasks.get_mut(arn) {
        let due_ms = match task.ailment {
            Ailment::Crash => now_ms + CRASH_AFTER_MS,
            Ailment::OutOfMemory => now_ms + OUT_OF_MEMORY_AFTER_MS,
            Ailment::Exit(_) => now_ms + EXIT_AFTER_MS,
            Ailment::None | Ailment::Unhealthy | Ailment::Slow => {
                work_ms.map_or(i64::MAX, |work_ms| now_ms + work_ms)
            }
        };
        task.times.started = Some(now_ms);
        task.enter(Status::Running, due_ms);
    }
    steps::log_start(world, arn);
}

/// An essential container ends by itself.
fn exit(world: &mut World, arn: &str) {
    let now_ms = world.now_ms;
    steps::log_last_words(world, arn);
    let Some(task) = world.ecs.tasks.get_mut(arn) else {
        return;
    };
    for container in &mut task.containers {
        // What does not end by itself ends well on SIGTERM.
        let ailment = image::ailment(&container.image);
        container.exit_code = Some(ailment.exit_code().unwrap_or_default());
        if ailment == Ailment::OutOfMemory {
            container.reason = Some(events::OUT_OF_MEMORY.to_owned());
        }
    }
    task.stop = Some(StopCause {
        code: "EssentialContainerExited".to_owned(),
        reason: events::ESSENTIAL_EXITED.to_owned(),
    });
    task.times.stopping = Some(now_ms);
    task.times.execution_stopped = Some(now_ms);
    stopping::deregister(world, arn);
    enter_deprovisioning(world, arn);
    breaker::note_failure(world, arn);
}

/// Waits until the target groups have let go.
fn leave_deactivating(world: &mut World, arn: &str) {
    let Some(task) = world.ecs.tasks.get(arn) else {
        return;
    };
    let is_draining = task.registrations.iter().any(|registration| {
        elbv2::target_health(world, &registration.target_group, &registration.target)
            == Health::Draining
    });
    if is_draining {
        return;
    }
    let now_ms = world.now_ms;
    if let Some(task) = world.ecs.tasks.get_mut(arn) {
        task.enter(Status::Stopping, now_ms + stopping::STOPPING_MS);
    }
}

fn leave_stopping(world: &mut World, arn: &str) {
    let now_ms = world.now_ms;
    if let Some(task) = world.ecs.tasks.get_mut(arn) {
        task.times.execution_stopped = Some(now_ms);
        if task.times.started.is_some() {
            for container in &mut task.containers {
                container.exit_code.get_or_insert(0);
            }
        }
    }
    enter_deprovisioning(world, arn);
}

fn enter_deprovisioning(world: &mut World, arn: &str) {
    let now_ms = world.now_ms;
    if let Some(task) = world.ecs.tasks.get_mut(arn) {
        let wait = if task.network.is_some() {
            stopping::DETACHING_MS
        } else {
            stopping::CLEANING_MS
        };
        task.enter(Status::Deprovisioning, now_ms + wait);
    }
}
