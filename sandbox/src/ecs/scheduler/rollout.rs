//! Services, a step each, and which of their tasks stop.

use std::collections::{BTreeMap, HashMap};

use super::{
    breaker,
    numbers::Numbers,
    seat::{self, Seat, Stage},
    settling, shifting, starting, stopping,
};
use crate::{
    ecs::{
        events,
        service::{
            self, Service, Standing, deployment::Rollout,
            service_deployment::Status as RecordStatus,
        },
        task::{StopCause, Task},
    },
    world::World,
};

/// Brings every service a step further. One at rest is passed over: with many of them, looking at
/// each in each step would be all that there is time for.
pub(super) fn advance(world: &mut World) {
    let mut crews: HashMap<&str, Crew> = HashMap::new();
    for task in world.ecs.tasks.values() {
        if let Some(service) = task
            .service
            .as_deref()
            .filter(|_| !task.status.is_stopped())
        {
            crews.entry(service).or_default().count(world, task);
        }
    }
    let mut seats: BTreeMap<String, Vec<Seat>> = world
        .ecs
        .services
        .values()
        .filter(|service| {
            let crew = crews.get(service.arn.as_str());
            !is_at_rest(service, crew, world.now_ms)
        })
        .map(|service| (service.arn.clone(), Vec::new()))
        .collect();
    if seats.is_empty() {
        return;
    }
    for task in world
        .ecs
        .tasks
        .values()
        .filter(|task| !task.status.is_stopped())
    {
        let service = task.service.as_deref();
        if let Some(seats) = service.and_then(|service| seats.get_mut(service)) {
            seats.push(Seat::of(world, task));
        }
    }
    for (arn, seats) in seats {
        step(world, &arn, seats);
    }
}

/// The tasks of a service that have not stopped, as far as it matters for rest.
#[derive(Debug, Default)]
struct Crew {
    count: u32,
    /// Whether one of them is anything but running and well.
    is_stirring: bool,
}

impl Crew {
    fn count(&mut self, world: &World, task: &Task) {
        self.count += 1;
        // Others are not looked at once it is known.
        self.is_stirring = self.is_stirring || !seat::is_well(world, task);
    }
}

fn is_at_rest(service: &Service, crew: Option<&Crew>, now_ms: i64) -> bool {
    if service.standing == Standing::Inactive || service.deployments.is_empty() {
        // One that is being deleted still has to be said to be gone.
        return service.standing != Standing::Draining;
    }
    let (count, is_stirring) = crew.map_or((0, false), |crew| (crew.count, crew.is_stirring));
    let is_complete = match service.deployments.as_slice() {
        [only] => only.rollout == Rollout::Completed,
        _ => false,
    };
    service.standing == Standing::Active
        && service.memory.is_steady
        && is_complete
        && !is_stirring
        && count == service.desired
        // The number of a daemon's tasks follows its instances.
        && !service.is_daemon()
        && service
            .records
            .first()
            .is_none_or(|record| record.status.is_final())
        // The steady state is announced again from time to time.
        && !service.has_been_silent(now_ms)
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
    breaker::judge(world, arn, &seats);
    if world
        .ecs
        .services
        .get(arn)
        .is_some_and(|service| service.shift().is_some())
    {
        shifting::step(world, arn, &mut seats);
        return;
    }
    let Some(numbers) = Numbers::of(world, arn, &seats) else {
        return;
    };
    let stopped = stop_surplus(world, arn, &mut seats, &numbers);
    let Some(numbers) = Numbers::of(world, arn, &seats) else {
        return;
    };
    let started = starting::start_missing(world, arn, &numbers);
    if stopped == 0 && started == 0 {
        say_when_blocked(world, arn, &seats, &numbers);
    }
    if started == 0 {
        settling::settle(world, arn, &seats, &numbers);
    }
}

/// A service that is being deleted stops all its tasks and then is inactive.
fn drain(world: &mut World, arn: &str, seats: &[Seat]) {
    let wanted: Vec<Seat> = seats
        .iter()
        .filter(|seat| seat.is_wanted())
        .cloned()
        .collect();
    stop(world, arn, &wanted);
    let now_ms = world.now_ms;
    if seats.iter().all(Seat::is_gone)
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
        shifting::begin(world, arn);
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
    for seat in seats.iter().filter(|seat| seat.is_healthy()) {
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
        seat.stage = Stage::Leaving;
    }
}

/// Stops what is too much of the primary deployment and what others no longer need.
fn stop_surplus(world: &mut World, arn: &str, seats: &mut [Seat], numbers: &Numbers) -> usize {
    let mut doomed: Vec<Seat> = Vec::new();
    let mut own: Vec<&Seat> = seats
        .iter()
        .filter(|seat| seat.is_wanted() && seat.deployment == numbers.primary)
        .collect();
    own.sort_by_key(|seat| (seat.is_healthy(), seat.is_up()));
    let surplus = numbers.primary_wanted.saturating_sub(numbers.desired) as usize;
    doomed.extend(own.into_iter().take(surplus).cloned());
    if !numbers.is_given_up {
        let others: Vec<&Seat> = seats
            .iter()
            .filter(|seat| seat.is_wanted() && seat.deployment != numbers.primary)
            .collect();
        // Tasks that serve nobody may go at any time.
        doomed.extend(
            others
                .iter()
                .filter(|seat| !seat.is_healthy() && !seat.is_up())
                .map(|seat| (*seat).clone()),
        );
        let healthy: Vec<&Seat> = others.into_iter().filter(|seat| seat.is_up()).collect();
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
                u32::try_from(healthy.iter().filter(|seat| !seat.is_healthy()).count())
                    .unwrap_or(u32::MAX),
            ),
        );
        let mut healthy = healthy;
        healthy.sort_by_key(|seat| seat.is_healthy());
        doomed.extend(healthy.into_iter().take(count as usize).cloned());
    }
    stop(world, arn, &doomed);
    for seat in seats.iter_mut() {
        if doomed.iter().any(|gone| gone.arn == seat.arn) {
            seat.stage = Stage::Leaving;
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

pub(super) fn stop(world: &mut World, arn: &str, seats: &[Seat]) {
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
    let Some(service) = world.ecs.services.get_mut(arn) else {
        return;
    };
    service.unsettle();
    let mut running: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for seat in seats.iter().filter(|seat| seat.is_up()) {
        let label = service.label(&seat.deployment);
        running.entry(label).or_default().push(seat.id.clone());
    }
    for (label, ids) in running {
        service::say(world, arn, events::stopped(&label, &ids));
    }
}

/// A rollout that may neither start nor stop anything says so.
fn say_when_blocked(world: &mut World, arn: &str, seats: &[Seat], numbers: &Numbers) {
    let is_waiting = seats.iter().any(Seat::is_starting);
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
