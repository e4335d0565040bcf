//! What deployments brought services to, to go back to it.

use shared::deployment::JournalEvent;
use shared::json::{self, Json};
use shared::plan::Target;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row as _};

use super::{Store, StoreError};

/// Those that gave the service another revision or other settings, and succeeded. Settings that no
/// task notices start no ECS deployment; whoever changed them is known by the one that runs.
const BROUGHT: &str = "select d.id, d.cluster, d.service, d.finished_at, d.summary, \
     d.own_ecs_deployment, d.previous_ecs_deployment, p.preview, p.definitions from deployments d join plans p on p.hash = d.plan_hash \
     where d.environment = $1 and d.verdict = 'succeeded' \
     and d.kind in ('first-deploy', 'new-revision', 'rollback', 'service-change', 'restart') \
     and d.own_ecs_deployment is not null \
     and (d.kind in ('service-change', 'rollback') or d.previous_ecs_deployment is null \
     or d.previous_ecs_deployment <> d.own_ecs_deployment)";

/// What a deployment brought a service to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brought {
    /// The deployment's id.
    pub deployment: String,
    /// The service.
    pub target: Target,
    /// When it was over, milliseconds since the epoch.
    pub finished_at_ms: i64,
    /// In one line, what it did.
    pub summary: String,
    /// The ECS deployment that ran when it was over, such as `ecs-svc/123`.
    pub ecs_deployment: String,
    /// Whether it started that one, and did not change settings that start none.
    pub has_started_it: bool,
    /// The revision of the task definition: its ARN, or as the service named it.
    pub task_definition: String,
    /// The service as it was then, as JSON text in normal form.
    pub service: String,
}

impl Store {
    /// What deployments brought a service to, newest first, after the one of an id.
    ///
    /// # Errors
    /// The database failed.
    pub async fn brought(
        &self,
        environment: &str,
        target: &Target,
        after: &str,
        limit: i64,
    ) -> Result<Vec<Brought>, StoreError> {
        let rows = sqlx::query(AssertSqlSafe(format!(
            "{BROUGHT} and d.cluster = $2 and d.service = $3 and ($4 = '' or (d.created_at, d.id) \
             < (select created_at, id from deployments where id = $4)) \
             order by d.created_at desc, d.id desc limit $5"
        )))
        .bind(environment)
        .bind(&target.cluster)
        .bind(&target.service)
        .bind(after)
        .bind(limit)
        .fetch_all(&self.pool)
        .await
        .map_err(StoreError::query("list what deployments brought"))?;
        self.read_all(&rows).await
    }

    /// What the deployments brought that started these ECS deployments.
    ///
    /// # Errors
    /// The database failed.
    pub async fn brought_by(
        &self,
        environment: &str,
        target: &Target,
        ecs_deployments: &[String],
    ) -> Result<Vec<Brought>, StoreError> {
        if ecs_deployments.is_empty() {
            return Ok(Vec::new());
        }
        let places: Vec<String> = (4..4 + ecs_deployments.len())
            .map(|place| format!("${place}"))
            .collect();
        let statement = format!(
            "{BROUGHT} and d.cluster = $2 and d.service = $3 and d.own_ecs_deployment in ({}) \
             order by d.created_at desc, d.id desc",
            places.join(", ")
        );
        let query = sqlx::query(AssertSqlSafe(statement))
            .bind(environment)
            .bind(&target.cluster)
            .bind(&target.service);
        let rows = ecs_deployments
            .iter()
            .fold(query, sqlx::query::Query::bind)
            .fetch_all(&self.pool)
            .await
            .map_err(StoreError::query("find what deployments brought"))?;
        self.read_all(&rows).await
    }

    /// What one deployment brought; nothing where there is none of the id, or it brought nothing.
    ///
    /// # Errors
    /// The database failed.
    pub async fn brought_by_one(
        &self,
        environment: &str,
        deployment: &str,
    ) -> Result<Option<Brought>, StoreError> {
        let row = sqlx::query(AssertSqlSafe(format!("{BROUGHT} and d.id = $2")))
            .bind(environment)
            .bind(deployment)
            .fetch_optional(&self.pool)
            .await
            .map_err(StoreError::query("find what a deployment brought"))?;
        match row {
            Some(row) => self.read_brought(&row).await.map(Some),
            None => Ok(None),
        }
    }

    async fn read_all(&self, rows: &[AnyRow]) -> Result<Vec<Brought>, StoreError> {
        let mut all = Vec::new();
        for row in rows {
            all.push(self.read_brought(row).await?);
        }
        Ok(all)
    }

    async fn read_brought(&self, row: &AnyRow) -> Result<Brought, StoreError> {
        let unreadable = || StoreError::Unreadable {
            what: "what a deployment brought",
        };
        let text = |column: &str| {
            row.try_get::<String, _>(column)
                .map_err(StoreError::query("read what a deployment brought"))
        };
        let deployment = text("id")?;
        let preview = self.preview(row)?;
        // Where values are masked, no plan is made of it: the checks do not let them through.
        let definitions = preview
            .definitions()
            .unwrap_or_else(|| preview.shown_definitions());
        let service = definitions.service_after.ok_or_else(unreadable)?;
        let registered = self.registered(&deployment).await?;
        let named = || {
            let json = json::parse(&service).ok()?;
            let revision = json.get("taskDefinition").and_then(Json::as_str)?;
            Some(revision.to_owned())
        };
        let ecs_deployment = text("own_ecs_deployment")?;
        let previous: Option<String> = row
            .try_get("previous_ecs_deployment")
            .map_err(StoreError::query("read what a deployment brought"))?;
        Ok(Brought {
            target: Target {
                cluster: text("cluster")?,
                service: text("service")?,
            },
            finished_at_ms: row
                .try_get("finished_at")
                .map_err(StoreError::query("read what a deployment brought"))?,
            summary: text("summary")?,
            has_started_it: previous.as_ref() != Some(&ecs_deployment),
            ecs_deployment,
            task_definition: registered.or_else(named).ok_or_else(unreadable)?,
            service,
            deployment,
        })
    }

    /// The revision that a deployment registered: the plan could only foresee its number.
    pub(super) async fn registered(&self, deployment: &str) -> Result<Option<String>, StoreError> {
        let rows = sqlx::query(
            "select event from journal where deployment_id = $1 \
             and event like '%\"task_definition_arn\":\"%' order by sequence",
        )
        .bind(deployment)
        .fetch_all(&self.pool)
        .await
        .map_err(StoreError::query("find a registered revision"))?;
        let mut arn = None;
        for row in rows {
            let text: String = row
                .try_get("event")
                .map_err(StoreError::query("read a registered revision"))?;
            if let Ok(JournalEvent::StepFinished {
                task_definition_arn: Some(registered),
                ..
            }) = serde_json::from_str(&text)
            {
                arn = Some(registered);
            }
        }
        Ok(arn)
    }
}
