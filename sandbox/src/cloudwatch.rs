//! Amazon CloudWatch: alarms, to be read. No metric is simulated, so their states stay as they are
//! until somebody sets them: with `SetAlarmState`, or at `/_sandbox/alarms`.

mod states;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub(crate) use self::states::{in_alarm, longest_window_ms, put, states};

use crate::{
    arn,
    error::{Answer, AwsError},
    input, paging, timestamp,
    world::World,
};

/// The alarms of the account, in the order of their names.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct CloudWatch {
    pub(crate) alarms: Vec<Alarm>,
}

/// An alarm on one metric.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Alarm {
    pub(crate) name: String,
    pub(crate) description: String,
    /// `OK`, `ALARM` or `INSUFFICIENT_DATA`.
    pub(crate) state: String,
    pub(crate) reason: String,
    /// Namespace and name.
    pub(crate) metric: (String, String),
    pub(crate) statistic: String,
    pub(crate) dimensions: Vec<(String, String)>,
    /// Such as `GreaterThanThreshold`.
    pub(crate) comparison: String,
    pub(crate) threshold: f64,
    pub(crate) actions: Vec<String>,
    pub(crate) changed_ms: i64,
}

const STATES: [&str; 3] = ["OK", "ALARM", "INSUFFICIENT_DATA"];
/// How an alarm looks at its metric; all of them alike.
const PERIOD_S: i64 = 60;
const EVALUATION_PERIODS: i64 = 5;

/// Answers one operation.
pub(crate) fn call(world: &mut World, operation: &str, input: &Value) -> Answer {
    match operation {
        "DescribeAlarms" => describe(world, input),
        "SetAlarmState" => states::set(world, input),
        _ => Err(AwsError::new(
            "InvalidAction",
            format!("Could not find operation {operation} for version 2010-08-01"),
        )),
    }
}

fn describe(world: &World, request: &Value) -> Answer {
    let names = input::texts(request, "AlarmNames");
    let prefix = input::text(request, "AlarmNamePrefix");
    if prefix.is_some() && !names.is_empty() {
        return Err(AwsError::new(
            "InvalidParameterCombination",
            "The parameters AlarmNames and AlarmNamePrefix must not be used together.",
        ));
    }
    let composite = ["ChildrenOfAlarmName", "ParentsOfAlarmName"];
    if let Some(member) = composite.iter().find(|one| request.get(**one).is_some()) {
        return Err(AwsError::new(
            "InvalidParameterValue",
            format!("{member}: the sandbox does not simulate composite alarms"),
        ));
    }
    let state = input::text(request, "StateValue");
    if let Some(state) = state.filter(|state| !STATES.contains(state)) {
        return Err(constraint(
            state,
            "stateValue",
            &format!(
                "Member must satisfy enum value set: [{}]",
                STATES.join(", ")
            ),
        ));
    }
    let kinds = input::texts(request, "AlarmTypes");
    let wants_metrics = kinds.is_empty() || kinds.iter().any(|kind| kind == "MetricAlarm");
    let action = input::text(request, "ActionPrefix");
    let found = world
        .cloudwatch
        .alarms
        .iter()
        .filter(|_| wants_metrics)
        .filter(|alarm| names.is_empty() || names.contains(&alarm.name))
        .filter(|alarm| prefix.is_none_or(|prefix| alarm.name.starts_with(prefix)))
        .filter(|alarm| state.is_none_or(|state| alarm.state == state))
        .filter(|alarm| {
            let mut actions = alarm.actions.iter();
            action.is_none_or(|prefix| actions.any(|one| one.starts_with(prefix)))
        })
        .map(|alarm| show(world, alarm))
        .collect();
    paged(request, found)
}

/// One page. Its bounds are an error of the whole service here, as of the Query protocol.
fn paged(request: &Value, found: Vec<Value>) -> Answer {
    let size = input::number(request, "MaxRecords").unwrap_or(50);
    let size = usize::try_from(size)
        .ok()
        .filter(|size| (1..=100).contains(size))
        .ok_or_else(|| {
            let shown = size.to_string();
            constraint(
                &shown,
                "maxRecords",
                "Member must have value between 1 and 100",
            )
        })?;
    let page = paging::page(found, input::text(request, "NextToken"), size)
        .map_err(|_| AwsError::new("InvalidNextToken", "The next token specified is invalid."))?;
    let mut output = json!({ "CompositeAlarms": [], "MetricAlarms": page.items });
    input::set_some(&mut output, "NextToken", page.next);
    Ok(output)
}

fn constraint(value: &str, shown: &str, constraint: &str) -> AwsError {
    AwsError::new(
        "ValidationError",
        format!(
            "1 validation error detected: Value '{value}' at '{shown}' failed to satisfy \
             constraint: {constraint}"
        ),
    )
}

fn show(world: &World, alarm: &Alarm) -> Value {
    let dimensions: Vec<Value> = alarm
        .dimensions
        .iter()
        .map(|(name, value)| json!({ "Name": name, "Value": value }))
        .collect();
    let changed = timestamp::epoch_seconds(alarm.changed_ms);
    let resource = format!("alarm:{}", alarm.name);
    json!({
        "AlarmName": alarm.name,
        "AlarmArn": arn::regional(world, "cloudwatch", &resource),
        "AlarmDescription": alarm.description,
        "AlarmConfigurationUpdatedTimestamp": changed,
        "ActionsEnabled": true,
        "OKActions": [],
        "AlarmActions": alarm.actions,
        "InsufficientDataActions": [],
        "StateValue": alarm.state,
        "StateReason": alarm.reason,
        "StateUpdatedTimestamp": changed,
        "StateTransitionedTimestamp": changed,
        "MetricName": alarm.metric.1,
        "Namespace": alarm.metric.0,
        "Statistic": alarm.statistic,
        "Dimensions": dimensions,
        "Period": PERIOD_S,
        "EvaluationPeriods": EVALUATION_PERIODS,
        "DatapointsToAlarm": 3,
        "Threshold": alarm.threshold,
        "ComparisonOperator": alarm.comparison,
        "TreatMissingData": "missing",
    })
}
