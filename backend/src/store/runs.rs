//! What the agent remembers of a deployment besides its journal.

use shared::deployment::JournalEvent;
use sqlx::Row as _;

use super::{Lease, Store, StoreError};

/// The ECS deployments that a deployment has to do with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Run {
    /// The service's primary ECS deployment before ours.
    pub previous_ecs_deployment: Option<String>,
    /// When that was created, by AWS's clock.
    pub previous_created_at_ms: Option<i64>,
    /// What ECS showed of the service before ours, by which it shows whether anything was begun since.
    pub seen_before: Option<String>,
    /// Ours.
    pub own_ecs_deployment: Option<String>,
    /// The one by which we went back, where that took an update of the service.
    pub back_out_ecs_deployment: Option<String>,
    /// The fingerprint of what the plan was compared with but for the service's tags, where the plan
    /// changes some of them first.
    pub beside_tags: Option<String>,
}

impl Store {
    /// What the agent remembers of a deployment.
    ///
    /// # Errors
    /// The database failed.
    pub async fn run(&self, deployment: &str) -> Result<Run, StoreError> {
        let row = sqlx::query(
            "select previous_ecs_deployment, seen_before, own_ecs_deployment, \
             back_out_ecs_deployment, beside_tags, previous_created_at from deployments where id = $1",
        )
        .bind(deployment)
        .fetch_one(&self.pool)
        .await
        .map_err(StoreError::query("read a run"))?;
        let read = |column: &str| row.try_get(column).map_err(StoreError::query("read a run"));
        Ok(Run {
            previous_ecs_deployment: read("previous_ecs_deployment")?,
            seen_before: read("seen_before")?,
            own_ecs_deployment: read("own_ecs_deployment")?,
            back_out_ecs_deployment: read("back_out_ecs_deployment")?,
            beside_tags: read("beside_tags")?,
            previous_created_at_ms: row
                .try_get("previous_created_at")
                .map_err(StoreError::query("read a run"))?,
        })
    }

    /// Stores what the agent remembers of a deployment.
    ///
    /// # Errors
    /// [`StoreError::Fenced`] where the lease is not the deployment's any more, or the database
    /// failed.
    pub async fn save_run(&self, lease: &Lease, run: &Run) -> Result<(), StoreError> {
        let Run {
            previous_ecs_deployment,
            seen_before,
            own_ecs_deployment,
            back_out_ecs_deployment,
            beside_tags,
            previous_created_at_ms,
        } = run;
        let saved = sqlx::query(
            "update deployments set previous_ecs_deployment = $4, own_ecs_deployment = $5, \
             back_out_ecs_deployment = $6, seen_before = $7, beside_tags = $8, \
             previous_created_at = $9 \
             where id = $1 and agent = $2 and term = $3",
        )
        .bind(&lease.deployment)
        .bind(&lease.agent)
        .bind(lease.term)
        .bind(previous_ecs_deployment)
        .bind(own_ecs_deployment)
        .bind(back_out_ecs_deployment)
        .bind(seen_before)
        .bind(beside_tags)
        .bind(previous_created_at_ms)
        .execute(&self.pool)
        .await
        .map_err(StoreError::query("store a run"))?;
        if saved.rows_affected() == 0 {
            return Err(StoreError::Fenced);
        }
        Ok(())
    }

    /// The tasks, by their ARNs, that deployments of the same service had run first and whose end
    /// they do not know, newest first. They may go on. A task of its own is other work.
    ///
    /// # Errors
    /// The database failed.
    pub async fn tasks_left(&self, deployment: &str) -> Result<Vec<String>, StoreError> {
        let rows = sqlx::query(
            "select j.event from deployments this join deployments d \
             on d.environment = this.environment and d.cluster = this.cluster \
             and d.service = this.service and d.kind <> 'one-off-task' \
             and d.verdict is not null \
             and d.verdict <> 'succeeded' and not exists (\
                 select 1 from journal s where s.deployment_id = d.id \
                 and s.event like '%\"event\":\"task-stopped\"%') \
             join journal j on j.deployment_id = d.id \
             and j.event like '%\"task_arn\":\"%' \
             where this.id = $1 order by d.created_at desc, d.id desc limit 20",
        )
        .bind(deployment)
        .fetch_all(&self.pool)
        .await
        .map_err(StoreError::query("find tasks that were left"))?;
        let mut arns = Vec::new();
        for row in rows {
            let text: String = row
                .try_get("event")
                .map_err(StoreError::query("read a task that was left"))?;
            if let Ok(JournalEvent::StepFinished {
                task_arn: Some(arn),
                ..
            }) = serde_json::from_str(&text)
            {
                arns.push(arn);
            }
        }
        Ok(arns)
    }
}
