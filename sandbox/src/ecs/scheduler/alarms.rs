//! `CloudWatch` alarms that fail a rollout.

use crate::{
    cloudwatch,
    ecs::service::{Service, alarm_watch::AlarmWatch, service_deployment::Status},
    input,
    world::World,
};

/// Looks at the alarms of a rollout; says whether to roll back when one of them has gone off.
///
/// AWS begins to look once a task of the new version runs.
pub(super) fn triggered(world: &mut World, arn: &str, is_running: bool) -> Option<bool> {
    let watch = watch(world.ecs.services.get(arn)?)?;
    if !is_running || !watch.is_watching() {
        return None;
    }
    let triggered = cloudwatch::in_alarm(world, &watch.names);
    if triggered.is_empty() {
        return None;
    }
    let record = world.ecs.services.get_mut(arn)?.current_record_mut()?;
    let rollback = record
        .configuration
        .get("alarms")
        .is_some_and(|alarms| input::flag(alarms, "rollback"));
    record.alarms.as_mut()?.triggered = triggered;
    Some(rollback)
}

fn watch(service: &Service) -> Option<&AlarmWatch> {
    let record = service.records.first()?;
    record
        .alarms
        .as_ref()
        .filter(|_| record.status == Status::InProgress)
}

/// How long a version that has taken over one by one is watched before it counts as complete: as
/// long as was asked for, and as long as its alarms need to notice anything.
pub(super) fn bake_ms(world: &World, arn: &str) -> i64 {
    let Some(record) = world
        .ecs
        .services
        .get(arn)
        .and_then(|service| service.records.first())
        .filter(|record| record.status == Status::InProgress)
    else {
        return 0;
    };
    let asked_ms = input::number(&record.configuration, "bakeTimeInMinutes")
        .unwrap_or_default()
        .saturating_mul(60_000);
    let watched_ms = record
        .alarms
        .as_ref()
        .filter(|watch| watch.is_watching())
        .map_or(0, |watch| {
            cloudwatch::longest_window_ms(world, &watch.names)
        });
    asked_ms.max(watched_ms)
}
