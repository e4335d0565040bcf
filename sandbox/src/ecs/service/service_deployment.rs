//! Service deployments and service revisions: the lasting record of what was rolled out.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Service, alarm_watch::AlarmWatch, lifecycle::Lifecycle};
use crate::{
    ecs::{object::Object, task::Task},
    input,
    timestamp::epoch_seconds,
};

/// The state of a service deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Status {
    Pending,
    InProgress,
    Successful,
    Stopped,
    RollbackRequested,
    RollbackInProgress,
    RollbackSuccessful,
    RollbackFailed,
}

impl Status {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::InProgress => "IN_PROGRESS",
            Self::Successful => "SUCCESSFUL",
            Self::Stopped => "STOPPED",
            Self::RollbackRequested => "ROLLBACK_REQUESTED",
            Self::RollbackInProgress => "ROLLBACK_IN_PROGRESS",
            Self::RollbackSuccessful => "ROLLBACK_SUCCESSFUL",
            Self::RollbackFailed => "ROLLBACK_FAILED",
        }
    }

    pub(crate) fn is_final(self) -> bool {
        matches!(
            self,
            Self::Successful | Self::Stopped | Self::RollbackSuccessful | Self::RollbackFailed
        )
    }
}

/// A return to an earlier revision.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Rollback {
    pub(crate) reason: String,
    pub(crate) started_ms: i64,
    pub(crate) revision: String,
}

/// The record of one rollout.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ServiceDeployment {
    pub(crate) arn: String,
    pub(crate) status: Status,
    pub(crate) reason: Option<String>,
    pub(crate) created_ms: i64,
    pub(crate) started_ms: Option<i64>,
    pub(crate) finished_ms: Option<i64>,
    pub(crate) stopped_ms: Option<i64>,
    pub(crate) updated_ms: i64,
    /// The revision that it brings in.
    pub(crate) target: String,
    /// The deployment's id, `ecs-svc/…`.
    pub(crate) deployment: String,
    /// The revisions that it takes the place of.
    pub(crate) sources: Vec<String>,
    pub(crate) configuration: Value,
    pub(crate) failure_count: u32,
    pub(crate) threshold: u32,
    pub(crate) breaker_triggered: bool,
    pub(crate) rollback: Option<Rollback>,
    #[serde(default)]
    pub(crate) alarms: Option<AlarmWatch>,
    /// The stages of a rollout that shifts traffic; none when tasks are replaced one by one.
    #[serde(default)]
    pub(crate) lifecycle: Option<Lifecycle>,
}

/// What a version of a service consisted of.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Revision {
    pub(crate) arn: String,
    pub(crate) created_ms: i64,
    pub(crate) task_definition: String,
    pub(crate) members: Object,
    pub(crate) images: Vec<Value>,
    /// The target groups and listener rules that it really uses.
    #[serde(default)]
    pub(crate) resolved: Option<Value>,
}

/// How many tasks of a revision are wanted, run and start.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Counts {
    pub(crate) requested: u32,
    pub(crate) running: u32,
    pub(crate) pending: u32,
}

impl Counts {
    /// Counts the tasks of one deployment.
    pub(crate) fn of<'a>(
        service: &Service,
        deployment: &str,
        tasks: impl Iterator<Item = &'a Task>,
    ) -> Self {
        let mut counts = Self::default();
        let mut wanted = 0;
        for task in tasks.filter(|task| task.started_by.as_deref() == Some(deployment)) {
            counts.running += u32::from(task.status.is_running());
            counts.pending += u32::from(task.status.is_starting());
            wanted += u32::from(task.is_wanted());
        }
        counts.requested = service.requested(deployment).unwrap_or(wanted);
        counts
    }

    fn describe(self, revision: &str) -> Value {
        json!({
            "arn": revision,
            "requestedTaskCount": self.requested,
            "runningTaskCount": self.running,
            "pendingTaskCount": self.pending,
        })
    }
}

impl ServiceDeployment {
    /// Changes its state.
    pub(crate) fn enter(&mut self, status: Status, reason: Option<&str>, now_ms: i64) {
        self.status = status;
        self.reason = reason.map(str::to_owned).or_else(|| self.reason.take());
        self.updated_ms = now_ms;
        if status.is_final() {
            self.finished_ms = Some(now_ms);
        }
        if status == Status::Stopped {
            self.stopped_ms = Some(now_ms);
        }
    }

    /// A line of `ListServiceDeployments`.
    pub(crate) fn brief(&self, service: &Service) -> Value {
        let mut output = json!({
            "serviceDeploymentArn": self.arn,
            "serviceArn": service.arn,
            "clusterArn": service.cluster_arn,
            "createdAt": epoch_seconds(self.created_ms),
            "targetServiceRevisionArn": self.target,
            "status": self.status.as_str(),
        });
        input::set_some(&mut output, "startedAt", self.started_ms.map(epoch_seconds));
        input::set_some(
            &mut output,
            "finishedAt",
            self.finished_ms.map(epoch_seconds),
        );
        input::set_some(&mut output, "statusReason", self.reason.clone());
        output
    }

    /// The whole record, as `DescribeServiceDeployments` shows it.
    pub(crate) fn describe<'a>(
        &self,
        service: &Service,
        tasks: &(impl Iterator<Item = &'a Task> + Clone),
    ) -> Value {
        let summary_of = |revision: &str, is_target: bool| {
            let id = revision.rsplit('/').next().unwrap_or_default();
            let counts = Counts::of(service, &format!("ecs-svc/{id}"), tasks.clone());
            let mut output = counts.describe(revision);
            if let Some(lifecycle) = &self.lifecycle {
                let (production, test) = lifecycle.weights(revision, is_target);
                for (member, weight) in [
                    ("requestedProductionTrafficWeight", production),
                    ("requestedTestTrafficWeight", test),
                ] {
                    input::set_some(&mut output, member, Some(weight));
                }
            }
            output
        };
        let sources: Vec<Value> = self
            .sources
            .iter()
            .map(|arn| summary_of(arn, false))
            .collect();
        let mut output = json!({
            "serviceDeploymentArn": self.arn,
            "serviceArn": service.arn,
            "clusterArn": service.cluster_arn,
            "createdAt": epoch_seconds(self.created_ms),
            "updatedAt": epoch_seconds(self.updated_ms),
            "sourceServiceRevisions": sources,
            "targetServiceRevision": summary_of(&self.target, true),
            "status": self.status.as_str(),
            "deploymentConfiguration": self.configuration,
            "deploymentCircuitBreaker": {
                "status": self.breaker_status(),
                "failureCount": self.failure_count,
                "threshold": self.threshold,
            },
            "alarms": AlarmWatch::describe(self.alarms.as_ref(), self.status.is_final()),
        });
        if let Some(lifecycle) = &self.lifecycle {
            let stage = Some(lifecycle.shown_stage());
            input::set_some(&mut output, "lifecycleStage", stage);
            let hooks = lifecycle.describe_hooks();
            input::set_some(&mut output, "lifecycleHookDetails", hooks);
        }
        input::set_some(&mut output, "startedAt", self.started_ms.map(epoch_seconds));
        input::set_some(
            &mut output,
            "finishedAt",
            self.finished_ms.map(epoch_seconds),
        );
        input::set_some(&mut output, "stoppedAt", self.stopped_ms.map(epoch_seconds));
        input::set_some(&mut output, "statusReason", self.reason.clone());
        input::set_some(
            &mut output,
            "rollback",
            self.rollback.as_ref().map(|rollback| {
                json!({
                    "reason": rollback.reason,
                    "startedAt": epoch_seconds(rollback.started_ms),
                    "serviceRevisionArn": rollback.revision,
                })
            }),
        );
        output
    }

    fn breaker_status(&self) -> &'static str {
        let is_enabled = self
            .configuration
            .get("deploymentCircuitBreaker")
            .is_some_and(|breaker| input::flag(breaker, "enable"));
        match (is_enabled, self.breaker_triggered, self.status.is_final()) {
            (false, _, _) => "DISABLED",
            (true, true, _) => "TRIGGERED",
            (true, false, true) => "MONITORING_COMPLETE",
            (true, false, false) => "MONITORING",
        }
    }
}

impl Revision {
    /// The revision as `DescribeServiceRevisions` shows it.
    pub(crate) fn describe(&self, service: &Service) -> Value {
        let mut output = self.members.clone();
        output.insert("serviceRevisionArn".to_owned(), json!(self.arn));
        output.insert("serviceArn".to_owned(), json!(service.arn));
        output.insert("clusterArn".to_owned(), json!(service.cluster_arn));
        output.insert("taskDefinition".to_owned(), json!(self.task_definition));
        output.insert("containerImages".to_owned(), json!(self.images));
        output.insert("guardDutyEnabled".to_owned(), json!(false));
        output.insert("createdAt".to_owned(), epoch_seconds(self.created_ms));
        if let Some(resolved) = &self.resolved {
            output.insert("resolvedConfiguration".to_owned(), resolved.clone());
        }
        Value::Object(output)
    }
}
