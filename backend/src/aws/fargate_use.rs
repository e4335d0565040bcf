//! What runs on Fargate in the clusters that are looked after, for the quotas that it counts
//! against.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use aws_sdk_ecs::types;
use shared::schema::vcpu;

use super::limits::Category;
use super::tasks::DESCRIBED_AT_ONCE;
use super::{Aws, AwsError, last_part};

/// Every task is asked for to know it, so it is kept for so long.
const KEEP: Duration = Duration::from_secs(30);
/// So many tasks are counted, which takes ten calls; what is more is told as not counted.
const MOST_TASKS: usize = 1000;

/// What tasks on Fargate use, in vCPU.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Used {
    /// How many tasks.
    pub tasks: u64,
    /// Of Fargate itself.
    pub on_demand: f64,
    /// Of Fargate Spot.
    pub spot: f64,
}

/// What runs on Fargate.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FargateUse {
    /// Of everything that was counted.
    pub total: Used,
    /// By cluster and group, such as `service:web`.
    groups: BTreeMap<(String, String), Used>,
    /// Whether there were more tasks than were counted.
    pub is_cut: bool,
}

impl FargateUse {
    /// Of the tasks of a service.
    pub fn of_service(&self, cluster: &str, service: &str) -> Used {
        let group = (last_part(cluster).to_owned(), format!("service:{service}"));
        self.groups.get(&group).copied().unwrap_or_default()
    }

    fn add(&mut self, cluster: &str, task: &types::Task) {
        let is_fargate = task.launch_type() == Some(&types::LaunchType::Fargate);
        let Some(size) = task.cpu().and_then(vcpu).filter(|_| is_fargate) else {
            return;
        };
        let is_spot = task.capacity_provider_name() == Some("FARGATE_SPOT");
        let group = (
            cluster.to_owned(),
            task.group().unwrap_or_default().to_owned(),
        );
        for used in [&mut self.total, self.groups.entry(group).or_default()] {
            used.tasks += 1;
            if is_spot {
                used.spot += size;
            } else {
                used.on_demand += size;
            }
        }
    }
}

impl Aws {
    /// What runs on Fargate in the clusters that are looked after, as of half a minute ago at most.
    ///
    /// # Errors
    /// AWS did not answer, or refused.
    pub async fn fargate_use(&self) -> Result<Arc<FargateUse>, AwsError> {
        let kept = &self.0.fargate_use;
        kept.or_read(KEEP, self.read_fargate_use()).await
    }

    async fn read_fargate_use(&self) -> Result<FargateUse, AwsError> {
        let mut used = FargateUse::default();
        let mut left = MOST_TASKS;
        for cluster in self.clusters().await? {
            if cluster.running_tasks == 0 {
                continue;
            }
            let (mut arns, has_more) = self.running_tasks(&cluster.arn, left).await?;
            used.is_cut |= has_more || arns.len() > left;
            arns.truncate(left);
            left -= arns.len();
            for some in arns.chunks(DESCRIBED_AT_ONCE) {
                for task in self.described_tasks(&cluster.arn, some).await? {
                    used.add(&cluster.name, &task);
                }
            }
        }
        Ok(used)
    }

    /// The ARNs of the tasks of a cluster, until there are enough, and whether there are more.
    async fn running_tasks(
        &self,
        cluster: &str,
        enough: usize,
    ) -> Result<(Vec<String>, bool), AwsError> {
        let mut arns = Vec::new();
        let mut next = None;
        loop {
            let answer = self
                .0
                .ecs
                .take(Category::TaskRead)
                .await
                .list_tasks()
                .cluster(cluster)
                .desired_status(types::DesiredStatus::Running)
                .set_next_token(next)
                .send()
                .await
                .map_err(|error| AwsError::of("ecs", "ListTasks", &error))?;
            arns.extend(answer.task_arns.unwrap_or_default());
            next = answer.next_token;
            if next.is_none() || arns.len() >= enough {
                return Ok((arns, next.is_some()));
            }
        }
    }
}
