//! Tasks and their containers.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::object::Object;
use crate::{elbv2::Target, input, timestamp::epoch_seconds};

/// Where a task is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Status {
    Provisioning,
    Pending,
    Activating,
    Running,
    Deactivating,
    Stopping,
    Deprovisioning,
    Stopped,
}

impl Status {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Provisioning => "PROVISIONING",
            Self::Pending => "PENDING",
            Self::Activating => "ACTIVATING",
            Self::Running => "RUNNING",
            Self::Deactivating => "DEACTIVATING",
            Self::Stopping => "STOPPING",
            Self::Deprovisioning => "DEPROVISIONING",
            Self::Stopped => "STOPPED",
        }
    }

    pub(super) fn is_starting(self) -> bool {
        self < Self::Running
    }

    pub(super) fn is_running(self) -> bool {
        self == Self::Running
    }

    pub(super) fn is_stopped(self) -> bool {
        self == Self::Stopped
    }
}

/// What ails a task on purpose, told by the tag of an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) enum Ailment {
    #[default]
    None,
    /// Starts and soon ends with exit code 1.
    Crash,
    /// Runs but fails every health check.
    Unhealthy,
    /// Takes long to start and to answer.
    Slow,
    /// Starts and is soon killed for its use of memory.
    OutOfMemory,
    /// Does its work and ends by itself with this exit code.
    Exit(u8),
}

impl Ailment {
    /// The exit code that a container ends with by itself.
    pub(super) fn exit_code(self) -> Option<i64> {
        match self {
            Self::Crash => Some(1),
            Self::OutOfMemory => Some(137),
            Self::Exit(code) => Some(i64::from(code)),
            Self::None | Self::Unhealthy | Self::Slow => None,
        }
    }
}

/// The health of a container or a task by container health checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Health {
    Unknown,
    Healthy,
    Unhealthy,
}

impl Health {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "UNKNOWN",
            Self::Healthy => "HEALTHY",
            Self::Unhealthy => "UNHEALTHY",
        }
    }
}

/// Why a task stops.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StopCause {
    /// Such as `ServiceSchedulerInitiated`.
    pub(super) code: String,
    pub(super) reason: String,
}

/// The elastic network interface of a task.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct NetworkInterface {
    pub(super) attachment_id: String,
    pub(super) interface_id: String,
    pub(super) mac: String,
    pub(super) subnet: String,
    pub(super) address: String,
}

/// A port of a container as it is bound on the host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PortBinding {
    pub(super) container_port: u16,
    pub(super) host_port: u16,
    pub(super) protocol: String,
}

/// One container of a task.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Container {
    pub(super) arn: String,
    pub(super) name: String,
    pub(super) image: String,
    pub(super) image_digest: Option<String>,
    pub(super) runtime_id: Option<String>,
    pub(super) essential: bool,
    /// The container definition's health check.
    pub(super) health_check: Option<Value>,
    pub(super) health: Health,
    pub(super) bindings: Vec<PortBinding>,
    pub(super) exit_code: Option<i64>,
    pub(super) reason: Option<String>,
    pub(super) cpu: String,
    pub(super) memory: Option<String>,
    pub(super) memory_reservation: Option<String>,
}

/// A place in a target group that the task fills while it runs.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Registration {
    pub(super) target_group: String,
    pub(super) target: Target,
}

/// What a task takes of a container instance.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(crate) struct Demand {
    pub(super) cpu: i64,
    pub(super) memory: i64,
}

/// The points in time that `DescribeTasks` shows, in milliseconds.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Times {
    pub(super) created: i64,
    pub(super) connected: Option<i64>,
    pub(super) pull_started: Option<i64>,
    pub(super) pull_stopped: Option<i64>,
    pub(super) started: Option<i64>,
    pub(super) stopping: Option<i64>,
    pub(super) execution_stopped: Option<i64>,
    pub(super) stopped: Option<i64>,
}

/// A task.
#[expect(
    clippy::struct_field_names,
    reason = "a task definition is what AWS calls it"
)]
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Task {
    pub(super) arn: String,
    pub(super) id: String,
    pub(super) cluster: String,
    pub(super) cluster_arn: String,
    /// The ARN of the service that it belongs to.
    pub(super) service: Option<String>,
    pub(super) task_definition: String,
    pub(super) group: String,
    /// The deployment's id for a task of a service.
    pub(super) started_by: Option<String>,
    pub(super) launch_type: String,
    pub(super) capacity_provider: Option<String>,
    pub(super) platform_version: Option<String>,
    pub(super) platform_family: Option<String>,
    pub(super) instance: Option<String>,
    pub(super) availability_zone: String,
    pub(super) network: Option<NetworkInterface>,
    pub(super) status: Status,
    /// Whether it is to stop: `desiredStatus` STOPPED.
    pub(super) stop: Option<StopCause>,
    /// When the present status ends by itself.
    pub(super) due_ms: i64,
    pub(super) times: Times,
    pub(super) containers: Vec<Container>,
    pub(super) ailment: Ailment,
    pub(super) demand: Demand,
    pub(super) registrations: Vec<Registration>,
    /// Whether it has counted as healthy once.
    pub(super) was_healthy: bool,
    pub(super) cpu: String,
    pub(super) memory: String,
    pub(super) overrides: Value,
    pub(super) tags: Vec<Value>,
    pub(super) enable_execute_command: bool,
    /// Members of the task definition that a task repeats, such as `ephemeralStorage`.
    pub(super) extra: Object,
    pub(super) version: u32,
}

impl Task {
    /// Whether it is wanted to run.
    pub(super) fn is_wanted(&self) -> bool {
        self.stop.is_none()
    }

    /// The ports that it holds on its container instance.
    pub(super) fn host_ports(&self) -> impl Iterator<Item = u16> + '_ {
        let on_instance = self.network.is_none();
        self.containers
            .iter()
            .flat_map(|container| &container.bindings)
            .filter(move |_| on_instance)
            .map(|binding| binding.host_port)
    }

    /// Moves on to another status.
    pub(super) fn enter(&mut self, status: Status, due_ms: i64) {
        self.status = status;
        self.due_ms = due_ms;
        self.version += 1;
    }

    /// The health of the essential containers together.
    pub(super) fn health(&self) -> Health {
        let checked: Vec<Health> = self
            .containers
            .iter()
            .filter(|container| container.essential && container.health_check.is_some())
            .map(|container| container.health)
            .collect();
        if checked.contains(&Health::Unhealthy) {
            Health::Unhealthy
        } else if !checked.is_empty() && checked.iter().all(|health| *health == Health::Healthy) {
            Health::Healthy
        } else {
            Health::Unknown
        }
    }

    pub(super) fn has_health_check(&self) -> bool {
        self.containers
            .iter()
            .any(|container| container.essential && container.health_check.is_some())
    }

    /// The task as `DescribeTasks` shows it; tags only on request.
    pub(super) fn describe(&self, with_tags: bool) -> Value {
        let health = self.health();
        let mut output = json!({
            "attachments": self.attachments(),
            "attributes": [{ "name": "ecs.cpu-architecture", "value": "x86_64" }],
            "availabilityZone": self.availability_zone,
            "clusterArn": self.cluster_arn,
            "containers": self.containers.iter().map(|container| self.container(container)).collect::<Vec<_>>(),
            "cpu": self.cpu,
            "createdAt": epoch_seconds(self.times.created),
            "desiredStatus": if self.is_wanted() { "RUNNING" } else { "STOPPED" },
            "enableExecuteCommand": self.enable_execute_command,
            "group": self.group,
            "healthStatus": health.as_str(),
            "inferenceAccelerators": [],
            "lastStatus": self.status.as_str(),
            "launchType": self.launch_type,
            "memory": self.memory,
            "overrides": self.overrides,
            "tags": if with_tags { json!(self.tags) } else { json!([]) },
            "taskArn": self.arn,
            "taskDefinitionArn": self.task_definition,
            "version": self.version,
        });
        let times = &self.times;
        for (member, at) in [
            ("connectivityAt", times.connected),
            ("pullStartedAt", times.pull_started),
            ("pullStoppedAt", times.pull_stopped),
            ("startedAt", times.started),
            ("stoppingAt", times.stopping),
            ("executionStoppedAt", times.execution_stopped),
            ("stoppedAt", times.stopped),
        ] {
            input::set_some(&mut output, member, at.map(epoch_seconds));
        }
        input::set_some(
            &mut output,
            "connectivity",
            times.connected.map(|_| "CONNECTED"),
        );
        input::set_some(&mut output, "startedBy", self.started_by.clone());
        input::set_some(&mut output, "containerInstanceArn", self.instance.clone());
        input::set_some(
            &mut output,
            "capacityProviderName",
            self.capacity_provider.clone(),
        );
        input::set_some(
            &mut output,
            "platformVersion",
            self.platform_version.clone(),
        );
        input::set_some(&mut output, "platformFamily", self.platform_family.clone());
        if let Some(cause) = &self.stop {
            input::set_some(&mut output, "stopCode", Some(cause.code.clone()));
            input::set_some(&mut output, "stoppedReason", Some(cause.reason.clone()));
        }
        if let Some(object) = output.as_object_mut() {
            object.extend(self.extra.clone());
        }
        output
    }

    fn attachments(&self) -> Value {
        let Some(network) = &self.network else {
            return json!([]);
        };
        let status = match self.status {
            Status::Provisioning => "PRECREATED",
            Status::Deprovisioning | Status::Stopped => "DELETED",
            Status::Pending
            | Status::Activating
            | Status::Running
            | Status::Deactivating
            | Status::Stopping => "ATTACHED",
        };
        let detail = |name: &str, value: &str| json!({ "name": name, "value": value });
        json!([{
            "id": network.attachment_id,
            "type": "ElasticNetworkInterface",
            "status": status,
            "details": [
                detail("subnetId", &network.subnet),
                detail("networkInterfaceId", &network.interface_id),
                detail("macAddress", &network.mac),
                detail("privateIPv4Address", &network.address),
            ],
        }])
    }

    fn container(&self, container: &Container) -> Value {
        let status = match self.status {
            Status::Provisioning | Status::Pending | Status::Activating => "PENDING",
            Status::Running | Status::Deactivating | Status::Stopping => "RUNNING",
            Status::Deprovisioning | Status::Stopped => "STOPPED",
        };
        let (bindings, interfaces) = match &self.network {
            Some(network) => (
                Vec::new(),
                vec![json!({
                    "attachmentId": network.attachment_id,
                    "privateIpv4Address": network.address,
                })],
            ),
            None => (self.bindings(container), Vec::new()),
        };
        let mut output = json!({
            "containerArn": container.arn,
            "taskArn": self.arn,
            "name": container.name,
            "image": container.image,
            "lastStatus": status,
            "networkBindings": bindings,
            "networkInterfaces": interfaces,
            "healthStatus": container.health.as_str(),
            "cpu": container.cpu,
        });
        input::set_some(&mut output, "imageDigest", container.image_digest.clone());
        input::set_some(&mut output, "runtimeId", container.runtime_id.clone());
        input::set_some(&mut output, "exitCode", container.exit_code);
        input::set_some(&mut output, "reason", container.reason.clone());
        input::set_some(&mut output, "memory", container.memory.clone());
        input::set_some(
            &mut output,
            "memoryReservation",
            container.memory_reservation.clone(),
        );
        output
    }

    /// Ports are bound once a container runs.
    fn bindings(&self, container: &Container) -> Vec<Value> {
        if self.times.started.is_none() {
            return Vec::new();
        }
        container
            .bindings
            .iter()
            .map(|binding| {
                json!({
                    "bindIP": "0.0.0.0",
                    "containerPort": binding.container_port,
                    "hostPort": binding.host_port,
                    "protocol": binding.protocol,
                })
            })
            .collect()
    }
}
