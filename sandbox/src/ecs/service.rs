//! Services: what is wanted, the deployments that bring it about, and the record of both.

pub(super) mod alarm_watch;
pub(super) mod deployment;
mod describe;
pub(super) mod lifecycle;
pub(super) mod service_deployment;

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use self::{
    deployment::{Deployment, Side},
    lifecycle::{Lifecycle, Stage},
    service_deployment::{Revision, ServiceDeployment, Status},
};
use super::object::{self, Object};
use crate::{input, timestamp::epoch_seconds, world::World};

/// AWS keeps this many events.
const MAX_EVENTS: usize = 100;
/// A report of a lasting state is not repeated within this time.
const REPEAT_MS: i64 = 6 * 3600 * 1000;

/// Whether a service is kept running.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Standing {
    Active,
    Draining,
    Inactive,
}

impl Standing {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::Draining => "DRAINING",
            Self::Inactive => "INACTIVE",
        }
    }
}

/// A line of a service's history.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Event {
    pub(super) id: String,
    pub(super) at_ms: i64,
    pub(super) message: String,
}

/// What the scheduler remembers of a service between steps.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Memory {
    /// Since when nothing is left to be done.
    pub(super) settled_since_ms: Option<i64>,
    /// Whether the present steady state was announced.
    pub(super) is_steady: bool,
    /// No task is started before this.
    pub(super) start_after_ms: i64,
    /// How many rounds of starts in a row failed.
    pub(super) failed_rounds: u32,
    /// Whether a task failed since the last start.
    pub(super) failed_since_start: bool,
    /// How many tasks were stopped for their health since the last start.
    pub(super) unhealthy_since_start: u32,
    /// When the last failure to place a task was counted as a failed task.
    pub(super) unplaced_since_ms: Option<i64>,
    /// When a rollout that can neither stop nor start was announced.
    pub(super) is_blocked: bool,
}

/// A service.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Service {
    pub(super) arn: String,
    pub(super) name: String,
    pub(super) cluster: String,
    pub(super) cluster_arn: String,
    pub(super) standing: Standing,
    pub(super) desired: u32,
    /// What clients set and `DescribeServices` shows on the service itself.
    pub(super) members: Object,
    /// What clients set and only deployments and revisions show, such as
    /// `serviceConnectConfiguration`.
    pub(super) revision_members: Object,
    pub(super) role_arn: Option<String>,
    pub(super) tags: Vec<Value>,
    pub(super) created_ms: i64,
    pub(super) created_by: String,
    /// The request that made it, to recognize a repeated one.
    pub(super) request: Value,
    /// Newest first; the first is the primary one.
    pub(super) deployments: Vec<Deployment>,
    /// The last completed deployment while a newer one that took its place is not complete yet:
    /// where a late rollback goes to.
    #[serde(default)]
    pub(super) retired: Option<Deployment>,
    /// Newest first.
    pub(super) records: Vec<ServiceDeployment>,
    pub(super) revisions: Vec<Revision>,
    /// Newest first.
    pub(super) events: VecDeque<Event>,
    pub(super) memory: Memory,
}

/// The percentages of a rolling update.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Percents {
    pub(super) minimum_healthy: u32,
    pub(super) maximum: u32,
}

impl Percents {
    /// The fewest tasks that must stay healthy.
    pub(super) fn least(self, desired: u32) -> u32 {
        u32::try_from((u64::from(desired) * u64::from(self.minimum_healthy)).div_ceil(100))
            .unwrap_or(u32::MAX)
    }

    /// The most tasks that may run or start at once.
    pub(super) fn most(self, desired: u32) -> u32 {
        u32::try_from(u64::from(desired) * u64::from(self.maximum) / 100).unwrap_or(u32::MAX)
    }
}

/// How AWS decides that a rollout has failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CircuitBreaker {
    pub(super) rollback: bool,
    pub(super) threshold: u32,
    pub(super) reset_on_healthy: bool,
}

impl Service {
    /// The service as it was last known to the scheduler: ECS's own controller, or somebody else.
    pub(super) fn controller(&self) -> &str {
        self.members
            .get("deploymentController")
            .and_then(|controller| input::text(controller, "type"))
            .unwrap_or("ECS")
    }

    pub(super) fn is_daemon(&self) -> bool {
        self.text("schedulingStrategy") == Some("DAEMON")
    }

    pub(super) fn text(&self, member: &str) -> Option<&str> {
        self.members.get(member).and_then(Value::as_str)
    }

    pub(super) fn percents(&self) -> Percents {
        let configuration = self.members.get("deploymentConfiguration");
        let percent = |member: &str, default: u32| {
            configuration
                .and_then(|configuration| input::number(configuration, member))
                .and_then(|percent| u32::try_from(percent).ok())
                .unwrap_or(default)
        };
        let (least, most) = if self.is_daemon() {
            (0, 100)
        } else {
            (100, 200)
        };
        Percents {
            minimum_healthy: percent("minimumHealthyPercent", least),
            maximum: percent("maximumPercent", most),
        }
    }

    /// The circuit breaker, when it is on.
    pub(super) fn circuit_breaker(&self) -> Option<CircuitBreaker> {
        let breaker = self
            .members
            .get("deploymentConfiguration")?
            .get("deploymentCircuitBreaker")?;
        input::flag(breaker, "enable").then(|| CircuitBreaker {
            rollback: input::flag(breaker, "rollback"),
            threshold: threshold(breaker, self.desired),
            reset_on_healthy: breaker
                .get("resetOnHealthyTask")
                .and_then(Value::as_bool)
                .unwrap_or(true),
        })
    }

    pub(super) fn grace_ms(&self) -> i64 {
        self.members
            .get("healthCheckGracePeriodSeconds")
            .and_then(Value::as_i64)
            .unwrap_or(0)
            .saturating_mul(1000)
    }

    pub(super) fn primary(&self) -> Option<&Deployment> {
        self.deployments.first()
    }

    pub(super) fn deployment(&self, id: &str) -> Option<&Deployment> {
        self.deployments
            .iter()
            .find(|deployment| deployment.id == id)
    }

    pub(super) fn deployment_mut(&mut self, id: &str) -> Option<&mut Deployment> {
        self.deployments
            .iter_mut()
            .find(|deployment| deployment.id == id)
    }

    /// The record of the rollout that goes on now.
    pub(super) fn current_record_mut(&mut self) -> Option<&mut ServiceDeployment> {
        self.records
            .first_mut()
            .filter(|record| !record.status.is_final())
    }

    /// The rollout that shifts traffic at this moment.
    pub(super) fn shift(&self) -> Option<&Lifecycle> {
        let record = self.records.first()?;
        let primary = self.primary()?;
        let is_going_on = matches!(record.status, Status::Pending | Status::InProgress)
            && record.deployment == primary.id;
        record.lifecycle.as_ref().filter(|_| is_going_on)
    }

    pub(super) fn shift_mut(&mut self) -> Option<&mut Lifecycle> {
        self.shift()?;
        self.records.first_mut()?.lifecycle.as_mut()
    }

    /// The deployment that gives traffic away while another takes it over.
    pub(super) fn blue(&self) -> Option<&Deployment> {
        let blue = self.shift()?.blue.as_deref()?;
        let mut others = self.deployments.iter().skip(1);
        others.find(|deployment| deployment.revision == blue)
    }

    /// The strategy that the newest deployment is rolled out with.
    fn shifts_traffic(&self) -> bool {
        let newest = self.records.first();
        newest.is_some_and(|record| record.lifecycle.is_some())
    }

    /// The service in events about tasks: where versions stand side by side, AWS says of which of
    /// them it speaks.
    pub(super) fn label(&self, deployment: &str) -> String {
        if self.shifts_traffic() || self.controller() != "ECS" {
            format!("{}, taskSet {deployment}", self.name)
        } else {
            self.name.clone()
        }
    }

    /// How many tasks a deployment is to have, when it is known without looking at its tasks.
    pub(super) fn requested(&self, deployment: &str) -> Option<u32> {
        let is_primary = self
            .primary()
            .is_some_and(|primary| primary.id == deployment);
        match self.shift() {
            None => is_primary.then_some(self.desired),
            Some(shift) if is_primary && shift.stage < Stage::ScaleUp => Some(0),
            Some(_) if is_primary => Some(self.desired),
            Some(shift) => {
                let is_blue = self.blue().is_some_and(|blue| blue.id == deployment);
                let is_kept = is_blue && shift.stage < Stage::CleanUp;
                Some(if is_kept { self.desired } else { 0 })
            }
        }
    }

    /// Writes an event, a moment after the last one.
    pub(super) fn say(&mut self, id: String, now_ms: i64, message: String) {
        let at_ms = self
            .events
            .front()
            .map_or(now_ms, |last| now_ms.max(last.at_ms + 1));
        self.events.push_front(Event { id, at_ms, message });
        self.events.truncate(MAX_EVENTS);
    }

    /// Whether it has said nothing for so long that AWS would repeat what it said last.
    pub(super) fn has_been_silent(&self, now_ms: i64) -> bool {
        let last = self.events.front();
        last.is_none_or(|event| now_ms - event.at_ms >= REPEAT_MS)
    }

    /// Whether the same was said lately, so that AWS would leave a repetition out.
    pub(super) fn said_lately(&self, now_ms: i64, message: &str) -> bool {
        self.events
            .iter()
            .any(|event| event.message == message && now_ms - event.at_ms < REPEAT_MS)
    }

    /// Forgets that it was at rest: there is something to do.
    pub(super) fn unsettle(&mut self) {
        self.memory.settled_since_ms = None;
        self.memory.is_steady = false;
        self.memory.is_blocked = false;
    }
}

/// Half of the desired count, at least 3 and at most 200, unless the service sets its own.
fn threshold(breaker: &Value, desired: u32) -> u32 {
    let configuration = breaker.get("thresholdConfiguration");
    let value = configuration
        .and_then(|configuration| input::number(configuration, "value"))
        .and_then(|value| u32::try_from(value).ok())
        .unwrap_or(50);
    let share =
        u32::try_from((u64::from(desired) * u64::from(value)).div_ceil(100)).unwrap_or(u32::MAX);
    match configuration.and_then(|configuration| input::text(configuration, "type")) {
        Some("COUNT") => value.max(1),
        Some("UNBOUNDED_PERCENT") => share.max(1),
        _ => share.clamp(3, 200),
    }
}

/// Writes an event of a service, if it still exists.
pub(super) fn say(world: &mut World, service: &str, message: String) {
    let (id, now_ms) = (world.next_uuid(), world.now_ms);
    if let Some(service) = world.ecs.services.get_mut(service) {
        service.say(id, now_ms, message);
    }
}

/// Reports a lasting state, unless that was done lately.
pub(super) fn report(world: &mut World, service: &str, message: String) {
    let is_news = world
        .ecs
        .services
        .get(service)
        .is_some_and(|service| !service.said_lately(world.now_ms, &message));
    if is_news {
        say(world, service, message);
    }
}

/// The members of a service that belong to a version of it.
pub(super) const VERSION_MEMBERS: [&str; 13] = [
    "capacityProviderStrategy",
    "launchType",
    "platformVersion",
    "platformFamily",
    "networkConfiguration",
    "loadBalancers",
    "serviceRegistries",
    "serviceConnectConfiguration",
    "volumeConfigurations",
    "vpcLatticeConfigurations",
    "gatewayConnectors",
    "monitoring",
    "taskDefinition",
];

/// The members that only versions show, not the service itself.
pub(super) const REVISION_ONLY_MEMBERS: [&str; 5] = [
    "serviceConnectConfiguration",
    "volumeConfigurations",
    "vpcLatticeConfigurations",
    "gatewayConnectors",
    "monitoring",
];

/// Splits a service's members: those that it shows itself, and those that only versions show.
pub(super) fn split_members(members: &Object) -> (Object, Object) {
    (
        object::omit(members, &REVISION_ONLY_MEMBERS),
        object::pick(members, &REVISION_ONLY_MEMBERS),
    )
}

/// A target of a task in a target group of its service.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) target_group: String,
    pub(super) container: String,
    pub(super) port: u16,
}

/// The target groups that tasks with these members are to be registered in.
pub(super) fn places(members: &Object, side: Side) -> Vec<Place> {
    members
        .get("loadBalancers")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            Some(Place {
                target_group: target_group(entry, side)?.to_owned(),
                container: input::text(entry, "containerName")?.to_owned(),
                port: u16::try_from(input::number(entry, "containerPort")?).ok()?,
            })
        })
        .collect()
}

/// The target group of one side. A load balancer without an alternate group has but one.
pub(super) fn target_group(balancer: &Value, side: Side) -> Option<&str> {
    let main = input::text(balancer, "targetGroupArn");
    let alternate = balancer
        .get("advancedConfiguration")
        .and_then(|advanced| input::text(advanced, "alternateTargetGroupArn"));
    match side {
        Side::Main => main,
        Side::Alternate => alternate.or(main),
    }
}

impl Event {
    fn describe(&self) -> Value {
        json!({
            "id": self.id,
            "createdAt": epoch_seconds(self.at_ms),
            "message": self.message,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Percents, threshold};

    #[test]
    fn percents_round_towards_safety() {
        let percents = Percents {
            minimum_healthy: 75,
            maximum: 125,
        };
        assert_eq!((percents.least(2), percents.most(3)), (2, 3));
        assert_eq!((percents.least(4), percents.most(4)), (3, 5));
    }

    #[test]
    fn the_breaker_trips_after_half_the_count_but_not_before_three() {
        assert_eq!(threshold(&json!({}), 1), 3);
        assert_eq!(threshold(&json!({}), 25), 13);
        assert_eq!(threshold(&json!({}), 1000), 200);
        let own = |kind: &str, value: u32| json!({"thresholdConfiguration": {"type": kind, "value": value}});
        assert_eq!(threshold(&own("COUNT", 1), 25), 1);
        assert_eq!(threshold(&own("UNBOUNDED_PERCENT", 10), 5), 1);
        assert_eq!(threshold(&own("BOUNDED_PERCENT", 10), 5), 3);
    }
}
