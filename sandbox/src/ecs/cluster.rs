//! Clusters and the container instances in them.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{arns, object::Object, task::Task};
use crate::{timestamp::epoch_seconds, world::World};

/// How many container instances a new cluster comes with.
const FLEET_SIZE: usize = 2;
/// What one of the fleet offers: the size of a `t3.large` less what the agent keeps.
const FLEET_CPU: i64 = 2048;
const FLEET_MEMORY: i64 = 7820;
/// The ports that the instance itself and the agent use.
const RESERVED_PORTS: [u16; 5] = [22, 2375, 2376, 51678, 51679];

/// A cluster.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Cluster {
    pub(super) name: String,
    pub(super) arn: String,
    /// An inactive cluster stays visible after its deletion.
    pub(super) is_active: bool,
    /// What the client set: settings, configuration, capacity providers, …
    pub(super) members: Object,
    pub(super) tags: Vec<Value>,
    pub(super) instances: Vec<ContainerInstance>,
}

/// An EC2 instance that tasks are placed on.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ContainerInstance {
    pub(super) arn: String,
    pub(super) ec2_instance_id: String,
    pub(super) cpu: i64,
    pub(super) memory: i64,
    pub(super) availability_zone: String,
    pub(super) attributes: Vec<Value>,
    pub(super) tags: Vec<Value>,
    pub(super) registered_ms: i64,
    /// Came with the cluster and goes with it, unlike one that registered itself.
    pub(super) belongs_to_cluster: bool,
    pub(super) is_draining: bool,
}

/// What is free on an instance.
#[derive(Debug)]
pub(super) struct FreeCapacity {
    pub(super) cpu: i64,
    pub(super) memory: i64,
    pub(super) used_ports: BTreeSet<u16>,
}

impl Cluster {
    /// Makes an active cluster, with a fleet unless it is for Fargate only.
    pub(super) fn create(world: &mut World, name: &str, members: Object, tags: Vec<Value>) {
        let providers: Vec<&str> = members
            .get("capacityProviders")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let is_fargate_only = !providers.is_empty()
            && providers
                .iter()
                .all(|provider| provider.starts_with("FARGATE"));
        let fleet = if is_fargate_only { 0 } else { FLEET_SIZE };
        let instances = (0..fleet)
            .map(|index| {
                let zone = format!("{}{}", world.region, if index % 2 == 0 { 'a' } else { 'b' });
                ContainerInstance::new(world, name, FLEET_CPU, FLEET_MEMORY, zone, true)
            })
            .collect();
        let cluster = Self {
            name: name.to_owned(),
            arn: arns::cluster(world, name),
            is_active: true,
            members,
            tags,
            instances,
        };
        world.ecs.clusters.insert(name.to_owned(), cluster);
    }

    pub(super) fn instance(&self, arn: &str) -> Option<&ContainerInstance> {
        self.instances.iter().find(|instance| instance.arn == arn)
    }
}

impl ContainerInstance {
    pub(super) fn new(
        world: &mut World,
        cluster: &str,
        cpu: i64,
        memory: i64,
        availability_zone: String,
        belongs_to_cluster: bool,
    ) -> Self {
        let id = world.next_hex(32);
        let attributes = [
            ("ecs.availability-zone", availability_zone.as_str()),
            ("ecs.os-type", "linux"),
            ("ecs.os-family", "LINUX"),
            ("ecs.cpu-architecture", "x86_64"),
            ("ecs.instance-type", "t3.large"),
        ]
        .map(|(name, value)| json!({ "name": name, "value": value }))
        .to_vec();
        Self {
            arn: arns::container_instance(world, cluster, &id),
            ec2_instance_id: format!("i-{}", world.next_hex(17)),
            cpu,
            memory,
            availability_zone,
            attributes,
            tags: Vec::new(),
            registered_ms: world.now_ms,
            belongs_to_cluster,
            is_draining: false,
        }
    }

    /// What it has when nothing stands on it.
    pub(super) fn empty(&self) -> FreeCapacity {
        FreeCapacity {
            cpu: self.cpu,
            memory: self.memory,
            used_ports: RESERVED_PORTS.into(),
        }
    }

    /// What is left beside the tasks that stand on it.
    pub(super) fn free(&self, world: &World) -> FreeCapacity {
        let mut free = self.empty();
        for task in world.ecs.tasks.values().filter(|task| {
            !task.status.is_stopped() && task.instance.as_deref() == Some(self.arn.as_str())
        }) {
            free.take(task);
        }
        free
    }

    /// The instance as `DescribeContainerInstances` shows it.
    pub(super) fn describe(&self, world: &World) -> Value {
        let free = self.free(world);
        let reserved: BTreeSet<u16> = RESERVED_PORTS.into();
        let count = |running: bool| {
            world
                .ecs
                .tasks
                .values()
                .filter(|task| task.instance.as_deref() == Some(self.arn.as_str()))
                .filter(|task| {
                    if running {
                        task.status.is_running()
                    } else {
                        task.status.is_starting()
                    }
                })
                .count()
        };
        let mut attributes = self.attributes.clone();
        attributes.extend(
            AGENT_CAPABILITIES
                .iter()
                .map(|name| json!({ "name": name })),
        );
        json!({
            "containerInstanceArn": self.arn,
            "ec2InstanceId": self.ec2_instance_id,
            "version": 3,
            "versionInfo": {
                "agentVersion": "1.98.0",
                "agentHash": "4d2f8b11",
                "dockerVersion": "DockerVersion: 25.0.8",
            },
            "remainingResources": resources(free.cpu, free.memory, &free.used_ports),
            "registeredResources": resources(self.cpu, self.memory, &reserved),
            "status": if self.is_draining { "DRAINING" } else { "ACTIVE" },
            "agentConnected": true,
            "runningTasksCount": count(true),
            "pendingTasksCount": count(false),
            "attributes": attributes,
            "registeredAt": epoch_seconds(self.registered_ms),
            "attachments": [],
            "tags": self.tags,
        })
    }
}

impl FreeCapacity {
    /// Makes room for a task.
    pub(super) fn take(&mut self, task: &Task) {
        self.cpu -= task.demand.cpu;
        self.memory -= task.demand.memory;
        self.used_ports.extend(task.host_ports());
    }
}

const AGENT_CAPABILITIES: [&str; 9] = [
    "com.amazonaws.ecs.capability.docker-remote-api.1.21",
    "com.amazonaws.ecs.capability.docker-remote-api.1.24",
    "com.amazonaws.ecs.capability.logging-driver.awslogs",
    "com.amazonaws.ecs.capability.logging-driver.json-file",
    "com.amazonaws.ecs.capability.ecr-auth",
    "com.amazonaws.ecs.capability.task-iam-role",
    "ecs.capability.execution-role-awslogs",
    "ecs.capability.secrets.ssm.environment-variables",
    "ecs.capability.task-eni",
];

fn resources(cpu: i64, memory: i64, ports: &BTreeSet<u16>) -> Value {
    let integer = |name: &str, value: i64| {
        json!({
            "name": name, "type": "INTEGER", "doubleValue": 0.0, "longValue": 0,
            "integerValue": value,
        })
    };
    let set = |name: &str, values: Vec<String>| {
        json!({
            "name": name, "type": "STRINGSET", "doubleValue": 0.0, "longValue": 0,
            "integerValue": 0, "stringSetValue": values,
        })
    };
    json!([
        integer("CPU", cpu),
        integer("MEMORY", memory),
        set("PORTS", ports.iter().map(u16::to_string).collect()),
        set("PORTS_UDP", Vec::new()),
    ])
}
