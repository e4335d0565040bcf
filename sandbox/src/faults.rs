//! The fault table: what goes wrong on purpose, on `/_sandbox/faults`.
//!
//! `GET` lists the faults with how often each matched and fired, `PUT` replaces the table by a
//! list, `POST` adds one fault or a list, `DELETE` empties it. A fault is an object:
//!
//! | member | means |
//! | --- | --- |
//! | `service` | one of the names below; absent: any |
//! | `operation` | such as `UpdateService`; absent: any |
//! | `nth` | only the n-th matching call, counted from 1 |
//! | `every` | each n-th matching call |
//! | `times` | at most so often |
//! | `kind` | one of those below |
//!
//! Services are called by their signing names: `ecs`, `ssm`, `secretsmanager`, `ecr`, `logs`,
//! `application-autoscaling`, `elasticloadbalancing`, `iam`, `sts`, `ec2`, `servicediscovery`,
//! `monitoring` (CloudWatch), `elasticfilesystem`, `kms` and `servicequotas`. Classic load balancers share theirs
//! with their successors, and are called `elb` here.
//!
//! | kind | does |
//! | --- | --- |
//! | `throttle` | refuses with AWS's throttling error |
//! | `error` | answers `status`, `code` and `message` |
//! | `timeout_before` | never answers, nothing happens |
//! | `timeout_after_commit` | the operation happens, the answer never comes |
//! | `reset_before` | resets the connection, nothing happens |
//! | `reset_after_commit` | the operation happens, then the connection is reset |
//! | `stale` | answers from the state of `seconds` ago (of when the fault was set, at the earliest); nothing is changed |
//! | `delay_ms` | the operation happens, and is answered, after `delay_ms` of real time |
//! | `delay_after_commit` | the operation happens at once, the answer comes after `delay_ms` of real time |
//! | `truncate_after_commit` | the operation happens, the answer breaks off in the middle of its body |
//! | `skew` | the server's clock is `seconds` ahead (behind, when negative): signatures more than five minutes off are refused, and every answer has the server's `Date` |
//!
//! The first fault that fires wins.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What goes wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Kind {
    Throttle,
    Error {
        status: u16,
        code: String,
        #[serde(default)]
        message: String,
    },
    TimeoutBefore,
    TimeoutAfterCommit,
    ResetBefore,
    ResetAfterCommit,
    Stale {
        seconds: u32,
    },
    DelayMs {
        delay_ms: u64,
    },
    DelayAfterCommit {
        delay_ms: u64,
    },
    TruncateAfterCommit,
    Skew {
        seconds: i64,
    },
}

/// One line of the table.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Fault {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    service: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    operation: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nth: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    every: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    times: Option<u64>,
    #[serde(flatten)]
    kind: Kind,
    #[serde(default, skip_deserializing)]
    matched: u64,
    #[serde(default, skip_deserializing)]
    fired: u64,
}

const MEMBERS: [&str; 13] = [
    "service",
    "operation",
    "nth",
    "every",
    "times",
    "kind",
    "status",
    "code",
    "message",
    "seconds",
    "delay_ms",
    "matched",
    "fired",
];

/// A fault that can't be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FaultError {
    #[error("fault {index} has the unknown member {member:?}; there are {}", MEMBERS.join(", "))]
    UnknownMember { index: usize, member: String },
    #[error("fault {index} can't be read: {reason}")]
    Unreadable { index: usize, reason: String },
}

impl Fault {
    fn matches(&self, service: &str, operation: &str) -> bool {
        self.service
            .as_deref()
            .is_none_or(|wanted| wanted == service)
            && self
                .operation
                .as_deref()
                .is_none_or(|wanted| wanted == operation)
    }

    fn fires(&mut self) -> bool {
        self.matched += 1;
        let fires = self.nth.is_none_or(|nth| nth == self.matched)
            && self
                .every
                .is_none_or(|every| self.matched.is_multiple_of(every.max(1)))
            && self.times.is_none_or(|times| self.fired < times);
        self.fired += u64::from(fires);
        fires
    }
}

/// All faults, in order.
#[derive(Debug, Default, Serialize)]
#[serde(transparent)]
pub(crate) struct FaultTable(Vec<Fault>);

impl FaultTable {
    /// Decides what goes wrong with a call, counting it.
    pub(crate) fn decide(&mut self, service: &str, operation: &str) -> Option<Kind> {
        self.0
            .iter_mut()
            .filter(|fault| fault.matches(service, operation))
            .find_map(|fault| fault.fires().then(|| fault.kind.clone()))
    }

    /// Adds faults, as the control endpoint gets them: one object or a list.
    pub(crate) fn add(&mut self, faults: Value) -> Result<(), FaultError> {
        let list = match faults {
            Value::Array(list) => list,
            one => vec![one],
        };
        let faults = list
            .into_iter()
            .enumerate()
            .map(|(index, value)| read(index, value))
            .collect::<Result<Vec<_>, _>>()?;
        self.0.extend(faults);
        Ok(())
    }

    /// How old an answer the table may ask for, in seconds; `None` when no fault does.
    pub(crate) fn oldest_stale_seconds(&self) -> Option<u32> {
        self.0
            .iter()
            .filter_map(|fault| match fault.kind {
                Kind::Stale { seconds } => Some(seconds),
                Kind::Throttle
                | Kind::Error { .. }
                | Kind::TimeoutBefore
                | Kind::TimeoutAfterCommit
                | Kind::ResetBefore
                | Kind::ResetAfterCommit
                | Kind::DelayMs { .. }
                | Kind::DelayAfterCommit { .. }
                | Kind::TruncateAfterCommit
                | Kind::Skew { .. } => None,
            })
            .max()
    }
}

fn read(index: usize, value: Value) -> Result<Fault, FaultError> {
    if let Some(member) = value
        .as_object()
        .and_then(|object| object.keys().find(|key| !MEMBERS.contains(&key.as_str())))
    {
        return Err(FaultError::UnknownMember {
            index,
            member: member.clone(),
        });
    }
    serde_json::from_value(value).map_err(|error| FaultError::Unreadable {
        index,
        reason: error.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{FaultTable, Kind};

    #[test]
    fn counts_decide_when_a_fault_fires() {
        let mut table = FaultTable::default();
        table
            .add(json!([
                {"operation": "UpdateService", "nth": 2, "kind": "reset_after_commit"},
                {"service": "ecs", "every": 2, "times": 1, "kind": "throttle"},
            ]))
            .unwrap();
        assert_eq!(table.decide("ecs", "UpdateService"), None);
        assert_eq!(
            table.decide("ecs", "UpdateService"),
            Some(Kind::ResetAfterCommit)
        );
        assert_eq!(table.decide("ecs", "ListTasks"), Some(Kind::Throttle));
        assert_eq!(table.decide("ecs", "ListTasks"), None);
        assert_eq!(table.decide("ecs", "ListTasks"), None);
        assert_eq!(table.decide("ssm", "GetParameters"), None);
    }

    #[test]
    fn a_misspelt_member_is_named() {
        let error = FaultTable::default()
            .add(json!({"sevice": "ecs", "kind": "throttle"}))
            .unwrap_err();
        assert!(error.to_string().contains("\"sevice\""), "{error}");
    }
}
