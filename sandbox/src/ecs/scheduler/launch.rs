//! Starting a task: a place for it, its network, its containers.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Value, json};

use super::{
    lifecycle,
    placement::{self, Requirement, Unplaced},
};
use crate::{
    ec2,
    ecs::{
        arns, image,
        object::{self, Object},
        task::{Ailment, Container, Demand, Health, NetworkInterface, PortBinding, Task, Times},
        task_definition::{NetworkMode, TaskDefinition},
    },
    input,
    world::World,
};

/// The first port that Docker hands out.
const FIRST_EPHEMERAL_PORT: u16 = 32768;

/// What is to be started.
#[derive(Debug)]
pub(crate) struct Launch<'a> {
    pub(crate) cluster: &'a str,
    pub(crate) definition: &'a TaskDefinition,
    /// `launchType`, `networkConfiguration`, … as a service or a `RunTask` request has them.
    pub(crate) members: &'a Object,
    /// The service's ARN.
    pub(crate) service: Option<&'a str>,
    pub(crate) group: String,
    pub(crate) started_by: Option<String>,
    pub(crate) overrides: Value,
    pub(crate) tags: Vec<Value>,
    pub(crate) enable_execute_command: bool,
    pub(crate) is_daemon: bool,
}

impl Launch<'_> {
    fn text(&self, member: &str) -> Option<&str> {
        self.members.get(member).and_then(Value::as_str)
    }

    /// The launch type, and the capacity provider where a strategy names one.
    fn launch_type(&self) -> (&str, Option<&str>) {
        let provider = self
            .members
            .get("capacityProviderStrategy")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .max_by_key(|item| input::number(item, "weight").unwrap_or(0))
            .and_then(|item| input::text(item, "capacityProvider"));
        match provider {
            Some(name) if name.starts_with("FARGATE") => ("FARGATE", Some(name)),
            Some(name) => ("EC2", Some(name)),
            None => (self.text("launchType").unwrap_or("EC2"), None),
        }
    }

    fn constraints(&self) -> Vec<Value> {
        let mut all: Vec<Value> = Vec::new();
        for source in [self.members, &self.definition.body] {
            all.extend(
                source
                    .get("placementConstraints")
                    .and_then(Value::as_array)
                    .into_iter()
                    .flatten()
                    .cloned(),
            );
        }
        all
    }
}

/// Starts a task and gives its ARN.
pub(crate) fn launch(world: &mut World, launch: &Launch<'_>) -> Result<String, Unplaced> {
    let definition = launch.definition;
    let (launch_type, provider) = launch.launch_type();
    let is_fargate = launch_type == "FARGATE";
    let demand = demand(definition);
    let instance = if is_fargate {
        None
    } else {
        Some(choose_instance(world, launch, demand)?)
    };
    let id = world.next_hex(32);
    let network = if definition.network_mode() == NetworkMode::Awsvpc {
        Some(attach(world, launch)?)
    } else {
        None
    };
    let availability_zone = zone(world, launch.cluster, instance.as_deref(), network.as_ref());
    let used = used_ports(world, launch.cluster, instance.as_deref());
    let containers = containers(world, launch, &id, used);
    let ailment = containers
        .iter()
        .map(|container| (container, image::ailment(&container.image)))
        // A helper that ends well or ill leaves the task as it is.
        .filter(|(container, ailment)| container.essential || !matches!(ailment, Ailment::Exit(_)))
        .map(|(_, ailment)| ailment)
        .find(|ailment| *ailment != Ailment::None)
        .unwrap_or_default();
    let (status, wait_ms) = lifecycle::first_status(is_fargate, network.is_some());
    let platform_version = is_fargate.then(|| match launch.text("platformVersion") {
        None | Some("LATEST") => if definition.is_windows() {
            "1.0.0"
        } else {
            "1.4.0"
        }
        .to_owned(),
        Some(version) => version.to_owned(),
    });
    let task = Task {
        arn: arns::task(world, launch.cluster, &id),
        id,
        cluster: launch.cluster.to_owned(),
        cluster_arn: arns::cluster(world, launch.cluster),
        service: launch.service.map(str::to_owned),
        task_definition: definition.arn.clone(),
        group: launch.group.clone(),
        started_by: launch.started_by.clone(),
        launch_type: launch_type.to_owned(),
        capacity_provider: provider.map(str::to_owned),
        platform_family: is_fargate.then(|| definition.platform_family()),
        platform_version,
        instance,
        availability_zone,
        network,
        status,
        stop: None,
        due_ms: world.now_ms + wait_ms,
        times: Times {
            created: world.now_ms,
            ..Times::default()
        },
        containers,
        ailment,
        demand,
        registrations: Vec::new(),
        was_healthy: false,
        cpu: size(definition, "cpu", demand.cpu),
        memory: size(definition, "memory", demand.memory),
        overrides: launch.overrides.clone(),
        tags: launch.tags.clone(),
        enable_execute_command: launch.enable_execute_command,
        extra: extra(definition, is_fargate),
        version: 1,
    };
    let arn = task.arn.clone();
    world.ecs.add_task(task);
    Ok(arn)
}

fn size(definition: &TaskDefinition, member: &str, otherwise: i64) -> String {
    definition
        .text(member)
        .map_or_else(|| otherwise.to_string(), str::to_owned)
}

fn extra(definition: &TaskDefinition, is_fargate: bool) -> Object {
    let mut extra = object::pick(&definition.body, &["ephemeralStorage"]);
    if is_fargate {
        let size = extra
            .get("ephemeralStorage")
            .and_then(|storage| input::number(storage, "sizeInGiB"))
            .unwrap_or(20);
        object::default(&mut extra, "ephemeralStorage", json!({ "sizeInGiB": size }));
        object::default(
            &mut extra,
            "fargateEphemeralStorage",
            json!({ "sizeInGiB": size }),
        );
    }
    extra
}

/// What a task takes of an instance: its own sizes, else its containers' together.
fn demand(definition: &TaskDefinition) -> Demand {
    let sum = |member: fn(&Value) -> Option<i64>| -> i64 {
        definition.containers().iter().filter_map(member).sum()
    };
    Demand {
        cpu: definition
            .number("cpu")
            .unwrap_or_else(|| sum(|container| input::number(container, "cpu"))),
        memory: definition.number("memory").unwrap_or_else(|| {
            sum(|container| {
                input::number(container, "memoryReservation")
                    .or_else(|| input::number(container, "memory"))
            })
        }),
    }
}

fn choose_instance(world: &World, launch: &Launch<'_>, demand: Demand) -> Result<String, Unplaced> {
    let Some(cluster) = world.ecs.clusters.get(launch.cluster) else {
        return Err(Unplaced::EmptyCluster);
    };
    let is_on_instance = launch.definition.network_mode() != NetworkMode::Awsvpc;
    let ports: BTreeSet<u16> = launch
        .definition
        .containers()
        .iter()
        .flat_map(|container| input::list(container, "portMappings"))
        .filter_map(|mapping| input::number(mapping, "hostPort"))
        .filter_map(|port| u16::try_from(port).ok())
        .filter(|port| *port != 0 && is_on_instance)
        .collect();
    let constraints = launch.constraints();
    let requirement = Requirement {
        demand,
        ports,
        group: &launch.group,
        is_distinct: launch.is_daemon,
        constraints: &constraints,
    };
    placement::choose(world, cluster, &requirement)
}

/// Gives the task an interface in the subnet with the fewest tasks of its group.
fn attach(world: &mut World, launch: &Launch<'_>) -> Result<NetworkInterface, Unplaced> {
    let mut subnets = launch
        .members
        .get("networkConfiguration")
        .and_then(|network| network.get("awsvpcConfiguration"))
        .map(|configuration| input::texts(configuration, "subnets"))
        .unwrap_or_default();
    let mut counts: HashMap<String, usize> = HashMap::new();
    for task in world.ecs.tasks.values() {
        if let Some(network) = &task.network
            && task.group == launch.group
            && !task.status.is_stopped()
        {
            *counts.entry(network.subnet.clone()).or_default() += 1;
        }
    }
    subnets.sort_by_cached_key(|subnet| counts.get(subnet).copied().unwrap_or_default());
    for subnet in subnets {
        if let Some(address) = ec2::allocate_address(world, &subnet) {
            let digits = world.next_hex(10);
            let mac = (0..5)
                .map(|index| digits.get(index * 2..index * 2 + 2).unwrap_or("00"))
                .fold("06".to_owned(), |mac, pair| format!("{mac}:{pair}"));
            return Ok(NetworkInterface {
                attachment_id: world.next_uuid(),
                interface_id: format!("eni-{}", world.next_hex(17)),
                mac,
                subnet,
                address,
            });
        }
    }
    Err(Unplaced::OutOfAddresses)
}

fn zone(
    world: &World,
    cluster: &str,
    instance: Option<&str>,
    network: Option<&NetworkInterface>,
) -> String {
    let of_instance = instance
        .and_then(|arn| world.ecs.clusters.get(cluster)?.instance(arn))
        .map(|instance| instance.availability_zone.clone());
    let of_subnet = network
        .and_then(|network| ec2::subnet(world, &network.subnet))
        .map(|subnet| subnet.availability_zone.clone());
    of_instance
        .or(of_subnet)
        .unwrap_or_else(|| format!("{}a", world.region))
}

fn used_ports(world: &World, cluster: &str, instance: Option<&str>) -> BTreeSet<u16> {
    instance
        .and_then(|arn| world.ecs.clusters.get(cluster)?.instance(arn))
        .map(|instance| instance.free(world).used_ports)
        .unwrap_or_default()
}

fn containers(
    world: &mut World,
    launch: &Launch<'_>,
    task: &str,
    mut used: BTreeSet<u16>,
) -> Vec<Container> {
    let mut containers = Vec::new();
    for definition in launch.definition.containers() {
        let bindings = input::list(definition, "portMappings")
            .iter()
            .filter_map(|mapping| bind(mapping, &mut used))
            .collect();
        let id = world.next_uuid();
        let amount =
            |member: &str| input::number(definition, member).map(|amount| amount.to_string());
        containers.push(Container {
            arn: arns::container(world, launch.cluster, task, &id),
            name: input::text(definition, "name")
                .unwrap_or_default()
                .to_owned(),
            image: input::text(definition, "image")
                .unwrap_or_default()
                .to_owned(),
            image_digest: None,
            runtime_id: None,
            essential: definition
                .get("essential")
                .and_then(Value::as_bool)
                .unwrap_or(true),
            health_check: definition.get("healthCheck").cloned(),
            health: Health::Unknown,
            bindings,
            exit_code: None,
            reason: None,
            cpu: amount("cpu").unwrap_or_else(|| "0".to_owned()),
            memory: amount("memory"),
            memory_reservation: amount("memoryReservation"),
        });
    }
    containers
}

/// Binds a port on the host: the fixed one, else the next that is free.
fn bind(mapping: &Value, used: &mut BTreeSet<u16>) -> Option<PortBinding> {
    let container_port = u16::try_from(input::number(mapping, "containerPort")?).ok()?;
    let fixed = input::number(mapping, "hostPort")
        .and_then(|port| u16::try_from(port).ok())
        .filter(|port| *port != 0);
    let host_port = match fixed {
        Some(port) => port,
        None => (FIRST_EPHEMERAL_PORT..=u16::MAX).find(|port| !used.contains(port))?,
    };
    used.insert(host_port);
    Some(PortBinding {
        container_port,
        host_port,
        protocol: input::text(mapping, "protocol").unwrap_or("tcp").to_owned(),
    })
}
