//! The states of alarms, set by hand.

use serde_json::{Value, json};

use super::{Alarm, EVALUATION_PERIODS, PERIOD_S, STATES, constraint};
use crate::{
    error::{Answer, AwsError},
    input,
    world::World,
};

/// `SetAlarmState`.
pub(super) fn set(world: &mut World, request: &Value) -> Answer {
    let member = |member: &str, shown: &str| {
        input::text(request, member)
            .map(str::to_owned)
            .ok_or_else(|| constraint("null", shown, "Member must not be null"))
    };
    let name = member("AlarmName", "alarmName")?;
    let state = member("StateValue", "stateValue")?;
    let reason = member("StateReason", "stateReason")?;
    check_state(&state)?;
    let now_ms = world.now_ms;
    let alarm = world
        .cloudwatch
        .alarms
        .iter_mut()
        .find(|alarm| alarm.name == name)
        .ok_or_else(|| {
            AwsError::new("ResourceNotFound", format!("Alarm {name} does not exist"))
                .with_status(404)
        })?;
    enter(alarm, state, reason, now_ms);
    Ok(json!({}))
}

/// Sets the state of an alarm, which is made when there is none: for people and tests, to whom
/// metrics are no matter.
pub(crate) fn put(world: &mut World, name: &str, state: &str) -> Result<(), AwsError> {
    check_state(state)?;
    let now_ms = world.now_ms;
    let reason = "Set by hand at the sandbox.".to_owned();
    let alarms = &mut world.cloudwatch.alarms;
    if let Some(alarm) = alarms.iter_mut().find(|alarm| alarm.name == name) {
        enter(alarm, state.to_owned(), reason, now_ms);
        return Ok(());
    }
    alarms.push(Alarm {
        name: name.to_owned(),
        description: String::new(),
        state: state.to_owned(),
        reason,
        metric: ("AWS/ECS".to_owned(), "CPUUtilization".to_owned()),
        statistic: "Average".to_owned(),
        dimensions: Vec::new(),
        comparison: "GreaterThanThreshold".to_owned(),
        threshold: 90.0,
        actions: Vec::new(),
        changed_ms: now_ms,
    });
    alarms.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(())
}

/// All alarms and their states.
pub(crate) fn states(world: &World) -> Value {
    let alarms = world.cloudwatch.alarms.iter();
    let alarms: Vec<Value> = alarms
        .map(|alarm| json!({ "name": alarm.name, "state": alarm.state }))
        .collect();
    json!({ "alarms": alarms })
}

/// Those of the named alarms that are in alarm. A name that no alarm has is no mistake: alarms on a
/// service's own metrics can only be made after it.
pub(crate) fn in_alarm(world: &World, names: &[String]) -> Vec<String> {
    named(world, names)
        .filter(|alarm| alarm.state == "ALARM")
        .map(|alarm| alarm.name.clone())
        .collect()
}

/// How long it takes the slowest of the named alarms to notice something.
pub(crate) fn longest_window_ms(world: &World, names: &[String]) -> i64 {
    let windows = named(world, names).map(|_| PERIOD_S * EVALUATION_PERIODS * 1000);
    windows.max().unwrap_or(0)
}

fn named<'a>(world: &'a World, names: &'a [String]) -> impl Iterator<Item = &'a Alarm> {
    let alarms = world.cloudwatch.alarms.iter();
    alarms.filter(|alarm| names.contains(&alarm.name))
}

fn check_state(state: &str) -> Result<(), AwsError> {
    if STATES.contains(&state) {
        return Ok(());
    }
    let allowed = STATES.join(", ");
    let rule = format!("Member must satisfy enum value set: [{allowed}]");
    Err(constraint(state, "stateValue", &rule))
}

fn enter(alarm: &mut Alarm, state: String, reason: String, now_ms: i64) {
    alarm.state = state;
    alarm.reason = reason;
    alarm.changed_ms = now_ms;
}
