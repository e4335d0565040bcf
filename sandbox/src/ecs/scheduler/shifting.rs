//! A rollout that stands a whole new version (green) beside the old one (blue) and shifts the
//! traffic: `BLUE_GREEN`, `LINEAR` and `CANARY`.
//!
//! At each stage work is done, hooks are waited for, and then comes the next. Blue keeps all its
//! tasks up to the last stage, so that going back is a matter of traffic alone.

use super::{
    breaker::{self, Verdict},
    hooks::{self, Word},
    rollout,
    seat::{Seat, Stage as SeatStage},
    settling, starting, traffic,
};
use crate::{
    ecs::{
        events,
        service::{
            Service,
            lifecycle::{Lifecycle, Stage, steps},
        },
    },
    input,
    world::World,
};

/// A stage with nothing to do takes so long, that it can be seen.
const STAGE_MS: i64 = 3_000;
/// How long listener rules take to be rewritten.
const TRAFFIC_MS: i64 = 5_000;
/// "Each lifecycle stage can last up to 24 hours", of the developer guide.
const LONGEST_STAGE_MS: i64 = 24 * 3600 * 1000;

/// The first stage of a rollout that has just begun.
pub(super) fn begin(world: &mut World, arn: &str) {
    let stage = shift(world, arn).map(|shift| shift.stage);
    if let Some(stage) = stage {
        // Both target groups must stand behind the load balancer before green is checked. The
        // first version of a service has nobody to share with.
        if shift(world, arn).is_some_and(|shift| shift.blue.is_some()) {
            traffic::apply(world, arn);
        }
        enter(world, arn, stage, 0);
    }
}

/// One step.
pub(super) fn step(world: &mut World, arn: &str, seats: &mut [Seat]) {
    keep_up(world, arn, seats);
    let now_ms = world.now_ms;
    let Some(shift) = shift_mut(world, arn) else {
        return;
    };
    match hooks::poll(shift, now_ms) {
        Word::Wait => return,
        Word::GoOn => {}
        Word::RollBack => {
            let verdict = Verdict {
                event: Some("hook execution failure(s) detected"),
                reason: events::HOOK_FAILED,
                why: "because hook execution failure(s) were detected",
                rollback: true,
            };
            breaker::give_up(world, arn, &verdict);
            return;
        }
    }
    let free_since_ms = *shift.free_since_ms.get_or_insert(now_ms);
    let (stage, step, entered_ms) = (shift.stage, shift.step, shift.entered_ms);
    if stage == Stage::ScaleUp && now_ms - entered_ms >= LONGEST_STAGE_MS {
        let verdict = Verdict {
            event: Some("tasks failed to start"),
            reason: events::STAGE_TOO_LONG,
            why: "because a lifecycle stage took longer than 24 hours",
            rollback: true,
        };
        breaker::give_up(world, arn, &verdict);
        return;
    }
    let is_due = now_ms - free_since_ms >= wait_ms(world, arn, stage, step);
    if !is_due || !is_done(world, arn, stage, seats) {
        return;
    }
    match next(world, arn, stage, step) {
        Some((stage, step)) => enter(world, arn, stage, step),
        None => finish(world, arn),
    }
}

fn shift<'a>(world: &'a World, arn: &str) -> Option<&'a Lifecycle> {
    world.ecs.services.get(arn).and_then(Service::shift)
}

fn shift_mut<'a>(world: &'a mut World, arn: &str) -> Option<&'a mut Lifecycle> {
    world.ecs.services.get_mut(arn).and_then(Service::shift_mut)
}

/// Starts and stops tasks so that every version has as many as it is to have.
fn keep_up(world: &mut World, arn: &str, seats: &mut [Seat]) {
    let Some(service) = world.ecs.services.get(arn) else {
        return;
    };
    let targets: Vec<(String, u32)> = service
        .deployments
        .iter()
        .map(|version| {
            let count = service.requested(&version.id).unwrap_or_default();
            (version.id.clone(), count)
        })
        .collect();
    let mut doomed: Vec<Seat> = Vec::new();
    for (id, count) in &targets {
        let mut own: Vec<&Seat> = seats
            .iter()
            .filter(|seat| seat.is_wanted() && seat.deployment == *id)
            .collect();
        let wanted = u32::try_from(own.len()).unwrap_or(u32::MAX);
        starting::start(world, arn, id, count.saturating_sub(wanted));
        own.sort_by_key(|seat| (seat.is_healthy(), seat.is_up()));
        let surplus = wanted.saturating_sub(*count) as usize;
        doomed.extend(own.into_iter().take(surplus).cloned());
    }
    rollout::stop(world, arn, &doomed);
    for seat in seats.iter_mut() {
        if doomed.iter().any(|gone| gone.arn == seat.arn) {
            seat.stage = SeatStage::Leaving;
        }
    }
}

/// How long a stage lasts once no hook holds it up.
fn wait_ms(world: &World, arn: &str, stage: Stage, step: usize) -> i64 {
    let Some(record) = world
        .ecs
        .services
        .get(arn)
        .and_then(|service| service.records.first())
    else {
        return STAGE_MS;
    };
    let steps = steps(&record.configuration);
    match stage {
        Stage::TestTrafficShift => TRAFFIC_MS,
        Stage::ProductionTrafficShift => {
            let bake_ms = steps.get(step).map_or(0, |step| step.bake_ms);
            // The first version of a service gets all at once.
            let is_first = record
                .lifecycle
                .as_ref()
                .is_none_or(|lifecycle| lifecycle.blue.is_none());
            TRAFFIC_MS + if is_first { 0 } else { bake_ms }
        }
        Stage::BakeTime => input::number(&record.configuration, "bakeTimeInMinutes")
            .unwrap_or_default()
            .saturating_mul(60_000),
        Stage::ReconcileService
        | Stage::PreScaleUp
        | Stage::ScaleUp
        | Stage::PostScaleUp
        | Stage::PostTestTrafficShift
        | Stage::PreProductionTrafficShift
        | Stage::PostProductionTrafficShift
        | Stage::CleanUp => STAGE_MS,
    }
}

/// Whether what a stage is for has been reached.
fn is_done(world: &World, arn: &str, stage: Stage, seats: &[Seat]) -> bool {
    let Some(service) = world.ecs.services.get(arn) else {
        return false;
    };
    let green = service.primary().map(|primary| primary.id.as_str());
    let is_green = |seat: &&Seat| Some(seat.deployment.as_str()) == green;
    match stage {
        Stage::ReconcileService => {
            let blue = service.blue().map(|blue| blue.id.as_str());
            seats
                .iter()
                .filter(|seat| !is_green(seat) && Some(seat.deployment.as_str()) != blue)
                .all(Seat::is_gone)
        }
        Stage::ScaleUp => {
            let healthy = seats
                .iter()
                .filter(is_green)
                .filter(|seat| seat.is_healthy());
            u32::try_from(healthy.count()).is_ok_and(|healthy| healthy >= service.desired)
        }
        Stage::CleanUp => seats
            .iter()
            .filter(|seat| !is_green(seat))
            .all(Seat::is_gone),
        Stage::PreScaleUp
        | Stage::PostScaleUp
        | Stage::TestTrafficShift
        | Stage::PostTestTrafficShift
        | Stage::PreProductionTrafficShift
        | Stage::ProductionTrafficShift
        | Stage::PostProductionTrafficShift
        | Stage::BakeTime => true,
    }
}

/// What comes after a stage, and after a portion of the production traffic.
fn next(world: &World, arn: &str, stage: Stage, step: usize) -> Option<(Stage, usize)> {
    let service = world.ecs.services.get(arn)?;
    let is_first = service.shift()?.blue.is_none();
    let portions = steps(&service.records.first()?.configuration).len();
    Some(match stage {
        Stage::ReconcileService => (Stage::PreScaleUp, step),
        Stage::PreScaleUp => (Stage::ScaleUp, step),
        Stage::ScaleUp => (Stage::PostScaleUp, step),
        Stage::PostScaleUp => (Stage::TestTrafficShift, step),
        Stage::TestTrafficShift => (Stage::PostTestTrafficShift, step),
        Stage::PostTestTrafficShift => (Stage::PreProductionTrafficShift, step),
        Stage::PreProductionTrafficShift => (Stage::ProductionTrafficShift, step),
        Stage::ProductionTrafficShift if step + 1 < portions && !is_first => {
            (Stage::PreProductionTrafficShift, step + 1)
        }
        Stage::ProductionTrafficShift => (Stage::PostProductionTrafficShift, step),
        // While there is no blue, there is nothing to bake beside.
        Stage::PostProductionTrafficShift if is_first => (Stage::CleanUp, step),
        Stage::PostProductionTrafficShift => (Stage::BakeTime, step),
        Stage::BakeTime => (Stage::CleanUp, step),
        Stage::CleanUp => return None,
    })
}

fn enter(world: &mut World, arn: &str, stage: Stage, step: usize) {
    let now_ms = world.now_ms;
    let Some(record) = world
        .ecs
        .services
        .get(arn)
        .and_then(|service| service.records.first())
    else {
        return;
    };
    let configuration = record.configuration.clone();
    let hooks = hooks::of_stage(world, &configuration, stage);
    let Some(shift) = shift_mut(world, arn) else {
        return;
    };
    shift.stage = stage;
    shift.step = step;
    shift.entered_ms = now_ms;
    shift.free_since_ms = None;
    shift.hooks = hooks;
    match stage {
        Stage::TestTrafficShift => shift.test = 100.0,
        Stage::ProductionTrafficShift => {
            let portion = steps(&configuration).get(step).map(|step| step.percent);
            shift.production = if shift.blue.is_some() {
                portion.unwrap_or(100.0)
            } else {
                100.0
            };
        }
        Stage::ReconcileService
        | Stage::PreScaleUp
        | Stage::ScaleUp
        | Stage::PostScaleUp
        | Stage::PostTestTrafficShift
        | Stage::PreProductionTrafficShift
        | Stage::PostProductionTrafficShift
        | Stage::BakeTime
        | Stage::CleanUp => return,
    }
    if shift.blue.is_some() || shift.production > 0.0 {
        traffic::apply(world, arn);
    }
}

/// Green has taken over.
fn finish(world: &mut World, arn: &str) {
    if let Some(service) = world.ecs.services.get_mut(arn) {
        settling::retire(service);
    }
    settling::complete(world, arn);
    settling::announce_steady(world, arn);
}
