//! Services, a step each: which tasks stop, which start, and when a rollout is over.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    breaker,
    launch::{self, Launch},
    stopping,
};
use crate::{
    ecs::{
        events,
        object::Object,
        service::{
            self, Service, Standing, deployment::Rollout,
            service_deployment::Status as RecordStatus,
        },
        task::{Health, StopCause, Task},
    },
    elbv2::{self, Health as TargetHealth},
    world::World,
};

/// Without any health check a task counts as healthy this long after it started.
const UNCHECKED_HEALTHY_MS: i64 = 40_000;
/// How long nothing may be left to do before ECS says that it is done.
const SETTLE_MS: i64 = 10_000;
/// How often a task that can't be placed counts as a failed one.
const UNPLACED_COUNTS_MS: i64 = 15 * 60 * 1000;
/// A steady state is said again after this.
const REPEAT_STEADY_MS: i64 = 6 * 3600 * 1000;

/// One task as a rollout sees it.
#[derive(Debug, Clone)]
struct Seat {
    arn: String,
    id: String,
    deployment: String,
    is_wanted: bool,
    is_up: bool,
    is_starting: bool,
    is_gone: bool,
    is_healthy: bool,
    failure: Option<Failure>,
}

/// Why a running task must go.
#[derive(Debug, Clone)]
struct Failure {
    event: String,
    reason: String,
}

/// Brings every service a step further.
pub(super) fn advance(world: &mut World) {
    let mut seats: BTreeMap<String, Vec<Seat>> = BTreeMap::new();
    for task in world
        .ecs
        .tasks
        .values()
        .filter(|task| !task.status.is_stopped())
    {
        if let Some(service) = &task.service {
            seats
                .entry(service.clone())
                .or_default()
                .push(seat(world, task));
        }
    }
    let services: Vec<String> = world
        .ecs
        .services
        .values()
        .filter(|service| service.standing != Standing::Inactive)
        .map(|service| service.arn.clone())
        .collect();
    for arn in services {
        let seats = seats.remove(&arn).unwrap_or_default();
        step(world, &arn, seats);
    }
}

fn seat(world: &World, task: &Task) -> Seat {
    let since_ms = task
        .times
        .started
        .map_or(0, |started| world.now_ms - started);
    let is_up = task.status.is_running() && task.is_wanted();
    let targets: Vec<TargetHealth> = task
        .registrations
        .iter()
        .map(|registration| {
            elbv2::target_health(world, &registration.target_group, &registration.target)
        })
        .collect();
    let has_checks = task.has_health_check();
    let are_targets_well = targets
        .iter()
        .all(|health| matches!(health, TargetHealth::Healthy | TargetHealth::Unused));
    let is_healthy = is_up
        && are_targets_well
        && (!has_checks || task.health() == Health::Healthy)
        && (has_checks || !targets.is_empty() || since_ms >= UNCHECKED_HEALTHY_MS);
    Seat {
        arn: task.arn.clone(),
        id: task.id.clone(),
        deployment: task.started_by.clone().unwrap_or_default(),
        is_wanted: task.is_wanted(),
        is_up,
        is_starting: task.status.is_starting() && task.is_wanted(),
        is_gone: task.status > crate::ecs::task::Status::Deactivating,
        is_healthy,
        failure: if is_up {
            failure(world, task, &targets, since_ms)
        } else {
            None
        },
    }
}

/// What a running task failed at, once the service's grace period is over.
fn failure(world: &World, task: &Task, targets: &[TargetHealth], since_ms: i64) -> Option<Failure> {
    let service = world.ecs.services.get(task.service.as_deref()?)?;
    if since_ms < service.grace_ms() {
        return None;
    }
    for (registration, health) in task.registrations.iter().zip(targets) {
        if let TargetHealth::Unhealthy { description, .. } = health {
            return Some(Failure {
                event: events::unhealthy_target(
                    &service.name,
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
        event: events::failed_container_health(&service.name, &task.id),
        reason: events::FAILED_CONTAINER_CHECKS.to_owned(),
    })
}

fn step(world: &mut World, arn: &str, mut seats: Vec<Seat>) {
    let Some(service) = world.ecs.services.get(arn) else {
        return;
    };
    if service.standing == Standing::Draining {
        drain(world, arn, &seats);
        return;
    }
    if service.deployments.is_empty() {
        return;
    }
    begin_record(world, arn);
    note_health(world, arn, &seats);
    replace_failing(world, arn, &mut seats);
    breaker::judge(world, arn);
    let Some(numbers) = Numbers::of(world, arn, &seats) else {
        return;
    };
    let stopped = stop_surplus(world, arn, &mut seats, &numbers);
    let Some(numbers) = Numbers::of(world, arn, &seats) else {
        return;
    };
    let started = start_missing(world, arn, &numbers);
    if stopped == 0 && started == 0 {
        say_when_blocked(world, arn, &seats, &numbers);
    }
    if started == 0 {
        settle(world, arn, &seats, &numbers);
    }
}

/// A service that is being deleted stops all its tasks and then is inactive.
fn drain(world: &mut World, arn: &str, seats: &[Seat]) {
    let wanted: Vec<Seat> = seats
        .iter()
        .filter(|seat| seat.is_wanted)
        .cloned()
        .collect();
    stop(world, arn, &wanted);
    let now_ms = world.now_ms;
    if seats.iter().all(|seat| seat.is_gone)
        && let Some(service) = world.ecs.services.get_mut(arn)
    {
        service.standing = Standing::Inactive;
        service.deployments.clear();
        if let Some(record) = service.current_record_mut() {
            record.enter(
                RecordStatus::Stopped,
                Some("Service deployment stopped because the service was deleted."),
                now_ms,
            );
        }
    }
}

fn begin_record(world: &mut World, arn: &str) {
    let now_ms = world.now_ms;
    if let Some(record) = world
        .ecs
        .services
        .get_mut(arn)
        .and_then(Service::current_record_mut)
        .filter(|record| record.status == RecordStatus::Pending)
    {
        record.started_ms = Some(now_ms);
        record.enter(RecordStatus::InProgress, None, now_ms);
    }
    // Every container instance gets one task of a daemon.
    let Some(service) = world
        .ecs
        .services
        .get(arn)
        .filter(|service| service.is_daemon())
    else {
        return;
    };
    let instances = world
        .ecs
        .clusters
        .get(&service.cluster)
        .map_or(0, |cluster| cluster.instances.len());
    if let Some(service) = world.ecs.services.get_mut(arn) {
        service.desired = u32::try_from(instances).unwrap_or(u32::MAX);
    }
}

/// A task that is healthy for the first time ends the count of failures.
fn note_health(world: &mut World, arn: &str, seats: &[Seat]) {
    for seat in seats.iter().filter(|seat| seat.is_healthy) {
        let Some(task) = world
            .ecs
            .tasks
            .get_mut(&seat.arn)
            .filter(|task| !task.was_healthy)
        else {
            continue;
        };
        task.was_healthy = true;
        let Some(service) = world.ecs.services.get_mut(arn) else {
            continue;
        };
        let resets = service
            .circuit_breaker()
            .is_none_or(|breaker| breaker.reset_on_healthy);
        if let Some(deployment) = service.deployment_mut(&seat.deployment)
            && resets
        {
            deployment.failed_tasks = 0;
        }
        service.memory.failed_rounds = 0;
        service.memory.start_after_ms = 0;
        service.memory.failed_since_start = false;
    }
}

fn replace_failing(world: &mut World, arn: &str, seats: &mut [Seat]) {
    for seat in seats.iter_mut() {
        let Some(failure) = seat.failure.take() else {
            continue;
        };
        service::say(world, arn, failure.event);
        stopping::request_stop(
            world,
            &seat.arn,
            StopCause {
                code: "ServiceSchedulerInitiated".to_owned(),
                reason: failure.reason,
            },
        );
        breaker::note_failure(world, &seat.arn);
        if let Some(service) = world.ecs.services.get_mut(arn) {
            service.memory.unhealthy_since_start += 1;
        }
        seat.is_wanted = false;
        seat.is_up = false;
        seat.is_healthy = false;
        seat.is_starting = false;
    }
}

/// The counts that decide what may start and stop.
#[derive(Debug)]
struct Numbers {
    primary: String,
    is_given_up: bool,
    desired: u32,
    /// Wanted tasks of the primary deployment, and those of all.
    primary_wanted: u32,
    all_wanted: u32,
    primary_healthy: u32,
    all_healthy: u32,
    least: u32,
    most: u32,
}

impl Numbers {
    fn of(world: &World, arn: &str, seats: &[Seat]) -> Option<Self> {
        let service = world.ecs.services.get(arn)?;
        let primary = service.primary()?;
        let count = |matches: &dyn Fn(&Seat) -> bool| {
            u32::try_from(seats.iter().filter(|seat| matches(seat)).count()).unwrap_or(u32::MAX)
        };
        let is_primary = |seat: &Seat| seat.deployment == primary.id;
        let percents = service.percents();
        Some(Self {
            primary: primary.id.clone(),
            is_given_up: primary.rollout == Rollout::Failed,
            desired: service.desired,
            primary_wanted: count(&|seat| seat.is_wanted && is_primary(seat)),
            all_wanted: count(&|seat| seat.is_wanted),
            primary_healthy: count(&|seat| seat.is_healthy && is_primary(seat)),
            all_healthy: count(&|seat| seat.is_healthy),
            least: percents.least(service.desired),
            most: percents.most(service.desired),
        })
    }

    /// How many tasks of the primary deployment are missing.
    fn missing(&self) -> u32 {
        self.desired.saturating_sub(self.primary_wanted)
    }

    /// How many may start beside those that run.
    fn room(&self) -> u32 {
        if self.all_wanted == self.primary_wanted {
            return self.missing();
        }
        self.most.saturating_sub(self.all_wanted)
    }

    /// How many healthy tasks may stop.
    fn spare(&self) -> u32 {
        self.all_healthy.saturating_sub(self.least)
    }
}

/// Stops what is too much of the primary deployment and what others no longer need.
fn stop_surplus(world: &mut World, arn: &str, seats: &mut [Seat], numbers: &Numbers) -> usize {
    let mut doomed: Vec<Seat> = Vec::new();
    let mut own: Vec<&Seat> = seats
        .iter()
        .filter(|seat| seat.is_wanted && seat.deployment == numbers.primary)
        .collect();
    own.sort_by_key(|seat| (seat.is_healthy, seat.is_up));
    let surplus = numbers.primary_wanted.saturating_sub(numbers.desired) as usize;
    doomed.extend(own.into_iter().take(surplus).cloned());
    if !numbers.is_given_up {
        let others: Vec<&Seat> = seats
            .iter()
            .filter(|seat| seat.is_wanted && seat.deployment != numbers.primary)
            .collect();
        // Tasks that serve nobody may go at any time.
        doomed.extend(
            others
                .iter()
                .filter(|seat| !seat.is_healthy && !seat.is_up)
                .map(|seat| (*seat).clone()),
        );
        let healthy: Vec<&Seat> = others.into_iter().filter(|seat| seat.is_up).collect();
        let remaining = u32::try_from(healthy.len()).unwrap_or(u32::MAX);
        let in_excess = (numbers.primary_healthy + remaining).saturating_sub(numbers.desired);
        let to_make_room = if numbers.missing() > 0 && is_cramped(world, arn, numbers) {
            numbers.missing()
        } else {
            0
        };
        let count = in_excess.max(to_make_room).min(
            numbers.spare().max(
                // A running task that is not healthy does not count towards the minimum.
                u32::try_from(healthy.iter().filter(|seat| !seat.is_healthy).count())
                    .unwrap_or(u32::MAX),
            ),
        );
        let mut healthy = healthy;
        healthy.sort_by_key(|seat| seat.is_healthy);
        doomed.extend(healthy.into_iter().take(count as usize).cloned());
    }
    stop(world, arn, &doomed);
    for seat in seats.iter_mut() {
        if doomed.iter().any(|gone| gone.arn == seat.arn) {
            seat.is_wanted = false;
            seat.is_up = false;
            seat.is_healthy = false;
            seat.is_starting = false;
        }
    }
    doomed.len()
}

/// Whether nothing can start before something stops.
fn is_cramped(world: &World, arn: &str, numbers: &Numbers) -> bool {
    numbers.room() == 0
        || world
            .ecs
            .services
            .get(arn)
            .is_some_and(|service| service.memory.unplaced_since_ms.is_some())
}

fn stop(world: &mut World, arn: &str, seats: &[Seat]) {
    if seats.is_empty() {
        return;
    }
    for seat in seats {
        let reason = events::scaling_activity(&seat.deployment);
        stopping::request_stop(
            world,
            &seat.arn,
            StopCause {
                code: "ServiceSchedulerInitiated".to_owned(),
                reason,
            },
        );
    }
    let running: Vec<String> = seats
        .iter()
        .filter(|seat| seat.is_up)
        .map(|seat| seat.id.clone())
        .collect();
    if let Some(service) = world.ecs.services.get_mut(arn) {
        service.unsettle();
        let message = events::stopped(&service.name, &running);
        if !running.is_empty() {
            service::say(world, arn, message);
        }
    }
}

/// Starts what is missing of the primary deployment, as far as there is room.
fn start_missing(world: &mut World, arn: &str, numbers: &Numbers) -> usize {
    let count = numbers.missing().min(numbers.room());
    let Some(service) = world.ecs.services.get(arn) else {
        return 0;
    };
    if count == 0 || numbers.is_given_up || world.now_ms < service.memory.start_after_ms {
        return 0;
    }
    let service = service.clone();
    let Some(primary) = service.primary() else {
        return 0;
    };
    let Some(definition) = world.ecs.task_definition(&primary.task_definition).cloned() else {
        return 0;
    };
    let mut members = service.members.clone();
    members.extend(primary.members.clone());
    let launch = Launch {
        cluster: &service.cluster,
        definition: &definition,
        members: &members,
        service: Some(arn),
        group: format!("service:{}", service.name),
        started_by: Some(primary.id.clone()),
        overrides: json!({ "containerOverrides": [], "inferenceAcceleratorOverrides": [] }),
        tags: tags(&service, &definition.tags),
        enable_execute_command: flag(&members, "enableExecuteCommand"),
        is_daemon: service.is_daemon(),
    };
    let mut started = Vec::new();
    let mut unplaced = None;
    for _ in 0..count {
        match launch::launch(world, &launch) {
            Ok(task) => started.push(task),
            Err(reason) => {
                unplaced = Some(reason);
                break;
            }
        }
    }
    if let Some(reason) = &unplaced {
        service::say(world, arn, reason.event(&service.name));
    }
    note_start(world, arn, &started, unplaced.is_some());
    started.len()
}

fn note_start(world: &mut World, arn: &str, started: &[String], is_unplaced: bool) {
    let now_ms = world.now_ms;
    let ids: Vec<String> = started
        .iter()
        .map(|arn| crate::ecs::arns::last_part(arn).to_owned())
        .collect();
    let Some(service) = world.ecs.services.get_mut(arn) else {
        return;
    };
    service.unsettle();
    if is_unplaced {
        let since = *service.memory.unplaced_since_ms.get_or_insert(now_ms);
        if now_ms - since >= UNPLACED_COUNTS_MS {
            service.memory.unplaced_since_ms = Some(now_ms);
            if let Some(primary) = service.deployments.first_mut() {
                primary.failed_tasks += 1;
            }
        }
    } else {
        service.memory.unplaced_since_ms = None;
    }
    if ids.is_empty() {
        return;
    }
    let replaced = std::mem::take(&mut service.memory.unhealthy_since_start);
    let mut messages = vec![events::started(&service.name, &ids, replaced as usize)];
    if std::mem::take(&mut service.memory.failed_since_start) {
        service.memory.failed_rounds += 1;
        if breaker::is_worth_saying(service.memory.failed_rounds) {
            messages.push(events::cannot_start_consistently(&service.name));
        }
    }
    for message in messages {
        service::say(world, arn, message);
    }
}

fn tags(service: &Service, of_definition: &[Value]) -> Vec<Value> {
    let mut tags = match service.text("propagateTags") {
        Some("SERVICE") => service.tags.clone(),
        Some("TASK_DEFINITION") => of_definition.to_vec(),
        _ => Vec::new(),
    };
    if flag(&service.members, "enableECSManagedTags") {
        tags.push(json!({ "key": "aws:ecs:clusterName", "value": service.cluster }));
        tags.push(json!({ "key": "aws:ecs:serviceName", "value": service.name }));
    }
    tags
}

fn flag(members: &Object, member: &str) -> bool {
    members
        .get(member)
        .and_then(Value::as_bool)
        .unwrap_or(false)
}

/// A rollout that may neither start nor stop anything says so.
fn say_when_blocked(world: &mut World, arn: &str, seats: &[Seat], numbers: &Numbers) {
    let is_waiting = seats.iter().any(|seat| seat.is_starting);
    let is_blocked = numbers.missing() > 0
        && !numbers.is_given_up
        && numbers.room() == 0
        && numbers.spare() == 0
        && !is_waiting
        && numbers.all_healthy == numbers.all_wanted;
    let Some(service) = world.ecs.services.get_mut(arn) else {
        return;
    };
    if is_blocked && !service.memory.is_blocked {
        service.memory.is_blocked = true;
        let message = events::blocked_by_configuration(&service.name);
        service::say(world, arn, message);
    }
}

/// When everything is as it should be for a while, the rollout is complete and the service steady.
fn settle(world: &mut World, arn: &str, seats: &[Seat], numbers: &Numbers) {
    let now_ms = world.now_ms;
    let is_done = !numbers.is_given_up
        && numbers.primary_healthy == numbers.desired
        && numbers.all_wanted == numbers.primary_wanted
        && numbers.primary_wanted == numbers.desired
        && seats
            .iter()
            .filter(|seat| seat.deployment != numbers.primary)
            .all(|seat| seat.is_gone);
    let Some(service) = world.ecs.services.get_mut(arn) else {
        return;
    };
    if !is_done {
        service.memory.settled_since_ms = None;
        service.memory.is_steady = false;
        return;
    }
    service.deployments.truncate(1);
    let since = *service.memory.settled_since_ms.get_or_insert(now_ms);
    if now_ms - since < SETTLE_MS {
        return;
    }
    complete(world, arn);
    announce_steady(world, arn);
}

fn complete(world: &mut World, arn: &str) {
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
    primary.rollout = Rollout::Completed;
    primary.was_completed = true;
    primary.reason = events::rollout_completed(&primary.id);
    primary.updated_ms = now_ms;
    let message = events::deployment_completed(&service.name, &primary.id);
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

fn announce_steady(world: &mut World, arn: &str) {
    let now_ms = world.now_ms;
    let id = world.next_uuid();
    let Some(service) = world.ecs.services.get_mut(arn) else {
        return;
    };
    let message = events::steady_state(&service.name);
    let is_old = service
        .events
        .iter()
        .find(|event| event.message == message)
        .is_none_or(|event| now_ms - event.at_ms >= REPEAT_STEADY_MS);
    if !service.memory.is_steady || is_old {
        service.memory.is_steady = true;
        service.say_again(id, now_ms, message);
    }
}
