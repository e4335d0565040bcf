//! Finding a container instance for a task, and saying why there is none.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Value, json};

use crate::{
    ecs::{
        arns,
        cluster::{Cluster, ContainerInstance, FreeCapacity},
        events,
        task::Demand,
    },
    input,
    world::World,
};

/// What keeps a task from being placed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unplaced {
    EmptyCluster,
    /// The instance that comes closest, and what it lacks.
    Full {
        instance: String,
        lack: Lack,
    },
    /// No subnet has a free address.
    OutOfAddresses,
}

/// What an instance lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Lack {
    Attribute,
    Port,
    Cpu,
    Memory,
}

impl Unplaced {
    /// As an entry of `RunTask`'s `failures`.
    pub(crate) fn failure(&self) -> Value {
        match self {
            Self::EmptyCluster => json!({ "reason": "RESOURCE:INSTANCE" }),
            Self::OutOfAddresses => json!({ "reason": "RESOURCE:ENI" }),
            Self::Full { instance, lack } => json!({
                "arn": instance,
                "reason": match lack {
                    Lack::Attribute => "ATTRIBUTE",
                    Lack::Port => "RESOURCE:PORTS",
                    Lack::Cpu => "RESOURCE:CPU",
                    Lack::Memory => "RESOURCE:MEMORY",
                },
            }),
        }
    }

    /// As a service event.
    pub(crate) fn event(&self, service: &str) -> String {
        match self {
            Self::EmptyCluster => events::no_instances(service),
            Self::OutOfAddresses => events::unplaced(
                service,
                "The subnets of this service have no free IP addresses.",
            ),
            Self::Full { instance, lack } => {
                let lack = match lack {
                    Lack::Attribute => "is missing an attribute required by your task",
                    Lack::Port => "is already using a port required by your task",
                    Lack::Cpu => "has insufficient CPU units available",
                    Lack::Memory => "has insufficient memory available",
                };
                events::no_room(service, arns::last_part(instance), lack)
            }
        }
    }
}

/// What a task asks of an instance.
#[derive(Debug)]
pub(super) struct Requirement<'a> {
    pub(super) demand: Demand,
    pub(super) ports: BTreeSet<u16>,
    pub(super) group: &'a str,
    /// At most one task of the group on an instance.
    pub(super) is_distinct: bool,
    pub(super) constraints: &'a [Value],
}

/// Picks the instance with the fewest tasks of the group among those that fit.
pub(super) fn choose(
    world: &World,
    cluster: &Cluster,
    requirement: &Requirement<'_>,
) -> Result<String, Unplaced> {
    // One look at all tasks, not one for each instance.
    let mut stands: HashMap<&str, (usize, FreeCapacity)> = cluster
        .instances
        .iter()
        .filter(|instance| !instance.is_draining)
        .map(|instance| (instance.arn.as_str(), (0, instance.empty())))
        .collect();
    for task in world.ecs.tasks.values() {
        if task.status.is_stopped() {
            continue;
        }
        let stand = task.instance.as_deref().and_then(|arn| stands.get_mut(arn));
        if let Some((neighbours, free)) = stand {
            free.take(task);
            *neighbours += usize::from(task.group == requirement.group && task.is_wanted());
        }
    }
    let mut best: Option<(usize, i64, &str)> = None;
    let mut closest: Option<(Lack, &str)> = None;
    for instance in &cluster.instances {
        let Some((neighbours, free)) = stands.remove(instance.arn.as_str()) else {
            continue;
        };
        match lack(instance, &free, neighbours, requirement) {
            None => {
                let candidate = (neighbours, -free.memory, instance.arn.as_str());
                if best.is_none_or(|best| candidate < best) {
                    best = Some(candidate);
                }
            }
            Some(lack) => {
                if closest.is_none_or(|(known, _)| lack > known) {
                    closest = Some((lack, &instance.arn));
                }
            }
        }
    }
    match (best, closest) {
        (Some((_, _, arn)), _) => Ok(arn.to_owned()),
        (None, Some((lack, instance))) => Err(Unplaced::Full {
            instance: instance.to_owned(),
            lack,
        }),
        (None, None) => Err(Unplaced::EmptyCluster),
    }
}

fn lack(
    instance: &ContainerInstance,
    free: &FreeCapacity,
    neighbours: usize,
    requirement: &Requirement<'_>,
) -> Option<Lack> {
    let is_allowed = requirement
        .constraints
        .iter()
        .all(|constraint| is_met(constraint, instance, neighbours));
    if !is_allowed || requirement.is_distinct && neighbours > 0 {
        return Some(Lack::Attribute);
    }
    if requirement
        .ports
        .iter()
        .any(|port| free.used_ports.contains(port))
    {
        return Some(Lack::Port);
    }
    if requirement.demand.cpu > free.cpu {
        return Some(Lack::Cpu);
    }
    (requirement.demand.memory > free.memory).then_some(Lack::Memory)
}

/// Of the query language, comparisons of one attribute are understood; an expression beyond them
/// holds for every instance.
fn is_met(constraint: &Value, instance: &ContainerInstance, neighbours: usize) -> bool {
    if input::text(constraint, "type") == Some("distinctInstance") {
        return neighbours == 0;
    }
    let expression = input::text(constraint, "expression").unwrap_or_default();
    let words: Vec<&str> = expression.split_whitespace().collect();
    let [subject, operator, wanted] = words.as_slice() else {
        return true;
    };
    let Some(name) = subject.strip_prefix("attribute:") else {
        return true;
    };
    let value = instance
        .attributes
        .iter()
        .find(|attribute| input::text(attribute, "name") == Some(name))
        .and_then(|attribute| input::text(attribute, "value"));
    match *operator {
        "==" | "equals" => value == Some(wanted),
        "!=" | "not_equals" => value != Some(wanted),
        _ => true,
    }
}
