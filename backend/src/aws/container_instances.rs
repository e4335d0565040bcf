//! Container instances: what they have left for tasks.

use aws_sdk_ecs::types::{ContainerInstance, ContainerInstanceStatus};

use super::limits::Category;
use super::{Aws, AwsError};

/// So many instances does ECS describe in one call.
const AT_ONCE: usize = 100;

/// CPU and memory, of an instance or for a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// In CPU units, of which 1024 are one vCPU.
    pub cpu: i64,
    /// In MiB.
    pub memory: i64,
}

impl Room {
    /// How many tasks of a size fit in.
    pub fn places_for(self, each: Self) -> i64 {
        let fit = |left: i64, each: i64| {
            if each <= 0 {
                i64::MAX
            } else {
                (left / each).max(0)
            }
        };
        fit(self.cpu, each.cpu).min(fit(self.memory, each.memory))
    }
}

impl Aws {
    /// What each container instance of a cluster has left, of those that take tasks.
    ///
    /// # Errors
    /// AWS did not answer, or refused.
    pub async fn instance_room(&self, cluster: &str) -> Result<Vec<Room>, AwsError> {
        let arns: Vec<String> = self
            .0
            .ecs
            .take(Category::ClusterRead)
            .await
            .list_container_instances()
            .cluster(cluster)
            .status(ContainerInstanceStatus::Active)
            .into_paginator()
            .items()
            .send()
            .try_collect()
            .await
            .map_err(|error| AwsError::of("ecs", "ListContainerInstances", &error))?;
        let mut rooms = Vec::new();
        for some in arns.chunks(AT_ONCE) {
            let answer = self
                .0
                .ecs
                .take(Category::ClusterRead)
                .await
                .describe_container_instances()
                .cluster(cluster)
                .set_container_instances(Some(some.to_vec()))
                .send()
                .await
                .map_err(|error| AwsError::of("ecs", "DescribeContainerInstances", &error))?;
            rooms.extend(answer.container_instances().iter().filter_map(room));
        }
        Ok(rooms)
    }
}

/// Nothing of one whose agent is away: nothing is placed there.
fn room(instance: &ContainerInstance) -> Option<Room> {
    let left = |name: &str| {
        let resources = instance.remaining_resources();
        let found = resources.iter().find(|one| one.name() == Some(name));
        found.map(|one| i64::from(one.integer_value()))
    };
    if !instance.agent_connected() {
        return None;
    }
    Some(Room {
        cpu: left("CPU")?,
        memory: left("MEMORY")?,
    })
}

#[cfg(test)]
mod tests {
    use super::Room;

    #[test]
    fn what_is_short_decides_how_many_fit() {
        let places = |cpu, memory, each: (i64, i64)| {
            let each = Room {
                cpu: each.0,
                memory: each.1,
            };
            Room { cpu, memory }.places_for(each)
        };
        assert_eq!(places(1024, 4096, (256, 512)), 4);
        assert_eq!(places(2048, 1000, (256, 512)), 1);
        assert_eq!(places(2048, 1024, (0, 512)), 2);
        assert_eq!(places(-5, 1024, (1, 512)), 0);
    }
}
