//! Container instances: whether what they have left is enough for the tasks of launch type EC2.
//!
//! Nothing of it is wrong: an instance may be added, and other tasks may end. Where a capacity
//! provider starts instances by itself nothing is looked at.

use shared::json::Json;
use shared::plan::Plan;
use shared::preflight::Line;

use super::line::Look;
use super::need::Need;
use super::subject::{Started, Subject};
use crate::aws::{Aws, Room, last_part};

/// What else decides where a task is placed.
const NOT_LOOKED_AT: &str = "Host ports, GPUs and placement constraints are not looked at.";

pub(super) async fn look(aws: &Aws, plan: &Plan, subject: &Subject) -> Vec<Line> {
    let cluster = last_part(&plan.target.cluster);
    let mut lines = Vec::new();
    for started in subject.starts.iter().filter(|one| is_on_instances(one)) {
        let look = Look::at("instance-room", cluster);
        let need = Need::of(started, subject);
        let Some(each) = demand(started) else {
            continue;
        };
        lines.push(match aws.instance_room(cluster).await {
            // That none is registered is told beside the cluster's status.
            Ok(instances) if instances.is_empty() => continue,
            Ok(instances) => told(look, &instances, each, need),
            Err(error) => look.unread("How much room container instances have", &error),
        });
    }
    lines
}

fn told(look: Look, instances: &[Room], each: Room, need: Need) -> Line {
    let places = instances
        .iter()
        .fold(0_i64, |sum, room| sum.saturating_add(room.places_for(each)));
    let room = format!(
        "The container instances have room for {places} more tasks of {} CPU units and {} MiB",
        each.cpu, each.memory
    );
    if places < need.least {
        return look.unknown(
            format!(
                "{room}, and {} more are wanted: tasks wait until others end or an instance is added. {NOT_LOOKED_AT}",
                need.least
            ),
            None,
        );
    }
    if places < need.most {
        return look.unknown(
            format!(
                "{room}, and the rollout needs {} at its peak: it has to wait until others end. {NOT_LOOKED_AT}",
                need.most
            ),
            None,
        );
    }
    look.fine(format!(
        "{room}, and {} are needed at most. {NOT_LOOKED_AT}",
        need.most.max(0)
    ))
}

fn is_on_instances(started: &Started) -> bool {
    started.request.get("launchType").and_then(Json::as_str) == Some("EC2")
}

/// What ECS sets aside for one task: what the task asks for, or else its containers together, of
/// memory what they reserve before what they may use at most (Developer Guide, "Task definition
/// parameters"). Nothing where a number cannot be read.
fn demand(started: &Started) -> Option<Room> {
    let of_containers = |members: &[&str]| {
        started
            .containers()
            .iter()
            .try_fold(0_i64, |sum, container| {
                let said = members.iter().find_map(|member| container.get(member));
                let said = said.map_or(Some(0), Json::as_i64)?;
                sum.checked_add(said)
            })
    };
    let of_task = |member: &str| started.definition.get(member).filter(|one| !one.is_null());
    Some(Room {
        cpu: match of_task("cpu") {
            Some(text) => shared::schema::cpu_units(text.as_str()?)?,
            None => of_containers(&["cpu"])?,
        },
        memory: match of_task("memory") {
            Some(text) => shared::schema::memory_mib(text.as_str()?)?,
            None => of_containers(&["memoryReservation", "memory"])?,
        },
    })
}

#[cfg(test)]
mod tests {
    use shared::json;

    use super::{Room, Started, demand};

    fn started(definition: &str) -> Started {
        Started {
            definition: json::parse(definition).unwrap(),
            request: json::parse("{}").unwrap(),
            is_one_off: false,
            resolves_tags: true,
        }
    }

    #[test]
    fn a_task_takes_what_it_says_or_what_its_containers_say() {
        let containers = r#""containerDefinitions": [{"cpu": 64, "memory": 128}, {"memory": 512, "memoryReservation": 256}]"#;
        let of = |more: &str| demand(&started(&format!("{{{more}{containers}}}")));
        let room = |cpu, memory| Some(Room { cpu, memory });
        assert_eq!(of(""), room(64, 384));
        assert_eq!(of(r#""cpu": "256", "memory": "1 GB", "#), room(256, 1024));
        assert_eq!(of(r#""memory": "much", "#), None);
    }
}
