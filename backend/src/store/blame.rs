//! What deployments made of a service, to tell where its values come from.

use shared::plan::{PlanKind, Target};
use shared::wire::Preview;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{Store, StoreError};

/// What a deployment made of a service.
#[derive(Debug, Clone)]
pub struct Made {
    /// The deployment's id.
    pub deployment: String,
    /// In one line, what it did.
    pub summary: String,
    /// Who asked for it.
    pub started_by: String,
    /// When it was asked for, milliseconds since the epoch.
    pub created_at_ms: i64,
    /// When it was over, or else when it was asked for, milliseconds since the epoch.
    pub finished_at_ms: i64,
    /// When what it was compared with was looked at, milliseconds since the epoch.
    pub planned_at_ms: i64,
    /// The change that it carried out.
    pub change: Option<i64>,
    /// The ECS deployment that it started, such as `ecs-svc/123`.
    pub ecs_deployment: Option<String>,
    /// The revision that the service ran before, an ARN.
    pub revision_before: Option<String>,
    /// The revision that it registered, an ARN; nothing where it registered none.
    pub registered: Option<String>,
    /// The service before, as JSON text in normal form; nothing where there was none.
    pub service_before: Option<String>,
    /// The service after, likewise.
    pub service_after: Option<String>,
    /// Whether the service did not exist before.
    pub is_first: bool,
}

/// One that ECS rolled back, or that was taken back before it began, left nothing behind. Of one that
/// is under way, or failed otherwise, what it brought is there once it started an ECS deployment.
const MADE: &str = "select d.id, d.summary, d.started_by, d.created_at, d.finished_at, d.change_id, \
     d.own_ecs_deployment, p.preview, p.created_at as planned_at \
     from deployments d join plans p on p.hash = d.plan_hash \
     where d.environment = $1 and d.cluster = $2 and d.service = $3 \
     and (d.verdict = 'succeeded' or (d.own_ecs_deployment is not null \
     and (d.verdict is null or d.verdict in ('failed', 'stuck', 'superseded')))) \
     and d.kind in ('first-deploy', 'new-revision', 'rollback', 'service-change', 'tag-change', \
     'scaling', 'restart') \
     order by d.created_at desc, d.id desc limit $4";

impl Store {
    /// What deployments made of a service, newest first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn made_of(
        &self,
        environment: &str,
        target: &Target,
        limit: i64,
    ) -> Result<Vec<Made>, StoreError> {
        let rows = sqlx::query(MADE)
            .bind(environment)
            .bind(&target.cluster)
            .bind(&target.service)
            .bind(limit)
            .fetch_all(&self.pool)
            .await
            .map_err(StoreError::query("list what deployments made of a service"))?;
        let mut all = Vec::new();
        for row in &rows {
            let deployment: String = row
                .try_get("id")
                .map_err(StoreError::query("read what a deployment made"))?;
            let registered = self.registered(&deployment).await?;
            all.push(made(row, deployment, registered)?);
        }
        Ok(all)
    }
}

fn made(row: &AnyRow, deployment: String, registered: Option<String>) -> Result<Made, StoreError> {
    let read = || -> Result<(Made, String), sqlx::Error> {
        let finished: Option<i64> = row.try_get("finished_at")?;
        let created_at_ms = row.try_get("created_at")?;
        let made = Made {
            deployment,
            summary: row.try_get("summary")?,
            started_by: row.try_get("started_by")?,
            created_at_ms,
            finished_at_ms: finished.unwrap_or(created_at_ms),
            planned_at_ms: row.try_get("planned_at")?,
            change: row.try_get("change_id")?,
            ecs_deployment: row.try_get("own_ecs_deployment")?,
            revision_before: None,
            registered,
            service_before: None,
            service_after: None,
            is_first: false,
        };
        Ok((made, row.try_get("preview")?))
    };
    let (made, text) = read().map_err(StoreError::query("read what a deployment made"))?;
    let preview: Preview = serde_json::from_str(&text).map_err(|_| StoreError::Unreadable {
        what: "what a deployment made",
    })?;
    Ok(Made {
        is_first: preview.plan.kind == PlanKind::FirstDeploy,
        revision_before: preview.plan.base.task_definition_arn,
        service_before: preview.service_before,
        service_after: preview.service_after,
        ..made
    })
}
