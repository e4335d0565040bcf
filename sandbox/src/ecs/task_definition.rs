//! Task definitions: families and their revisions.

pub(super) mod derived;
pub(super) mod normal;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::object::Object;
use crate::{input, timestamp::epoch_seconds};

/// All revisions of one name. The counter never goes back, whatever is deregistered or deleted.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Family {
    pub(super) last_revision: u32,
    pub(super) revisions: BTreeMap<u32, TaskDefinition>,
}

/// Whether a revision can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Standing {
    Active,
    Inactive,
    DeleteInProgress,
}

impl Standing {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::Inactive => "INACTIVE",
            Self::DeleteInProgress => "DELETE_IN_PROGRESS",
        }
    }
}

/// One revision.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct TaskDefinition {
    pub(super) arn: String,
    pub(super) family: String,
    pub(super) revision: u32,
    pub(super) standing: Standing,
    /// What was registered, as AWS normalizes it; every member that the client sent is in it.
    pub(super) body: Object,
    /// The members that AWS only reports: `requiresAttributes` and `compatibilities`.
    pub(super) derived: Object,
    pub(super) tags: Vec<Value>,
    pub(super) registered_ms: i64,
    pub(super) registered_by: String,
    pub(super) deregistered_ms: Option<i64>,
    pub(super) delete_requested_ms: Option<i64>,
}

/// How the containers of a task reach the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NetworkMode {
    Awsvpc,
    Bridge,
    Host,
    None,
}

impl NetworkMode {
    /// The mode of a task definition; AWS's default is `bridge`.
    pub(super) fn of(body: &Object) -> Self {
        match body.get("networkMode").and_then(Value::as_str) {
            Some("awsvpc") => Self::Awsvpc,
            Some("host") => Self::Host,
            Some("none") => Self::None,
            _ => Self::Bridge,
        }
    }

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Awsvpc => "awsvpc",
            Self::Bridge => "bridge",
            Self::Host => "host",
            Self::None => "none",
        }
    }
}

impl TaskDefinition {
    pub(super) fn is_active(&self) -> bool {
        self.standing == Standing::Active
    }

    pub(super) fn containers(&self) -> &[Value] {
        self.body
            .get("containerDefinitions")
            .and_then(Value::as_array)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    pub(super) fn container(&self, name: &str) -> Option<&Value> {
        self.containers()
            .iter()
            .find(|container| input::text(container, "name") == Some(name))
    }

    pub(super) fn network_mode(&self) -> NetworkMode {
        NetworkMode::of(&self.body)
    }

    pub(super) fn text(&self, member: &str) -> Option<&str> {
        self.body.get(member).and_then(Value::as_str)
    }

    /// A number that AWS writes as text, such as the task's `cpu`.
    pub(super) fn number(&self, member: &str) -> Option<i64> {
        self.text(member)?.parse().ok()
    }

    /// Whether tasks of it can run with a launch type.
    pub(super) fn is_compatible_with(&self, launch_type: &str) -> bool {
        self.derived
            .get("compatibilities")
            .and_then(Value::as_array)
            .is_some_and(|list| list.iter().any(|item| item == launch_type))
    }

    pub(super) fn is_windows(&self) -> bool {
        self.platform_family().starts_with("Windows")
    }

    /// `Linux`, or the name of the Windows release as services show it.
    pub(super) fn platform_family(&self) -> String {
        let family = self
            .body
            .get("runtimePlatform")
            .and_then(|platform| input::text(platform, "operatingSystemFamily"))
            .unwrap_or("LINUX");
        if family == "LINUX" {
            "Linux".to_owned()
        } else {
            family.replace("WINDOWS_SERVER", "Windows_Server")
        }
    }

    /// The revision as `DescribeTaskDefinition` shows it, without tags.
    pub(super) fn describe(&self) -> Value {
        let mut output = Object::new();
        output.insert("taskDefinitionArn".to_owned(), json!(self.arn));
        output.extend(self.body.clone());
        output.insert("revision".to_owned(), json!(self.revision));
        output.insert("status".to_owned(), json!(self.standing.as_str()));
        output.extend(self.derived.clone());
        output.insert("registeredAt".to_owned(), epoch_seconds(self.registered_ms));
        output.insert("registeredBy".to_owned(), json!(self.registered_by));
        if let Some(at) = self.deregistered_ms {
            output.insert("deregisteredAt".to_owned(), epoch_seconds(at));
        }
        if let Some(at) = self.delete_requested_ms {
            output.insert("deleteRequestedAt".to_owned(), epoch_seconds(at));
        }
        Value::Object(output)
    }
}
