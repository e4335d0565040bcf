//! The alarms that a rollout is watched by.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::input;

/// What a service deployment knows of its alarms.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct AlarmWatch {
    pub(crate) names: Vec<String>,
    pub(crate) triggered: Vec<String>,
    /// One of them was in alarm when the rollout began. AWS then ignores them all, so that a
    /// repair can be rolled out.
    pub(crate) is_ignored: bool,
}

impl AlarmWatch {
    /// Reads a deployment configuration; `None` when it has no alarms that are on.
    pub(crate) fn read(configuration: &Value) -> Option<Self> {
        let alarms = configuration
            .get("alarms")
            .filter(|alarms| input::flag(alarms, "enable"))?;
        Some(Self {
            names: input::texts(alarms, "alarmNames"),
            ..Self::default()
        })
    }

    pub(crate) fn is_watching(&self) -> bool {
        !self.is_ignored && self.triggered.is_empty()
    }

    /// The alarms as `DescribeServiceDeployments` shows them.
    pub(crate) fn describe(watch: Option<&Self>, is_over: bool) -> Value {
        let Some(watch) = watch else {
            return json!({ "status": "DISABLED" });
        };
        let status = match (watch.is_ignored, watch.triggered.is_empty(), is_over) {
            (true, _, _) => "DISABLED",
            (false, false, _) => "TRIGGERED",
            (false, true, true) => "MONITORING_COMPLETE",
            (false, true, false) => "MONITORING",
        };
        let mut output = json!({ "status": status, "alarmNames": watch.names });
        if !watch.triggered.is_empty() {
            let triggered = Some(watch.triggered.clone());
            input::set_some(&mut output, "triggeredAlarmNames", triggered);
        }
        output
    }
}
